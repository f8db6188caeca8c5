"""`vault check`: one cell changed behind the program's back is named; a changed entry, part, signature or audit row is noticed.

And the schema: what the migrations make is what the models say, to the letter of SQLite's own record of it.
"""

import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from desktop.crypto.digests import new_id
from desktop.errors import CheckFailed
from desktop.house import OpenVault
from desktop.models.rows.fields import Value
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import DERIVED, METADATA, column_names
from desktop.store import replay
from desktop.store.unit_of_work import About
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def columns() -> Iterator[tuple[str, str]]:
    """In each table one cell, in turn its first field, last field, heads or state; and every derived column."""
    for number, table in enumerate(TABLES.values()):
        derived = DERIVED.get(table.name, ())
        fields = [field.name for field in table.fields]
        yield table.name, (fields[0], fields[-1], f"h_{table.units[0].name}", "state")[number % 4]
        yield from ((table.name, column) for column in derived)


@pytest.fixture(scope="module")
def full(planted: Tree, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenVault]:
    """The first site's vault with at least one row in every table."""
    tree = planted.copy(tmp_path_factory.mktemp("full") / "tree")
    tree.log("bo", note="En god snak")
    with tree.open("a/site") as site:
        site.arrive()
        site.store.renew = True
        first = trees.logged(site)[0].hash
        with site.store.writing(site.context.author) as work:
            work.put("user", site.slot.user, "name", {"name": "Anna Holm"}, trees.scope("site", site.card.id))
        with trees.patched(site) as work:
            ended: Value = {"subject": new_id(), "dev": "", "inc": "", "from_seq": 1, "reason": "lost"}
            work.put("revocation", new_id(), "ended", ended, trees.scope("site", site.card.id))
            work.put("verdict", first.hex(), "decision", {"decision": "admit"}, About("all"))
        held = trees.dump(site)
        with trees.patched(site) as work:
            for table in (one for one in TABLES.values() if not held[one.name]):
                row = new_id()
                for unit in table.units:
                    work.put(table.name, row, unit.name, trees.value(unit), trees.scope("site", site.card.id))
        trees.check(site)
        yield site


def raw(vault: OpenVault, statement: str, *arguments: object) -> None:
    with vault.store.upgrading() as connection, vault.store.gate.open():
        connection.exec_driver_sql(statement, arguments)


def test_every_table_has_a_row_to_change(full: OpenVault) -> None:
    held = trees.dump(full)
    assert [name for name in TABLES if not held[name]] == []


def test_a_changed_cell_is_named(full: OpenVault) -> None:
    for table, column in columns():
        place = column_names(TABLES[table]).index(column)
        row = trees.dump(full)[table][0]
        cell = row[place]
        other: object = bytes(32) if column.startswith("h_") else (None if cell is not None and column != "state" else "2001-01-01")
        raw(full, f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', other, row[0])  # noqa: S608 - names of the registry
        with full.store.reading() as reading, pytest.raises(CheckFailed) as found:
            replay.replay(reading.connection, full.store, full.folder.spool)
        assert found.value.arguments == {"cell": f"{table}/{row[0]}/{column}"}
        raw(full, f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', cell, row[0])  # noqa: S608 - names of the registry
    trees.check(full)


def test_a_row_too_many_and_one_too_few(full: OpenVault) -> None:
    id_ = new_id()
    raw(full, "INSERT INTO course (id, state) VALUES (?, 'stub')", id_)
    assert fault(full, "replay") == "CheckFailed"
    raw(full, "DELETE FROM course WHERE id = ?", id_)
    row = trees.dump(full)["note"][0]
    raw(full, "DELETE FROM note WHERE id = ?", row[0])
    assert fault(full, "replay") == "CheckFailed"
    raw(full, f"INSERT INTO note VALUES ({', '.join('?' * len(row))})", *row)  # noqa: S608 - question marks
    trees.check(full)


def fault(vault: OpenVault, name: str) -> str:
    """The error of one check of the report; the report as a whole is not in order either."""
    report = vault.do.checking.run()
    assert not report.ok
    return next(type(check.fault).__name__ for check in report.checks if check.name == name)


CHANGED = {
    "header": ("entry", "header", "id", "chain", "NonCanonical"),
    "hash": ("entry", "hash", "id", "chain", "DigestMismatch"),
    "author": ("entry", "usr", "id", "chain", "DigestMismatch"),
    "signature": ("entry", "signature", "id", "signatures", "UnsignedEntry"),
    "part": ("part", "body", "entry", "chain", "DigestMismatch"),
    "head": ("chain", "hash", "inc", "chain", "ChainBroken"),
    "audit: who": ("audit", "usr", "n", "audit", "AuditBroken"),
    "audit: what": ("audit", "row", "n", "audit", "AuditBroken"),
    "audit: when": ("audit", "at", "n", "audit", "AuditBroken"),
}


@pytest.mark.parametrize(("table", "column", "key", "check", "error"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_log_or_audit_trail_is_noticed(full: OpenVault, table: str, column: str, key: str, check: str, error: str) -> None:
    with full.store.reading() as reading:
        statement = f'SELECT {key}, "{column}" FROM {table} WHERE "{column}" IS NOT NULL ORDER BY rowid LIMIT 1 OFFSET 1'  # noqa: S608 - constants
        statement = statement.replace("rowid", key)
        id_, cell = reading.connection.exec_driver_sql(statement).one()
    other = bytes([cell[0] ^ 1]) + cell[1:] if isinstance(cell, bytes) else new_id()
    where = f'"{key}" = ? AND "{column}" = ?'
    raw(full, f'UPDATE {table} SET "{column}" = ? WHERE {where}', other, id_, cell)  # noqa: S608 - constants
    try:
        assert fault(full, check) == error
    finally:
        raw(full, f'UPDATE {table} SET "{column}" = ? WHERE {where}', cell, id_, other)  # noqa: S608 - constants
    trees.check(full)


def test_an_audit_row_taken_out_is_noticed(full: OpenVault) -> None:
    rows = trees.dump(full)["audit"]
    row = next(one for one in rows if one[0] == 3)
    raw(full, "DELETE FROM audit WHERE n = 3")
    assert fault(full, "audit") == "AuditBroken"
    raw(full, f"INSERT INTO audit VALUES ({', '.join('?' * len(row))})", *row)  # noqa: S608 - question marks
    trees.check(full)


# --- the schema --------------------------------------------------------------------------------------------------


def test_the_migrations_make_what_the_models_say(full: OpenVault) -> None:
    with full.store.reading() as reading:
        context = MigrationContext.configure(reading.connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
        migrated = written(reading.connection)
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        METADATA.create_all(connection)
        modelled = written(connection)
    engine.dispose()
    assert migrated == modelled
    assert "WITHOUT ROWID" in migrated["session"]
    assert "WITHOUT ROWID" not in migrated["part"]


def written(connection: Connection) -> dict[str, str]:
    """SQLite's own record of every table and index, blanks evened out."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'").all()
    return {name: re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split())) for name, sql in rows}
