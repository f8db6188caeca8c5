"""Makes golden_log.json: one log with everything that the projection must get right, and the state digest that it gives.

`python -m tests.vectors.make_golden` writes the file; a released version's log is never made anew, a further one is added.
Keys and salts are fixed, so the same program writes the same bytes.
"""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import sha256
from desktop.log import clock
from desktop.log.entry import (
    GENESIS,
    Change,
    Draft,
    Header,
    RawEntry,
    describe_parts,
    entry_hash,
    read_header,
    read_part,
    write_entry,
    write_part,
)
from desktop.store import digest, logbook, projection
from desktop.store.logbook import Incoming
from desktop.store.opening import open_store
from tests.sync.tree import Member, an_id, member, seed

TARGET = Path(__file__).with_name("golden_log.json")


@dataclass
class Writer:
    """One vault's chain."""

    vault: Member
    user: Member
    kind: str
    inc: str = "0000000000000001"
    seq: int = 0
    prev: bytes = GENESIS
    entries: list[dict[str, Any]] = field(default_factory=list)

    def save(self, hlc: int, *changes: Change, class_: str = "core", scope: str = "all", aside: str = "") -> bytes:
        """One entry with one part; its hash."""
        self.seq += 1
        draft = Draft(class_, scope, "", changes)
        bodies = (write_part(draft, salt=seed(f"golden {self.vault.id} {self.inc} {self.seq}")[:16]),)
        header = Header(
            0, self.vault.id, self.inc, self.seq, self.prev, f"{hlc:016x}", self.user.id, 1, describe_parts((draft,), bodies), GENESIS, []
        )
        raw = write_entry(header, bodies, self.user.sign)
        self.prev = entry_hash(raw.header)
        self.entries.append(
            {"aside": aside, "header": _text(raw.header), "kind": self.kind, "parts": [_text(bodies[0])], "signature": _text(raw.signature)}
        )
        return self.prev

    def restart(self) -> None:
        """Go on in a second incarnation."""
        self.inc, self.seq, self.prev = "0000000000000002", 0, GENESIS


def put(table: str, row: str, unit: str, value: dict[str, Any], *bases: bytes) -> Change:
    return Change(verb="put", table=table, row=row, unit=unit, value=value, bases=list(bases))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def make() -> dict[str, Any]:
    """Two people, two courses, visits; a conflict that stands and one that is resolved; tomb, erase, verdicts, a stub, a restart."""
    hq, site, volunteer = (
        Writer(member(name), member(user), name) for name, user in (("hq", "admin"), ("site", "leader"), ("volunteer", "visitor"))
    )
    place, who, course, other = an_id("golden site"), an_id("golden person"), an_id("golden course"), an_id("golden course 2")
    visit, second, third = an_id("golden visit"), an_id("golden visit 2"), an_id("golden visit 3")
    hq.save(1, put("site", place, "facts", {"name": "Nordby", "type": "CLOSED", "municipality": None}))
    first = hq.save(
        2,
        put(
            "site_programme",
            an_id("run"),
            "agreement",
            {"site": place, "programme": "VISITING", "agreement_from": "2025-01", "video": True},
        ),
    )
    site.save(3, put("participant", who, "alias", {"alias": "Havørn"}), put("participant", who, "home", {"site": place}))
    for id_ in (course, other):
        site.save(
            4, put("course", id_, "referral", {"participant": who, "programme": "VISITING", "site": place, "referred_on": "2025-01-10"})
        )
    site.save(5, put("match", an_id("match"), "pair", {"course": course, "volunteer": an_id("vol"), "from_on": "2025-01-15"}))
    facts = {"course": course, "mode": "in_person", "outcome": "held", "cause": ""}
    seen = volunteer.save(
        6, put("session", visit, "facts", facts | {"held_on": "2025-02-01"}), put("session", visit, "minutes", {"minutes": 60})
    )
    left = site.save(7, put("session", visit, "minutes", {"minutes": 75}, seen))
    right = volunteer.save(8, put("session", visit, "minutes", {"minutes": 50}, seen))
    volunteer.save(
        9, put("session", second, "facts", facts | {"held_on": "2025-03-01"}), put("session", second, "minutes", {"minutes": 30})
    )
    site.save(10, put("session", visit, "minutes", {"minutes": 70}, left, right))
    site.save(11, put("session", second, "minutes", {"minutes": 35}))
    site.save(12, Change(verb="tomb", table="course", row=other, unit="referral", value=None, bases=[]))
    wrong = volunteer.save(13, put("course", course, "end", {"ended_on": "2025-03-02", "end_reason": "other"}), aside="UnauthorisedUser")
    volunteer.save(14, put("session", third, "facts", facts | {"held_on": "2025-04-01"}))
    admitted = volunteer.save(15, put("course", course, "staff_approval", {"staff_approval_on": "2025-01-11"}), aside="UnauthorisedUser")
    site.save(16, Change(verb="erase", table="session", row=third, unit="", value=None, bases=[]))
    site.save(17, put("verdict", admitted.hex(), "decision", {"decision": "admit"}))
    hq.save(18, put("verdict", wrong.hex(), "decision", {"decision": "refuse"}))
    hq.save(19, put("verdict", admitted.hex(), "decision", {"decision": "admit"}))
    volunteer.save(20, put("note", an_id("note"), "text", {"session": visit, "text": "Prøve"}), class_="note")
    site.restart()
    old = {"vault": site.vault.id, "old": "0000000000000001", "seq": 11, "hash": first.hex()}
    site.save(21, put("incarnation", an_id("restart"), "restored", old))
    site.save(22, put("course", course, "end", {"ended_on": "2025-06-01", "end_reason": "released"}))
    log = [*hq.entries, *site.entries, *volunteer.entries]
    return {"digest": "", "entries": log, "version": "0.1.0"}


def incoming(entry: dict[str, Any]) -> Incoming:
    """An entry of the file as a log takes it."""
    header, signature = base64.b64decode(entry["header"]), base64.b64decode(entry["signature"])
    bodies = tuple(base64.b64decode(body) for body in entry["parts"])
    raw = RawEntry(header, signature, bodies)
    return Incoming(raw, read_header(header), entry_hash(header), entry["kind"], tuple(map(read_part, bodies)), entry["aside"])


def replayed(log: list[dict[str, Any]], folder: Path, batch: int) -> str:
    """The state digest of a new store that has taken the log, so many entries at a time."""
    key, own = SecretBytes(sha256(b"golden")), an_id("golden vault")
    store = open_store(folder / "golden.db", key, own, "hq", now=clock.system_now, create=True, memory_security=False)
    try:
        for start in range(0, len(log), batch):
            with store.upgrading() as connection:
                logged = logbook.add(connection, [incoming(entry) for entry in log[start : start + batch]])
                projection.apply(connection, logged, store.own, store.gate)
        with store.reading() as reading:
            return digest.state_digest(reading.connection)
    finally:
        store.close()


def main() -> None:
    import tempfile  # noqa: PLC0415 - only where the file is made

    golden = make()
    with tempfile.TemporaryDirectory() as folder:
        golden["digest"] = replayed(golden["entries"], Path(folder), 1000)
    TARGET.write_text(json.dumps(golden, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
