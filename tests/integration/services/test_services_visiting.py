"""What somebody who logs a visit chooses from, and what a volunteer has logged."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.services.audience import of_site
from desktop.services.session_drafts import SessionDraft
from desktop.services.visiting import Visiting
from tests.integration.services.vaults import TODAY, Bench, active, deliver

HELD = date(2026, 2, 10)


@pytest.fixture
def own(site: Bench, make: Callable[..., Bench]) -> tuple[Bench, str, str, str]:
    """A volunteer's vault, and the participant, course and volunteer."""
    participant, course, volunteer = active(site)
    made = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, made, volunteer)
    return made, participant, course, volunteer


def test_a_volunteer_chooses_among_own_courses(site: Bench, own: tuple[Bench, str, str, str]) -> None:
    bench, _, course, volunteer = own
    active(site)
    bench.sessions.log(course, SessionDraft(HELD, "held", 60, next_on=date(2026, 3, 24)))
    (found,) = Visiting(bench.context).courses()
    assert (found.id, found.programme, found.last, found.next_on) == (course, "VISITING", HELD, date(2026, 3, 24))
    assert (found.matched, found.over, found.before) == ((volunteer,), False, "")
    assert len(Visiting(site.context).courses()) == 2


def test_the_next_visit_is_that_of_the_latest_or_one_that_is_planned(own: tuple[Bench, str, str, str]) -> None:
    bench, _, course, _ = own
    bench.sessions.log(course, SessionDraft(date(2026, 3, 3), "held", 60, next_on=date(2026, 3, 30)))
    bench.sessions.log(course, SessionDraft(date(2026, 3, 10), "held", 60, next_on=date(2026, 4, 2)))
    assert Visiting(bench.context).courses()[0].next_on == date(2026, 4, 2)
    bench.sessions.log(course, SessionDraft(date(2026, 3, 25), "planned"))
    assert Visiting(bench.context).courses()[0].next_on == date(2026, 3, 25)


@pytest.mark.parametrize(("ended", "shown"), [(date(2026, 3, 20), [False]), (date(2026, 3, 19), [True]), (date(2026, 2, 17), [])])
def test_a_course_that_is_over_stays_for_a_month(site: Bench, own: tuple[Bench, str, str, str], ended: date, shown: list[bool]) -> None:
    bench, _, course, volunteer = own
    site.courses.end(course, ended, "released")
    deliver(site, bench, volunteer)
    assert [one.over for one in Visiting(bench.context).courses()] == shown
    assert [one.over for one in Visiting(site.context).courses()] == [ended < TODAY]


def test_a_former_alias_is_shown_until_the_new_one_was_used(site: Bench, own: tuple[Bench, str, str, str]) -> None:
    bench, participant, course, volunteer = own
    before = Visiting(bench.context).courses()[0].alias
    with site.store.writing(site.context.author) as work:
        work.put("participant", participant, "alias", {"alias": "Pilespurv"}, of_site(site.sites.own(), participant, local=False))
    deliver(site, bench, volunteer)
    (found,) = Visiting(bench.context).courses()
    assert (found.alias, found.before) == ("Pilespurv", before)
    bench.sessions.log(course, SessionDraft(HELD, "held", 60))
    assert Visiting(bench.context).courses()[0].before == ""


def test_own_visits_come_newest_first_and_tell_which_count_once(site: Bench, own: tuple[Bench, str, str, str]) -> None:
    bench, _, course, volunteer = own
    first = bench.sessions.log(course, SessionDraft(HELD, "held", 60))
    second = bench.sessions.log(course, SessionDraft(TODAY, "cancelled_prison"))
    site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,)))
    assert [one.twice for one in Visiting(bench.context).own_visits()] == [False, False]
    theirs = site.sessions.log(course, SessionDraft(date(2026, 2, 11), "held", 60))
    deliver(site, bench, volunteer)
    found = Visiting(bench.context).own_visits()
    assert [one.session.held_on for one in found] == [TODAY, HELD, HELD], "the leader says that this volunteer took part in the third"
    assert theirs.id not in {one.session.id for one in found}
    assert {one.session.id for one in found if one.twice} >= {first.id}
    assert not next(one for one in found if one.session.id == second.id).twice
    assert {one.programme for one in found} == {"VISITING"}
