"""What qualifies a volunteer, as repositories return it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Qualification:
    """One dated step of a volunteer's quality assurance. `kind` is a code of QUALIFICATIONS.

    A clearance names its site and its state ("applied", "valid", "not_available"); the rules and the declarations their version, a
    course its provider, support its minutes. Only the positive is stored, never a paper and never what stood in it.
    """

    id: str
    volunteer: str = ""
    kind: str = ""
    site: str = ""
    on_date: date | None = None
    valid_until: date | None = None
    clearance: str = ""
    version: str = ""
    provider: str = ""
    minutes: int | None = None
    seen_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked about a volunteer. `birth_date` is known to leaders only; elsewhere `age_asked` and `age_met` say that the
    volunteer had (or had not) reached that age. `held_on`: days of visits in which the volunteer took part.
    """

    volunteer: str
    birth_date: date | None = None
    age_asked: int | None = None
    age_met: bool = False
    joined_on: date | None = None
    left_on: date | None = None
    held_on: tuple[date, ...] = ()
    qualifications: tuple[Qualification, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """How a volunteer is reached; leaders and the volunteer alone know it. `id` is the volunteer's."""

    id: str
    birth_date: date | None = None
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
