"""Bugs to plant into the program while it runs: each takes away one thing that the theorem, a receipt or a person relies on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from desktop.log.heads import Put, heads
from desktop.services import exporting, importing, taking, witnessing
from desktop.services.taking import Taking
from desktop.store import logbook, projection, recompute
from desktop.store.logbook import Incoming, Logged
from desktop.store.repositories import deliveries
from desktop.store.repositories.entries import ChainHead
from desktop.store.unit_of_work import Reading
from desktop.sync import verify
from desktop.sync.entries import Verdict

Patch = pytest.MonkeyPatch


def _base_edges_are_ignored(patch: Patch) -> None:
    patch.setattr(recompute, "heads", lambda puts: heads([replace(put, bases=frozenset()) for put in puts]))


def _a_missing_head_is_overlooked(patch: Patch) -> None:
    patch.setattr(projection, "names_all", lambda _change, _present: True)


def _a_refused_put_loses_its_edges(patch: Patch) -> None:
    def without_refused(puts: Iterable[Put]) -> tuple[Put, ...]:
        return heads([put for put in puts if not put.refused])

    patch.setattr(recompute, "heads", without_refused)


def _an_erase_is_not_absorbing(patch: Patch) -> None:
    patch.setattr(projection, "ERASED", "no such state")
    patch.setattr(recompute, "_erases", lambda *_arguments: False)


def _rank_is_ignored(patch: Patch) -> None:
    patch.setattr(recompute, "rank", lambda _table, _kind: 0)


def _the_undecided_count(patch: Patch) -> None:
    patch.setattr(recompute, "_CHANGES", recompute._CHANGES.replace("a.reason IS NOT NULL", "0"))


def _a_verdict_moves_nothing(patch: Patch) -> None:
    patch.setattr(recompute, "touched_by", lambda _connection, _hash: set())


def _a_part_that_comes_late_is_not_folded(patch: Patch) -> None:
    real = logbook._fill

    def fill(connection: Connection, id_: int, item: Incoming) -> tuple[()]:
        real(connection, id_, item)
        return ()

    patch.setattr(logbook, "_fill", fill)


def _what_comes_again_is_applied_again(patch: Patch) -> None:
    """As if it were new: an older value takes the place of what was saved upon it."""
    real, names_all = logbook.add, projection.names_all
    again = set[bytes]()

    def add(connection: Connection, incoming: Sequence[Incoming]) -> list[Logged]:
        held = logbook.known(connection, (item.hash for item in incoming))
        logged = real(connection, incoming)
        for item in (item for item in incoming if item.hash in held and not item.aside):
            changes = tuple(change for part in item.parts if part is not None for change in part.changes)
            again.update(bytes(base) for change in changes for base in [item.hash])
            logged.append(Logged(held[item.hash], item.hash, item.header, item.kind, changes, special=False))
        return logged

    patch.setattr(logbook, "add", add)
    patch.setattr(projection, "names_all", lambda change, present: bool(again) or names_all(change, present))


def _the_last_entry_of_a_file_is_dropped_and_receipted(patch: Patch) -> None:
    real = Taking._add

    def add(self: Taking, verdicts: Sequence[Verdict]) -> None:
        real(self, verdicts[:-1] if len(verdicts) > 1 else verdicts)

    patch.setattr(taking.Taking, "_add", add)


def _what_is_written_counts_as_arrived(patch: Patch) -> None:
    """A file that is lost is never written again."""
    real = exporting._unreceipted
    written: dict[tuple[str, str, str], int] = {}

    def unwritten(reading: Reading) -> Iterator[tuple[ChainHead, int]]:
        for chain, first in real(reading):
            spot = (reading.own, chain.dev, chain.inc)
            yield chain, max(first, written.get(spot, 0) + 1)
            written[spot] = chain.seq

    patch.setattr(exporting, "_unreceipted", unwritten)


def _a_gap_is_overlooked(patch: Patch) -> None:
    patch.setattr(verify, "_missing", lambda _manifest, _known: ())


def _a_vault_put_back_goes_on_where_it_was(patch: Patch) -> None:
    patch.setattr(witnessing, "must_renew", lambda _witness, _reading: False)


def _every_class_travels(patch: Patch) -> None:
    for module in (exporting, importing, taking):
        patch.setattr(module, "carried", lambda _class, _edge: True)


def _a_volunteer_is_told_of_every_course(patch: Patch) -> None:
    patch.setattr(deliveries, "_COURSES", "SELECT id FROM course WHERE :v = :v AND :day = :day")
    real = deliveries._OF_VOLUNTEER
    former = next(statement for table, statement in real if table == "course")
    patch.setattr(deliveries, "_OF_VOLUNTEER", tuple((table, one.replace(former, deliveries._COURSES)) for table, one in real))


PLANTED: tuple[Callable[[Patch], None], ...] = (
    _base_edges_are_ignored,
    _a_missing_head_is_overlooked,
    _a_refused_put_loses_its_edges,
    _an_erase_is_not_absorbing,
    _rank_is_ignored,
    _the_undecided_count,
    _a_verdict_moves_nothing,
    _a_part_that_comes_late_is_not_folded,
    _what_comes_again_is_applied_again,
    _the_last_entry_of_a_file_is_dropped_and_receipted,
    _what_is_written_counts_as_arrived,
    _a_gap_is_overlooked,
    _a_vault_put_back_goes_on_where_it_was,
    _every_class_travels,
    _a_volunteer_is_told_of_every_course,
)
