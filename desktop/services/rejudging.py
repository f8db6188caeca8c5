"""Entries that were set aside for a cause that can pass, judged again: the author is certified by now, or a good copy came.

What is found is what a first arrival would have been found to be, so the order in which a certificate, a spoiled copy and a
good one come makes no difference to what counts.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from desktop.crypto.signatures import VerifyKey
from desktop.errors import MalformedEntry, NonCanonical
from desktop.log.entry import read_header, read_trace
from desktop.services import trust
from desktop.services.judging import EntryJudge
from desktop.store.logbook import WITHHELD, Incoming
from desktop.store.repositories import entries, erasures
from desktop.store.repositories.entries import StoredEntry
from desktop.store.unit_of_work import Work
from desktop.sync.certificate import Trust
from desktop.sync.entries import shut_out, unknown_author
from desktop.sync.facts import EntryFacts, task_of
from desktop.sync.parts import State

CURABLE = ("PayloadMissing", "UnauthorisedUser", "UnsignedEntry")
"""Reasons that a good copy, or a certificate, takes away."""
BY_CERTIFICATE = ("UnauthorisedUser", "UnsignedEntry")
REVOKED = "Revoked"
PAGE = 500


class Rejudging:
    """Judges stored entries within one transaction. `judge` is fresh; `carried` says which classes children's files carry."""

    def __init__(self, work: Work, judge: EntryJudge, carried: Callable[[str], bool]) -> None:
        self._work = work
        self._judge = judge
        self._carried = carried
        self._trust: Trust = trust.load(work)

    def run(self, hashes: Sequence[bytes]) -> int:
        """Judge them; how many count from now on. One may rest on another, so it goes on until nothing more is found."""
        counted, todo = 0, list(hashes)
        while todo:
            early, before = list[bytes](), counted
            pages = iter(todo)
            while page := list(islice(pages, PAGE)):
                counted += self._page(page, early)
            todo = early if counted > before else []
        return counted

    def _page(self, hashes: Sequence[bytes], early: list[bytes]) -> int:
        stored = sorted(entries.by_hash(self._work.connection, hashes).values(), key=lambda entry: entry.id)
        listed = [(entry, self._facts(entry)) for entry in stored]
        self._judge.foresee([facts for _, facts in listed])
        found: list[Incoming] = []
        for entry, facts in listed:
            reason = self._reason(facts, entry)
            if reason == "OutOfScope":
                early.append(entry.hash)
            contents = self._judge.contents(facts)
            found.append(Incoming(facts.raw, facts.header, facts.hash, entry.kind, contents, reason, anew=True))
        self._work.take(found)
        return sum(not one.aside for one in found)

    def _facts(self, entry: StoredEntry) -> EntryFacts:
        states = tuple(State.WITHHELD if part.body is None else State.PRESENT for part in entry.parts)
        user, vault = self._trust.users.get(entry.usr), self._trust.vaults.get(entry.dev)
        return EntryFacts(entry.raw, states, read_header(entry.header), entry.hash, user, vault)

    def _reason(self, facts: EntryFacts, entry: StoredEntry) -> str:
        """As at a first arrival: whatever else is wrong, a signature that does not fit comes first."""
        reason = self._forked(facts) or shut_out(self._trust, facts) or unknown_author(self._trust, facts) or self._lacking(facts, entry)
        if facts.user is not None and not task_of(facts, VerifyKey(facts.user.sign)).fits():
            return "UnsignedEntry"
        try:
            return reason or self._judge(facts) or ""
        except (MalformedEntry, NonCanonical) as fault:  # one that nobody could judge when it came must not stop the others
            return type(fault).__name__

    def _forked(self, facts: EntryFacts) -> str:
        header, connection = facts.header, self._work.connection
        here = entries.hash_at(connection, header.dev, header.inc, header.seq)
        before = entries.hash_at(connection, header.dev, header.inc, header.seq - 1)
        return "" if here == facts.hash and before in (None, header.prev) else "ForkDetected"

    def _lacking(self, facts: EntryFacts, entry: StoredEntry) -> str:
        """A part that a child's file carries and that is not here, unless it was erased here, or all of which it spoke was."""
        if not self._trust.below(facts.header.dev, self._work.own):
            return ""
        missing = (part for part in entry.parts if part.state == WITHHELD and self._carried(part.class_))
        return "" if all(erased_by_right(self._work, part.trace) for part in missing) else "PayloadMissing"


def erased_by_right(work: Work, trace: bytes | None) -> bool:
    """Whether a part that left this trace may be gone: each row that it changed is erased here, by somebody who may."""
    return trace is not None and trace != b"" and erasures.all_erased(work.connection, read_trace(trace).rows)
