"""A second reader of the formats, written from docs/vault-format.md, docs/bundle-format.md and docs/registry.md alone.

    python -m tools.read_vault FOLDER LABEL [--passphrase-file FILE] [--bundle FILE]…

Opens the vault of a folder with a label and a passphrase (the first line of a file, or of standard input), and verifies keyring,
pages, entries, parts, chains, signatures and audit trail; replays the log by the theorem in plain Python and compares every cell of the
projected tables, and their digest. A bundle is verified with the vault's keys. Prints one JSON object; exit status 1 where anything
differs. It imports nothing of desktop/ and changes nothing: the store is read from a copy. Close the vault first.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.reading import log, projection, trust
from tools.reading.basics import HEX16, Json, Problem, SealingKey, need, raw
from tools.reading.bundle import Reader, read_bundle
from tools.reading.keyring import Card, Store, Unlocked, read_card, unlock
from tools.reading.registry import Registry, read_registry

REGISTRY = Path(__file__).resolve().parent.parent / "docs" / "registry.md"

Summary = dict[str, Json]


class Reading:
    """One opened vault and what was found in it."""

    def __init__(self, card: Card, slot: Unlocked, store: Store, registry: Registry) -> None:
        self._card, self._slot, self._store, self._registry = card, slot, store, registry
        self._state = {key: bytes(value) for key, value in store.rows("SELECT key, value FROM state")}
        self.faults: list[str] = []
        self.summary: Summary = {"vault": card.id, "kind": card.kind}

    def vault(self) -> None:
        """Everything of the vault itself. A check that fails is noted, and the next one runs."""
        state, store, card = self._state, self._store, self._card
        need(all(HEX16(state[key].decode()) for key in ("incarnation", "clock") if key in state), "state")
        entries = log.read_log(store)
        self._note("chains", lambda: log.check_chains(store, entries))
        self._note("touch", lambda: log.check_touched(store, entries))
        self._note("audit", lambda: log.check_audit(store, entries, card.id, state.get("incarnation", b"").decode()))
        known = self.trust()
        self._note("signatures", lambda: log.check_signatures(entries, known, card.id, card.kind))
        states = [part.state for entry in entries for part in entry.parts]
        parts = {one: states.count(one) for one in ("present", "withheld", "erased")}
        self.summary |= {"entries": len(entries), "aside": sum(bool(entry.aside) for entry in entries), "parts": parts}
        self._compare(entries)

    def trust(self) -> trust.Trust:
        certificates = self._store.rows("SELECT id, kind, doc, sig, pinned FROM certificate")
        return trust.at_rest(self._state.get("root"), certificates, self._store.rows("SELECT vault, doc FROM renewal ORDER BY n"))

    def _compare(self, entries: list[log.Entry]) -> None:
        made = projection.Projection(entries, self._card.id, self._registry).rows()
        held = projection.stored(self._store, self._registry)
        self.faults += projection.differences(held, made) + projection.unscrubbed(entries, made)
        self.summary |= {"rows": sum(map(len, made.values())), "digest": projection.digest(made, self._registry)}
        if projection.digest(held, self._registry) != self.summary["digest"]:
            self.faults.append("the state digest")
        keys = [raw(row["seal"]) for row in made["user"].values() if row["seal"] is not None]
        if entries and not set(self._slot.seals) <= set(keys) and self._card.kind != "volunteer":
            self.faults.append("a slot whose key no entry names")

    def bundle(self, path: Path) -> None:
        reader = Reader(self._card.id, SealingKey(self._state["seal_private"]), self.trust(), self._registry)
        found = read_bundle(path, reader)
        held = {bytes(hash_).hex() for (hash_,) in self._store.rows("SELECT hash FROM entry")}
        found["held"] = len(held & set(found.pop("hashes")))
        self.summary.setdefault("bundles", []).append(found)

    def _note(self, name: str, check: Callable[[], int]) -> None:
        try:
            self.summary[name] = check()
        except Problem as problem:
            self.faults.append(f"{name}: {problem}")


def read(folder: Path, label: str, passphrase: str, bundles: Sequence[Path]) -> Summary:
    """The summary of a vault and of bundles for it; `differences` names what is not as the documents say."""
    faults: list[str] = []
    summary: Summary = {}
    try:
        card = read_card(folder)
        slot = unlock(folder, card.id, label, passphrase)
        store = Store(folder, slot.store_key)
    except (Problem, OSError) as problem:
        return {"differences": [str(problem)]}
    try:
        reading = Reading(card, slot, store, read_registry(REGISTRY))
        faults, summary = reading.faults, reading.summary
        reading.vault()
        for bundle in bundles:
            reading.bundle(bundle)
    except (Problem, OSError) as problem:
        faults.append(str(problem))
    finally:
        store.close()
    return {**summary, "differences": faults}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="read_vault", description="Verifies a vault and bundles for it, from the documents of the format."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("label")
    parser.add_argument("--passphrase-file", type=Path)
    parser.add_argument("--bundle", type=Path, action="append", default=[])
    options = parser.parse_args(arguments)
    source = sys.stdin.readline() if options.passphrase_file is None else options.passphrase_file.read_text(encoding="utf-8")
    summary = read(options.folder, options.label, source.split("\n")[0].rstrip("\r"), options.bundle)
    print(json.dumps(summary, indent=2, ensure_ascii=False))
    return 1 if summary["differences"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
