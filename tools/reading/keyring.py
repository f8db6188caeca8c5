"""The folder and the keyring of docs/vault-format.md: from a label and a passphrase to the store's key."""

import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlcipher3 import dbapi2

from tools.reading.basics import (
    HASH,
    ID,
    NOTHING,
    NULL,
    VERSION,
    Check,
    Json,
    Problem,
    SealingKey,
    canonical,
    domain_hash,
    either,
    listed,
    need,
    octets,
    one_of,
    open_box,
    parse,
    raw,
    shaped,
    text,
    whole,
)

SCHEMA = 4
"""The number of the store's schema, in its user_version."""

CARD: Mapping[str, Check] = {"format": VERSION, "id": ID, "kind": one_of("volunteer", "site", "hq"), "name": text}
COST: Mapping[str, Check] = {"lanes": whole(1, 64), "memory_kib": whole(8, 4194304), "passes": whole(1, 64)}
LABEL: Check = lambda value: isinstance(value, str) and 1 <= len(value) <= 64  # noqa: E731 - a check like the others
SLOT: Mapping[str, Check] = {
    "cost": shaped(COST),
    "id": ID,
    "label": LABEL,
    "role": LABEL,
    "salt": octets(16),
    "seal": octets(1216),
    "sealed": octets(156),
    "sign": HASH,
    "store": octets(1168),
    "sum": HASH,
    "user": ID,
}
RECOVERY: Mapping[str, Check] = {"seal": octets(1216), "store": octets(1168), "sum": HASH}
KEYRING: Mapping[str, Check] = {
    "crit": NOTHING,
    "format": VERSION,
    "recovery": either(NULL, shaped(RECOVERY)),
    "slots": listed(shaped(SLOT)),
}


@dataclass(frozen=True, slots=True)
class Card:
    """What vault.json says."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right passphrase gives."""

    user: str
    store_key: bytes
    seals: tuple[bytes, ...]
    """The public sealing keys of all slots."""


def read_card(folder: Path) -> Card:
    card = parse((folder / "vault.json").read_bytes(), CARD, "vault.json")
    return Card(card["id"], card["kind"])


def unlock(folder: Path, vault: str, label: str, passphrase: str) -> Unlocked:
    """Verify the keyring and its copy, and open one slot of it."""
    content = (folder / "keyring.json").read_bytes()
    need((folder / "keyring.json.bak").read_bytes() == content, "keyring.json.bak differs")
    keyring = parse(content, KEYRING, "keyring.json")
    slots, recovery = keyring["slots"], keyring["recovery"]
    for slot in slots:
        need(_sum("indenfor-slot/0", slot) == raw(slot["sum"]), "the sum of a slot")
    if recovery is not None:
        need(_sum("indenfor-keyring-recovery/0", recovery) == raw(recovery["sum"]), "the sum of the recovery")
    need(len({_folded(slot["label"]) for slot in slots}) == len(slots), "labels that are doubled")
    slot = next((one for one in slots if _folded(one["label"]) == _folded(label)), None)
    if slot is None:
        raise Problem("no slot of that label")
    return Unlocked(slot["user"], _store_key(slot, vault, passphrase), tuple(raw(one["seal"]) for one in slots))


def _store_key(slot: Json, vault: str, passphrase: str) -> bytes:
    cost = slot["cost"]
    argon = Argon2id(salt=raw(slot["salt"]), length=32, iterations=cost["passes"], lanes=cost["lanes"], memory_cost=cost["memory_kib"])
    key = argon.derive(unicodedata.normalize("NFC", passphrase).encode())
    bound = {name: value for name, value in slot.items() if name not in {"sealed", "store", "sum"}} | {"vault": vault}
    plain = open_box(key, raw(slot["sealed"]), domain_hash("indenfor-slot-keys/0", canonical(bound)))
    sealing = SealingKey(plain[32:])
    need(sealing.public == raw(slot["seal"]), "the sealing key of the slot")
    return sealing.unwrap(raw(slot["store"]), f"store-key/{vault}")


def _sum(domain: str, fields: Json) -> bytes:
    return domain_hash(domain, canonical({**fields, "sum": ""}))


def _folded(label: str) -> str:
    return unicodedata.normalize("NFC", label.strip()).casefold()


class Store:
    """The store, opened on a copy so that the vault itself is not touched. Close it: the copy goes with it."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._place = TemporaryDirectory()
        copy = Path(self._place.name) / "store.db"
        for suffix in ("", "-wal"):
            if (folder / f"store.db{suffix}").exists():
                shutil.copyfile(folder / f"store.db{suffix}", f"{copy}{suffix}")
        try:
            head = copy.read_bytes()[:16] if copy.exists() else b""
            need(bool(head) and head != b"SQLite format 3\x00", "store.db is missing, empty or not encrypted")
            self._connection = dbapi2.connect(str(copy))
            self._prove(key)
        except BaseException:
            self._place.cleanup()
            raise

    def _prove(self, key: bytes) -> None:
        self.rows("PRAGMA cipher_log_level = NONE")
        self.rows(f"PRAGMA key = \"x'{key.hex()}'\"")
        try:
            ((version,),) = self.rows("PRAGMA user_version")
            need(self.rows("PRAGMA cipher_integrity_check") == [] and self.rows("PRAGMA integrity_check") == [("ok",)], "pages")
        except dbapi2.DatabaseError as error:
            raise Problem("the store does not open") from error
        need(version == SCHEMA, f"the store has schema {version}")

    def rows(self, statement: str) -> list[tuple[Json, ...]]:
        return [tuple(row) for row in self._connection.execute(statement).fetchall()]

    def close(self) -> None:
        self._connection.close()
        self._place.cleanup()
