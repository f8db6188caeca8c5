"""Pauses, ends, and what becomes of a participant: what each does to the courses, and who hears of it."""

from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, StatusForbids, StayForbids, UnknownParticipant, UnknownSite
from desktop.log.entry import read_part
from desktop.rules.status import Status
from desktop.services.course_cards import CourseCards
from desktop.services.courses import Away, Details, Reminder
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import participants
from tests.integration.services.vaults import TODAY, Bench, active, refer
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

REFERRED, HELD, ON = date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 1)


def visited(site: Bench, held: date = HELD) -> tuple[str, str, str]:
    participant, course, volunteer = active(site)
    site.sessions.log(course, SessionDraft(held, "held", 60, volunteers=(volunteer,)))
    return participant, course, volunteer


def kickstart(site: Bench, participant: str) -> str:
    course = site.courses.refer_again(participant, "KICKSTART", REFERRED, legal_status="REMAND", birth_date=date(2004, 1, 1))
    for by in ("staff", "leader"):
        site.courses.approve(course, by, REFERRED)
    site.courses.match(course, site.volunteers.list()[0].id, REFERRED)
    site.sessions.log(course, SessionDraft(HELD, "held", 60))
    return course


def legal(site: Bench, participant: str) -> str:
    with site.store.reading() as reading:
        facts = participants.facts(reading.connection, participant)
    return facts.legal_status if facts else ""


def test_a_course_pauses_and_goes_on(site: Bench) -> None:
    _, course, _ = visited(site)
    with pytest.raises(StatusForbids):
        site.courses.resume(course, TODAY)
    site.courses.pause(course, ON, "volunteer")
    assert site.courses.status(course, ON) is Status.PAUSED
    for refused in (lambda: site.courses.pause(course, ON), lambda: site.sessions.log(course, SessionDraft(TODAY, "planned"))):
        with pytest.raises(StatusForbids):
            refused()
    with pytest.raises(InvalidValue):
        site.courses.pause(course, ON, "illness")
    site.courses.resume(course, date(2026, 3, 10))
    assert [site.courses.status(course, date(2026, 3, day)) for day in (9, 10)] == [Status.PAUSED, Status.ACTIVE]


def test_a_release_ends_visiting_and_starts_the_clock_of_kickstart(site: Bench) -> None:
    participant, visiting, volunteer = visited(site)
    young = kickstart(site, participant)
    planned = site.sessions.log(visiting, SessionDraft(TODAY, "planned")).id
    found = site.courses.release(participant, ON)
    assert (found.ended, found.going_on, found.call_off, found.to_call) == ((visiting,), (young,), (planned,), (volunteer,))
    assert (site.courses.status(visiting, ON), site.courses.status(visiting, HELD)) == (Status.ENDED, Status.ACTIVE)
    assert site.courses.status(young, ON) is Status.TRANSITION
    assert legal(site, participant) == "RELEASED"
    (line,) = [one for one in site.courses.list() if one.course.id == young]
    assert site.courses.planned_end(line.course, TODAY) == date(2027, 3, 1)
    with pytest.raises(StayForbids):
        site.courses.release(participant, TODAY)
    with pytest.raises(StayForbids):
        site.courses.gone(participant, TODAY)


def test_an_acquittal_leaves_no_trace_but_a_release(site: Bench) -> None:
    participant, _, _ = visited(site)
    before = len(site.log())
    site.courses.release(participant, ON)
    saved = [(change.table, change.unit, change.value) for _, _, _, change in site.changes(before)]
    assert [value for table, _, value in saved if table == "movement"] == [
        {"participant": participant, "kind": "released", "moved_on": "2026-03-01", "precision": "exact", "to_site": None}
    ]
    assert {table for table, _, _ in saved} == {"movement", "person", "course"}


def test_kickstart_goes_on_past_a_conviction_and_the_26th_birthday(site: Bench) -> None:
    participant, _, _ = visited(site)
    young = kickstart(site, participant)
    site.courses.note_legal_status(participant, "SERVING")
    site.courses.expect_release(participant, "2027-02")
    assert legal(site, participant) == "SERVING"
    assert site.courses.status(young, TODAY) is Status.ACTIVE
    site.sessions.log(young, SessionDraft(TODAY, "held", 60))
    (line,) = [one for one in site.courses.list() if one.course.id == young]
    assert site.courses.planned_end(line.course, TODAY) is None
    with pytest.raises(InvalidValue):
        site.courses.note_legal_status(participant, "GUILTY")
    with pytest.raises(InvalidValue):
        site.courses.expect_release(participant, "soon")


def test_a_transfer_ends_visiting_and_offers_it_again(site: Bench) -> None:
    participant, visiting, volunteer = visited(site)
    young = kickstart(site, participant)
    study = site.courses.refer_again(participant, "STUDY_INSIDE", REFERRED, details=Details(subject="Dansk A"))
    found = site.courses.transfer(participant, ON, "about")
    assert (found.ended, found.again, found.interrupted) == ((visiting,), ("VISITING",), (study,))
    assert set(found.going_on) == {young, study}
    assert found.to_call == (volunteer,)
    (line,) = [one for one in site.courses.list() if one.course.id == visiting]
    assert (line.course.ended_on, line.course.end_reason) == (ON, "transferred")
    assert site.courses.status(young, TODAY) is Status.ACTIVE
    with pytest.raises(UnknownSite):
        site.courses.transfer(participant, TODAY, to_site=new_id())
    again = site.courses.refer_again(participant, "VISITING", TODAY)
    assert site.courses.status(again, TODAY) is Status.REFERRED


def test_who_is_no_longer_here_pauses_and_is_on_the_list_to_call(site: Bench) -> None:
    participant, course, volunteer = visited(site)
    planned = site.sessions.log(course, SessionDraft(TODAY, "planned")).id
    found = site.courses.gone(participant, None)
    assert (found.ended, found.going_on, found.call_off, found.to_call) == ((), (), (planned,), (volunteer,))
    assert site.courses.status(course, TODAY) is Status.PAUSED
    alias = site.courses.participants()[0].alias
    assert site.courses.away() == (Away(participant, alias, TODAY, "unknown", (planned,), (volunteer,)),)
    with pytest.raises(StatusForbids) as refused:
        site.courses.resume(course, TODAY)
    assert refused.value.arguments["reason"] == "the participant is no longer here"
    with pytest.raises(StayForbids):
        site.courses.gone(participant, TODAY)
    site.courses.returned(participant, TODAY)
    assert (site.courses.status(course, TODAY), site.courses.away()) == (Status.ACTIVE, ())


@pytest.mark.parametrize(("kind", "status"), [("released", Status.ENDED), ("transferred", Status.ENDED), ("returned", Status.ACTIVE)])
def test_gone_is_resolved_later(site: Bench, kind: str, status: Status) -> None:
    participant, course, _ = visited(site)
    site.courses.gone(participant, date(2026, 2, 20), "about")
    later = {"released": site.courses.release, "transferred": site.courses.transfer, "returned": site.courses.returned}[kind]
    later(participant, ON)
    assert [site.courses.status(course, day) for day in (date(2026, 2, 25), ON)] == [Status.PAUSED, status]


def test_a_death_ends_every_course(site: Bench) -> None:
    participant, visiting, volunteer = visited(site)
    young = kickstart(site, participant)
    declined = site.courses.refer_again(participant, "STUDY_FREE", REFERRED)
    site.courses.decline(declined, REFERRED)
    found = site.courses.died(participant, ON)
    assert (set(found.ended), found.to_call) == ({visiting, young}, (volunteer,))
    assert [site.courses.status(one, ON) for one in (visiting, young, declined)] == [Status.ENDED, Status.ENDED, Status.DECLINED]
    assert {one.course.end_reason for one in site.courses.list() if one.status is Status.ENDED} == {"died"}
    with pytest.raises(StayForbids):
        site.courses.returned(participant, TODAY)


def test_what_was_referred_on_the_day_itself_or_later_is_not_touched(site: Bench) -> None:
    participant, course = refer(site)
    found = site.courses.transfer(participant, REFERRED)
    assert found.ended == ()
    assert site.courses.status(course, TODAY) is Status.REFERRED


def test_a_movement_that_was_a_mistake_is_taken_back_with_what_it_ended(site: Bench) -> None:
    participant, course, _ = visited(site)
    ended = site.courses.refer_again(participant, "STUDY_FREE", REFERRED)
    site.courses.end(ended, HELD, "completed")
    found = site.courses.release(participant, ON)
    site.courses.take_back_movement(found.movement)
    assert [site.courses.status(one, TODAY) for one in (course, ended)] == [Status.ACTIVE, Status.ENDED]
    with pytest.raises(InvalidValue):
        site.courses.take_back_movement(found.movement)


def test_a_movement_that_makes_no_sense_is_refused(site: Bench) -> None:
    participant, _ = refer(site)
    with pytest.raises(StayForbids):
        site.courses.returned(participant, TODAY)
    with pytest.raises(InvalidValue):
        site.courses.release(participant, date(2026, 3, 21))
    with pytest.raises(InvalidValue):
        site.courses.release(participant, ON, "roughly")
    with pytest.raises(UnknownParticipant):
        site.courses.release(new_id(), ON)


def test_a_movement_travels_in_a_part_of_its_own(site: Bench) -> None:
    participant, _, _ = visited(site)
    site.courses.release(participant, ON)
    parts = [read_part(part.body) for entry in site.log() for part in entry.parts if part.body is not None]
    told = [{change.table for change in part.changes} for part in parts if any(change.table == "movement" for change in part.changes)]
    assert told == [{"movement"}]


def test_the_card_shows_what_happened_and_when_it_is_to_end(site: Bench) -> None:
    participant, _, _ = visited(site)
    young = kickstart(site, participant)
    site.courses.pause(young, date(2026, 2, 12))
    site.courses.resume(young, date(2026, 2, 14))
    site.courses.release(participant, ON)
    events = [(event.code, event.on) for event in CourseCards(site.context).card(young).events]
    assert [one for one in events if one[0] in {"paused", "resumed", "released", "planned_end"}] == [
        ("paused", date(2026, 2, 12)),
        ("resumed", date(2026, 2, 14)),
        ("released", ON),
        ("planned_end", date(2027, 3, 1)),
    ]


def test_the_leader_is_asked_after_42_days_without_a_visit_and_warned_of_an_end(site: Bench) -> None:
    participant, course, _ = visited(site)
    alias = site.courses.participants()[0].alias
    assert site.courses.reminders(date(2026, 3, 23)) == ()
    assert site.courses.reminders(date(2026, 3, 24)) == (Reminder(course, alias, "VISITING", "silent", HELD),)
    assert site.courses.reminders(date(2027, 2, 10)) == ()
    assert site.courses.status(course, date(2027, 2, 10)) is Status.ENDED
    young = kickstart(site, participant)
    site.courses.release(participant, ON)
    assert site.courses.reminders(date(2026, 12, 1)) == (Reminder(young, alias, "KICKSTART", "ends_soon", date(2027, 3, 1)),)
    assert site.courses.reminders(date(2027, 3, 1)) == ()


def test_a_visit_on_a_course_that_only_a_clock_has_ended_is_logged_and_makes_it_active_again(site: Bench) -> None:
    _, course, volunteer = active(site)
    site.sessions.log(course, SessionDraft(date(2025, 3, 1), "held", 60, volunteers=(volunteer,)))
    assert site.courses.status(course, TODAY) is Status.ENDED
    name = f"{site.courses.participants()[0].alias}/VISITING"
    site.sessions.log(site.courses.find(name).id, SessionDraft(TODAY, "held", 60, volunteers=(volunteer,)))
    assert site.courses.status(course, TODAY) is Status.ACTIVE
    assert site.courses.status(course, date(2026, 3, 10)) is Status.ENDED


@pytest.fixture
def mentored(tree: Tree) -> tuple[Tree, str, str]:
    """A Primus Motor course of Bo's, begun so long ago that its end comes near: (tree, participant, course)."""
    with tree.open("hq") as hq:
        hq.do.sites.programme(hq.do.sites.by_name("Nordby").id, "PRIMUS_MOTOR", "2024-01")
    trees.exchange(tree, "a/site")
    with tree.open("a/site") as site:
        courses, day = site.do.courses, date(2024, 11, 1)
        made = courses.refer("PRIMUS_MOTOR", "Per", "Primus", None, "", "", day, consents=("processing", "transfer"))
        courses.confirm_criteria(made.course, day, "VISIT_LEADER")
        for by in ("staff", "leader"):
            courses.approve(made.course, by, day)
        courses.match(made.course, tree.volunteers["bo"], day)
        for on in (day, date(2026, 3, 1)):
            site.do.sessions.log(made.course, SessionDraft(on, "held", 60))
        trees.log(site, tree.courses["bo"])
        site.leave()
    trees.exchange(tree, "a/site")
    return tree, made.participant, made.course


def test_headquarters_alone_puts_off_the_planned_end_and_the_site_hears_of_it(mentored: tuple[Tree, str, str]) -> None:
    tree, _, course = mentored
    late = date(2026, 5, 1)
    with tree.open("a/site") as site:
        assert site.do.courses.status(course, late) is Status.ENDED
        assert [(one.code, one.on) for one in site.do.courses.reminders() if one.course == course] == [("ends_soon", late)]
        with pytest.raises(NotAllowed):
            site.do.courses.extend(course, date(2026, 11, 1))
    with tree.open("hq") as hq:
        with pytest.raises(InvalidValue):
            hq.do.courses.extend(course, late)
        with pytest.raises(InvalidValue):
            hq.do.courses.extend(tree.courses["bo"], late)
        hq.do.courses.extend(course, date(2026, 11, 1))
    trees.exchange(tree, "a/site")
    with tree.open("a/site") as site:
        assert site.do.courses.status(course, late) is Status.ACTIVE
        assert site.do.courses.status(course, date(2026, 11, 1)) is Status.ENDED
        trees.check(site)


def test_the_matched_volunteer_hears_of_a_movement_and_of_nothing_else_of_the_person(mentored: tuple[Tree, str, str]) -> None:
    tree, participant, course = mentored
    with tree.open("a/site") as site:
        site.do.courses.gone(participant, date(2026, 3, 10))
        site.do.courses.release(participant, date(2026, 3, 12), "about")
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert bo.do.courses.status(course, date(2026, 3, 11)) is Status.PAUSED
        assert bo.do.courses.status(course, TODAY) is Status.TRANSITION
        assert trees.count(bo, "SELECT count(*) FROM movement WHERE state = 'live' AND participant = ?", participant) == 2
        for table in ("person", "identity", "consent"):
            assert trees.count(bo, f"SELECT count(*) FROM {table} WHERE state = 'live'") == 0  # noqa: S608 - the test's own names
    with tree.open("a/eva") as eva:
        eva.arrive()
        assert trees.count(eva, "SELECT count(*) FROM movement") == 0


def test_a_movement_that_was_held_back_reaches_the_volunteer_and_later_headquarters(tree: Tree) -> None:
    with tree.open("a/site") as site:
        course = trees.course(site, tree.volunteers["bo"], "Kun", "Her", consents=("processing",))
        participant = next(one.course.participant for one in site.do.courses.list() if one.course.id == course)
        site.do.courses.gone(participant, date(2026, 3, 10))
        site.leave()
    trees.exchange(tree, "a/site")
    with tree.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM movement") == 0
    with tree.open("a/site") as site:
        site.do.courses.consent(participant, "transfer", TODAY)
        site.leave()
    trees.exchange(tree, "a/site")
    with tree.open("hq") as hq, tree.open("a/bo") as bo:
        bo.arrive()
        assert hq.do.courses.status(course, TODAY) is bo.do.courses.status(course, TODAY) is Status.PAUSED
