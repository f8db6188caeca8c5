"""Planned visits: their time, who is to come, how they become held or called off; and areas, which few programmes have."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.models.rows.pages import Bounds, Order
from desktop.services.course_cards import CourseCards
from desktop.services.planning import Planning
from desktop.services.restrictions import Restrictions
from desktop.services.session_drafts import SessionDraft
from desktop.services.session_list import SessionFilter, SessionList
from desktop.services.today import Today
from tests.integration.services.vaults import BORN, TODAY, Bench, active, deliver, qualified, refer

HELD, NEXT, LAST = date(2026, 2, 10), date(2026, 3, 24), date(2026, 4, 30)


def _planned(bench: Bench) -> list[tuple[date, str, str, bool]]:
    return [(one.on, one.start, one.alias, one.needs_another) for one in Planning(bench.context).between(TODAY, LAST)]


def test_a_planned_visit_has_a_time_and_those_who_are_to_come(site: Bench) -> None:
    _, course, volunteer = active(site)
    other = site.volunteers.add("Aksel", "Prøvesen", date(2025, 9, 1))
    site.courses.match(course, other, date(2026, 2, 1))
    made = site.sessions.log(course, SessionDraft(NEXT, "planned", start="9.30", volunteers=(volunteer,)))
    site.sessions.log(course, SessionDraft(NEXT, "planned", start="8", mode="video"))
    early, late = Planning(site.context).between(TODAY, LAST)
    assert (early.start, early.mode, [one.name for one in early.to_come]) == ("08:00", "video", ["Aksel Prøvesen", "Vilma Prøvesen"])
    assert (late.session, late.on, late.start) == (made.id, NEXT, "09:30")
    assert [(one.volunteer, one.matched) for one in late.to_come] == [(volunteer, True)]
    (ahead,) = [one for one in Today(site.context).read().ahead if one.planned]
    assert (ahead.on, ahead.start) == (NEXT, "08:00")


def test_whoever_may_not_come_or_is_not_on_the_course_leaves_a_visit_that_needs_another(site: Bench) -> None:
    _, course, volunteer = active(site)
    site.sessions.log(course, SessionDraft(NEXT, "planned", volunteers=(volunteer,)))
    (visit,) = Planning(site.context).between(TODAY, LAST)
    assert not visit.to_come[0].answer.allowed
    assert visit.needs_another
    stranger = site.volunteers.add("Aksel", "Prøvesen", date(2025, 9, 1))
    site.sessions.correct(visit.session, SessionDraft(NEXT, "planned", volunteers=(stranger,)))
    (visit,) = Planning(site.context).between(TODAY, LAST)
    assert [(one.volunteer, one.matched) for one in visit.to_come] == [(stranger, False)]
    assert visit.needs_another


def test_a_visit_to_which_somebody_who_may_is_to_come_needs_nobody_else(site: Bench) -> None:
    _, course, volunteer = active(site)
    qualified(site, volunteer)
    site.sessions.log(course, SessionDraft(NEXT, "planned"))
    (visit,) = Planning(site.context).between(TODAY, LAST)
    assert [(one.volunteer, one.matched, one.answer.allowed) for one in visit.to_come] == [(volunteer, True, True)]
    assert not visit.needs_another


def test_a_plan_becomes_held_or_called_off_and_is_then_no_longer_due(site: Bench) -> None:
    _, course, volunteer = active(site)
    made = site.sessions.log(course, SessionDraft(TODAY, "planned", start="13:00", volunteers=(volunteer,)))
    _, draft = site.sessions.written(made.id)
    assert (draft.start, draft.volunteers) == ("13:00", (volunteer,))
    site.sessions.correct(made.id, SessionDraft(TODAY, "held", 60, volunteers=draft.volunteers, start=draft.start))
    (meeting,) = site.sessions.meetings(course)
    assert (meeting.minutes, meeting.volunteers, meeting.start) == (60, (volunteer,), "13:00")
    assert _planned(site) == []
    called_off = site.sessions.log(course, SessionDraft(NEXT, "planned"))
    site.sessions.correct(called_off.id, SessionDraft(NEXT, "cancelled_prison", cause="lockdown"))
    assert _planned(site) == []


def test_a_plan_is_answered_by_whatever_is_logged_of_its_day(site: Bench) -> None:
    _, course, _ = active(site)
    site.sessions.log(course, SessionDraft(TODAY, "planned", start="13:00"))
    site.sessions.log(course, SessionDraft(NEXT, "planned"))
    assert [one[0] for one in _planned(site)] == [TODAY, NEXT]
    site.sessions.log(course, SessionDraft(TODAY, "held", 30, mode="phone"))
    assert [one[0] for one in _planned(site)] == [NEXT]


def test_a_volunteer_plans_without_a_time_and_turns_a_timed_plan_into_a_held_visit(site: Bench, make: Callable[..., Bench]) -> None:
    _, course, volunteer = active(site)
    timed = site.sessions.log(course, SessionDraft(TODAY, "planned", start="13:00", volunteers=(volunteer,)))
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    with pytest.raises(NotAllowed):
        own.sessions.log(course, SessionDraft(NEXT, "planned", start="9"))
    planned = own.sessions.log(course, SessionDraft(NEXT, "planned"))
    assert [one.volunteer for one in own.sessions.participations(planned.id)] == [volunteer]
    _, draft = own.sessions.written(timed.id)
    with pytest.raises(NotAllowed):
        own.sessions.correct(timed.id, SessionDraft(TODAY, "held", 60, start="14:00"))
    own.sessions.correct(timed.id, SessionDraft(TODAY, "held", 60, start=draft.start))
    assert [(one.outcome, one.start) for one in own.sessions.of_course(course) if one.id == timed.id] == [("held", "13:00")]
    with pytest.raises(NotAllowed):
        Planning(own.context).between(TODAY, LAST)


@pytest.mark.parametrize(("first", "last"), [(LAST, TODAY), (date(2025, 1, 1), LAST)])
def test_only_a_period_of_a_year_is_read(site: Bench, first: date, last: date) -> None:
    with pytest.raises(InvalidValue):
        Planning(site.context).between(first, last)


def test_a_time_that_is_none_is_refused(site: Bench) -> None:
    _, course, _ = active(site)
    with pytest.raises(InvalidValue):
        site.sessions.log(course, SessionDraft(NEXT, "planned", start="om morgenen"))


def test_areas_stand_on_held_visits_of_programmes_that_have_them(site: Bench) -> None:
    primus = site.courses.refer("PRIMUS_MOTOR", "Karl", "Testmand", BORN, "m", "SERVING", date(2026, 1, 5)).course
    made = site.sessions.log(primus, SessionDraft(HELD, "held", 60, areas=("network", "housing", "network")))
    (logged,) = site.sessions.of_course(primus)
    assert logged.areas == site.sessions.written(made.id)[1].areas == ("housing", "network")
    site.sessions.correct(made.id, SessionDraft(HELD, "held", 60))
    assert site.sessions.of_course(primus)[0].areas == ()
    _, visiting, _ = active(site)
    for course, draft in (
        (visiting, SessionDraft(HELD, "held", 60, areas=("housing",))),
        (primus, SessionDraft(HELD, "transport", areas=("housing",))),
        (primus, SessionDraft(HELD, "held", areas=("religion",))),
    ):
        with pytest.raises(InvalidValue):
            site.sessions.log(course, draft)


def test_after_the_consent_is_withdrawn_nothing_is_planned_and_what_was_held_is_logged_and_found(site: Bench) -> None:
    participant, course, volunteer = active(site)
    qualified(site, volunteer)
    planned = site.sessions.log(course, SessionDraft(NEXT, "planned", volunteers=(volunteer,)))
    site.courses.withdraw_consent(participant, "processing", date(2026, 2, 5))
    with pytest.raises(InvalidValue):
        site.sessions.log(course, SessionDraft(LAST, "planned"))
    logged = site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,)))
    assert logged.findings == ("held_after_withdrawal",)
    (visit,) = Planning(site.context).between(TODAY, LAST)
    assert (visit.session, visit.call_off) == (planned.id, True)
    page = SessionList(site.context).page(SessionFilter(), Order("date"), Bounds())
    assert {line.id: line.found for line in page.rows} == {planned.id: ("planned_after_withdrawal",), logged.id: ("held_after_withdrawal",)}
    assert [one.code for one in Today(site.context).read().remarks] == ["held_after_withdrawal"]
    assert dict(CourseCards(site.context).card(course).findings) == {"planned_after_withdrawal": 1, "held_after_withdrawal": 1}


def test_a_visit_in_person_under_a_ban_is_logged_and_found(site: Bench) -> None:
    participant, course, volunteer = active(site)
    qualified(site, volunteer)
    Restrictions(site.context).set(participant, "VISIT_BAN", date(2026, 2, 1), date(2026, 2, 28))
    banned = site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,)))
    assert banned.findings == ("held_under_ban",)
    assert site.sessions.log(course, SessionDraft(HELD, "held", 60, mode="phone")).findings == ()
    assert site.sessions.log(course, SessionDraft(date(2026, 3, 1), "held", 60)).findings == ()
    assert [(one.code, one.count) for one in Today(site.context).read().remarks] == [("held_under_ban", 1)]


def test_a_volunteers_vault_finds_nothing_of_what_it_is_not_told(site: Bench, make: Callable[..., Bench]) -> None:
    participant, course, volunteer = active(site)
    Restrictions(site.context).set(participant, "ISOLATION", date(2026, 2, 1))
    site.courses.withdraw_consent(participant, "processing", date(2026, 2, 5))
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    assert own.sessions.log(course, SessionDraft(HELD, "held", 60)).findings == ()


def test_the_last_word_of_a_meeting_prevails_in_merge_order(site: Bench) -> None:
    _, course = refer(site)
    first = site.sessions.log(course, SessionDraft(HELD, "held", 60, present="yes", next_on=NEXT))
    site.sessions.log(course, SessionDraft(HELD, "held_short", 90, present="no"))
    (meeting,) = site.sessions.meetings(course)
    assert (meeting.minutes, meeting.present, meeting.next_on) == (90, "no", NEXT)
    site.sessions.correct(first.id, SessionDraft(HELD, "held", 70, present="yes", next_on=LAST))
    (meeting,) = site.sessions.meetings(course)
    assert (meeting.minutes, meeting.present, meeting.next_on) == (90, "yes", LAST)
