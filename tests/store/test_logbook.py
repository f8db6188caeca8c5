"""The log table: what is added, what comes twice, what comes late, and that what is erased is gone from the file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import Connection

from desktop.log.entry import Change
from desktop.store import logbook, projection
from desktop.store.engine import begin_immediate
from tests.store.conftest import KEY, Opened, fresh
from tests.store.histories import STRANGER, Arrival, Made, id_of, make


@pytest.fixture
def connection(opened: Opened) -> Iterator[Connection]:
    with opened.engine.connect() as connection:
        begin_immediate(connection)
        yield connection
        connection.rollback()


def put(table: str, row: str, unit: str, **value: str | None) -> Change:
    return Change("put", table, row, unit, dict(value), [])


def erase(table: str, row: str) -> Change:
    return Change("erase", table, row, "", None, [])


def note(number: int, text: str = "secret") -> Change:
    return put("note", id_of(number), "text", session=None, text=text)


def alias(number: int) -> Change:
    return put("participant", id_of(number), "alias", alias="Heron")


def take(opened: Opened, connection: Connection, *arrivals: Arrival | Made) -> list[logbook.Logged]:
    incoming = [one.incoming for one in arrivals]
    logged = logbook.add(connection, incoming)
    projection.apply(connection, logged, STRANGER, opened.gate)
    return logged


def states(connection: Connection) -> list[tuple[int, int, str, bool]]:
    """(entry, place, state, whether there is a body) of every part."""
    found = connection.exec_driver_sql("SELECT entry, place, state, body IS NOT NULL FROM part ORDER BY entry, place")
    return [(entry, place, state, bool(body)) for entry, place, state, body in found]


def rows(connection: Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_what_is_added(opened: Opened, connection: Connection) -> None:
    made = make(1, 1, [[note(1), alias(1)], [alias(2)]], aside=True)
    (logged,) = take(opened, connection, made)
    assert (logged.id, logged.hash, logged.kind, logged.special) == (1, made.incoming.hash, "site", True)
    assert [change.row for change in logged.changes] == [id_of(1), id_of(1), id_of(2)]
    header = made.incoming.header
    assert rows(connection, "SELECT hash, dev, inc, seq, hlc, usr, kind, header, signature FROM entry") == [
        (logged.hash, header.dev, header.inc, 1, header.hlc, header.usr, "site", made.incoming.raw.header, bytes(64))
    ]
    assert states(connection) == [(1, 0, "present", True), (1, 1, "present", True)]
    assert rows(connection, 'SELECT "row", tab, entry, place FROM touch ORDER BY place, tab') == [
        (id_of(1), "note", 1, 0),
        (id_of(1), "participant", 1, 0),
        (id_of(2), "participant", 1, 1),
    ]
    assert rows(connection, "SELECT hash, reason FROM aside") == [(logged.hash, "UnauthorisedUser")]
    assert logbook.known(connection, [logged.hash, bytes(32)]) == {logged.hash: 1}


def test_an_entry_without_parts_is_kept(opened: Opened, connection: Connection) -> None:
    assert take(opened, connection, make(1, 1, []))[0].changes == ()
    assert logbook.add(connection, []) == []


def test_what_comes_twice_adds_nothing(opened: Opened, connection: Connection) -> None:
    made = make(1, 1, [[note(1)]])
    assert len(take(opened, connection, made, made)) == 1
    assert take(opened, connection, made) == []
    assert states(connection) == [(1, 0, "present", True)]


def test_an_arrival_that_brings_nothing_sets_nothing_aside(opened: Opened, connection: Connection) -> None:
    plain, judged = make(1, 1, [[note(1)]]), make(1, 1, [[note(1)]], aside=True)
    assert plain.incoming.hash == judged.incoming.hash
    take(opened, connection, plain)
    take(opened, connection, judged)
    assert rows(connection, "SELECT * FROM aside") == []


@pytest.mark.parametrize("at_once", [True, False])
def test_parts_that_come_late_are_filled_in(opened: Opened, connection: Connection, at_once: bool) -> None:
    made = make(1, 1, [[note(1)], [alias(2)], [alias(3)]])
    late = (Arrival(made, frozenset({0, 2})), Arrival(made, frozenset({2})))
    if at_once:
        logged = take(opened, connection, *late)
    else:
        first = take(opened, connection, late[0])
        assert states(connection) == [(1, 0, "withheld", False), (1, 1, "present", True), (1, 2, "withheld", False)]
        logged = [*first, *take(opened, connection, late[1])]
    assert [(one.special, [change.row for change in one.changes]) for one in logged] == [(False, [id_of(2)]), (True, [id_of(1)])]
    assert states(connection) == [(1, 0, "present", True), (1, 1, "present", True), (1, 2, "withheld", False)]
    assert rows(connection, "SELECT text FROM note") == [("secret",)]


def test_what_is_withheld_is_lacking_until_it_comes(opened: Opened, connection: Connection) -> None:
    made, whole_one = make(1, 1, [[note(1)], [alias(2)]]), make(1, 2, [[note(3)]])
    hashes = [made.incoming.hash, whole_one.incoming.hash, bytes(32)]
    take(opened, connection, Arrival(made, frozenset({1})), whole_one)
    assert logbook.lacking(connection, hashes) == {made.incoming.hash}
    take(opened, connection, made)
    assert logbook.lacking(connection, hashes) == set()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_late_part_that_is_refused_is_not_taken(opened: Opened, connection: Connection, at_once: bool) -> None:
    plain, judged = make(3, 1, [[note(1)], [alias(2)]]), make(3, 1, [[note(1)], [alias(2)]], aside=True)
    first = Arrival(plain, frozenset({1}))
    if at_once:
        take(opened, connection, first, judged)
    else:
        take(opened, connection, first)
        take(opened, connection, judged)
    assert rows(connection, "SELECT hash, reason FROM aside") == []
    assert rows(connection, "SELECT text FROM note") == [("secret",)]
    assert rows(connection, "SELECT id FROM participant") == []


def test_what_is_erased_stays_erased(opened: Opened, connection: Connection) -> None:
    made, late = make(1, 1, [[note(1)]]), make(1, 3, [[note(1, "later")]])
    take(opened, connection, made, make(1, 2, [[erase("note", id_of(1))]]))
    assert states(connection) == [(1, 0, "erased", False), (2, 0, "present", True)]
    assert take(opened, connection, made) == []
    take(opened, connection, late)
    assert states(connection) == [(1, 0, "erased", False), (2, 0, "present", True), (3, 0, "erased", False)]
    assert rows(connection, "SELECT state, text FROM note") == [("erased", None)]


def test_a_part_goes_when_all_its_rows_are_erased(opened: Opened, connection: Connection) -> None:
    unknown = Change("put", "later_table", id_of(9), "unit", {"field": "x"}, [])
    take(opened, connection, make(1, 1, [[note(1), note(2)], [note(1)]]), make(1, 2, [[erase("note", id_of(1))]]))
    assert states(connection)[:2] == [(1, 0, "present", True), (1, 1, "erased", False)]
    take(opened, connection, make(1, 3, [[erase("note", id_of(2))], [note(3)]]))
    assert states(connection)[0] == (1, 0, "erased", False)
    logbook.add(connection, [make(1, 4, [[note(1), unknown]]).incoming])
    assert logbook.scrub(connection, [("note", id_of(1)), ("note", id_of(4))]) == 0


def test_a_verdict_outlives_its_own_erasure(opened: Opened, connection: Connection) -> None:
    """Else the erasure that rests on it would be undone."""
    erasing = make(3, 2, [[erase("note", id_of(1))]], aside=True)
    judged = erasing.incoming.hash.hex()
    verdict = make(1, 3, [[put("verdict", judged, "decision", decision="admit")]])
    take(opened, connection, make(1, 1, [[note(1)]]), erasing, verdict)
    take(opened, connection, make(0, 4, [[erase("verdict", judged)]]))
    take(opened, connection, make(1, 5, [[note(1, "late")]]))
    assert rows(connection, "SELECT state FROM note") == [("erased",)]
    assert [state for _, _, state, _ in states(connection)] == ["erased", "present", "present", "present", "erased"]


def test_a_newer_table_is_kept_and_not_applied(opened: Opened, connection: Connection) -> None:
    later = Change("put", "later_table", id_of(1), "unit", {"field": "x"}, [])
    made = make(1, 1, [[later], [note(1)]], schema=99)
    take(opened, connection, made)
    assert rows(connection, "SELECT tab FROM touch ORDER BY tab") == [("later_table",), ("note",)]
    assert rows(connection, "SELECT text FROM note") == [("secret",)]


def test_the_head_of_a_chain_moves(connection: Connection) -> None:
    logbook.advance(connection, "d", "i", 1, b"1", own=True)
    logbook.advance(connection, "d", "i", 2, b"2", own=True)
    logbook.advance(connection, "e", "i", 7, b"7", own=False)
    assert rows(connection, "SELECT dev, inc, seq, hash, own FROM chain ORDER BY dev") == [("d", "i", 2, b"2", 1), ("e", "i", 7, b"7", 0)]


def decrypted(path: Path) -> bytes:
    """Every page of the file in the clear, by SQLCipher's published format: AES-256-CBC with the raw key, and at the end
    of each page of 4,096 bytes the initial vector (16) and a tag (64); the first page begins with 16 bytes of salt.
    """
    found = b""
    data = path.read_bytes()
    for start in range(0, len(data), 4096):
        page, first = data[start : start + 4096], 16 if start == 0 else 0
        decryptor = Cipher(algorithms.AES256(KEY), modes.CBC(page[4016:4032])).decryptor()
        found += decryptor.update(page[first:4016])
    return found


def test_erased_text_is_gone_from_the_decrypted_file(tmp_path: Path) -> None:
    """Not from the row alone: overwritten in every page, once the write-ahead log is folded in."""
    secret = "a sentence that must not survive"
    with fresh(tmp_path) as opened, opened.engine.connect() as connection:
        kept = make(1, 2, [[note(2, "a sentence that stays")]])
        for made in (make(1, 1, [[note(1, secret)]]), kept, make(1, 3, [[erase("note", id_of(1))]])):
            begin_immediate(connection)
            take(opened, connection, made)
            connection.commit()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            connection.rollback()
            assert (secret.encode() in decrypted(opened.path)) == (made.incoming.header.seq < 3)
        assert b"a sentence that stays" in decrypted(opened.path)
        assert opened.path.with_name("store.db-wal").read_bytes() == b""
