"""The rows beside visits that findings are judged by, read where this vault is told them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.models.rows.domain import Course, Session
from desktop.rules.findings import Beside
from desktop.rules.meeting import MeetingKey, is_held, key_of
from desktop.rules.quality import Occasion
from desktop.rules.status import BASIS_PURPOSE
from desktop.services import configuring, quality
from desktop.store.repositories import consents, restrictions, sessions
from desktop.store.unit_of_work import Reading

TookPart = Mapping[str, Sequence[str]]
"""Session -> volunteers."""
NOBODY: TookPart = MappingProxyType({})


def beside(reading: Reading, courses: Iterable[Course], visits: Iterable[Session] = (), said: TookPart = NOBODY) -> Beside:
    """Consents and restrictions of these courses' participants, and which of the visits somebody took part in who might not visit.

    `said`: who took part in a visit that is not saved yet. A volunteer's vault is not told enough to judge any of it.
    """
    known = {course.id: course for course in courses}
    who = sorted({course.participant for course in known.values() if course.participant})
    if reading.kind == "volunteer" or not who:
        return Beside()
    agreed = tuple(one for one in consents.of_participants(reading.connection, who) if one.purpose == BASIS_PURPOSE)
    held = [one for one in visits if is_held(one.outcome) and one.course in known]
    return Beside(agreed, restrictions.of_participants(reading.connection, who), _blocked(reading, known, held, said))


@dataclass(frozen=True, slots=True)
class _Part:
    """A volunteer took part in a visit."""

    session: str
    volunteer: str
    course: Course
    day: date
    key: MeetingKey


def _blocked(reading: Reading, known: Mapping[str, Course], held: Sequence[Session], said: TookPart) -> frozenset[str]:
    """The visits in which somebody took part who might not visit, there and on that day."""
    took = {session: list(there) for session, there in said.items()}
    for row in sessions.participations(reading.connection, [one.id for one in held if one.id not in said]):
        took.setdefault(row.session, []).append(row.volunteer)
    parts = [
        _Part(one.id, volunteer, known[one.course], one.held_on, key)
        for one in held
        for volunteer in took.get(one.id, ())
        if one.held_on is not None and (key := key_of(one)) is not None
    ]
    together: dict[MeetingKey, set[str]] = {}
    for part in parts:
        together.setdefault(part.key, set()).add(part.volunteer)
    asked = [
        (part.volunteer, Occasion(part.course.site, part.course.programme, part.day, accompanied=len(together[part.key]) > 1))
        for part in parts
    ]
    answers = quality.answers(reading, asked, configuring.read(reading)) if asked else ()
    return frozenset(part.session for part, answer in zip(parts, answers, strict=True) if not answer.allowed)
