"""One row recomputed from the log: the exact way, for everything that the quick way in `projection` cannot tell.

All puts, tombs and erases of the row are read from the parts that are present, with the standing of each entry:
- set aside without a verdict: it does not exist here, except in the vault that wrote it;
- refused by a verdict: its value is lost, its edges are kept;
- a verdict of headquarters is not subject to verdicts, one of a site only to headquarters'; among the verdicts on one
  entry only those of the greatest rank count, so headquarters' word stands whoever speaks after it;
- an erase counts unless it was set aside when it came and never admitted by one whose own word counted. What was once erased by
  right stays erased, because its parts are gone: a later verdict does not bring it back.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import Change, read_part
from desktop.log.heads import Put, heads, rank
from desktop.log.values import applies
from desktop.models.tables.projected import ERASED
from desktop.store.layout import LAYOUTS, STATE, Key, Layout, Row, headless, state_of

HQ_RANK = 2

_CHANGES = (
    "SELECT e.hash, e.kind, e.hlc, e.dev, e.inc, e.seq, e.header, p.body, a.reason IS NOT NULL, coalesce(a.stood, 0)"
    " FROM touch t JOIN entry e ON e.id = t.entry JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " LEFT JOIN aside a ON a.hash = e.hash"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'present' ORDER BY e.id, t.place"
)
_VERDICTS = (
    "SELECT v.id, v.decision, e.kind FROM verdict v JOIN entry e ON e.hash = substr(v.h_decision, 1, 32)"
    " WHERE v.state = 'live' AND v.id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """One change of the row, with what decides its standing."""

    change: Change
    hash: bytes
    kind: str
    order: tuple[str, str, str, int]
    aside: bool
    stood: bool
    """It counted until a revocation came, and erased what it erased."""


def row(connection: Connection, key: Key, own: str) -> Row | None:
    """The row as the log gives it, derived columns apart, or None where nothing of it stands."""
    table, id_ = key
    layout = LAYOUTS[table]
    found = _read(connection, key)
    verdicts = _verdicts(connection, found)
    if any(_erases(connection, one, own) for one in found):
        return layout.blank(id_, ERASED)
    new = layout.blank(id_)
    for unit in layout.units:
        puts = [put for one in found if one.change.unit == unit and one.change.verb != "erase" for put in _member(one, verdicts, own)]
        _fill(new, layout, unit, heads(_greatest_rank(table, puts)))
    if headless(layout, new):
        return None
    new[STATE] = state_of(layout, new)
    return new


def touched_by(connection: Connection, hash_: bytes) -> set[Key]:
    """The rows that one entry changes, as far as their tables are known."""
    statement = 'SELECT t.tab, t."row" FROM touch t JOIN entry e ON e.id = t.entry WHERE e.hash = ?'
    return {(tab, id_) for tab, id_ in connection.exec_driver_sql(statement, (hash_,)) if tab in LAYOUTS}


def _read(connection: Connection, key: Key) -> list[_Found]:
    table, id_ = key
    found: list[_Found] = []
    for hash_, kind, hlc, dev, inc, seq, header, body, aside, stood in connection.exec_driver_sql(_CHANGES, (id_, table)):
        schema = json.loads(header)["sch"]
        found.extend(
            _Found(change, bytes(hash_), kind, (hlc, dev, inc, seq), bool(aside), bool(stood))
            for change in read_part(bytes(body)).changes
            if (change.table, change.row) == key and applies(change, schema)
        )
    return found


def _verdicts(connection: Connection, found: Sequence[_Found]) -> dict[bytes, tuple[str, int]]:
    """Entry hash -> (decision, rank of who decided)."""
    wanted = json.dumps([one.hash.hex() for one in found])
    rows = connection.exec_driver_sql(_VERDICTS, (wanted,))
    return {bytes.fromhex(id_): (decision, rank("verdict", kind)) for id_, decision, kind in rows}


def _member(one: _Found, verdicts: dict[bytes, tuple[str, int]], own: str) -> list[Put]:
    """The change as a member of P, or nothing while it is undecided."""
    decision, by = verdicts.get(one.hash, ("", -1))
    if one.change.table == "verdict" and (one.kind == "hq" or by < HQ_RANK):
        decision = ""
    if one.aside and not decision and one.order[1] != own:
        return []
    order = (rank(one.change.table, one.kind), *one.order, one.hash)
    return [Put(one.hash, frozenset(one.change.bases), order, one.change.value, refused=decision == "refuse")]


def _erases(connection: Connection, one: _Found, own: str) -> bool:
    return one.change.verb == "erase" and _ever_counted(connection, one, own)


def _ever_counted(connection: Connection, one: _Found, own: str) -> bool:
    """Whether the entry was not set aside before it counted, is own, or somebody whose word itself counted once admitted it."""
    if not one.aside or one.stood or one.order[1] == own:
        return True
    said = _read(connection, ("verdict", one.hash.hex()))
    return any(_admits(other.change) and _ever_counted(connection, other, own) for other in said)


def _admits(change: Change) -> bool:
    return change.value is not None and change.value["decision"] == "admit"


def _greatest_rank(table: str, puts: list[Put]) -> list[Put]:
    if table != "verdict":
        return puts
    most = max((put.order[0] for put in puts if not put.refused), default=0)
    return [put for put in puts if put.order[0] >= most]


def _fill(new: Row, layout: Layout, unit: str, standing: tuple[Put, ...]) -> None:
    if not standing:
        return
    place, value = layout.units[unit], standing[0].value
    for name, column in place.fields.items():
        new[column] = None if value is None else value[name]
    new[place.heads] = b"".join(put.hash for put in standing)
