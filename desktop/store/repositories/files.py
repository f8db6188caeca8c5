"""What the store remembers of files: imports and their receipts, what waits, how far the parent has ours, delivery lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Registered:
    """An imported file. `receipt` is the signed receipt that was given for it, canonical bytes; nothing for a delivery."""

    bundle: str
    number: int
    sender: str
    edge: str
    digest: bytes
    at: str
    new: int
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for an earlier one; `file` is its sealed copy in the spool, `missing` canonical JSON."""

    bundle: str
    sender: str
    at: str
    file: str
    missing: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """One item of a child's delivery list."""

    n: int
    hash: bytes
    places: tuple[int, ...]
    head: bytes


_REGISTER = "SELECT bundle, number, sender, edge, digest, at, new, receipt FROM register"


def registered(connection: Connection, bundle: str) -> Registered | None:
    return _first(connection, f"{_REGISTER} WHERE bundle = ?", bundle)


def last_from(connection: Connection, sender: str) -> Registered | None:
    """The newest import of a sender's files."""
    return _first(connection, f"{_REGISTER} WHERE sender = ? ORDER BY number DESC LIMIT 1", sender)


def receipts(connection: Connection) -> list[tuple[str, bytes]]:
    """Bundle -> the receipt that it was given, of every file from below."""
    rows = connection.exec_driver_sql("SELECT bundle, receipt FROM register WHERE edge = 'up' AND receipt != x'' ORDER BY number")
    return [(str(bundle), bytes(receipt)) for bundle, receipt in rows]


def set_receipt(connection: Connection, bundle: str, receipt: bytes) -> None:
    """The same receipt under another signature."""
    connection.exec_driver_sql("UPDATE register SET receipt = ? WHERE bundle = ?", (receipt, bundle))


def last_imports(connection: Connection) -> dict[str, str]:
    """Sender -> the moment of its newest import."""
    return {str(sender): str(at) for sender, at in connection.exec_driver_sql("SELECT sender, max(at) FROM register GROUP BY sender")}


def last_exports(connection: Connection) -> dict[str, str]:
    """Recipient -> the moment of the newest file for it."""
    rows = connection.exec_driver_sql("SELECT recipient, max(at) FROM export GROUP BY recipient")
    return {str(recipient): str(at) for recipient, at in rows}


def _first(connection: Connection, statement: str, argument: str) -> Registered | None:
    found = connection.exec_driver_sql(statement, (argument,)).first()
    if found is None:
        return None
    bundle, number, sender, edge, digest, at, new, receipt = found
    return Registered(bundle, int(number), sender, edge, bytes(digest), at, int(new), bytes(receipt))


def next_number(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM register").scalar_one())


def register(connection: Connection, new: Registered) -> None:
    connection.exec_driver_sql(
        "INSERT INTO register (bundle, number, sender, edge, digest, at, new, receipt) VALUES (?,?,?,?,?,?,?,?)",
        (new.bundle, new.number, new.sender, new.edge, new.digest, new.at, new.new, new.receipt),
    )


def add_waiting(connection: Connection, new: Waiting) -> None:
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO pending (bundle, sender, at, file, missing) VALUES (?,?,?,?,?)",
        (new.bundle, new.sender, new.at, new.file, new.missing.decode()),
    )


def waiting(connection: Connection, sender: str = "") -> list[Waiting]:
    """Files that wait, of one sender or of all."""
    rows = connection.exec_driver_sql(
        "SELECT bundle, sender, at, file, missing FROM pending WHERE ? IN ('', sender) ORDER BY at, bundle", (sender,)
    )
    return [Waiting(bundle, who, at, file, missing.encode()) for bundle, who, at, file, missing in rows]


def remove_waiting(connection: Connection, bundle: str) -> None:
    connection.exec_driver_sql("DELETE FROM pending WHERE bundle = ?", (bundle,))


def receipted(connection: Connection) -> dict[tuple[str, str], int]:
    """(dev, inc) -> how far the parent says that it has applied the chain."""
    return {(dev, inc): int(seq) for dev, inc, seq in connection.exec_driver_sql("SELECT dev, inc, seq FROM receipted")}


def set_receipted(connection: Connection, dev: str, inc: str, seq: int, hash_: bytes, at: str) -> None:
    """Move forward only: an older receipt that comes late takes nothing back."""
    connection.exec_driver_sql(
        "INSERT INTO receipted (dev, inc, seq, hash, at) VALUES (?,?,?,?,?) ON CONFLICT (dev, inc) DO UPDATE"
        " SET seq = excluded.seq, hash = excluded.hash, at = excluded.at WHERE excluded.seq > receipted.seq",
        (dev, inc, seq, hash_, at),
    )


def unreceipt(connection: Connection, dev: str, inc: str, seq: int, hash_: bytes, at: str) -> None:
    """Move back: the parent lost what it once receipted, and holds the chain up to `seq`, or nothing of it."""
    connection.exec_driver_sql(
        "UPDATE receipted SET seq = ?, hash = ?, at = ? WHERE dev = ? AND inc = ? AND seq > ?", (seq, hash_, at, dev, inc, seq)
    )
    connection.exec_driver_sql("DELETE FROM receipted WHERE seq = 0")


def add_export(connection: Connection, bundle: str, recipient: str, at: str, count: int) -> None:
    connection.exec_driver_sql("INSERT INTO export (bundle, recipient, at, entries) VALUES (?,?,?,?)", (bundle, recipient, at, count))


def given(connection: Connection, child: str, first: int) -> Iterator[Given]:
    """A child's delivery list from a number on."""
    rows = connection.exec_driver_sql("SELECT n, hash, places, head FROM delivered WHERE peer = ? AND n >= ? ORDER BY n", (child, first))
    for n, hash_, places, head in rows:
        yield Given(int(n), bytes(hash_), _places(places), bytes(head))


def given_at(connection: Connection, child: str, n: int) -> Given | None:
    return next((item for item in given(connection, child, n) if item.n == n), None)


def places_given(connection: Connection, child: str) -> dict[bytes, set[int]]:
    """Entry hash -> indices of parts that the child has been given."""
    found: dict[bytes, set[int]] = {}
    for hash_, places in connection.exec_driver_sql("SELECT hash, places FROM delivered WHERE peer = ?", (child,)):
        found.setdefault(bytes(hash_), set()).update(_places(places))
    return found


def add_given(connection: Connection, child: str, items: Sequence[Given]) -> None:
    """Lengthen a child's delivery list."""
    if not items:
        return
    connection.exec_driver_sql(
        "INSERT INTO delivered (peer, n, hash, places, head) VALUES (?,?,?,?,?)",
        [(child, item.n, item.hash, ",".join(map(str, item.places)), item.head) for item in items],
    )
    connection.exec_driver_sql("UPDATE peer SET feed_sent = ?, feed_head = ? WHERE id = ?", (items[-1].n, items[-1].head, child))


def set_feed_have(connection: Connection, peer: str, last: int, head: bytes | None = None) -> None:
    """How much of a delivery list is held: of ours by a child, or (with its head) of the parent's by us."""
    connection.exec_driver_sql("UPDATE peer SET feed_have = ? WHERE id = ?", (last, peer))
    if head is not None:
        connection.exec_driver_sql("UPDATE peer SET feed_head = ? WHERE id = ?", (head, peer))


def seen(connection: Connection, peer: str, at: str, through: str | None) -> None:
    """A peer's file came: the day on which it came, and what its leader declares typed in."""
    connection.exec_driver_sql("UPDATE peer SET seen_at = max(seen_at, ?) WHERE id = ?", (at, peer))
    if through is not None:
        connection.exec_driver_sql("UPDATE peer SET through = max(through, ?) WHERE id = ?", (through, peer))


def _places(text: str) -> tuple[int, ...]:
    return tuple(int(place) for place in text.split(",") if place)
