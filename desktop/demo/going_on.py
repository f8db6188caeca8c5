"""How the courses of a place of the demo go on: visits, exams, and all that happens to the people in them."""

from dataclasses import dataclass, field, replace

from desktop import house
from desktop.demo import beginning
from desktop.demo.script import ScriptedArrival, ScriptedCourse, ScriptedEvent, ScriptedSite, ScriptedVisit
from desktop.services.group_drafts import GroupDraft
from desktop.services.session_drafts import SessionDraft

HELD = ("held", "held_short")


@dataclass(slots=True)
class Cases:
    """A place's part of the script as it is carried out. Ids grow as the story goes on, by the places in the script's lists."""

    script: ScriptedSite
    volunteers: list[str] = field(default_factory=list)
    courses: dict[int, str] = field(default_factory=dict)
    participants: dict[int, str] = field(default_factory=dict)

    def set_up(self, opened: house.OpenVault) -> None:
        """Volunteers come, and courses begin."""
        self.volunteers.extend(beginning.add_volunteer(opened, one) for one in self.script.volunteers)
        for number, course in self.script.begun():
            self.participants[number], self.courses[number] = beginning.begin(opened, number, course)
            beginning.approve(opened, self.courses[number], course)
            self._match(opened, number, course)

    def qualify(self, opened: house.OpenVault) -> None:
        for id_, one in zip(self.volunteers, self.script.volunteers, strict=True):
            beginning.qualify(opened, id_, one)

    def _match(self, opened: house.OpenVault, number: int, course: ScriptedCourse) -> None:
        if course.matched_on is None:
            return
        for volunteer in course.volunteers:
            opened.do.courses.match(self.courses[number], self.volunteers[volunteer], course.matched_on)
        if course.further:
            opened.do.courses.refer_again(self.participants[number], course.further, course.matched_on)

    def log(self, opened: house.OpenVault, by: int | None) -> None:
        """The visits that one volunteer logs, or the leader."""
        for number, course in self.script.begun():
            self._log(opened, self.courses[number], course, by)

    def happen(self, opened: house.OpenVault) -> None:
        """What the leader types in beside the visits: plans, exams, activities, and what becomes of people."""
        for number, course in self.script.begun():
            self._plan(opened, number, course)
            self._study(opened, number, course)
            self._happen(opened, number, course)
        for number, course in enumerate(self.script.courses):
            if course.follows is not None:
                self._continue(opened, number, course, course.follows)
        for event in self.script.events:
            self._event(opened, event)

    def arrive(self, opened: house.OpenVault, arrival: ScriptedArrival, course: ScriptedCourse, id_: str) -> None:
        """A course that was handed over goes on here."""
        for volunteer in arrival.volunteers:
            opened.do.courses.match(id_, self.volunteers[volunteer], arrival.matched_on)
        self._log(opened, id_, replace(course, volunteers=arrival.volunteers, visits=arrival.visits), None)

    def _log(self, opened: house.OpenVault, id_: str, course: ScriptedCourse, by: int | None) -> None:
        for visit in course.visits:
            if visit.by == by:
                self._visit(opened, id_, course, visit)

    def _visit(self, opened: house.OpenVault, id_: str, course: ScriptedCourse, visit: ScriptedVisit) -> None:
        draft = self._draft(course, visit)
        if visit.slip:
            logged = opened.do.sessions.log(id_, replace(draft, outcome="held", cause="", minutes=30))
            opened.do.sessions.correct(logged.id, draft)
        else:
            logged = opened.do.sessions.log(id_, draft)
        if visit.separate:
            opened.do.sessions.separate(logged.id)

    def _draft(self, course: ScriptedCourse, visit: ScriptedVisit) -> SessionDraft:
        """The leader says that all who are on the course came; a volunteer speaks for nobody else."""
        came = course.volunteers if visit.by is None else (visit.by,)
        there = tuple(self.volunteers[one] for one in came) if visit.outcome in HELD else ()
        return SessionDraft(
            visit.held_on, visit.outcome, visit.minutes, visit.mode, visit.cause, volunteers=there, start=visit.start, areas=visit.areas
        )

    def _plan(self, opened: house.OpenVault, number: int, course: ScriptedCourse) -> None:
        for visit in course.planned:
            opened.do.sessions.log(self.courses[number], self._draft(course, visit))

    def _study(self, opened: house.OpenVault, number: int, course: ScriptedCourse) -> None:
        for one in course.exams:
            exam = opened.do.study.exam(self.courses[number], one.subject, one.level, one.month)
            if one.result:
                opened.do.study.result(exam, one.result)
            if one.again:
                opened.do.study.again(exam)

    def _happen(self, opened: house.OpenVault, number: int, course: ScriptedCourse) -> None:
        do, id_, who = opened.do.courses, self.courses[number], self.participants[number]
        if course.withdrawn and course.matched_on is not None:
            do.withdraw_consent(who, course.withdrawn, course.matched_on)
        if course.control and course.matched_on is not None:
            opened.do.restrictions.set(who, course.control, course.matched_on)
        if course.interrupted_on is not None:
            do.pause(id_, course.interrupted_on, "transfer")
        if course.gone_on is not None:
            do.gone(who, course.gone_on)
        if course.released_on is not None:
            do.release(who, course.released_on)
        if course.ended_on is not None:
            do.end(id_, course.ended_on, course.end_reason)

    def _continue(self, opened: house.OpenVault, number: int, course: ScriptedCourse, former: int) -> None:
        """What began in prison goes on after the release, approved anew."""
        self.courses[number] = opened.do.courses.continue_from(self.courses[former], course.referred_on)
        self.participants[number] = self.participants[former]
        beginning.approve(opened, self.courses[number], course)
        self._match(opened, number, course)
        self._log(opened, self.courses[number], course, None)

    def _event(self, opened: house.OpenVault, event: ScriptedEvent) -> None:
        draft = GroupDraft(
            event.kind,
            event.on,
            vague=event.vague,
            label=event.label,
            state=event.state,
            recurrence=event.recurrence,
            inmates=event.inmates,
            volunteers=event.volunteers,
            method=event.method,
        )
        logged = opened.do.groups.log(draft)
        if event.named:
            opened.do.groups.attend(logged.id, [self.participants[number] for number in event.named])
