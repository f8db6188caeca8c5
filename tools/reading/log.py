"""The log of a store: entries, parts, chains, signatures and the audit trail."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.reading.basics import (
    HASH,
    HEX16,
    ID,
    NOTHING,
    NULL,
    VERSION,
    ZERO,
    Check,
    Json,
    Source,
    canonical,
    domain_hash,
    either,
    like,
    listed,
    need,
    octets,
    one_of,
    parse,
    raw,
    shaped,
    signed_by,
    text,
    whole,
)
from tools.reading.trust import Trust

NAME = like("[a-z][a-z0-9_]{0,39}")
UNSIGNED = ("UnsignedEntry", "UnauthorisedUser")


def _described(value: Json) -> bool:
    return isinstance(value, list) and len(value) == 3 and NAME(value[0]) and HASH(value[1]) and whole()(value[2])


def _value(value: Json) -> bool:
    leaf = either(text, whole(1 - 2**53), one_of(True, False), NULL)
    return value is None or (isinstance(value, dict) and all(NAME(name) and leaf(one) for name, one in value.items()))


def _row(value: Json) -> bool:
    return isinstance(value, list) and len(value) == 2 and NAME(value[0]) and CHANGE["row"](value[1])


HEADER: Mapping[str, Check] = {
    "audit": HASH,
    "crit": NOTHING,
    "dev": ID,
    "hlc": HEX16,
    "inc": HEX16,
    "parts": lambda value: listed(_described)(value) and len(value) <= 64,
    "prev": HASH,
    "sch": whole(),
    "seq": whole(1),
    "usr": ID,
    "v": VERSION,
}
CHANGE: Mapping[str, Check] = {
    "bases": lambda value: listed(HASH)(value) and len(value) <= 256,
    "row": like("[0-9a-f]{32}|[0-9a-f]{64}"),
    "table": NAME,
    "unit": like("([a-z][a-z0-9_]{0,39})?"),
    "value": _value,
    "verb": NAME,
}
PART: Mapping[str, Check] = {
    "changes": lambda value: listed(shaped(CHANGE))(value) and 1 <= len(value) <= 4096,
    "salt": octets(16),
    "scope": like("all|hq|(site|course|volunteer)/[0-9a-f]{32}"),
    "subject": like("([0-9a-f]{32})?"),
}
TRACE: Mapping[str, Check] = {
    "digest": HASH,
    "rows": lambda value: listed(_row)(value) and len(value) <= 4096,
}


@dataclass(frozen=True, slots=True)
class Part:
    """`changes` is empty unless the part is present."""

    class_: str
    state: str
    changes: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that is what its header says. `aside` is the reason, or nothing; `stood`: it counted before that."""

    id: int
    hash: bytes
    kind: str
    header: Json
    written: bytes
    signature: bytes
    parts: tuple[Part, ...]
    aside: str
    stood: bool

    @property
    def place(self) -> tuple[str, str, int]:
        return self.header["dev"], self.header["inc"], self.header["seq"]

    @property
    def changes(self) -> tuple[Json, ...]:
        return tuple(change for part in self.parts for change in part.changes)


def read_header(content: bytes) -> Json:
    return parse(content, HEADER, "header")


def read_part(described: Sequence[Json], body: bytes) -> tuple[Json, ...]:
    """The changes of a part that is the one its header names."""
    need(len(body) == described[2], "a part that is not as its header says")
    part = parse(body, PART, "part")
    rows = sorted({(change["table"], change["row"]) for change in part["changes"]})
    trace = canonical({"digest": hashlib.sha256(body).digest(), "rows": [list(row) for row in rows]})
    read_trace(described, trace)
    for change in part["changes"]:
        need(change["verb"] not in ("put", "tomb", "erase") or (change["verb"] == "put") == (change["value"] is not None), "a value")
    verbs = {change["verb"] for change in part["changes"]}
    need("erase" not in verbs or len(verbs) == 1, "an erase beside another change in a part")
    return tuple(part["changes"])


def read_trace(described: Sequence[Json], trace: bytes) -> None:
    """That the rest of an erased part is of the part that the header names."""
    need(domain_hash("indenfor-part/1", trace) == raw(described[1]), "a part that is not as its header says")
    parse(trace, TRACE, "trace")


def require_distinct(changes: Sequence[Json]) -> None:
    units = [(change["table"], change["row"], change["unit"]) for change in changes]
    need(len(units) == len(set(units)), "two changes of one unit in an entry")


def read_log(store: Source) -> list[Entry]:
    """Every entry in the order in which it came, its columns and parts against its header."""
    parts: dict[int, list[tuple[Json, ...]]] = {}
    for entry, *rest in store.rows("SELECT entry, place, class, state, body, trace FROM part ORDER BY entry, place"):
        parts.setdefault(entry, []).append(tuple(rest))
    aside = {hash_: (reason, bool(stood)) for hash_, reason, stood in store.rows("SELECT hash, reason, stood FROM aside")}
    columns = "id, hash, kind, header, signature, dev, inc, seq, hlc, usr"
    found = [_entry(row, parts.pop(row[0], []), aside) for row in store.rows(f"SELECT {columns} FROM entry ORDER BY id")]  # noqa: S608 - a constant
    need(not parts, "parts without an entry")
    need([entry.id for entry in found] == list(range(1, len(found) + 1)), "entries that are not numbered")
    need(set(aside) <= {entry.hash for entry in found}, "aside without an entry")
    return found


def _entry(row: tuple[Json, ...], parts: list[tuple[Json, ...]], aside: Mapping[bytes, tuple[str, bool]]) -> Entry:
    id_, hash_, kind, content, signature, *columns = row
    header = read_header(content)
    need(domain_hash("indenfor-entry/1", content) == hash_, "the hash of an entry")
    need([header[name] for name in ("dev", "inc", "seq", "hlc", "usr")] == columns, "the columns of an entry")
    need([place for place, *_ in parts] == list(range(len(header["parts"]))), "the number of parts of an entry")
    read = tuple(_part(described, *part) for described, (_, *part) in zip(header["parts"], parts, strict=True))
    require_distinct([change for part in read for change in part.changes])
    return Entry(id_, hash_, kind, header, content, signature, read, *aside.get(hash_, ("", False)))


def _part(described: Sequence[Json], class_: str, state: str, body: bytes | None, trace: bytes | None) -> Part:
    need(class_ == described[0] and state in ("present", "withheld", "erased"), "the columns of a part")
    need((state == "present") == (body is not None), "the state of a part")
    if trace is not None:
        read_trace(described, trace)
    return Part(class_, state, () if body is None else read_part(described, body))


def check_chains(store: Source, log: Sequence[Entry]) -> int:
    """Every chain from its first entry to its head; of a fork the entry that is not aside. Gives the number of chains."""
    by_place: dict[tuple[str, str, int], Entry] = {}
    for entry in sorted(log, key=lambda one: (bool(one.aside), one.id)):
        by_place.setdefault(entry.place, entry)
    chains = store.rows("SELECT dev, inc, seq, hash FROM chain")
    for dev, inc, last, head in chains:
        prev = ZERO
        for seq in range(1, last + 1):
            found = by_place.get((dev, inc, seq))
            need(found is not None and raw(found.header["prev"]) == prev, "a broken chain")
            prev = found.hash if found else ZERO
        need(prev == head, "the head of a chain")
    return len(chains)


def check_touched(store: Source, log: Sequence[Entry]) -> int:
    """`touch` says of every present part exactly which rows it changes, and may of one that was let go of. Gives the number of its rows."""
    held: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for row, table, entry, place in store.rows('SELECT "row", tab, entry, place FROM touch'):
        held.setdefault((entry, place), set()).add((table, row))
    for one in log:
        for place, part in enumerate(one.parts):
            rows = {(change["table"], change["row"]) for change in part.changes}
            need(part.state != "present" or held.get((one.id, place), set()) == rows, "touch")
    return sum(map(len, held.values()))


def check_signatures(log: Sequence[Entry], trust: Trust, own: str, kind: str) -> int:
    """Every entry by the person whom it names, and of the kind that its vault is."""
    count = 0
    for entry in log:
        need(entry.kind == (kind if entry.header["dev"] == own else trust.kind(entry.header["dev"])), "the kind of an entry's vault")
        if entry.aside in UNSIGNED:
            continue
        user = trust.users.get(entry.header["usr"])
        need(user is not None, "an author whom nobody certified")
        need(
            user is not None and signed_by(raw(user["sign"]), "indenfor-entry/1", entry.written, entry.signature),
            "the signature of an entry",
        )
        count += 1
    return count


def check_audit(store: Source, log: Sequence[Entry], own: str, incarnation: str) -> int:
    """The trail from its first row, and that each save follows the trail that its entry names. Gives the number of rows."""
    by_hash = {entry.hash: entry for entry in log}
    prev, number, saved = ZERO, 0, set()
    for n, at, usr, verb, table, row, entry, before, hash_ in store.rows(
        'SELECT n, at, usr, verb, tab, "row", entry, prev, hash FROM audit ORDER BY n'
    ):
        number += 1
        made = domain_hash("indenfor-audit/1", prev, canonical([n, at, usr, verb, table, row, entry]))
        need((n, before, hash_) == (number, prev, made), f"audit row {number}")
        if entry is not None:
            found = by_hash.get(entry)
            need(
                found is not None and raw(found.header["audit"]) == prev and found.header["usr"] == usr, f"the entry of audit row {number}"
            )
            saved.add(entry)
        prev = hash_
    unaudited = [entry for entry in log if entry.place[:2] == (own, incarnation) and entry.hash not in saved]
    need(not unaudited, "a save without a row in the audit trail")
    return number
