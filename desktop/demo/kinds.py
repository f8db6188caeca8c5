"""The kinds of courses of the demo, one method each: what makes a course of that kind different from the next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from desktop.demo.pen import Pen
from desktop.demo.script import ScriptedCourse, ScriptedExam, ScriptedPerson, ScriptedVisit, ScriptedVolunteer

T = TypeVar("T")
Telling = Callable[[int, int], Iterator[ScriptedCourse]]
"""(loggings, the place of the first course in the site's list) → its courses: one, or one and another that follows it."""
VISITORS, MENTORS, HELPERS = (0, 1, 2, 4), ((0, 2), (1, 2), (2, 4), (1, 0)), (1, 3)
"""Places of volunteers by what they do."""
SUBJECTS = (("Dansk C", "hf"), ("Matematik B", "hf"), ("Engelsk", "grade_10"), ("Dansk", "grade_9"))
DAY = timedelta(days=1)
OUTSIDE = 26
"""Days that a course goes on after the release."""


@dataclass(slots=True)
class Kinds:
    pen: Pen
    volunteers: Sequence[ScriptedVolunteer] = ()
    drawn: dict[str, int] = field(default_factory=dict)

    @property
    def turns(self) -> tuple[Telling, ...]:
        """In the order in which places come to have them."""
        return (
            self.primus, self.studying, self.kickstart_at_17, self.active, self.continued, self.former, self.kept, self.active,
            self.released, self.gone, self.interrupted, self.active, self.ended, self.kickstart, self.without_birth_date,
            self.withdrawing, self.active,
        )  # fmt: skip

    def first(self, loggings: int) -> Iterator[ScriptedCourse]:
        """Visits that go on, a visit today, and a further programme that is waited for."""
        (course,) = self.active(loggings, 0)
        yield replace(course, further="STUDY_INSIDE", planned=(self.pen.planned(0, 0),), control="CONTROLLED")

    def active(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.visited("VISITING", loggings, (self.turn("visitor", VISITORS),))
        yield replace(course, planned=(self.pen.planned(1, 10),), consents=("disclosure",))

    def primus(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.visited("PRIMUS_MOTOR", loggings, self.turn("mentor", MENTORS))
        released = (self.pen.now + timedelta(days=60)).isoformat()[:7]
        yield replace(course, expected_release=released, planned=(self.pen.planned(1, 8),), control="CONTROLLED")

    def studying(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """An exam that was not passed, and was passed when it was sat again; and one to come."""
        course = self.studied(loggings)
        first, again = self.pen.ago(160).isoformat()[:7], self.pen.ago(40).isoformat()[:7]
        coming = (self.pen.now + timedelta(days=70)).isoformat()[:7]
        exams = (
            ScriptedExam(course.subject, course.level, first, "not_passed", again=True),
            ScriptedExam(course.subject, course.level, again, "passed"),
            ScriptedExam("Engelsk C", "hf", coming),
        )
        yield replace(course, exams=exams, planned=(self.pen.planned(2, 9),))

    def kickstart(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        yield replace(self.visited("KICKSTART", loggings, (self.turn("young", (0, 2)),)), consents=("rk_urk",))

    def kickstart_at_17(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.visited("KICKSTART", loggings, (self.turn("young", (0, 2)),), self.pen.person("KICKSTART", young=True))
        yield replace(course, guardian_on=course.staff_on, consents=("rk_urk",))

    def former(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """Visits of the year before, and the end in it."""
        autumn = date(self.pen.now.year - 1, 10, 5)
        apart = min(14, 65 // loggings)
        volunteer = self.turn("visitor", VISITORS)
        visits = tuple(self.pen.visits(loggings, self.logs(volunteer), apart=apart))
        shift = autumn - min(visit.held_on for visit in visits)
        moved = tuple(replace(visit, held_on=visit.held_on + shift) for visit in visits)
        course = self.around("VISITING", moved, (volunteer,))
        yield replace(course, ended_on=date(autumn.year, 12, 22), end_reason="completed")

    def continued(self, loggings: int, at: int) -> Iterator[ScriptedCourse]:
        """Study support in prison until the release, and outside from then on. One logging is too few for both."""
        inside = replace(self.studied(max(1, loggings // 2), last=OUTSIDE), consents=("contact_after_release",))
        released = max(visit.held_on for visit in inside.visits) + 2 * DAY
        yield replace(inside, released_on=released, exams=(ScriptedExam(inside.subject, inside.level, released.isoformat()[:7], "passed"),))
        more = loggings - len(inside.visits)
        days = [released + 6 * DAY + (self.pen.now - released - 6 * DAY) * number // max(more, 1) for number in range(more)]
        yield replace(
            inside,
            programme="STUDY_FREE",
            referred_on=released + DAY,
            staff_on=released + 2 * DAY,
            leader_on=released + 3 * DAY,
            matched_on=released + 4 * DAY,
            visits=tuple(ScriptedVisit(day, "outside", "held", self.pen.minutes()) for day in days),
            consents=(),
            follows=at,
        )

    def kept(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """The participant has not consented to transfer. The leader logs it all."""
        course = self.visited("VISITING", loggings, (self.turn("visitor", VISITORS),))
        yield replace(course, transfer=False, visits=tuple(replace(visit, by=None) for visit in course.visits))

    def released(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """Released after the first meeting, and met outside since."""
        course = self.visited("PRIMUS_MOTOR", loggings, self.turn("mentor", MENTORS))
        released = course.visits[0].held_on + 2 * DAY
        visits = tuple(replace(visit, mode="outside") if visit.held_on > released else visit for visit in course.visits)
        yield replace(course, visits=visits, released_on=released, consents=("contact_after_release",))

    def gone(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """No longer here and nobody said why, with a visit that is to be called off."""
        course = self.visited("VISITING", loggings, (self.turn("visitor", VISITORS),))
        yield replace(course, gone_on=self.pen.ago(1), planned=(self.pen.planned(3, 6),))

    def interrupted(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.studied(loggings)
        yield replace(course, interrupted_on=min(self.pen.now, max(visit.held_on for visit in course.visits) + DAY))

    def ended(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.visited("VISITING", loggings, (self.turn("visitor", VISITORS),))
        last = max(visit.held_on for visit in course.visits)
        yield replace(course, ended_on=min(self.pen.now, last + 2 * DAY), end_reason="participant")

    def without_birth_date(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        course = self.visited("VISITING", loggings, (self.turn("visitor", VISITORS),))
        yield replace(course, person=replace(course.person, birth_date=None))

    def withdrawing(self, loggings: int, _at: int) -> Iterator[ScriptedCourse]:
        """One consent is taken back; the others stand."""
        (course,) = self.active(loggings, 0)
        yield replace(course, consents=("disclosure", "evaluation"), withdrawn="evaluation")

    def moving(self, loggings: int) -> ScriptedCourse:
        """Handed over to another place three weeks ago."""
        if loggings:
            course = self.visited("PRIMUS_MOTOR", loggings, (2, 4), last=22)
        else:
            course = replace(self.waiting("PRIMUS_MOTOR"), volunteers=(2, 4), matched_on=self.pen.ago(26))
            course = replace(course, staff_on=self.pen.ago(40), leader_on=self.pen.ago(30))
        return replace(course, consents=("hand_over",), moves_on=self.pen.ago(20))

    def quiet(self, blocked: int) -> Iterator[ScriptedCourse]:
        """Courses that nobody has visited: the waiting list in each of its states, two that are being set up, one declined."""
        pen = self.pen
        staff, leader = pen.before(30, 45), pen.before(18, 28)
        approved = replace(self.waiting("VISITING"), staff_on=staff, leader_on=leader)
        yield replace(approved, volunteers=(blocked,), matched_on=pen.before(14, 16), planned=(pen.planned(2, 6),))
        mentored = replace(self.waiting("PRIMUS_MOTOR"), staff_on=staff, leader_on=leader)
        yield replace(mentored, volunteers=(0, 2), matched_on=pen.before(1, 9))
        yield replace(self.waiting("VISITING"), staff_on=staff, leader_on=leader, language="polsk")
        yield replace(self.waiting("STUDY_INSIDE"), staff_on=staff, subject="Matematik C", level="hf")
        yield self.waiting("KICKSTART")
        yield replace(self.waiting("STUDY_FREE"), staff_on=staff, subject="Samfundsfag C", level="hf")
        yield replace(self.waiting("VISITING"), staff_on=staff, declined_on=pen.before(10, 17))

    # --- what they have in common -------------------------------------------------------------------------------------

    def turn(self, what: str, among: Sequence[T]) -> T:
        """The next of these, round and round."""
        number = self.drawn.get(what, 0)
        self.drawn[what] = number + 1
        return among[number % len(among)]

    def logs(self, volunteer: int) -> int | None:
        """Who logs this volunteer's visits: the volunteer, where there is a vault for it."""
        return volunteer if self.volunteers[volunteer].vault else None

    def waiting(self, programme: str) -> ScriptedCourse:
        return ScriptedCourse(self.pen.person(programme), programme, self.pen.before(46, 58))

    def studied(self, loggings: int, last: int = 0) -> ScriptedCourse:
        subject, level = self.turn("subject", SUBJECTS)
        return replace(self.visited("STUDY_INSIDE", loggings, (self.turn("helper", HELPERS),), last=last), subject=subject, level=level)

    def visited(
        self, programme: str, loggings: int, volunteers: tuple[int, ...], person: ScriptedPerson | None = None, last: int = 0
    ) -> ScriptedCourse:
        visits = tuple(self.pen.visits(loggings, self.logs(volunteers[0]), last))
        if programme == "PRIMUS_MOTOR":
            visits = tuple(replace(visit, areas=self.pen.areas()) if visit.outcome == "held" else visit for visit in visits)
        return self.around(programme, visits, volunteers, person)

    def around(
        self, programme: str, visits: tuple[ScriptedVisit, ...], volunteers: tuple[int, ...], person: ScriptedPerson | None = None
    ) -> ScriptedCourse:
        """A course from its referral to the match, before its first visit."""
        first, chance = min(visit.held_on for visit in visits), self.pen.chance
        return ScriptedCourse(
            person=person or self.pen.person(programme),
            programme=programme,
            referred_on=first - timedelta(days=chance.randint(45, 70)),
            staff_on=first - timedelta(days=chance.randint(25, 40)),
            leader_on=first - timedelta(days=chance.randint(15, 24)),
            volunteers=volunteers,
            matched_on=first - timedelta(days=chance.randint(3, 14)),
            visits=visits,
        )
