"""What a leader sees in the morning, of every course and of one, and how a step is taken back; with real vaults."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, UnknownCourse
from desktop.models.rows.fields import Value
from desktop.rules import findings
from desktop.rules.status import Status
from desktop.services.audience import of_course
from desktop.services.course_cards import CourseCards
from desktop.services.group_drafts import GroupDraft
from desktop.services.groups import Groups
from desktop.services.restrictions import Restrictions
from desktop.services.session_drafts import SessionDraft
from desktop.services.taking_back import Before, TakingBack
from desktop.services.today import Today, TodayRows
from desktop.services.volunteer_list import VolunteerList
from desktop.store.repositories import agenda, courses, matches, sessions
from desktop.vault.home import Home
from tests.integration.services.vaults import TODAY, Bench, active, refer


def today(bench: Bench) -> TodayRows:
    return Today(bench.context).read()


def log(bench: Bench, course: str, held_on: date, next_on: date | None = None, outcome: str = "held") -> None:
    bench.sessions.log(course, SessionDraft(held_on, outcome, next_on=next_on))


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_a_new_vault_has_nothing_before_it(site: Bench) -> None:
    found = today(site)
    assert (found.ahead, found.missed, found.waiting, found.setting_up, found.remarks) == ((), (), (), (), ())
    assert (found.has_courses, found.has_volunteers, found.files.enrolled, found.late) == (False, False, False, False)


def test_only_a_leader_has_a_morning(make: Callable[..., Bench]) -> None:
    with pytest.raises(NotAllowed):
        today(make("volunteer", site="0" * 32))


def test_the_next_visit_is_the_one_agreed_or_planned(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-7), ahead(5))
    (visit,) = today(site).ahead
    assert (visit.on, visit.volunteers, visit.planned) == (ahead(5), ("Vilma Prøvesen",), False)
    log(site, course, ahead(3), outcome="planned")
    (visit,) = today(site).ahead
    assert (visit.on, visit.planned) == (ahead(3), True)


def test_a_visit_beyond_the_coming_week_is_not_of_today(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-7), ahead(8))
    assert today(site).ahead == ()


def test_a_visit_today_is_ahead_until_it_is_logged(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-14), TODAY)
    assert [visit.on for visit in today(site).ahead] == [TODAY]
    log(site, course, TODAY)
    assert today(site).ahead == ()


def test_a_visit_that_nothing_was_logged_of_is_missed_until_it_is(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-14), ahead(-2))
    assert [visit.on for visit in today(site).missed] == [ahead(-2)]
    log(site, course, ahead(-2), ahead(12), "cancelled_prison")
    assert today(site).missed == ()


def test_a_visit_called_off_beforehand_moves_the_next_one(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-7), ahead(3))
    log(site, course, ahead(3), ahead(6), "cancelled_prison")
    assert [visit.on for visit in today(site).ahead] == [ahead(6)]


def test_an_ended_course_has_no_next_visit(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-14), ahead(2))
    site.courses.end(course, ahead(-1), "released")
    assert today(site).ahead == ()
    assert today(site).waiting == ()


def test_who_waits_and_who_is_being_set_up(site: Bench) -> None:
    _, waiting = refer(site)
    _, set_up, _ = active(site)
    found = today(site)
    assert [(one.course, one.status, one.since) for one in found.waiting] == [(waiting, Status.REFERRED, date(2026, 1, 5))]
    assert [(one.course, one.since, one.volunteers) for one in found.setting_up] == [(set_up, date(2026, 2, 1), ("Vilma Prøvesen",))]
    assert (found.has_courses, found.has_volunteers) == (True, True)


def test_findings_are_told_by_course_and_kind(site: Bench) -> None:
    _, course = refer(site)
    log(site, course, ahead(-9))
    log(site, course, ahead(-2))
    log(site, course, ahead(-80))
    assert [(one.code, one.count, one.latest) for one in today(site).remarks] == [
        ("held_without_approvals", 2, ahead(-2)),
        ("held_without_match", 2, ahead(-2)),
    ]


def test_the_indexed_question_finds_the_visits_that_the_rules_find(site: Bench) -> None:
    _, whole, _ = active(site)
    _, bare = refer(site)
    _, unapproved, _ = active(site)
    for course in (whole, bare, unapproved):
        for days in (-60, -40, -20, -1):
            log(site, course, ahead(days))
    site.courses.end(unapproved, ahead(-30), "other")
    with site.store.reading() as reading:
        connection = reading.connection
        known = courses.everything(connection)
        logged = [one for course in known for one in sessions.of_course(connection, course.id)]
        ruled = findings.findings(known, matches.everything(connection), logged)
        expected = {row for one in ruled if one.code.startswith("held_") for row in one.rows}
        assert {one.id for one in agenda.irregular(connection, date.min, 100)} == expected != set()


def test_the_questions_of_the_morning_go_by_an_index(site: Bench) -> None:
    """No statement walks through all visits, and what is sorted is only what is shown."""
    with site.store.reading() as reading:
        plans = [
            str(row)
            for statement, arguments in (
                (agenda._LATELY, (TODAY.isoformat(), "[]")),
                (agenda._AGREED, ("[]",)),
                (agenda._COURSES, (TODAY.isoformat(), 1)),
                (agenda._IRREGULAR, (TODAY.isoformat(), 60)),
            )
            for row in reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", arguments)
        ]
    assert [plan for plan in plans if "SCAN session" in plan or "SCAN s" in plan] == []
    assert any("USING COVERING INDEX ix_session_course_held_on_outcome" in plan for plan in plans)


def test_the_morning_is_read_in_as_many_statements_whatever_the_number_of_courses(site: Bench) -> None:
    def statements() -> int:
        seen: list[str] = []

        def count(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        engine = site.store.engine
        event.listen(engine, "before_cursor_execute", count)
        today(site)
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    def courses_more(bare_alias: str, waiting: str) -> None:
        _, bare = refer(site, alias=bare_alias)
        log(site, bare, ahead(-3), ahead(1))
        refer(site, alias=waiting)

    _, course, _ = active(site)
    log(site, course, ahead(-7), ahead(2))
    courses_more("Lærke", "Ravn")
    first = statements()
    for aliases in (("Birk", "Opal"), ("Rubin", "Topas"), ("Stork", "Svale")):
        courses_more(*aliases)
    assert statements() == first <= 30


def remarks(bench: Bench) -> list[tuple[str, str, str, int]]:
    return [(one.course, one.activity, one.code, one.count) for one in today(bench).remarks]


def test_exams_letter_control_and_activities_are_worth_a_look_as_well(site: Bench) -> None:
    participant, visiting = refer(site)
    control, groups = Restrictions(site.context), Groups(site.context)
    control.set(participant, "VISIT_BAN", ahead(-20))
    control.set(participant, "CONTROLLED", ahead(-40))
    exam: Value = {"course": visiting, "subject": "dansk", "level": "hf", "exam_month": f"{TODAY:%Y-%m}"}
    with site.store.writing(site.context.author) as work:
        work.put("exam", new_id(), "facts", exam, of_course(visiting, participant, local=False))
    for number in (3, 10):
        groups.log(GroupDraft("bingo", ahead(-number), state="held"))
    groups.log(GroupDraft("other", ahead(-4), state="held", inmates=8, volunteers=2))
    assert remarks(site) == [
        (visiting, "", "exam_elsewhere", 1),
        (visiting, "", "two_restrictions", 1),
        ("", "bingo", "heads_unknown", 2),
    ]


def test_what_was_over_long_ago_has_been_seen(site: Bench) -> None:
    participant, visiting = refer(site)
    control = Restrictions(site.context)
    control.set(participant, "VISIT_BAN", ahead(-200), ahead(-100))
    control.set(participant, "CONTROLLED", ahead(-220), ahead(-100))
    exam: Value = {"course": visiting, "subject": "dansk", "level": "hf", "exam_month": "2025-06"}
    with site.store.writing(site.context.author) as work:
        work.put("exam", new_id(), "facts", exam, of_course(visiting, participant, local=False))
    Groups(site.context).log(GroupDraft("bingo", ahead(-100), state="held"))
    assert remarks(site) == []


def test_the_list_tells_who_visits_and_when_next(site: Bench) -> None:
    _, course, _ = active(site)
    log(site, course, ahead(-7), ahead(-1))
    (row,) = CourseCards(site.context).list()
    assert (row.status, row.volunteers, row.next_on, row.missed) == (Status.ACTIVE, ("Vilma Prøvesen",), ahead(-1), True)


def test_the_card_has_every_dated_event_in_order(site: Bench) -> None:
    participant, course, _ = active(site)
    log(site, course, ahead(-14))
    log(site, course, ahead(-14), outcome="held_short")
    log(site, course, ahead(-7), ahead(7))
    log(site, course, ahead(-3), outcome="cancelled_prison")
    site.courses.withdraw_consent(participant, "transfer", ahead(-1))
    card = CourseCards(site.context).card(course)
    assert [event.code for event in card.events] == [
        "referred", "consent", "consent", "staff_approval", "leader_approval", "matched", "first_held", "last_held", "withdrawn",
    ]  # fmt: skip
    assert (card.held, card.cancelled, card.findings) == (2, 1, (("logged_twice", 1),))
    assert [(line.purpose, line.stands) for line in card.consents if line.consent] == [("processing", True), ("transfer", False)]
    assert card.steps >= {"approve", "match", "end_match", "plan", "log", "pause", "end"}
    assert not card.steps & {"decline", "withdraw", "resume"}
    assert card.others == ()
    again = site.courses.refer_again(participant, "STUDY_INSIDE", TODAY)
    assert CourseCards(site.context).card(course).others == (("STUDY_INSIDE", Status.REFERRED),)
    assert CourseCards(site.context).card(again).steps >= {"approve", "decline", "withdraw", "end_match", "log", "end"}
    with pytest.raises(UnknownCourse):
        CourseCards(site.context).card("0" * 32)


def test_an_approval_is_taken_back_to_what_stood_before(site: Bench) -> None:
    _, course = refer(site)
    back = TakingBack(site.context)
    nothing = back.before("course", course, "staff_approval")
    site.courses.approve(course, "staff", date(2026, 1, 10))
    first = back.before("course", course, "staff_approval")
    site.courses.approve(course, "staff", date(2026, 1, 11))
    back.take_back(first)
    assert CourseCards(site.context).card(course).row.course.staff_approval_on == date(2026, 1, 10)
    back.take_back(nothing)
    assert site.courses.status(course, TODAY) is Status.REFERRED


def test_a_match_and_its_end_are_taken_back(site: Bench) -> None:
    _, course, _ = active(site)
    back = TakingBack(site.context)
    other = site.volunteers.add("Karl", "Prøvesen", date(2025, 9, 1))
    made = site.courses.match(course, other, ahead(-5))
    open_ = back.before("match", made, "end")
    site.courses.unmatch(made, ahead(-1))
    back.take_back(open_)
    assert CourseCards(site.context).card(course).row.volunteers == ("Karl Prøvesen", "Vilma Prøvesen")
    back.take_back(Before("match", made, "pair", None))
    assert CourseCards(site.context).card(course).row.volunteers == ("Vilma Prøvesen",)


def test_an_end_is_taken_back(site: Bench) -> None:
    _, course, _ = active(site)
    back = TakingBack(site.context)
    before = back.before("course", course, "end")
    site.courses.end(course, TODAY, "released")
    back.take_back(before)
    assert site.courses.status(course, TODAY) is Status.SETTING_UP


def test_what_may_have_travelled_is_not_taken_back(site: Bench) -> None:
    with pytest.raises(InvalidValue):
        TakingBack(site.context).take_back(Before("consent", "0" * 32, "given", None))
    with pytest.raises(InvalidValue):
        TakingBack(site.context).take_back(Before("match", "0" * 32, "pair", None))


def test_an_alias_is_drawn_and_nothing_is_kept(site: Bench) -> None:
    refer(site, alias="Granit")
    before = len(site.log())
    assert {site.courses.draw_alias() for _ in range(40)} == {"Bøgetræ", "Ellemose", "Havørn", "Isfugl", "Kastanje"}
    assert len(site.log()) == before


def test_before_headquarters_has_spoken_every_programme_is_offered(site: Bench) -> None:
    assert site.courses.offered() == ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "STUDY_FREE")


def test_volunteers_are_listed_with_whom_they_visit(site: Bench, tmp_path: Path) -> None:
    _, course, _ = active(site)
    site.volunteers.add("Åse", "Uden", date(2025, 9, 1))
    alias = CourseCards(site.context).card(course).row.alias
    listed = VolunteerList(site.context, Home(tmp_path))
    assert [(line.name, line.aliases, line.vault, line.seen_on) for line in listed.read()] == [
        ("Vilma Prøvesen", (alias,), "", None),
        ("Åse Uden", (), "", None),
    ]
    assert listed.new_folder().parent == tmp_path
    site.courses.end(course, TODAY, "completed")
    assert [line.aliases for line in listed.read()] == [(), ()]
