"""Who might be matched on a course: every volunteer with what speaks for and what speaks against, the likeliest first.

A suggestion decides nothing. "Do they know each other?" is asked by a person, and the answer is not stored.
Source: the service's practice: free, cleared at the place, a common language; two mentors in Primus Motor.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.errors import N_
from desktop.rules.quality import Answer

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "VISITING": "visitor",
        "PRIMUS_MOTOR": "mentor",
        "KICKSTART": "mentor",
        "STUDY_INSIDE": "study_helper",
        "STUDY_FREE": "study_helper",
        "GROUP": "group_helper",
    }
)
"""Programme → as what a volunteer helps in it; of other programmes nothing is asked."""

FOR: Mapping[str, str] = MappingProxyType(
    {
        "free": N_("has no course now"),
        "wishes": N_("wishes another course"),
        "role": N_("helps in this programme"),
        "language": N_("speaks the language that was wished"),
        "before": N_("was matched with the same participant before"),
        "may_visit": N_("may visit here"),
    }
)
AGAINST: Mapping[str, str] = MappingProxyType(
    {
        "may_not_visit": N_("may not visit here"),
        "role": N_("does not help in this programme"),
        "language": N_("does not speak the language that was wished"),
        "busy": N_("is matched on other courses"),
        "ends_soon": N_("may soon not visit here any more"),
    }
)
SOON = 30
"""Days within which an expiry speaks against."""
BUSY = 2
"""Courses from which on they speak against, unless the volunteer wishes another."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`roles`: visitor, mentor, study_helper, group_helper, as the volunteer said; none said speaks neither way."""

    volunteer: str
    name: str
    answer: Answer
    days_left: int | None
    courses: int
    wishes: bool
    roles: frozenset[str]
    languages: frozenset[str]
    before: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`in_favour` and `against` are codes of FOR and AGAINST. `answer` has the reasons of the rule book."""

    volunteer: str
    name: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    answer: Answer
    courses: int


def suggestions(candidates: Iterable[Candidate], programme: str, language: str = "") -> tuple[Suggestion, ...]:
    """Every candidate, whoever may visit first, then by what speaks against, what speaks for, how busy, and the name."""
    wished = language.strip().casefold()
    found = [
        Suggestion(
            one.volunteer, one.name, tuple(_for(one, programme, wished)), tuple(_against(one, programme, wished)), one.answer, one.courses
        )
        for one in candidates
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.answer.allowed,
                len(one.against),
                -len(one.in_favour),
                one.courses,
                one.name.casefold(),
                one.volunteer,
            ),
        )
    )


def _for(one: Candidate, programme: str, language: str) -> Iterator[str]:
    if one.answer.allowed:
        yield "may_visit"
    if one.courses == 0:
        yield "free"
    elif one.wishes:
        yield "wishes"
    if ROLES.get(programme) in one.roles:
        yield "role"
    if language and language in one.languages:
        yield "language"
    if one.before:
        yield "before"


def _against(one: Candidate, programme: str, language: str) -> Iterator[str]:
    if not one.answer.allowed:
        yield "may_not_visit"
    elif one.days_left is not None and one.days_left <= SOON:
        yield "ends_soon"
    role = ROLES.get(programme)
    if role is not None and one.roles and role not in one.roles:
        yield "role"
    if language and language not in one.languages:
        yield "language"
    if one.courses >= BUSY and not one.wishes:
        yield "busy"


def spoken(languages: str) -> frozenset[str]:
    """The languages of a field in which they are parted by a comma or a semicolon."""
    return frozenset(kept for one in languages.replace(",", ";").split(";") if (kept := one.strip().casefold()))
