"""What happens in the demo, as plain values: places, people, courses and visits, drawn from a seed.

Nothing here knows a vault. `place` carries the script out through the services; `count` counts it by hand, so that the
figures of headquarters can be held against a number that was found in another way.
"""

from dataclasses import dataclass, field
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

    `slip`: it is first typed as a visit of another length or outcome and then corrected.
    """

    held_on: date
    mode: str
    outcome: str
    minutes: int | None = None
    cause: str = ""
    by: int | None = None
    separate: bool = False
    slip: bool = False


@dataclass(frozen=True, slots=True)
class ScriptedCourse:
    """`volunteer` is a place in the site's list, None where nobody is matched yet. `transfer`: what is known may leave the site."""

    person: ScriptedPerson
    programme: str
    referred_on: date
    staff_on: date | None = None
    leader_on: date | None = None
    volunteer: int | None = None
    matched_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    transfer: bool = True
    visits: tuple[ScriptedVisit, ...] = ()
    further: str = ""
    """A second programme that the same participant is referred to on the day of the match, and is waiting for."""


@dataclass(frozen=True, slots=True)
class ScriptedVolunteer:
    """`vault`: "" for none, "beside" for one on the leader's laptop, "own" for one on a laptop of the volunteer's."""

    given: str
    family: str
    joined_on: date
    vault: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class ScriptedSite:
    """`early`: its leader works before headquarters knows the place. `through`: all is typed in up to that day."""

    name: str
    type: str
    municipality: str
    leader: str
    volunteers: tuple[ScriptedVolunteer, ...]
    courses: tuple[ScriptedCourse, ...]
    through: date
    early: bool = False

    @property
    def loggings(self) -> int:
        return sum(len(course.visits) for course in self.courses)


@dataclass(frozen=True, slots=True)
class Script:
    seed: int
    now: date
    sites: tuple[ScriptedSite, ...] = field(default=())
