"""The list of visits: its periods, its findings on a page's edge, and who is said to have corrected what."""

from datetime import date

import pytest

from desktop.models.rows.pages import Bounds, Order
from desktop.services.session_drafts import SessionDraft
from desktop.services.session_list import SessionFilter, SessionList, period
from tests.integration.services.vaults import TODAY, Bench, active, qualified

NEWEST = Order("date", descending=True)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (SessionFilter(), None, None),
        (SessionFilter("this_month"), date(2026, 3, 1), date(2026, 3, 31)),
        (SessionFilter("last_month"), date(2026, 2, 1), date(2026, 2, 28)),
        (SessionFilter("this_year"), date(2026, 1, 1), date(2026, 12, 31)),
        (SessionFilter("between", date(2026, 1, 7)), date(2026, 1, 7), None),
        (SessionFilter("", date(2026, 1, 7)), None, None),
    ],
)
def test_a_period_has_its_first_and_its_last_day(asked: SessionFilter, first: date | None, last: date | None) -> None:
    assert period(asked, TODAY) == (first, last)
    assert period(SessionFilter("last_month"), date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert period(SessionFilter("this_month"), date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_page_finds_the_second_logging_that_lies_on_the_next_page(site: Bench) -> None:
    _participant, course, volunteer = active(site)
    qualified(site, volunteer)
    draft = SessionDraft(date(2026, 3, 5), "held", 60, volunteers=(volunteer,))
    ids = sorted(site.sessions.log(course, draft).id for _ in range(2))
    listed = SessionList(site.context)
    first = listed.page(SessionFilter(), NEWEST, Bounds(most=1))
    rest = listed.page(SessionFilter(), NEWEST, Bounds(first.last, None, 1))
    assert (first.more, rest.more) == (True, False)
    assert [line.id for line in (*first.rows, *rest.rows)] == ids[::-1]
    assert [line.found for line in (*first.rows, *rest.rows)] == [("logged_twice",)] * 2
    assert first.rows[0].volunteers == ("Vilma Prøvesen",)
    assert listed.page(SessionFilter(), NEWEST, Bounds(rest.last)).rows == ()


def test_an_alias_is_found_by_how_it_begins_and_a_course_by_its_id(site: Bench) -> None:
    _participant, course, _volunteer = active(site)
    site.sessions.log(course, SessionDraft(date(2026, 3, 5), "held", 60))
    listed = SessionList(site.context)
    alias = listed.alias_of(course)
    typed = alias.casefold().replace("ø", "oe").replace("æ", "ae").replace("å", "aa")[:4]
    found = {
        name: listed.count(asked, 10)
        for name, asked in {
            "typed": SessionFilter(alias=f" {typed.upper()} "),
            "other": SessionFilter(alias="xyz"),
            "course": SessionFilter(course=course),
            "both": SessionFilter(course="0" * 32, alias=typed),
        }.items()
    }
    assert found == {"typed": 1, "other": 0, "course": 1, "both": 0}
    assert listed.alias_of("0" * 32) == ""


def test_the_history_counts_corrections_and_not_what_is_only_said_again(site: Bench) -> None:
    participant, course, volunteer = active(site, consents=("processing",))
    held = SessionDraft(date(2026, 3, 5), "held", 60, volunteers=(volunteer,))
    session = site.sessions.log(course, held).id
    listed = SessionList(site.context)
    site.sessions.correct(session, held)
    site.courses.consent(participant, "transfer", TODAY)
    card = listed.card(session)
    assert card is not None
    assert len(card.history) == 1
    site.sessions.correct(session, SessionDraft(date(2026, 3, 5), "held", 90, volunteers=(volunteer,), note="Bogen"))
    corrected = listed.card(session)
    assert corrected is not None
    assert [one.on for one in corrected.history] == [TODAY, TODAY]
    assert (corrected.note, corrected.line.session.minutes) == ("Bogen", 90)
    site.sessions.take_back(session)
    assert listed.card(session) is None
