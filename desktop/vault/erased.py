"""Which records of a vault were erased, remembered outside it: a backup that is put back must not bring them back.

Ids are random and say nothing about anybody. Kept per machine and profile, beside the witness.

    erased/<vault>.json = {"format":0,"rows":[[table,id],…] sorted,"vault":id}
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from desktop.errors import Fault
from desktop.log import canonical
from desktop.vault.atomic import read_file, remove_file, write_file
from desktop.vault.folder import FORMAT
from desktop.vault.slot import Id
from desktop.vault.state import make_folder

LIMIT = 256 * 1024 * 1024


class _Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    rows: list[tuple[str, str]]
    vault: Id


class ErasedFile:
    """The list of one vault under `state`, the folder of this machine and profile."""

    def __init__(self, state: Path, vault_id: str) -> None:
        self._path = state / "erased" / f"{vault_id}.json"
        self._vault_id = vault_id

    def read(self) -> frozenset[tuple[str, str]]:
        """(table, id) of each; nothing where there is no list, or none that can be believed."""
        data = read_file(self._path, LIMIT)
        if data is None:
            return frozenset()
        try:
            text = canonical.decode(data, _Text)
        except Fault:
            return frozenset()
        return frozenset(text.rows) if text.vault == self._vault_id and text.format == FORMAT else frozenset()

    def remember(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add these; nothing is written where they are all known. Raises StorageError."""
        known = self.read()
        fresh = known | frozenset(rows)
        if fresh == known:
            return
        make_folder(self._path.parent)
        write_file(self._path, canonical.encode(_Text(FORMAT, sorted(fresh), self._vault_id)))

    def forget(self) -> None:
        """When the vault is deleted. Raises StorageError."""
        remove_file(self._path)
