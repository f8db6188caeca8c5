"""Visits: logged by whom, with what, and corrected."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, StatusForbids, TextRefused, UnknownCourse, UnknownVolunteer
from desktop.models.rows.domain import Session
from desktop.services.course_cards import CourseCards
from desktop.services.session_drafts import SessionDraft
from desktop.services.sessions import Foreseen, LoggedSession
from desktop.services.today import Today
from tests.integration.services.vaults import TODAY, Bench, active, deliver, qualified, refer

HELD = date(2026, 2, 10)
Vaults = tuple[Bench, Bench, str, str]
"""Site, volunteer's vault, course, volunteer."""


@pytest.fixture
def vaults(site: Bench, make: Callable[..., Bench]) -> Vaults:
    _, course, volunteer = active(site)
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    return site, own, course, volunteer


def _took_part(bench: Bench, session: str) -> set[str]:
    return {one.volunteer for one in bench.sessions.participations(session)}


def test_a_leader_logs_all_of_a_visit(site: Bench) -> None:
    _, course, volunteer = active(site)
    qualified(site, volunteer)
    draft = SessionDraft(HELD, "held", 90, "video", "", "yes", date(2026, 2, 24), (volunteer,), " Husk   bogen ")
    logged = site.sessions.log(course, draft)
    assert logged == LoggedSession(logged.id, already=False)
    assert site.sessions.of_course(course) == (Session(logged.id, course, HELD, "video", "held", "", 90, "yes", date(2026, 2, 24)),)
    note = site.sessions.note(logged.id)
    assert note is not None
    assert (note.id, note.session, note.text) == (logged.id, logged.id, "Husk bogen")
    assert _took_part(site, logged.id) == {volunteer}


def test_one_visit_is_one_entry(site: Bench) -> None:
    _, course, volunteer = active(site)
    count = len(site.log())
    site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,), note="Husk bogen"))
    assert len(site.log()) == count + 1


def test_a_visit_logged_twice_is_said_and_kept(site: Bench) -> None:
    _, course, volunteer = active(site)
    first = site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,)))
    second = site.sessions.log(course, SessionDraft(HELD, "held_short", 20))
    other = site.sessions.log(course, SessionDraft(HELD, "held", 30, mode="phone"))
    cancelled = site.sessions.log(course, SessionDraft(HELD, "transport"))
    assert (first.already, second.already, other.already, cancelled.already) == (False, True, False, False)
    assert len(site.sessions.of_course(course)) == 4
    site.sessions.separate(second.id)
    assert [one.separate for one in site.sessions.of_course(course) if one.id == second.id] == [True]
    assert not site.sessions.correct(second.id, SessionDraft(HELD, "held_short", 25)).already
    with pytest.raises(InvalidValue):
        site.sessions.separate(new_id())


def test_what_a_rule_forbids_is_logged_and_found(site: Bench) -> None:
    _, course = refer(site)
    logged = site.sessions.log(course, SessionDraft(HELD, "held", 60))
    assert logged.findings == ("held_without_approvals", "held_without_match")
    assert site.sessions.correct(logged.id, SessionDraft(HELD, "transport")).findings == ()
    _, other, _ = active(site)
    site.courses.end(other, date(2026, 2, 9), "released")
    assert site.sessions.log(other, SessionDraft(HELD, "held", 60)).findings == ("held_after_end",)
    assert site.sessions.log(other, SessionDraft(date(2026, 1, 20), "held", 60)).findings == ("held_outside_match",)


def test_a_visit_by_somebody_who_might_not_visit_is_logged_and_found(site: Bench) -> None:
    _, course, volunteer = active(site)
    draft = SessionDraft(HELD, "held", 60, volunteers=(volunteer,))
    assert site.sessions.foresee(course, draft).blocks == ("held_while_blocked",)
    logged = site.sessions.log(course, draft)
    assert logged.findings == ("held_while_blocked",)
    (remark,) = Today(site.context).read().remarks
    assert (remark.code, remark.latest) == ("held_while_blocked", HELD)
    assert dict(CourseCards(site.context).card(course).findings) == {"held_while_blocked": 1}
    assert site.sessions.log(course, SessionDraft(HELD, "transport", volunteers=(volunteer,))).findings == ()
    qualified(site, volunteer)
    assert site.sessions.correct(logged.id, draft).findings == ()
    assert Today(site.context).read().remarks == ()


def test_a_note_that_says_too_much_is_asked_about_or_refused(site: Bench) -> None:
    _, course, _ = active(site)
    assert site.sessions.log(course, SessionDraft(HELD, "held", 60, note="Spørg om dommen")).words == ("dommen",)
    for note in ("Ring 12 34 56 78", "010190-1234", "skriv til a@b.dk"):
        with pytest.raises(TextRefused):
            site.sessions.log(course, SessionDraft(HELD, "held", 60, note=note))
    assert len(site.sessions.of_course(course)) == 1


@pytest.mark.parametrize(
    "draft",
    [
        SessionDraft(date(2026, 3, 21), "held", 60),
        SessionDraft(date(2026, 3, 21), "unknown"),
        SessionDraft(date(1984, 12, 31), "held", 60),
        SessionDraft(HELD, "missed"),
        SessionDraft(HELD, "held", 0),
        SessionDraft(HELD, "held", 1441),
        SessionDraft(HELD, "cancelled_prison", 60),
        SessionDraft(HELD, "held", 60, mode="letter"),
        SessionDraft(HELD, "held", 60, present="maybe"),
        SessionDraft(HELD, "held", 60, cause="staff"),
        SessionDraft(HELD, "cancelled_prison", cause="illness"),
        SessionDraft(HELD, "held", 60, next_on=date(2026, 2, 9)),
        SessionDraft(HELD, "held", 60, next_on=TODAY + timedelta(days=4000)),
        SessionDraft(TODAY + timedelta(days=4000), "planned"),
        SessionDraft(HELD, "held", 60, note="bog " * 51),
    ],
)
def test_a_bad_visit_is_refused(site: Bench, draft: SessionDraft) -> None:
    _, course, _ = active(site)
    count = len(site.log())
    with pytest.raises(InvalidValue):
        site.sessions.log(course, draft)
    assert len(site.log()) == count


def test_an_unknown_course_or_volunteer_is_refused(site: Bench) -> None:
    _, course, _ = active(site)
    with pytest.raises(UnknownCourse):
        site.sessions.log(new_id(), SessionDraft(HELD, "held", 60))
    with pytest.raises(UnknownCourse):
        site.sessions.of_course(new_id())
    with pytest.raises(UnknownVolunteer):
        site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(new_id(),)))
    with pytest.raises(InvalidValue):
        site.sessions.correct(new_id(), SessionDraft(HELD, "held", 60))
    assert site.sessions.recent() == ()


def test_visits_may_be_planned_and_cancelled_ahead(site: Bench) -> None:
    _, waiting = refer(site)
    with pytest.raises(StatusForbids):
        site.sessions.log(waiting, SessionDraft(date(2026, 4, 1), "planned"))
    _, course, _ = active(site)
    planned = site.sessions.log(course, SessionDraft(date(2026, 4, 1), "planned", 60))
    site.sessions.log(course, SessionDraft(date(2026, 4, 8), "cancelled_prison", cause="lockdown"))
    assert [one.outcome for one in site.sessions.of_course(course)] == ["planned", "cancelled_prison"]
    assert [one.id for one in site.sessions.recent(limit=2)][1] == planned.id


def test_an_equal_correction_writes_nothing(site: Bench) -> None:
    _, course, volunteer = active(site)
    draft = SessionDraft(HELD, "held", 60, present="no", next_on=date(2026, 2, 24), volunteers=(volunteer,), note="Husk bogen")
    logged = site.sessions.log(course, draft)
    count, audited = len(site.log()), len(site.audited())
    assert site.sessions.correct(logged.id, draft).id == logged.id
    assert (len(site.log()), len(site.audited())) == (count, audited)


def test_a_leader_corrects_everything(site: Bench) -> None:
    _, course, volunteer = active(site)
    other = site.volunteers.add("Otto", "Eksempel", date(2025, 9, 1))
    first = SessionDraft(HELD, "held", 60, present="no", next_on=date(2026, 2, 24), volunteers=(volunteer,), note="Husk bogen")
    logged = site.sessions.log(course, first)
    site.sessions.correct(logged.id, SessionDraft(date(2026, 2, 11), "held", None, "phone", volunteers=(other,)))
    (found,) = site.sessions.of_course(course)
    assert found == Session(logged.id, course, date(2026, 2, 11), "phone", "held", "", None, "unknown", None)
    assert _took_part(site, logged.id) == {other}
    note = site.sessions.note(logged.id)
    assert note is not None
    assert note.text == ""
    assert site.courses.list()[0].course.first_held == date(2026, 2, 11)


def test_a_volunteer_logs_for_nobody_else(vaults: Vaults) -> None:
    _, own, course, volunteer = vaults
    logged = own.sessions.log(course, SessionDraft(HELD, "held", 60, note="Husk bogen"))
    assert _took_part(own, logged.id) == {volunteer}
    assert own.sessions.log(course, SessionDraft(HELD, "held", 60)).already
    with pytest.raises(NotAllowed):
        own.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(new_id(),)))
    absent = own.sessions.log(course, SessionDraft(date(2026, 2, 24), "cancelled_volunteer"))
    assert _took_part(own, absent.id) == set()
    with pytest.raises(NotAllowed):
        own.sessions.separate(logged.id)


def test_a_volunteer_corrects_own_visits(vaults: Vaults) -> None:
    _, own, course, volunteer = vaults
    logged = own.sessions.log(course, SessionDraft(HELD, "held", 60, next_on=date(2026, 2, 24)))
    own.sessions.correct(logged.id, SessionDraft(HELD, "held", 90, next_on=date(2026, 2, 25)))
    assert [(one.minutes, one.next_on) for one in own.sessions.of_course(course)] == [(90, date(2026, 2, 25))]
    own.sessions.correct(logged.id, SessionDraft(HELD, "cancelled_prison", cause="staff", next_on=date(2026, 2, 25)))
    assert [(one.outcome, one.cause) for one in own.sessions.of_course(course)] == [("cancelled_prison", "staff")]
    assert _took_part(own, logged.id) == set()
    own.sessions.correct(logged.id, SessionDraft(HELD, "held"))
    assert [(one.minutes, one.next_on) for one in own.sessions.of_course(course)] == [(None, None)]
    assert _took_part(own, logged.id) == {volunteer}


def test_a_volunteer_logs_only_on_own_courses(vaults: Vaults, make: Callable[..., Bench]) -> None:
    site, own, _, volunteer = vaults
    other = site.volunteers.add("Otto", "Eksempel", date(2025, 9, 1))
    stranger = make("volunteer", site=site.sites.own(), volunteer=other)
    deliver(site, stranger, volunteer)
    (line,) = stranger.courses.list()
    with pytest.raises(NotAllowed):
        stranger.sessions.log(line.course.id, SessionDraft(HELD, "held", 60))
    nobody = make("volunteer", site=site.sites.own())
    deliver(site, nobody, volunteer)
    with pytest.raises(NotAllowed):
        nobody.sessions.log(line.course.id, SessionDraft(HELD, "transport"))
    assert own.sessions.recent() == ()


def test_headquarters_logs_no_visit(hq: Bench) -> None:
    with pytest.raises(NotAllowed):
        hq.sessions.log(new_id(), SessionDraft(HELD, "held", 60))


def test_what_was_logged_is_taken_back_and_the_log_keeps_both(vaults: Vaults) -> None:
    _, own, course, _ = vaults
    logged = own.sessions.log(course, SessionDraft(HELD, "held", 60, "in_person", "", "no", date(2026, 2, 24), note="Husk bogen"))
    count = len(own.log())
    own.sessions.take_back(logged.id)
    assert own.sessions.of_course(course) == ()
    assert own.sessions.note(logged.id) is None
    assert _took_part(own, logged.id) == set()
    assert len(own.log()) == count + 1
    assert {change.verb for *_, change in own.changes(count)} == {"tomb"}
    with pytest.raises(InvalidValue):
        own.sessions.take_back(logged.id)


def test_a_leader_takes_back_all_of_a_visit(site: Bench) -> None:
    _, course, volunteer = active(site)
    logged = site.sessions.log(course, SessionDraft(HELD, "held", 60, volunteers=(volunteer,)))
    site.sessions.separate(logged.id)
    site.sessions.take_back(logged.id)
    assert site.sessions.of_course(course) == ()
    assert _took_part(site, logged.id) == set()
    assert site.courses.list()[0].course.first_held is None


def test_what_was_taken_back_stands_again_as_the_same_visit_and_only_once(site: Bench) -> None:
    _, course, volunteer = active(site)
    draft = SessionDraft(HELD, "held", 60, volunteers=(volunteer,))
    session = site.sessions.log(course, draft).id
    with pytest.raises(InvalidValue):
        site.sessions.log(course, draft, again=session)
    site.sessions.take_back(session)
    assert site.sessions.log(course, draft, again=session).id == session
    (one,) = site.sessions.of_course(course)
    assert (one.id, one.minutes) == (session, 60)


def test_a_volunteer_takes_back_nothing_of_others(vaults: Vaults) -> None:
    site, own, course, volunteer = vaults
    theirs = site.sessions.log(course, SessionDraft(HELD, "held", 60))
    deliver(site, own, volunteer)
    with pytest.raises(NotAllowed):
        own.sessions.take_back(theirs.id)
    assert len(own.sessions.of_course(course)) == 1


def test_headquarters_takes_nothing_back(hq: Bench) -> None:
    with pytest.raises(NotAllowed):
        hq.sessions.take_back(new_id())


def test_what_a_save_would_say_is_foreseen_and_nothing_is_written(vaults: Vaults) -> None:
    site, own, course, volunteer = vaults
    draft = SessionDraft(HELD, "held", 60)
    assert own.sessions.foresee(course, draft) == Foreseen((), already=False)
    early = SessionDraft(date(2026, 1, 20), "held", 60)
    assert own.sessions.foresee(course, early) == Foreseen(("held_outside_match",), already=False)
    site.sessions.log(course, draft)
    deliver(site, own, volunteer)
    count = len(own.log())
    assert own.sessions.foresee(course, draft) == Foreseen((), already=True)
    assert len(own.log()) == count
    logged = own.sessions.log(course, early)
    assert own.sessions.foresee(course, early, logged.id) == Foreseen(("held_outside_match",), already=False)
    with pytest.raises(UnknownCourse):
        own.sessions.foresee(new_id(), draft)


def test_a_visit_is_read_back_as_it_was_written(site: Bench) -> None:
    _, course, volunteer = active(site)
    draft = SessionDraft(HELD, "cancelled_prison", None, "video", "staff", "unknown", date(2026, 2, 24), (volunteer,), "Husk bogen")
    logged = site.sessions.log(course, draft)
    assert site.sessions.written(logged.id) == (course, draft)
    with pytest.raises(InvalidValue):
        site.sessions.written(new_id())
