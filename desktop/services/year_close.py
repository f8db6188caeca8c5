"""A year's figures, live and frozen: closing a year, and saying which revision of it a number is.

Closing freezes the numbers, the versions of their definitions and a hash of the list behind each, before retention takes away
what they were counted from. What comes later makes another revision, ordered and shown as revised; every one stays printable.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from desktop.crypto.digests import domain_hash, new_id
from desktop.errors import N_, InvalidValue
from desktop.figures import closing, meetings
from desktop.figures.compute import compute
from desktop.figures.values import Figures, Scope
from desktop.models.rows.fields import Value
from desktop.services import rights
from desktop.services.context import Context
from desktop.store import audit
from desktop.store.unit_of_work import About, Reading, Work

DOMAIN = "indenfor-closed/1"
NOBODY = About("hq")
"""The scope of what headquarters keeps to itself: it is on no delivery list."""
BATCH = 500
"""Frozen numbers in one entry."""


class YearClose:
    def __init__(self, context: Context) -> None:
        self._context = context

    def close(self, year: int) -> Figures:
        """Freeze what is known of a year that is over: its next revision, or the present one where nothing has changed.

        Raises NotAllowed, InvalidValue for a year that is not over.
        """
        rights.require(self._context, "year_close", "closed")
        if year >= self._context.today().year:
            raise InvalidValue(field=N_("Year"), reason=N_("it is not over"))
        with self._context.store.writing(self._context.author) as work:
            meetings.keep(work.connection, year)
            found = of_year(work, year, date(year, 12, 31))
            if not found.closed:
                self._freeze(work, found)
        return replace(found, closed=True)

    def revision(self, year: int, revision: int) -> Figures:
        """One revision as it was closed. Raises InvalidValue where there is none."""
        with self._context.store.reading() as reading:
            for one in closing.closes(reading.connection, year):
                if one.revision == revision:
                    return replace(closing.frozen(reading.connection, one)[0], revised=revision > 1)
        raise InvalidValue(field=N_("Revision"), reason=N_("there is none like that here"))

    def years(self) -> tuple[int, ...]:
        """The years that are closed, in any revision."""
        with self._context.store.reading() as reading:
            return closing.years(reading.connection)

    def count(self) -> int:
        """Keep what is counted of each course in this year, the last one and those that were asked for; of how many anew."""
        year = self._context.today().year
        with self._context.store.writing(self._context.author) as work:
            years = {year - 1, year, *meetings.years_kept(work.connection)}
            return sum(meetings.keep(work.connection, one) for one in sorted(years))

    def _freeze(self, work: Work, found: Figures) -> None:
        close, year = new_id(), found.scope.first.year
        value: Value = {
            "year": year,
            "revision": found.revision,
            "as_of": found.scope.as_of.isoformat(),
            "known_at": audit.stamp(work.now),
            "digest": found.digest,
            "complete": found.completeness.complete,
        }
        work.put("year_close", close, "closed", value, NOBODY)
        for number, (row, cell) in enumerate(_rows(work, close, found)):
            work.put("closed_figure", row, "value", cell, NOBODY)
            if number % BATCH == BATCH - 1:
                work.flush()


def of_year(reading: Reading, year: int, as_of: date) -> Figures:
    """All places: the closed numbers where nothing has come since, or where what they were counted from is gone; else as known now."""
    connection = reading.connection
    live = compute(connection, Scope(None, year, as_of, unnamed=reading.kind == "hq"))
    known = closing.closes(connection, year)
    if not known or as_of != known[-1].as_of:
        return live
    last, erased = closing.frozen(connection, known[-1])
    if live.digest == known[-1].digest or closing.erased(connection, year) > erased:
        return replace(last, revised=last.revision > 1)
    return replace(live, revision=last.revision + 1, revised=True)


def _rows(work: Work, close: str, found: Figures) -> Iterator[tuple[str, Value]]:
    """(row id, value) of every frozen number."""
    for one in closing.cells(work.connection, found):
        row = domain_hash(DOMAIN, f"{close}/{one.figure}/{one.site}/{one.programme}".encode()).hex()[:32]
        yield (
            row,
            {
                "close": close,
                "figure": one.figure,
                "version": one.version,
                "site": one.site or None,
                "programme": one.programme or None,
                "value": one.value,
                "digest": one.digest or None,
            },
        )
