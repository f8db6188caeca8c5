"""The domain's records as repositories return them: frozen values with plain ids and calendar dates.

Each mirrors one synchronised table of the registry; an identity is what its sealed blob opens to. A vault may know a
row only in part (a correction that took something away, a part that was not delivered), so a missing text is "",
a missing date or number is None, and nothing here refuses: what breaks a rule is a finding.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A prison (matrikel). `coordinator` is the prison's own civil-society coordinator; `aliases` are names, parted by ";"."""

    id: str
    name: str = ""
    type: str = ""
    municipality: str = ""
    coordinator: str = ""
    region: str = ""
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class SiteProgrammeRow:
    """A programme that a site runs. `agreement_from` is a month ("2024-10"); `through`: all is typed in up to that day.

    `levels`: levels of study that are offered, codes separated by spaces; `contact`: the Red Cross' contact person where it is not
    the visit leader; `agreement_to`: the last month of an agreement that has ended, else "".
    """

    id: str
    site: str = ""
    programme: str = ""
    agreement_from: str = ""
    video: bool = False
    through: date | None = None
    levels: str = ""
    contact: str = ""
    leader_is_contact: bool = False
    agreement_to: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A further programme as headquarters has set it up; rules.programmes makes a programme of it. `stages` are separated by spaces."""

    id: str
    code: str = ""
    danish: str = ""
    english: str = ""
    family: str = ""
    stages: str = ""
    age_from: int | None = None
    age_before: int | None = None
    legal: str = ""
    months_from_start: int | None = None
    months_after_release: int | None = None
    ends_on_transfer: bool = False
    mentors: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An inmate, known on screen by alias alone."""

    id: str
    alias: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Facts about a participant that no volunteer sees. `id` is the participant's."""

    id: str
    birth_year: int | None = None
    gender: str = ""
    legal_status: str = ""
    expected_release: str = ""
    """A month."""
    guardian_on: date | None = None
    guardian_reason: str = ""
    language: str = ""
    """The wished language, until the match."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sealed identity opens to; lives in memory only. `id` is the participant's."""

    id: str
    given: str
    family: str
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """One purpose a participant agreed to. A day of withdrawal is already without consent."""

    id: str
    participant: str = ""
    purpose: str = ""
    given_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """`login` is the user row and `device` the vault row of a volunteer who has a vault, else "". `age_asked` and `age_met`: whether
    the volunteer had reached that age when it was last said. `free`: wishes (another) course. `languages` parted by ";".
    """

    id: str
    given: str = ""
    family: str = ""
    site: str = ""
    joined_on: date | None = None
    login: str = ""
    device: str = ""
    left_on: date | None = None
    visitor: bool = False
    mentor: bool = False
    study_helper: bool = False
    group_helper: bool = False
    languages: str = ""
    age_asked: int | None = None
    age_met: bool = False
    free: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Course:
    """A course (forløb). `first_held` and `last_held` are derived from its held sessions; its status is never stored.

    `declined_on`: the approval was refused, for whatever reason; `withdrawn_on`: the referral was called back. `continues_from`: the
    course that this one goes on from, and starts anew.
    """

    id: str
    participant: str = ""
    programme: str = ""
    site: str = ""
    referred_on: date | None = None
    staff_approval_on: date | None = None
    leader_approval_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    first_held: date | None = None
    last_held: date | None = None
    declined_on: date | None = None
    withdrawn_on: date | None = None
    criteria_confirmed_on: date | None = None
    criteria_by: str = ""
    extended_to: date | None = None
    source: str = ""
    subject: str = ""
    level: str = ""
    exam_month: str = ""
    continues_from: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A course stands still. `to_on` is the day on which it goes on, and is no longer a day of the pause."""

    id: str
    course: str = ""
    from_on: date | None = None
    cause: str = ""
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of a participant's stay. `moved_on` is the day on which it was learnt where `precision` is "unknown"."""

    id: str
    participant: str = ""
    kind: str = ""
    moved_on: date | None = None
    precision: str = ""
    to_site: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A volunteer on a course; `to_on` is the last day."""

    id: str
    course: str = ""
    volunteer: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One logging of a visit. Several loggings can be one meeting (rules.meeting). `start` is "09:30"; `areas` are codes of AREAS."""

    id: str
    course: str = ""
    held_on: date | None = None
    mode: str = ""
    outcome: str = ""
    cause: str = ""
    minutes: int | None = None
    present: str = ""
    next_on: date | None = None
    separate: bool = False
    start: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """A volunteer took part in a session."""

    id: str
    session: str = ""
    volunteer: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The one practical note of a session; deleted after 90 days."""

    id: str
    session: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A volunteer wishes to talk with the visit leader; `done_on` is the day when they did."""

    id: str
    volunteer: str = ""
    asked_on: date | None = None
    done_on: date | None = None
