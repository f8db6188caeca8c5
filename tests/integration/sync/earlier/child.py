"""Runs inside the earlier program: opens a vault, takes files in, writes one, checks, and says what came of it as JSON.

It puts together what an import and an export need, and no more: what counts and shows speaks of tables that were not there yet.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.services import genesis, upgrading
from desktop.services.checking import Checking
from desktop.services.context import Context
from desktop.services.exporting import Exporting
from desktop.services.importing import Importing
from desktop.services.judging import judge_own
from desktop.store import digest
from desktop.store.opening import open_store
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Author
from desktop.vault.atomic import fill_file, written
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock

NOON = datetime(2026, 3, 20, 11, tzinfo=UTC)


def main() -> None:
    asked = json.loads(sys.stdin.read())
    folder = VaultFolder(Path(asked["vault"]))
    card = folder.read()
    slot = KeyringFile(folder, card.id).read().keyring.open_slot(asked["label"], "pw")
    with VaultLock(folder.lock):
        store = open_store(folder.store_db, slot.store_key, card.id, card.kind, now=lambda: NOON, judge=judge_own, memory_security=False)
        try:
            with store.reading() as reading:
                keys = genesis.read_keys(reading)
            context = Context(store, Author(slot.user, slot.label, slot.role, slot.signing), keys, card.name)
            upgrading.settle(context)
            taken = [result for path in asked["take"] for result in Importing(context, folder.spool).file(Path(path))]
            Exporting(context, folder.spool, lambda: None, lambda _work: None).up(written(Path(asked["export"]), fill_file))
            report = Checking(context, folder).run()
            with store.reading() as reading:
                said = {
                    "schema": SCHEMA,
                    "tables": sorted(TABLES),
                    "taken": [[one.outcome, one.new, one.aside, type(one.error).__name__ if one.error else ""] for one in taken],
                    "digest": digest.state_digest(reading.connection),
                    "hashes": sorted(entry.hash.hex() for entry in entries.everything(reading.connection)),
                    "failed": [check.name for check in report.checks if not check.ok],
                }
        finally:
            store.close()
    sys.stdout.write(json.dumps(said))


main()
