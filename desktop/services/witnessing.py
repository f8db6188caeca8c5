"""What this machine remembers of a vault, held against its own log: an older copy put back must not save as the newest."""

from desktop.store import audit, state
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Reading
from desktop.vault.witness import Seen, Verdict, WitnessFile, judge


def must_renew(witness: WitnessFile, reading: Reading) -> bool:
    """Whether the next save begins a new incarnation. Whoever opens a store to save in it asks this first."""
    head, known = reading.head(), witness.read()
    if head is None:  # before its first save every copy has the same incarnation in mind
        return state.text(reading.connection, state.INCARNATION) != ""
    seen = None if known is None else known.incarnations.get(head.inc)
    return judge(seen, head.seq, lambda seq: entries.hash_at(reading.connection, head.dev, head.inc, seq)) is Verdict.NEW_INCARNATION


def remember(witness: WitnessFile, reading: Reading) -> None:
    """How far the log of the vault has come; of one that never saved, that it has not."""
    if (head := reading.head()) is not None:
        witness.record(head.inc, Seen(audit=audit.head(reading.connection), hash=head.hash, seq=head.seq))
    elif inc := state.text(reading.connection, state.INCARNATION):
        witness.begin(inc)
