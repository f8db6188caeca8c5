"""can_visit: every reason against, with its edges, and what ends first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.rows.quality import Qualification, Standing
from desktop.rules.configuration import DEFAULT, Configuration, Said
from desktop.rules.quality import WORDS, Expiry, Occasion, Reason, can_visit, clearance_until, expiries, reminder

DAY = date(2026, 3, 20)
HERE, THERE = "h" * 32, "t" * 32
AT = Occasion(HERE, "VISITING", DAY)


def step(kind: str, on: date, site: str = "", **more: object) -> Qualification:
    return replace(Qualification(f"{kind}{on}{site}", "v", kind, site, on), **more)  # type: ignore[arg-type] # names of the fields, as the test says them


WHOLE = Standing(
    "v",
    birth_date=date(1980, 1, 1),
    joined_on=date(2025, 1, 1),
    held_on=(date(2025, 9, 1), date(2026, 3, 6)),
    qualifications=(
        step("interview", date(2025, 1, 2)),
        step("clearance", date(2025, 2, 1), HERE, clearance="valid"),
        step("declaration_inform", date(2025, 1, 20)),
        step("declaration_receive", date(2025, 1, 20)),
        step("declaration_confidential", date(2025, 1, 20)),
        step("rules", date(2025, 1, 20), version="1"),
        step("basic_course", date(2025, 2, 1), provider="RK"),
        step("supervision", date(2025, 12, 1), minutes=60),
    ),
)


def without(kind: str, who: Standing = WHOLE) -> Standing:
    return replace(who, qualifications=tuple(one for one in who.qualifications if one.kind != kind))


def also(*steps: Qualification, who: Standing = WHOLE) -> Standing:
    return replace(who, qualifications=(*who.qualifications, *steps))


def codes(who: Standing, at: Occasion = AT, known: Configuration = DEFAULT) -> list[str]:
    return [f"{one.effect}:{one.code}" for one in can_visit(who, at, known).reasons]


def on(day: date) -> Occasion:
    return replace(AT, day=day)


def test_whoever_has_everything_may_visit() -> None:
    found = can_visit(WHOLE, AT, DEFAULT)
    assert (found.reasons, found.blocks, found.allowed) == ((), (), True)
    assert found.expires == Expiry("support", date(2026, 6, 1))


def test_whoever_has_nothing_is_told_every_reason() -> None:
    found = can_visit(Standing("v"), AT, DEFAULT)
    assert not found.allowed
    assert found.expires is None
    assert {one.code for one in found.reasons} == {
        *("interview", "age_unknown", "clearance", "rules", "basic_course"),
        *("declaration_inform", "declaration_receive", "declaration_confidential"),
    }  # fmt: skip
    assert {one.code for one in found.reasons} <= set(WORDS)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("interview", "blocks:interview"),
        ("clearance", "blocks:clearance"),
        ("declaration_inform", "blocks:declaration_inform"),
        ("declaration_receive", "blocks:declaration_receive"),
        ("declaration_confidential", "blocks:declaration_confidential"),
        ("rules", "blocks:rules"),
        ("basic_course", "blocks:basic_course"),
        ("supervision", "warns:support"),
    ],
)
def test_each_missing_step_is_a_reason_of_its_own(kind: str, code: str) -> None:
    assert codes(without(kind)) == [code]


def test_nothing_counts_before_its_day() -> None:
    assert "blocks:clearance" in codes(WHOLE, on(date(2025, 1, 31)))
    assert "blocks:clearance" not in codes(WHOLE, on(date(2025, 2, 1)))
    assert codes(also(step("left", date(2025, 1, 1)))) == []


def test_who_left_does_not_visit_from_that_day() -> None:
    assert codes(replace(WHOLE, left_on=DAY)) == ["blocks:left"]
    assert codes(replace(WHOLE, left_on=DAY + timedelta(days=1))) == []


# --- the interview and the pause ---------------------------------------------------------------------------------------------


def test_the_pause_is_counted_from_the_last_visit_and_its_last_day_counts() -> None:
    assert "blocks:interview_pause" not in codes(WHOLE, on(date(2027, 3, 6)))
    late = can_visit(WHOLE, on(date(2027, 3, 7)), DEFAULT)
    assert Reason("blocks", "interview_pause", date(2027, 3, 7)) in late.reasons


def test_without_any_visit_it_is_counted_from_the_interview() -> None:
    fresh = replace(WHOLE, held_on=())
    assert "blocks:interview_pause" not in codes(fresh, on(date(2026, 1, 2)))
    assert "blocks:interview_pause" in codes(fresh, on(date(2026, 1, 3)))


def test_the_visit_of_the_day_itself_does_not_excuse_it() -> None:
    assert "blocks:interview_pause" in codes(replace(WHOLE, held_on=(date(2026, 3, 20),)))


def test_a_visit_after_the_pause_does_not_end_it_but_an_interview_does() -> None:
    came_back = replace(WHOLE, held_on=(date(2025, 2, 10), date(2026, 3, 1), date(2026, 3, 10)))
    assert codes(came_back) == ["blocks:interview_pause"]
    assert codes(also(step("interview", date(2026, 2, 20)), who=came_back)) == []


# --- age ---------------------------------------------------------------------------------------------------------------------


def test_the_birthday_itself_is_old_enough() -> None:
    assert codes(replace(WHOLE, birth_date=date(2001, 3, 20))) == []
    assert codes(replace(WHOLE, birth_date=date(2001, 3, 21))) == ["blocks:age"]


@pytest.mark.parametrize(
    ("asked", "met", "expected"),
    [
        (None, False, ["blocks:age_unknown"]),
        (25, True, []),
        (30, True, []),
        (18, True, ["blocks:age_unknown"]),
        (25, False, ["blocks:age"]),
        (18, False, ["blocks:age"]),
        (30, False, ["blocks:age_unknown"]),
    ],
)
def test_where_the_birth_date_is_not_known_what_was_said_of_the_age_counts(asked: int | None, met: bool, expected: list[str]) -> None:
    assert codes(replace(WHOLE, birth_date=None, age_asked=asked, age_met=met)) == expected


def test_each_programme_has_its_own_age_and_unset_does_not_block() -> None:
    young = replace(WHOLE, birth_date=date(2006, 1, 1))
    by_programme = {
        code: codes(young, replace(AT, programme=code)) for code in ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "GROUP")
    }
    assert [code for code, found in by_programme.items() if found] == ["VISITING", "PRIMUS_MOTOR"]
    eighteen = Configuration([Said("age.study_helper", date(2026, 1, 1), "21"), Said("age.other", date(2026, 1, 1), "18")])
    assert codes(young, replace(AT, programme="STUDY_FREE"), eighteen) == ["blocks:age"]
    assert codes(young, replace(AT, programme="KICKSTART"), eighteen) == []


# --- clearance and declarations ------------------------------------------------------------------------------------------------


def test_a_clearance_counts_at_its_own_place_alone() -> None:
    assert codes(WHOLE, replace(AT, site=THERE)) == ["blocks:clearance"]


def test_a_clearance_without_a_date_lasts_24_months_and_its_last_day_counts() -> None:
    assert clearance_until(WHOLE.qualifications[1], DEFAULT) == date(2027, 2, 1)
    assert "blocks:clearance_expired" not in codes(WHOLE, on(date(2027, 2, 1)))
    expired = can_visit(WHOLE, on(date(2027, 2, 2)), DEFAULT)
    assert Reason("blocks", "clearance_expired", date(2027, 2, 2)) in expired.reasons


def test_a_dated_clearance_ends_on_its_day() -> None:
    dated = also(step("clearance", date(2025, 2, 1), HERE, clearance="valid", valid_until=DAY), who=without("clearance"))
    assert codes(dated) == []
    assert "blocks:clearance_expired" in codes(dated, on(DAY + timedelta(days=1)))
    assert clearance_until(Qualification("q", kind="clearance"), DEFAULT) == date(3, 1, 1)


@pytest.mark.parametrize(
    ("state", "code"), [("applied", "clearance_applied"), ("not_available", "clearance_not_available"), ("", "clearance")]
)
def test_what_is_not_given_says_how_it_stands(state: str, code: str) -> None:
    assert codes(also(step("clearance", date(2026, 1, 1), HERE, clearance=state), who=without("clearance"))) == [f"blocks:{code}"]


def test_applied_for_anew_while_the_old_one_lasts_is_no_reason() -> None:
    assert codes(also(step("clearance", date(2026, 3, 1), HERE, clearance="applied"))) == []


def test_an_expired_one_that_is_applied_for_anew_says_so() -> None:
    again = also(step("clearance", date(2027, 2, 10), HERE, clearance="applied"))
    assert "blocks:clearance_applied" in codes(again, on(date(2027, 3, 1)))


def test_one_that_was_taken_away_does_not_count_though_it_had_not_ended() -> None:
    assert codes(also(step("clearance", date(2026, 3, 1), HERE, clearance="not_available"))) == ["blocks:clearance_not_available"]


def test_the_declarations_are_signed_anew_for_each_approval() -> None:
    renewed = also(step("clearance", date(2026, 2, 1), HERE, clearance="valid"))
    assert codes(renewed) == ["blocks:declaration_confidential", "blocks:declaration_inform", "blocks:declaration_receive"]
    signed = also(*(step(f"declaration_{kind}", date(2026, 1, 20)) for kind in ("inform", "receive", "confidential")), who=renewed)
    assert codes(signed) == []


# --- rules, courses, support, papers ----------------------------------------------------------------------------------------------


def test_new_rules_warn_for_30_days_and_block_from_the_31st() -> None:
    known = Configuration([Said("rules.version", date(2026, 3, 1), "2")])
    assert codes(WHOLE, on(date(2026, 3, 31)), known) == ["warns:rules_old"]
    assert codes(WHOLE, on(date(2026, 4, 1)), known) == ["blocks:rules_old"]
    assert codes(also(step("rules", date(2026, 3, 5), version="2")), on(date(2026, 4, 1)), known) == []
    assert Expiry("rules_old", date(2026, 3, 31)) in expiries(WHOLE, HERE, DAY, known)


def test_rules_of_a_version_that_never_was_do_not_count() -> None:
    assert codes(also(step("rules", date(2025, 1, 20), version="0"), who=without("rules"))) == ["blocks:rules_old"]


def test_without_the_basic_course_one_visits_in_company_only() -> None:
    together = replace(AT, accompanied=True)
    assert codes(without("basic_course"), together) == ["warns:basic_course"]
    assert can_visit(without("basic_course"), together, DEFAULT).allowed


def test_the_basic_course_is_refreshed_after_36_months() -> None:
    old = also(step("basic_course", date(2023, 3, 20)), who=without("basic_course"))
    assert codes(old) == []
    assert codes(old, on(date(2026, 3, 21))) == ["blocks:refresher"]
    assert codes(also(step("refresher", date(2026, 3, 1)), who=old), on(date(2026, 3, 21))) == []


def test_support_is_due_after_six_months_counted_from_the_start_without_any() -> None:
    assert codes(WHOLE, on(date(2026, 6, 1))) == []
    assert codes(WHOLE, on(date(2026, 6, 2))) == ["warns:support"]
    assert codes(replace(without("supervision"), joined_on=date(2026, 1, 1))) == []
    assert codes(replace(without("supervision"), joined_on=None)) == []
    assert codes(also(step("exchange", date(2026, 5, 1))), on(date(2026, 6, 2))) == []


def test_papers_are_asked_for_where_headquarters_says_so() -> None:
    known = Configuration(
        [Said("criminal_record.effect", date(2026, 1, 1), "warns"), Said("child_certificate.asked", date(2026, 1, 1), "yes")]
    )
    assert codes(WHOLE, AT, known) == ["warns:criminal_record"]
    assert codes(WHOLE, replace(AT, children=True), known) == ["blocks:child_certificate", "warns:criminal_record"]
    assert codes(WHOLE, replace(AT, children=True)) == []
    seen = also(step("criminal_record", date(2010, 1, 1)), step("child_certificate", date(2024, 3, 20)))
    assert codes(seen, replace(AT, children=True), known) == []
    assert codes(seen, replace(AT, children=True, day=date(2026, 3, 21)), known) == ["blocks:child_certificate"]
    assert Expiry("child_certificate", date(2026, 3, 20)) in expiries(seen, HERE, DAY, known)
    assert "criminal_record" not in {one.kind for one in expiries(seen, HERE, DAY, known)}


# --- what ends, and reminders -------------------------------------------------------------------------------------------------------


def test_expiries_are_those_of_the_place() -> None:
    found = {(one.kind, one.until, one.site) for one in expiries(WHOLE, HERE, DAY, DEFAULT)}
    assert found == {
        ("clearance_expired", date(2027, 2, 1), HERE),
        ("interview_pause", date(2027, 3, 6), ""),
        ("refresher", date(2028, 2, 1), ""),
        ("support", date(2026, 6, 1), ""),
    }
    assert expiries(Standing("v"), HERE, DAY, DEFAULT) == ()


@pytest.mark.parametrize(("left", "expected"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)])
def test_reminders_at_60_30_and_7_days(left: int, expected: int | None) -> None:
    assert reminder(DAY + timedelta(days=left), DAY, (60, 30, 7)) == expected


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.booleans(), st.booleans())
def test_an_answer_says_allowed_exactly_where_nothing_blocks_and_never_an_end_that_has_passed(
    day: date, accompanied: bool, children: bool
) -> None:
    found = can_visit(WHOLE, Occasion(HERE, "VISITING", day, accompanied=accompanied, children=children), DEFAULT)
    assert found.allowed == (not [one for one in found.reasons if one.effect == "blocks"])
    assert found.expires is None or found.expires.until >= day
    assert list(found.reasons) == sorted(found.reasons)
