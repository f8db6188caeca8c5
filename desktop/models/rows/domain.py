"""The domain's records as repositories return them: frozen values with plain ids and calendar dates.

Each mirrors one synchronised table of the registry; an identity is what its sealed blob opens to. A vault may know a
row only in part (a correction that took something away, a part that was not delivered), so a missing text is "",
a missing date or number is None, and nothing here refuses: what breaks a rule is a finding.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A prison (matrikel). `coordinator` is the prison's own civil-society coordinator."""

    id: str
    name: str = ""
    type: str = ""
    municipality: str = ""
    coordinator: str = ""


@dataclass(frozen=True, slots=True)
class SiteProgrammeRow:
    """A programme that a site runs. `agreement_from` is a month ("2024-10"); `through`: all is typed in up to that day."""

    id: str
    site: str = ""
    programme: str = ""
    agreement_from: str = ""
    video: bool = False
    through: date | None = None


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
    """`login` is the user row and `device` the vault row of a volunteer who has a vault, else ""."""

    id: str
    given: str = ""
    family: str = ""
    site: str = ""
    joined_on: date | None = None
    login: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course (forløb). `first_held` and `last_held` are derived from its held sessions; its status is never stored."""

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
    """One logging of a visit. Several loggings can be one meeting (rules.meeting)."""

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
