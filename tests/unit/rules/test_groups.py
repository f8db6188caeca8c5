"""Group events: when the next one is, which one is meant, and what breaks a rule."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.rows.domain import Consent
from desktop.models.rows.groups import Attendance, GroupEvent, GroupYear
from desktop.rules.findings import WORDS
from desktop.rules.groups import BUILT_IN, KINDS, THEREABOUTS, Kinds, agreed, covers, findings, meant, next_time
from desktop.rules.vague_days import Days, days_of

D = date(2025, 3, 15)
BINGO = GroupEvent("e", "s", "bingo", D, state="held", inmates=8, volunteers=2, method="ATTENDANCES")
SERVICE = replace(BINGO, kind="church_service")
CONSENTS = (Consent("k", "p", "processing", date(2025, 1, 1)),)


def _codes(event: GroupEvent, *named: str, kinds: Kinds = BUILT_IN, years: tuple[GroupYear, ...] = ()) -> set[str]:
    rows = [Attendance(f"a{who}", event.id, who) for who in named]
    found = findings([event], rows, CONSENTS, years, kinds)
    assert {one.code for one in found} <= WORDS.keys()
    return {one.code for one in found}


def test_church_services_are_religious_whatever_a_list_says_and_so_is_what_is_not_known() -> None:
    added = Kinds(frozenset({"choir", "friday", "church_service"}), frozenset({"friday"}))
    assert [kind for kind in (*KINDS, "choir", "friday", "unheard_of") if added.is_religious(kind)] == [
        "church_service",
        "friday",
        "unheard_of",
    ]
    assert "choir" in added
    assert "choir" not in BUILT_IN


def test_what_recurs_comes_again() -> None:
    def after(**other: object) -> Days | None:
        return next_time(replace(BINGO, **other))  # type: ignore[arg-type] # fields of an event

    assert after() is None
    assert after(recurrence="weekly", from_on=None) is None
    assert after(recurrence="weekly") == Days(date(2025, 3, 22), date(2025, 3, 22))
    assert after(recurrence="fortnightly", to_on=date(2025, 3, 16)) == Days(date(2025, 3, 29), date(2025, 3, 30))
    assert after(recurrence="monthly", from_on=date(2025, 1, 31)) == Days(date(2025, 2, 28), date(2025, 2, 28))
    assert after(recurrence="yearly", from_on=date(2024, 2, 29)) == Days(date(2025, 2, 28), date(2025, 2, 28))
    assert after(recurrence="yearly", vague="easter", from_on=date(2025, 4, 19)) == days_of("easter", 2026)
    assert after(recurrence="yearly", vague="payday") is None


@given(st.dates(date(1985, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(THEREABOUTS)))
def test_the_next_time_is_later_and_never_within_the_days_about_this_one(day: date, recurrence: str) -> None:
    days = next_time(replace(BINGO, from_on=day, recurrence=recurrence))
    assert days is not None
    assert (days.first - day).days > THEREABOUTS[recurrence]


def test_the_event_on_the_day_is_meant_then_one_planned_about_it_then_the_nearest_that_recurs() -> None:
    easter = GroupEvent("easter", "s", "bingo", date(2025, 4, 13), date(2025, 4, 21), "easter", state="planned")
    april = GroupEvent("april", "s", "bingo", date(2025, 4, 15), state="planned", recurrence="monthly")
    may = replace(april, id="may", from_on=date(2025, 5, 6))
    once = replace(april, id="once", from_on=date(2025, 6, 1), recurrence="")
    known = [BINGO, easter, april, may, once]
    assert meant(known, D, None, planned=False) == BINGO
    assert meant(known, easter.from_on, easter.to_on, planned=True) == easter
    assert meant(known, date(2025, 4, 19), None, planned=True) == easter
    assert meant(known, date(2025, 4, 29), None, planned=False) == may
    assert meant(known, date(2025, 4, 29), None, planned=True) is None
    assert meant(known, date(2025, 6, 2), None, planned=False) is None
    assert meant(known, None, None, planned=False) is None
    assert not covers(replace(BINGO, from_on=None), D)
    assert not covers(BINGO, D + timedelta(days=1))


def test_nothing_is_wrong_where_nothing_is() -> None:
    assert _codes(BINGO) == _codes(SERVICE) == _codes(replace(BINGO, state="planned", inmates=None)) == set()
    assert _codes(replace(BINGO, method="UNIQUE_NAMED"), "p") == set()
    assert _codes(replace(BINGO, from_on=None)) == set()


def test_religious_kinds_have_neither_names_nor_text_and_count_attendances() -> None:
    assert _codes(SERVICE, "p") == {"named_at_religious"}
    assert _codes(replace(SERVICE, label="koncert", method="UNIQUE_NAMED")) == {"text_at_religious", "counted_otherwise"}
    assert _codes(replace(SERVICE, method="", state="planned", inmates=None)) == set()


def test_names_want_an_event_that_was_held_consent_and_heads_enough() -> None:
    assert _codes(replace(BINGO, state="cancelled"), "p") == {"named_at_not_held"}
    assert _codes(replace(BINGO, inmates=1), "p", "q") == {"more_names_than_heads", "named_without_consent"}
    assert _codes(replace(BINGO, from_on=None), "q") == set()


def test_heads_that_nobody_counted_are_not_none() -> None:
    assert _codes(replace(BINGO, inmates=None)) == {"heads_unknown"}
    assert _codes(replace(BINGO, inmates=0)) == set()


def test_an_estimate_is_asked_for() -> None:
    event = replace(BINGO, method="UNIQUE_ESTIMATED")
    assert _codes(event) == {"estimate_missing"}
    assert _codes(event, years=(GroupYear("y", "s", 2025, None), GroupYear("z", "t", 2025, 30))) == {"estimate_missing"}
    assert _codes(event, years=(GroupYear("y", "s", 2025, 30),)) == set()


def test_days_the_wrong_way_round() -> None:
    assert _codes(replace(BINGO, to_on=date(2025, 3, 14))) == {"end_before_start"}
    assert _codes(replace(BINGO, to_on=date(2025, 3, 16))) == set()


def test_agreed_means_given_by_then_and_not_withdrawn() -> None:
    withdrawn = replace(CONSENTS[0], withdrawn_on=D)
    assert agreed(CONSENTS, "p", date(2025, 1, 1))
    assert not agreed(CONSENTS, "p", date(2024, 12, 31))
    assert not agreed((withdrawn,), "p", D)
    assert agreed((withdrawn,), "p", D - timedelta(days=1))
    assert not agreed((replace(CONSENTS[0], purpose="transfer"),), "p", D)
