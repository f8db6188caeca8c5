"""The entries of one file into log and tables: each as it was verified, and once more where the rest of the file decides.

What comes again and is set aside here for a cause that can pass is completed by a copy that is better; a part that its
sender calls erased is believed only where its trace, which the author signed, names rows that are erased here; and what was set
aside for want of a certificate is judged by the certificates that the file brings.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from desktop.crypto.signatures import VerifyKey
from desktop.log import clock
from desktop.log.classes import carried
from desktop.rules.authority import VISIT_LEADER, VOLUNTEER
from desktop.services import trust
from desktop.services.judging import Contents, EntryJudge, stands_right
from desktop.services.rejudging import BY_CERTIFICATE, CURABLE, Rejudging, erased_by_right
from desktop.store import logbook
from desktop.store.logbook import Incoming
from desktop.store.repositories import entries, volunteers
from desktop.store.repositories.places import Places
from desktop.store.unit_of_work import Work
from desktop.sync.entries import Verdict
from desktop.sync.facts import EntryFacts, task_of
from desktop.sync.parts import State
from desktop.sync.receipt import Refusal
from desktop.sync.verify import Begun

BATCH = 1024
"""Entries that are put into the log together."""
MOST_EARLY = 1000
"""Entries of one file that are judged a second time; beyond that they are set aside as they are."""
MISSING, UNSIGNED, EARLY = "PayloadMissing", "UnsignedEntry", "OutOfScope"


@dataclass(slots=True)
class Taken:
    """What the entries of a file came to. `latest` is the latest plausible stamp of the hybrid clock among them."""

    new: int = 0
    same: int = 0
    conflicting: int = 0
    latest: str = clock.ZERO
    refusals: list[Refusal] = field(default_factory=list)
    forked: set[tuple[str, str]] = field(default_factory=set)


class Taking:
    """Takes the entries of one begun import. `judge` is the one that their verification asks."""

    def __init__(self, work: Work, begun: Begun, judge: EntryJudge) -> None:
        self._work = work
        self._begun = begun
        self._judge = judge
        self._kind = begun.manifest.kind
        self._edge = edge_to(work.kind, begun.manifest.kind)
        self._taken = Taken()
        self._open: dict[bytes, Refusal | None] = {}
        """Entries that are judged once more, with the refusal of those that are new."""

    def run(self, verdicts: Iterable[Verdict]) -> Taken:
        """Every entry, batch by batch, in step with the judge, who forgets what is in the store by now.

        An entry that is out of scope may speak of rows that the file brings only after it (a leader corrects a
        volunteer's visit, and own chains come first), so such ones are judged again when everything else is known.
        """
        early: list[Verdict] = []
        coming = iter(verdicts)
        while batch := list(islice(coming, BATCH)):
            stamps = (verdict.facts.header.hlc for verdict in batch)
            self._taken.latest = max(self._taken.latest, *(stamp for stamp in stamps if not clock.ahead(stamp, self._work.now)), clock.ZERO)
            late = {id(verdict) for verdict in batch if verdict.reason == EARLY} if len(early) < MOST_EARLY else set()
            early += [verdict for verdict in batch if id(verdict) in late]
            self._add([verdict for verdict in batch if id(verdict) not in late])
        if self._open and judged_again(self._work, list(self._open)):
            self._judge.foresee([verdict.facts for verdict in early])  # what was read before may have changed
        self._add(_judged_late(early, self._judge))
        self._settle()
        return self._taken

    def _settle(self) -> None:
        """What a good copy, an erase of this file or a certificate of it has set right; the rest is told as set aside."""
        certified = [certificate.id for _, certificate in self._begun.admitted.new if certificate.kind == "user"]
        waiting = entries.aside_of(self._work.connection, certified, BY_CERTIFICATE)
        waiting += entries.aside_with_traces(self._work.connection, MISSING)
        if self._taken.new:  # what an earlier file brought too early may be in scope by now
            waiting += entries.aside_for(self._work.connection, EARLY)[:MOST_EARLY]
        judged_again(self._work, list(dict.fromkeys([*self._open, *waiting])))
        still = logbook.reasons(self._work.connection, self._open)
        self._taken.refusals += [one for hash_, one in self._open.items() if one is not None and hash_ in still]

    def _add(self, verdicts: Sequence[Verdict]) -> None:
        """A batch into log and tables."""
        known = [verdict.facts.hash for verdict in verdicts if verdict.state == "same"]
        lacking = logbook.lacking(self._work.connection, known)
        refused = logbook.reasons(self._work.connection, known)
        incoming: list[Incoming] = []
        for verdict in verdicts:
            self._taken.same += verdict.state == "same"
            self._taken.new += verdict.state != "same"
            reason = refused.get(verdict.facts.hash, "") if verdict.state == "same" else ""
            if reason in CURABLE:
                incoming.append(self._copy(verdict, reason))
            else:
                incoming.append(self._arrival(verdict, late=verdict.facts.hash in lacking and any(verdict.facts.raw.parts)))
        self._taken.conflicting += self._work.take(incoming)

    def _arrival(self, verdict: Verdict, *, late: bool) -> Incoming:
        """An entry that is new, or that brings parts which its entry lacked.

        Parts that come later than their entry are judged when they come; the log leaves out those that may not be of an
        entry that stands: setting it aside now could not bring back what it has erased.
        """
        header, facts = verdict.facts.header, verdict.facts
        reason = (self._judge(facts) or "") if late else verdict.reason
        if verdict.state == "new" and verdict.erased and not self._believed(facts):
            self._open[facts.hash] = self._refusal(facts, MISSING)
            return self._incoming(facts, MISSING)
        if reason:
            self._taken.refusals.append(self._refusal(facts, reason))
        if verdict.fork:
            self._taken.forked.add((header.dev, header.inc))
        return self._incoming(facts, reason)

    def _copy(self, verdict: Verdict, reason: str) -> Incoming:
        """Another copy of an entry that is set aside: it brings parts that were lacking, and a signature that fits in place of one
        that did not. Whether the entry counts then is judged when everything is known.
        """
        facts = verdict.facts
        if verdict.lacking:
            return self._incoming(facts, reason)
        self._open.setdefault(facts.hash, None)
        if reason not in BY_CERTIFICATE or facts.user is None or not task_of(facts, VerifyKey(facts.user.sign)).fits():
            return self._incoming(facts, reason)
        return replace(self._incoming(facts, UNSIGNED), anew=True)

    def _believed(self, facts: EntryFacts) -> bool:
        """Whether what is called erased is. A parent decides itself what it gives, so downwards its word is enough."""
        traces = facts.traces or (b"",) * len(facts.states)
        claimed = zip(facts.header.parts, facts.states, traces, strict=True)
        return self._kind == "down" or all(
            erased_by_right(self._work, trace)
            for (class_, _, _), state, trace in claimed
            if state == State.ERASED and carried(class_, self._edge)
        )

    def _refusal(self, facts: EntryFacts, reason: str) -> Refusal:
        header = facts.header
        return Refusal(dev=header.dev, inc=header.inc, seq=header.seq, reason=reason)

    def _incoming(self, facts: EntryFacts, reason: str) -> Incoming:
        """The entry as the log takes it. A part of a class that the edge does not carry, or not of the class of what it changes,
        is dropped, whoever sent it: the content would go where it must not.
        """
        contents: Contents = self._judge.contents(facts)
        kind = trust.kind_of(self._begun.trust, facts.header.dev, self._work)
        described = [(class_, part) for (class_, _, _), part in zip(facts.header.parts, contents, strict=True)]
        welcome = [carried(class_, self._edge) and (part is None or stands_right(class_, part.changes)) for class_, part in described]
        offered = facts.traces if self._kind == "up" else ()
        traces = tuple(trace if carried(class_, self._edge) else b"" for trace, (class_, _) in zip(offered, described, strict=False))
        if all(welcome):
            return Incoming(facts.raw, facts.header, facts.hash, kind, contents, reason, traces=traces)
        bodies = tuple(body if welcome[place] else None for place, body in enumerate(facts.raw.parts))
        parts = tuple(part if welcome[place] else None for place, part in enumerate(contents))
        return Incoming(replace(facts.raw, parts=bodies), facts.header, facts.hash, kind, parts, reason, traces=traces)


def judged_again(work: Work, hashes: Sequence[bytes]) -> int:
    """Judge entries that are set aside once more; how many count from now on."""
    if not hashes:
        return 0
    edge = edge_to(work.kind, "up")
    return Rejudging(work, trusted_judge(work), lambda class_: carried(class_, edge)).run(hashes)


def certified_now(work: Work, users: Collection[str]) -> int:
    """The same for everything of these people that was set aside because nobody vouched for them."""
    return judged_again(work, entries.aside_of(work.connection, users, BY_CERTIFICATE))


def trusted_judge(work: Work) -> EntryJudge:
    """The judge of one import, which sees what the import itself brings."""
    return EntryJudge(Places(work.connection), volunteers.everybody(work.connection), partial(_vouched, work))


def _vouched(work: Work, facts: EntryFacts) -> bool:
    """A volunteer's vault is not told who the other volunteers are and what they are matched on: the site knows.

    And a laptop of a place may hear of the end of something of which it was never told: headquarters knows what the other laptops
    of the place have saved, and what is closed to headquarters was judged by the laptop that it comes from. Of somebody who moved
    here, headquarters knows what the other place has saved; of a course that moved, the site what its leaders may save.
    """
    vault, user = facts.vault, facts.user
    if work.kind == "volunteer":
        return user is not None and (user.role == VOLUNTEER or (vault is not None and user.role == VISIT_LEADER))
    return work.kind == "site" and vault is not None and work.own != vault.home


def edge_to(own: str, direction: str) -> str:
    """The edge of the tree that a file comes over, as `log.classes` names it."""
    if direction == "up":
        return f"{'site' if own == 'hq' else 'volunteer'}>{own}"
    return f"{'hq' if own == 'site' else 'site'}>{own}"


def _judged_late(early: list[Verdict], judge: Callable[[EntryFacts], str | None]) -> list[Verdict]:
    """Judge again until nothing more is found to be in scope: one may rest on another."""
    accepted: list[Verdict] = []
    while found := [verdict for verdict in early if judge(verdict.facts) is None]:
        accepted += [replace(verdict, state="new", reason="") for verdict in found]
        early = [verdict for verdict in early if verdict not in found]
    return accepted + early
