"""Who may be taken into a programme: the edges of every age, and every reason at once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import NotEligible
from desktop.rules import eligibility
from desktop.rules.dates import age_on
from desktop.rules.eligibility import Applicant, applicant, at_referral, before_approval
from desktop.rules.programmes import BUILT_IN, Programme
from desktop.texts import Texts

KICKSTART, PRIMUS, VISITING = BUILT_IN["KICKSTART"], BUILT_IN["PRIMUS_MOTOR"], BUILT_IN["VISITING"]
REFERRED = date(2025, 3, 1)
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
DAY = timedelta(days=1)


def _kickstart(born: date | None, referred_on: date = REFERRED) -> tuple[str, ...]:
    return at_referral(KICKSTART, applicant(referred_on, born, legal_status="REMAND"))


@pytest.mark.parametrize(
    ("born", "referred_on", "reasons"),
    [
        (date(2008, 3, 1), REFERRED, ()),
        (date(2008, 3, 2), REFERRED, ("too_young",)),
        (date(1999, 3, 2), REFERRED, ()),
        (date(1999, 3, 1), REFERRED, ("too_old",)),
        (date(2008, 2, 29), date(2025, 2, 28), ("too_young",)),
        (date(2008, 2, 29), date(2025, 3, 1), ()),
        (date(2000, 2, 29), date(2026, 2, 28), ()),
        (date(2000, 2, 29), date(2026, 3, 1), ("too_old",)),
        (date(2002, 2, 28), date(2028, 2, 28), ("too_old",)),
        (date(2002, 2, 28), date(2028, 2, 27), ()),
        (None, REFERRED, ("age_unknown",)),
    ],
)
def test_the_edges_of_kickstart(born: date | None, referred_on: date, reasons: tuple[str, ...]) -> None:
    assert _kickstart(born, referred_on) == reasons


@given(DAYS, st.integers(0, 60 * 366).map(timedelta))
def test_kickstart_is_possible_at_17_to_25_and_at_no_other_age(born: date, lived: timedelta) -> None:
    on = born + lived
    assert (_kickstart(born, on) == ()) is (17 <= age_on(born, on) <= 25)


@given(DAYS, st.integers(0, 60 * 366).map(timedelta))
def test_an_age_is_completed_on_the_birthday_and_29_february_on_1_march(born: date, lived: timedelta) -> None:
    on = born + lived
    years = age_on(born, on)
    birthday = date(on.year, 3, 1) if (born.month, born.day) == (2, 29) and not _leap(on.year) else date(on.year, born.month, born.day)
    assert years == on.year - born.year - (on < birthday)
    assert age_on(born, on + DAY) - years in {0, 1}


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@given(DAYS, st.integers(0, 60 * 366).map(timedelta))
def test_the_year_of_birth_alone_never_says_another_thing_than_the_date(born: date, lived: timedelta) -> None:
    on = born + lived
    by_year = applicant(on, None, birth_year=born.year, legal_status="REMAND")
    assert by_year.age_least is not None
    assert by_year.age_most is not None
    assert by_year.age_least <= age_on(born, on) <= by_year.age_most
    if not eligibility.undecided(KICKSTART, by_year):
        assert at_referral(KICKSTART, by_year) == _kickstart(born, on)


def test_where_the_year_does_not_tell_the_age_is_unknown() -> None:
    who = applicant(REFERRED, None, birth_year=2008, legal_status="REMAND")
    assert eligibility.undecided(KICKSTART, who)
    assert at_referral(KICKSTART, who) == ("age_unknown",)
    assert not eligibility.undecided(VISITING, who)
    assert not eligibility.undecided(KICKSTART, applicant(date(2025, 12, 31), None, birth_year=2008))
    assert applicant(None, date(2000, 1, 1)) == Applicant() == applicant(REFERRED, None)


@pytest.mark.parametrize(
    ("legal", "reasons"), [("REMAND", ()), ("SERVING", ("legal_other",)), ("RELEASED", ("legal_other",)), ("", ("legal_unknown",))]
)
def test_kickstart_is_for_remand(legal: str, reasons: tuple[str, ...]) -> None:
    assert at_referral(KICKSTART, applicant(REFERRED, date(2004, 1, 1), legal_status=legal)) == reasons


def test_programmes_that_ask_nothing_take_everybody() -> None:
    for code in ("VISITING", "PRIMUS_MOTOR", "STUDY_INSIDE", "STUDY_FREE"):
        assert at_referral(BUILT_IN[code], Applicant()) == ()


def test_a_bound_may_stand_alone() -> None:
    old = Programme("OLD", "", "", "visiting", age_from=60)
    young = Programme("YOUNG", "", "", "visiting", age_before=20)
    assert at_referral(old, Applicant(59, 59)) == ("too_young",)
    assert at_referral(old, Applicant(60, 60)) == ()
    assert at_referral(young, Applicant(20, 20)) == ("too_old",)
    assert at_referral(young, Applicant(19, 19)) == ()


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        (Applicant(17, 17), ("guardian",)),
        (Applicant(17, 17, guardian_on=REFERRED), ()),
        (Applicant(17, 17, guardian_reason="unreachable"), ()),
        (Applicant(18, 18), ()),
        (Applicant(), ()),
    ],
)
def test_at_17_a_guardian_agrees_or_a_reason_is_given(who: Applicant, reasons: tuple[str, ...]) -> None:
    assert before_approval(KICKSTART, who) == reasons
    assert before_approval(VISITING, who) == ()


def test_criteria_are_confirmed_before_the_leader_approves() -> None:
    assert before_approval(PRIMUS, Applicant(30, 30)) == ("criteria",)
    assert before_approval(PRIMUS, Applicant(30, 30, criteria_confirmed_on=REFERRED)) == ()


def test_every_reason_is_said_at_once() -> None:
    codes = at_referral(KICKSTART, applicant(REFERRED, date(1980, 1, 1), legal_status="SERVING"))
    assert codes == ("too_old", "legal_other")
    with pytest.raises(NotEligible) as refused:
        eligibility.require(KICKSTART, codes)
    assert refused.value.reasons == tuple(eligibility.WORDS[code] for code in codes)
    said = Texts("en").fault(refused.value)
    assert all(eligibility.WORDS[code] in said for code in codes)
    eligibility.require(KICKSTART, ())
