"""Counted without a name: what headquarters is told of participants who have not agreed that anything about them travels.

One number a laptop, programme and year: how many persons were visited, and in how many meetings. Nobody can be found to be
the same person in it, so the national figure says how many of it were counted so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.crypto.digests import domain_hash
from desktop.models.rows.domain import Session
from desktop.models.rows.fields import Value
from desktop.rules.meeting import meetings
from desktop.services import transfer
from desktop.services.context import Context
from desktop.store import state
from desktop.store.repositories import courses, participants, sessions, tallies
from desktop.store.unit_of_work import About, Reading, Work

DOMAIN = "indenfor-tally/1"

_Cell = tuple[str, int]
"""(programme, year)."""


@dataclass(slots=True)
class _Count:
    persons: set[str] = field(default_factory=set)
    meetings: int = 0


def tell(context: Context, work: Work) -> None:
    """Put what changed of this place's counts; a cell that is empty now says 0. Asked before every file to headquarters."""
    site = state.text(work.connection, state.SITE)
    counts = _counts(context, work)
    for cell in sorted({*counts, *_told(work, site)}):
        count = counts.get(cell, _Count())
        programme, year = cell
        value: Value = {
            "site": site,
            "programme": programme,
            "year": year,
            "persons": len(count.persons),
            "meetings": count.meetings,
        }
        work.put("tally", _row(work, site, cell), "count", value, About(f"site/{site}"))


def _told(work: Work, site: str) -> Iterator[_Cell]:
    """The cells that this laptop has told before."""
    for cell in tallies.cells(work.connection, site):
        if work.row("tally", _row(work, site, cell)) is not None:
            yield cell


def _counts(context: Context, reading: Reading) -> dict[_Cell, _Count]:
    counts: dict[_Cell, _Count] = {}
    today = context.today()
    for who in participants.made_in(reading.connection, reading.own):
        if transfer.held_back(reading, who.id, today):
            for cell, met in _met(reading, who.id):
                count = counts.setdefault(cell, _Count())
                count.persons.add(who.id)
                count.meetings += met
    return counts


def _met(reading: Reading, participant: str) -> Iterator[tuple[_Cell, int]]:
    """((programme, year), meetings held) of each of the participant's courses."""
    for course in courses.of_participant(reading.connection, participant):
        by_year: dict[int, list[Session]] = {}
        for session in sessions.of_course(reading.connection, course.id):
            if session.held_on is not None:
                by_year.setdefault(session.held_on.year, []).append(session)
        for year, held in by_year.items():
            if met := len(meetings(held)):
                yield (course.programme, year), met


def _row(reading: Reading, site: str, cell: _Cell) -> str:
    """Each laptop of a place counts the participants who were referred on it, in a row of its own."""
    programme, year = cell
    return domain_hash(DOMAIN, f"{site}/{programme}/{year}/{reading.own}".encode()).hex()[:32]
