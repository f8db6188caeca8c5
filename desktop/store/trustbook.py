"""What the store remembers of trust: certificates, the root, and the vaults on the other end of each edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import GENESIS

PARENT, CHILD = "parent", "child"


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    id: str
    kind: str
    doc: bytes
    sig: bytes
    pinned: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """A vault on the other end. `subject` is the site's row, or the volunteer's; `through` = all is typed in up to that day."""

    id: str
    edge: str
    name: str
    subject: str
    feed_sent: int = 0
    feed_head: bytes = GENESIS
    feed_have: int = 0
    seen_at: str = ""
    through: str = ""


_PEER = "SELECT id, edge, name, subject, feed_sent, feed_head, feed_have, seen_at, through FROM peer"


def certificates(connection: Connection) -> list[StoredCertificate]:
    rows = connection.exec_driver_sql("SELECT id, kind, doc, sig, pinned FROM certificate ORDER BY pinned DESC, kind DESC, id")
    return [StoredCertificate(id_, kind, bytes(doc), bytes(sig), bool(pinned)) for id_, kind, doc, sig, pinned in rows]


def keep(connection: Connection, found: Sequence[StoredCertificate]) -> None:
    """Remember certificates, each in place of an older one of the same id."""
    for one in found:
        connection.exec_driver_sql(
            "INSERT INTO certificate (id, kind, doc, sig, pinned) VALUES (?,?,?,?,?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, doc = excluded.doc, sig = excluded.sig, pinned = excluded.pinned",
            (one.id, one.kind, one.doc, one.sig, int(one.pinned)),
        )


def renewals(connection: Connection) -> dict[str, list[bytes]]:
    """Vault -> the changes of its keys, in the order in which they were taken."""
    found: dict[str, list[bytes]] = {}
    for vault, doc in connection.exec_driver_sql("SELECT vault, doc FROM renewal ORDER BY n"):
        found.setdefault(str(vault), []).append(bytes(doc))
    return found


def add_renewal(connection: Connection, vault: str, doc: bytes) -> None:
    connection.exec_driver_sql("INSERT OR IGNORE INTO renewal (vault, doc) VALUES (?,?)", (vault, doc))


def peers(connection: Connection, edge: str) -> list[Peer]:
    return [_peer(row) for row in connection.exec_driver_sql(f"{_PEER} WHERE edge = ? ORDER BY name, id", (edge,))]


def peer(connection: Connection, id_: str) -> Peer | None:
    found = connection.exec_driver_sql(f"{_PEER} WHERE id = ?", (id_,)).first()
    return None if found is None else _peer(found)


def parent(connection: Connection) -> Peer | None:
    """The vault above, or nothing before enrolment and at headquarters."""
    return next(iter(peers(connection, PARENT)), None)


def add_peer(connection: Connection, new: Peer) -> None:
    connection.exec_driver_sql(
        "INSERT INTO peer (id, edge, name, subject, feed_sent, feed_head, feed_have, seen_at, through) VALUES (?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, subject = excluded.subject",
        (new.id, new.edge, new.name, new.subject, new.feed_sent, new.feed_head, new.feed_have, new.seen_at, new.through),
    )


def _peer(row: Sequence[object]) -> Peer:
    id_, edge, name, subject, sent, head, have, seen, through = row
    return Peer(str(id_), str(edge), str(name), str(subject), _int(sent), _bytes(head), _int(have), str(seen), str(through))


def _int(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else b""
