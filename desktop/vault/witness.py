"""What this machine and profile last saw of a vault: the guard against an older copy put back.

An incarnation belongs to one (vault, machine, profile). Before a file leaves a vault and when it is closed (a volunteer's:
after every save too) the witness keeps, outside it, how far that incarnation's chain and the audit trail had come. It holds
no secret and no personal data, and is read without a passphrase.

    witness/<vault>.json = {"current":incarnation,"format":0,"incarnations":{inc:{"audit":…,"hash":…,"seq":n}},"vault":id}
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.errors import Fault
from desktop.log import canonical
from desktop.vault.atomic import REAL_DISK, Disk, read_file, remove_file, write_file
from desktop.vault.folder import FORMAT
from desktop.vault.slot import Id, Sum
from desktop.vault.state import make_folder

WITNESS_LIMIT = 1024 * 1024

Incarnation = Annotated[str, Meta(pattern="^[0-9a-f]{16}\\Z")]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of one incarnation's chain: number and hash of its last entry, and the head of the audit trail."""

    audit: Sum
    hash: Sum
    seq: Annotated[int, Meta(ge=0)]


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that was seen of a vault from here; `current` is the incarnation that was written last."""

    current: Incarnation
    format: int
    incarnations: dict[Incarnation, Seen]
    vault: Id


class Verdict(Enum):
    """Whether the vault may go on in its incarnation."""

    CONTINUE = "continue"
    NEW_INCARNATION = "new incarnation"


def judge(seen: Seen | None, head_seq: int, hash_at: Callable[[int], bytes | None]) -> Verdict:
    """Compare what was seen with the vault's own chain of the same incarnation.

    `head_seq` is the number of the vault's last entry in it (0: none), `hash_at` gives the hash at a number. Nothing seen,
    the vault behind, or another hash at the number seen: the vault is a copy, or an older one put back. Equal, or ahead
    with the seen hash in its place (a crash between saving and witnessing; number 0: in the first session of the
    incarnation): it is the vault we know.
    """
    if seen is None or head_seq < seen.seq:
        return Verdict.NEW_INCARNATION
    return Verdict.CONTINUE if not seen.seq or hash_at(seen.seq) == seen.hash else Verdict.NEW_INCARNATION


class WitnessFile:
    """The witness of one vault under `state`, the folder of this machine and profile."""

    def __init__(self, state: Path, vault_id: str, disk: Disk = REAL_DISK) -> None:
        self._path = state / "witness" / f"{vault_id}.json"
        self._vault_id = vault_id
        self._disk = disk

    def read(self) -> Witness | None:
        """None where there is none, or none that can be believed: a vault without witness takes a new incarnation."""
        data = read_file(self._path, WITNESS_LIMIT)
        if data is None:
            return None
        try:
            witness = canonical.decode(data, Witness)
        except Fault:
            return None
        known = witness.vault == self._vault_id and witness.format == FORMAT and witness.current in witness.incarnations
        return witness if known else None

    def begin(self, incarnation: str) -> None:
        """Remember that `incarnation` begins here, before its first save. Raises StorageError."""
        self.record(incarnation, Seen(audit=bytes(32), hash=bytes(32), seq=0))

    def record(self, incarnation: str, seen: Seen) -> None:
        """Remember the head of `incarnation`, the current one from now on. Raises StorageError."""
        former = self.read()
        incarnations = {**(former.incarnations if former else {}), incarnation: seen}
        witness = Witness(current=incarnation, format=FORMAT, incarnations=incarnations, vault=self._vault_id)
        make_folder(self._path.parent)
        write_file(self._path, canonical.encode(witness), disk=self._disk)

    def forget(self) -> None:
        """When the vault is deleted. Raises StorageError."""
        remove_file(self._path, disk=self._disk)
