"""What is known of one entry once its bytes are checked, and the signature that remains to be verified."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop.crypto.signatures import VerifyKey
from desktop.errors import BadSignature, DigestMismatch, MalformedEntry
from desktop.log.entry import Header, RawEntry, entry_hash, part_hash, read_header, read_trace, signed_bytes, trace_hash
from desktop.sync.certificate import Certificate
from desktop.sync.parts import Carried, State


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry, its parts proven to be those that its header names. `user` is None where nobody certified the author.

    `traces` is empty, or names for each part what is left of it where it is erased; those too are the header's.
    """

    raw: RawEntry
    states: tuple[State, ...]
    header: Header
    hash: bytes
    user: Certificate | None
    vault: Certificate | None
    traces: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One signature to verify; thousands may be handed to several threads at once."""

    key: VerifyKey
    message: bytes
    signature: bytes

    def fits(self) -> bool:
        try:
            self.key.verify(self.message, self.signature)
        except BadSignature:
            return False
        return True


Run = Callable[[Iterable[Task]], Iterable[bool]]
"""Verifies tasks and answers in their order: `in_order`, or a pool's map over `Task.fits`."""


def in_order(tasks: Iterable[Task]) -> Iterable[bool]:
    return [task.fits() for task in tasks]


def header_of(entry: Carried) -> Header:
    """Raises NonCanonical, UpgradeNeeded, MalformedEntry (parts other than the header names)."""
    header = read_header(entry.raw.header)
    if len(header.parts) != len(entry.states):
        raise MalformedEntry(what="parts")
    return header


def facts_of(entry: Carried, header: Header, user: Certificate | None, vault: Certificate | None) -> EntryFacts:
    """Raises DigestMismatch where a part, or what is left of one, is not that which the header names, and NonCanonical."""
    for (_class, digest, length), body in zip(header.parts, entry.raw.parts, strict=True):
        if body is not None and (len(body) != length or part_hash(body) != digest):
            raise DigestMismatch()
    for (_class, digest, _length), trace in zip(header.parts, entry.traces, strict=False):
        if trace and trace_hash(trace) != digest:
            raise DigestMismatch()
        if trace:
            read_trace(trace)
    return EntryFacts(entry.raw, entry.states, header, entry_hash(entry.raw.header), user, vault, entry.traces)


def task_of(facts: EntryFacts, key: VerifyKey) -> Task:
    return Task(key, signed_bytes(facts.raw.header), facts.raw.signature)
