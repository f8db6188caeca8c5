"""Which step is possible in which status, and why not where it is not.

Source: the service's own chain. Logging a visit, the last day of a match and what became of a participant are always possible: the
truth comes first. docs/status.md is printed from the table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.errors import N_, StatusForbids
from desktop.rules.status import WORDS, Status

_ENDED = N_("it is over already")
_APPROVALS_FIRST = N_("both approvals come first")
_VOLUNTEER_FIRST = N_("a volunteer comes first")
_APPROVED = N_("both approvals are there")
_BEGUN = N_("it has begun, and can only be ended")
_PAUSED = N_("it must first go on")
_NOT_PAUSED = N_("nothing is paused")
_PAUSED_ALREADY = N_("it is paused already")
_NOT_BEGUN = N_("it has not begun")
_NOT_SET_UP = N_("nothing is set up that could pause")

_R, _AA, _AP, _SU = Status.REFERRED, Status.AWAITING_APPROVAL, Status.APPROVED, Status.SETTING_UP
_AC, _PA, _TR, _FU = Status.ACTIVE, Status.PAUSED, Status.TRANSITION, Status.FOLLOW_UP
_OVER = (Status.ENDED, Status.DECLINED, Status.WITHDRAWN)


def _no(*because: tuple[str, tuple[Status, ...]]) -> Mapping[Status, str]:
    """The statuses in which a step is refused, each with its reason."""
    return MappingProxyType({status: reason for reason, statuses in because for status in statuses})


ALWAYS = _no()
_ONLY_BEFORE = _no((_BEGUN, (_AC, _TR, _FU)), (_PAUSED, (_PA,)), (_ENDED, _OVER))

REFUSED: Mapping[str, Mapping[Status, str]] = MappingProxyType(
    {
        "approve": _no((_APPROVED, (_AP, _SU)), (_ENDED, _OVER)),
        "decline": _ONLY_BEFORE,
        "withdraw": _ONLY_BEFORE,
        "confirm": _no((_ENDED, _OVER)),
        "match": _no((_APPROVALS_FIRST, (_R, _AA)), (_ENDED, _OVER)),
        "end_match": ALWAYS,
        "plan": _no((_APPROVALS_FIRST, (_R, _AA)), (_VOLUNTEER_FIRST, (_AP,)), (_PAUSED, (_PA,)), (_ENDED, _OVER)),
        "log": ALWAYS,
        "pause": _no((_NOT_SET_UP, (_R, _AA, _AP)), (_PAUSED_ALREADY, (_PA,)), (_ENDED, _OVER)),
        "resume": _no((_NOT_PAUSED, (_R, _AA, _AP, _SU, _AC, _TR, _FU)), (_ENDED, _OVER)),
        "extend": _no((_NOT_BEGUN, (_R, _AA, _AP, _SU)), (_ENDED, (Status.DECLINED, Status.WITHDRAWN))),
        "end": _no((_ENDED, _OVER)),
        "continue": _no((_NOT_BEGUN, (_R, _AA, _AP, _SU, Status.DECLINED, Status.WITHDRAWN))),
        "release": ALWAYS,
        "transfer": ALWAYS,
        "gone": ALWAYS,
        "returned": ALWAYS,
        "died": ALWAYS,
    }
)
"""Step → the statuses, on the day of the step, in which it is refused, each with the reason. In every other it is possible.

Headquarters may put off an end that the clock has already brought, so an ended course can be extended.
"""

STEPS: Mapping[str, frozenset[Status]] = MappingProxyType({step: frozenset(Status) - set(refused) for step, refused in REFUSED.items()})
"""Step → the statuses in which it is possible."""

WHAT: Mapping[str, str] = MappingProxyType(
    {
        "approve": "one of the two approvals",
        "decline": "the approval is refused; no stage and no reason is kept",
        "withdraw": "the referral is called back",
        "confirm": "all criteria are confirmed",
        "match": "a volunteer on the course",
        "end_match": "the last day of a match",
        "plan": "a visit is planned",
        "log": "a visit is logged",
        "pause": "the course pauses",
        "resume": "the course goes on",
        "extend": "headquarters puts off the planned end",
        "end": "the course ends",
        "continue": "a new course that goes on from this one",
        "release": "the participant is released, also by an acquittal",
        "transfer": "the participant is transferred",
        "gone": "the participant is no longer here, and nobody knows why",
        "returned": "the participant is here after all",
        "died": "the participant has died",
    }
)
"""What each step is, for the printed page."""


def refusal(step: str, status: Status) -> str:
    """Why the step is not possible in the status, as a source sentence; nothing where it is. Raises KeyError for an unknown step."""
    return REFUSED[step].get(status, "")


def allowed(step: str, status: Status) -> bool:
    """Whether the step is possible in the status. An unknown step never is."""
    return status in STEPS.get(step, frozenset())


def require(step: str, status: Status) -> None:
    """Raises StatusForbids, with the reason, where the step is not possible."""
    if reason := refusal(step, status):
        raise StatusForbids(status=WORDS[status], reason=reason)
