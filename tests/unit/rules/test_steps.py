"""Every step in every status: possible, or refused with its reason."""

from itertools import product

import pytest

from desktop.errors import StatusForbids
from desktop.models.rows.fields import MOVEMENTS
from desktop.rules.status import OVER, WORDS, Status
from desktop.rules.steps import REFUSED, STEPS, WHAT, allowed, refusal, require
from desktop.texts import Texts

R, AA, AP, SU = Status.REFERRED, Status.AWAITING_APPROVAL, Status.APPROVED, Status.SETTING_UP
AC, PA, TR, FU = Status.ACTIVE, Status.PAUSED, Status.TRANSITION, Status.FOLLOW_UP
EN, DE, WI = Status.ENDED, Status.DECLINED, Status.WITHDRAWN
ALL = set(Status)

EXPECTED: dict[str, set[Status]] = {
    "approve": {R, AA, AC, PA, TR, FU},
    "decline": {R, AA, AP, SU},
    "withdraw": {R, AA, AP, SU},
    "confirm": {R, AA, AP, SU, AC, PA, TR, FU},
    "match": {AP, SU, AC, PA, TR, FU},
    "end_match": ALL,
    "plan": {SU, AC, TR, FU},
    "log": ALL,
    "pause": {SU, AC, TR, FU},
    "resume": {PA},
    "extend": {AC, PA, TR, FU, EN},
    "end": {R, AA, AP, SU, AC, PA, TR, FU},
    "continue": {AC, PA, TR, FU, EN},
    **dict.fromkeys(("release", "transfer", "gone", "returned", "died"), ALL),
}


@pytest.mark.parametrize(("step", "status"), [*product(EXPECTED, Status)])
def test_every_step_in_every_status(step: str, status: Status) -> None:
    possible = status in EXPECTED[step]
    assert allowed(step, status) is possible
    assert (refusal(step, status) == "") is possible
    if possible:
        require(step, status)
    else:
        with pytest.raises(StatusForbids) as refused:
            require(step, status)
        assert refused.value.arguments == {"status": WORDS[status], "reason": REFUSED[step][status]}
        assert Texts("en").fault(refused.value) == f"The course is {WORDS[status]}: {REFUSED[step][status]}."


def test_no_step_is_left_out() -> None:
    assert set(REFUSED) == set(STEPS) == set(EXPECTED) == set(WHAT)
    assert len(MOVEMENTS) == 5
    assert not allowed("reopen", AC)
    with pytest.raises(KeyError):
        refusal("reopen", AC)


def test_the_truth_can_always_be_saved() -> None:
    assert all(allowed(step, status) for step in ("log", "end_match", "release", "transfer", "gone", "returned", "died") for status in OVER)
