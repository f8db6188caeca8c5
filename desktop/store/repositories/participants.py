"""Participants by alias, and what is known of them beside their sealed identity."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Participant, PersonFacts
from desktop.store.repositories.cells import day, number, text

Since = Callable[[Connection, int, Collection[str]], list[tuple[int, bytes]]]
"""Asks for the parts that came after an entry from other vaults than these: (log id, body) of each."""

_PARTICIPANT = "SELECT id, alias, site FROM participant WHERE state = 'live'"
_LISTED = "(SELECT value FROM json_each(?))"

_ABOUT = (
    ("participant", "SELECT id FROM participant WHERE id = ?1 AND state IN ('live', 'gone')"),
    ("person", "SELECT id FROM person WHERE id = ?1 AND state IN ('live', 'gone')"),
    ("identity", "SELECT id FROM identity WHERE id = ?1 AND state IN ('live', 'gone')"),
    ("grant", 'SELECT id FROM "grant" WHERE subject = ?1 ORDER BY id'),
    ("consent", "SELECT id FROM consent WHERE participant = ?1 ORDER BY id"),
    ("course", "SELECT id FROM course WHERE participant = ?1 ORDER BY id"),
    ("match", "SELECT m.id FROM match m JOIN course c ON c.id = m.course WHERE c.participant = ?1 ORDER BY m.id"),
    ("session", "SELECT s.id FROM session s JOIN course c ON c.id = s.course WHERE c.participant = ?1 ORDER BY s.held_on, s.id"),
    (
        "participation",
        (
            "SELECT p.id FROM participation p JOIN session s ON s.id = p.session JOIN course c ON c.id = s.course"
            " WHERE c.participant = ?1 ORDER BY p.id"
        ),
    ),
    ("pause", "SELECT p.id FROM pause p JOIN course c ON c.id = p.course WHERE c.participant = ?1 ORDER BY p.id"),
    ("exam", "SELECT x.id FROM exam x JOIN course c ON c.id = x.course WHERE c.participant = ?1 ORDER BY x.id"),
    ("movement", "SELECT id FROM movement WHERE participant = ?1 ORDER BY moved_on, id"),
    ("attendance", "SELECT id FROM attendance WHERE participant = ?1 ORDER BY id"),
)
"""Table -> the rows of it that concern one participant, notes and restrictions apart: they never leave a site."""


def everybody(connection: Connection) -> tuple[Participant, ...]:
    return tuple(_participant(row) for row in connection.exec_driver_sql(f"{_PARTICIPANT} ORDER BY alias, id"))


def made_in(connection: Connection, vault: str) -> tuple[Participant, ...]:
    """Those of whom the first word was saved in this vault: of its laptops a place counts each of them on one."""
    return tuple(
        _participant(row)
        for row in connection.exec_driver_sql(
            f"{_PARTICIPANT} AND ? = (SELECT e.dev FROM touch t JOIN entry e ON e.id = t.entry WHERE t.tab = 'participant'"  # noqa: S608 - constants
            ' AND t."row" = participant.id ORDER BY e.hlc, e.hash LIMIT 1) ORDER BY alias, id',
            (vault,),
        )
    )


def by_id(connection: Connection, id_: str) -> Participant | None:
    found = connection.exec_driver_sql(f"{_PARTICIPANT} AND id = ?", (id_,)).first()
    return None if found is None else _participant(found)


def by_ids(connection: Connection, ids: Sequence[str]) -> tuple[Participant, ...]:
    rows = connection.exec_driver_sql(f"{_PARTICIPANT} AND id IN {_LISTED} ORDER BY alias, id", (json.dumps(ids),))
    return tuple(_participant(row) for row in rows)


def aliases(connection: Connection, site: str) -> tuple[str, ...]:
    """The aliases in use at a site."""
    rows = connection.exec_driver_sql("SELECT alias FROM participant WHERE state = 'live' AND site = ? ORDER BY alias", (site,))
    return tuple(text(alias) for (alias,) in rows)


def called(connection: Connection) -> tuple[tuple[str, str, str, str, str, str, int, bytes], ...]:
    """(id, alias, site) and (hlc, dev, inc, seq, hash) of the save that gave the alias, of everybody who has one."""
    rows = connection.exec_driver_sql(
        "SELECT p.id, p.alias, p.site, e.hlc, e.dev, e.inc, e.seq, e.hash FROM participant p"
        " JOIN entry e ON e.hash = substr(p.h_alias, 1, 32) WHERE p.state = 'live' AND p.alias IS NOT NULL"
    )
    return tuple(
        (text(id_), text(alias), text(site), text(hlc), text(dev), text(inc), int(seq), bytes(hash_))
        for id_, alias, site, hlc, dev, inc, seq, hash_ in rows
    )


def facts(connection: Connection, id_: str) -> PersonFacts | None:
    found = connection.exec_driver_sql(
        "SELECT id, birth_year, gender, legal_status, expected_release, guardian_on, guardian_reason, language"
        " FROM person WHERE id = ? AND state = 'live'",
        (id_,),
    ).first()
    if found is None:
        return None
    known, birth_year, gender, legal_status, expected, guardian_on, guardian_reason, language = found
    return PersonFacts(
        text(known),
        number(birth_year),
        text(gender),
        text(legal_status),
        text(expected),
        day(guardian_on),
        text(guardian_reason),
        text(language),
    )


def rows_about(connection: Connection, participant: str) -> tuple[tuple[str, str], ...]:
    """(table, row id) of everything that concerns a participant, notes apart."""
    return tuple((table, text(id_)) for table, select in _ABOUT for (id_,) in connection.exec_driver_sql(select, (participant,)))


def held_back_since(connection: Connection, entry: int, devs: Iterable[str]) -> list[tuple[int, bytes]]:
    """(log id, body) of the parts that these vaults saved as held back and that came after the entry `entry`, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, p.body FROM entry e JOIN part p ON p.entry = e.id WHERE e.id > ? AND p.class = 'local' AND p.state = 'present'"
        " AND e.dev IN (SELECT value FROM json_each(?)) AND e.hash NOT IN (SELECT hash FROM aside) ORDER BY e.id, p.place",
        (entry, json.dumps(sorted(devs))),
    )
    return [(int(id_), bytes(body)) for id_, body in rows]


def told_since(connection: Connection, entry: int, devs: Iterable[str]) -> list[tuple[int, bytes]]:
    """(log id, body) of the parts about participants that these vaults saved as told and that came after `entry`, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, p.body FROM entry e JOIN part p ON p.entry = e.id WHERE e.id > ? AND p.class IN ('core', 'person', 'identity')"
        " AND p.state = 'present' AND e.dev IN (SELECT value FROM json_each(?))"
        " AND e.hash NOT IN (SELECT hash FROM aside) ORDER BY e.id, p.place",
        (entry, json.dumps(sorted(devs))),
    )
    return [(int(id_), bytes(body)) for id_, body in rows]


def consents_since(connection: Connection, entry: int) -> list[tuple[int, str]]:
    """(log id, participant) of what other vaults saved about consents and that came after `entry`, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, c.participant FROM entry e JOIN touch t ON t.entry = e.id AND t.tab = 'consent' JOIN consent c ON c.id = t.\"row\""
        " WHERE e.id > ? AND c.participant IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chain o WHERE o.dev = e.dev AND o.own = 1)"
        " ORDER BY e.id",
        (entry,),
    )
    return [(int(id_), text(participant)) for id_, participant in rows]


def _participant(row: Sequence[object]) -> Participant:
    id_, alias, site = row
    return Participant(text(id_), text(alias), text(site))
