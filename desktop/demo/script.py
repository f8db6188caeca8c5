"""What happens in the demo, as plain values: places, people, courses, visits and activities, drawn from a seed.

Nothing here knows a vault. `place` and `going_on` carry the script out through the services; `count` counts it by hand, so
that the figures of headquarters can be held against a number that was found in another way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ScriptedPerson:
    """An invented inmate as one place knows it. `human` is the same number wherever the same human being appears."""

    human: int
    given: str
    family: str
    birth_date: date | None
    gender: str
    legal_status: str


@dataclass(frozen=True, slots=True)
class ScriptedVisit:
    """One logging. `by`: the volunteer whose own vault logs it, None for the leader. `separate`: a meeting of its own.

    `slip`: it is first typed as a visit of another length or outcome and then corrected. `start`: of one that is planned.
    """

    held_on: date
    mode: str
    outcome: str
    minutes: int | None = None
    cause: str = ""
    by: int | None = None
    separate: bool = False
    slip: bool = False
    areas: tuple[str, ...] = ()
    start: str = ""


@dataclass(frozen=True, slots=True)
class ScriptedExam:
    """`result` "" where it is still to come."""

    subject: str
    level: str
    month: str
    result: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class ScriptedCourse:
    """`volunteers` are places in the site's list, none where nobody is matched yet. `transfer`: what is known may leave the site.

    `consents` are the purposes beside processing and transfer, `withdrawn` one of them that was taken back. A course that
    `follows` goes on from another of the site's list, whose participant was released. `moves_on`: handed over to another place.
    """

    person: ScriptedPerson
    programme: str
    referred_on: date
    staff_on: date | None = None
    leader_on: date | None = None
    volunteers: tuple[int, ...] = ()
    matched_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    transfer: bool = True
    visits: tuple[ScriptedVisit, ...] = ()
    planned: tuple[ScriptedVisit, ...] = ()
    further: str = ""
    """A second programme that the same participant is referred to on the day of the match, and is waiting for."""
    consents: tuple[str, ...] = ()
    withdrawn: str = ""
    declined_on: date | None = None
    language: str = ""
    expected_release: str = ""
    guardian_on: date | None = None
    subject: str = ""
    level: str = ""
    exams: tuple[ScriptedExam, ...] = ()
    control: str = ""
    """Letter and visit control from the day of the match on."""
    interrupted_on: date | None = None
    gone_on: date | None = None
    released_on: date | None = None
    follows: int | None = None
    moves_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScriptedArrival:
    """A course (`site`, `course`: places in the script) that came by a hand-over, and how it goes on here."""

    site: int
    course: int
    claimed_on: date
    volunteers: tuple[int, ...]
    matched_on: date
    visits: tuple[ScriptedVisit, ...]


@dataclass(frozen=True, slots=True)
class ScriptedEvent:
    """A social activity. `vague` is a time that is not a day; `named`: places in the site's courses, of whose people it is known."""

    kind: str
    on: date | None
    state: str
    recurrence: str = ""
    vague: str = ""
    label: str = ""
    inmates: int | None = None
    volunteers: int | None = None
    method: str = ""
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptedVolunteer:
    """`vault`: "" for none, "beside" for one on the leader's laptop, "own" for one on a laptop of the volunteer's.

    `cleared_to`: the last day of the clearance, where the prison gave one. `roles` are words of the service's verb.
    """

    given: str
    family: str
    joined_on: date
    birth_date: date
    roles: tuple[str, ...]
    languages: str
    vault: str = ""
    cleared_to: date | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class ScriptedSite:
    """`early`: its leader works before headquarters knows the place. `through`: all is typed in up to that day.

    `contact`: whether the leader is the Red Cross' contact person there.
    """

    name: str
    type: str
    municipality: str
    leader: str
    volunteers: tuple[ScriptedVolunteer, ...]
    courses: tuple[ScriptedCourse, ...]
    events: tuple[ScriptedEvent, ...]
    through: date
    early: bool = False
    contact: bool = True
    arrivals: tuple[ScriptedArrival, ...] = ()
    earlier: tuple[date, int] | None = None
    """A day some months ago, and how many the leader counted then in the visiting service: brought in by a spreadsheet."""

    @property
    def loggings(self) -> int:
        return sum(len(one.visits) for one in self.courses) + sum(len(one.visits) for one in self.arrivals)

    def begun(self) -> Iterator[tuple[int, ScriptedCourse]]:
        """The courses that begin with a referral of their own, by their place."""
        return ((number, course) for number, course in enumerate(self.courses) if course.follows is None)


@dataclass(frozen=True, slots=True)
class Script:
    seed: int
    now: date
    sites: tuple[ScriptedSite, ...] = ()
