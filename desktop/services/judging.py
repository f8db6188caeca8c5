"""The authority matrix, asked of every change: before an own entry is written, and when one is imported.

A change of a row that is known must be allowed for where the row belongs now *and* for where it would belong after, so
nobody can move a row out of somebody else's reach. A laptop calls its place by its own id until it is enrolled, so the id
of the vault that an entry was written in means the place that its author is certified for.
"""

import base64
from collections.abc import Iterable, Sequence

from desktop.errors import NonCanonical, NotAllowed
from desktop.log.canonical import decode
from desktop.log.entry import Change, Draft, Part, check_distinct, read_part
from desktop.log.values import applies, known
from desktop.rules.authority import VISIT_LEADER, VOLUNTEER, Actor, ChangeFacts, judge
from desktop.store import state
from desktop.store.repositories.places import Place, Places
from desktop.store.unit_of_work import Work
from desktop.sync.certificate import Certificate
from desktop.sync.facts import EntryFacts
from desktop.sync.parts import State

Contents = tuple[Part | None, ...]


class EntryJudge:
    """Judges the entries of one import, in the order in which they would be applied."""

    def __init__(self, places: Places, volunteers: dict[str, str], *, vouched: bool = False) -> None:
        """`vouched`: in a volunteer's vault, which is not told who the other volunteers are and what they are matched on. What
        they may write was judged by the site, which delivers nothing that it has set aside.
        """
        self._places = places
        self._volunteers = volunteers
        self._vouched = vouched
        self._contents: dict[tuple[bytes, tuple[State, ...]], Contents] = {}

    def foresee(self, batch: Sequence[EntryFacts]) -> None:
        """Read what a batch says, and at once what it is going to be judged with. Earlier batches are in the store by now.

        Raises MalformedEntry where the content is not of the format.
        """
        self._contents = {(facts.hash, facts.states): _read(facts) for facts in batch}
        self._places.foresee(change for parts in self._contents.values() for part in parts if part for change in part.changes)

    def contents(self, facts: EntryFacts) -> Contents:
        """The parts of an entry, None where one is not here; those of the latest batch are read already. Raises MalformedEntry."""
        known = self._contents.get((facts.hash, facts.states))
        return _read(facts) if known is None else known

    def __call__(self, facts: EntryFacts) -> str | None:
        """The class name of the refusal, or None. Raises MalformedEntry where the content is not of the format."""
        user, header = facts.user, facts.header
        parts = [part for part in self.contents(facts) if part is not None]
        check_distinct(parts)
        if user is None:
            return "UnauthorisedUser"
        actor = Actor(user.id, user.role, user.site, self._volunteers.get(user.id, ""), header.dev)
        changes = [(part.scope, change) for part in parts for change in part.changes if applies(change, header.sch)]
        reason = judge_changes(self._places, actor, changes)
        if reason == "OutOfScope" and self._vouched and actor.role == VOLUNTEER:
            reason = ""
        if reason == "OutOfScope":
            self._places.refuse(facts.hash, header.dev, tuple(changes))
        if not reason:
            for _, change in changes:
                self._places.take(change)
                if change.table == "volunteer" and change.unit == "access" and change.value:
                    self._volunteers[str(change.value["login"])] = change.row
        return reason or None


def _read(facts: EntryFacts) -> Contents:
    return tuple(None if body is None else read_part(body) for body in facts.raw.parts)


def judge_changes(places: Places, actor: Actor, changes: Iterable[tuple[str, Change]]) -> str:
    """The first refusal among the changes of one entry, or nothing.

    Rows that the entry itself makes are seen by its later changes, whatever their order.
    """
    listed = [(scope, change) for scope, change in changes if known(change)]
    later = places.after(change for _, change in listed)
    for scope, change in listed:
        before = places.present(change.table, change.row)
        after = later.offered(change)
        for place in (after,) if before is None else (before, after):
            if reason := judge(actor, _facts(places, actor, scope, change, place)):
                return reason
        if change.table == "verdict" and actor.role == VISIT_LEADER and not _may_decide(places, actor, change.row):
            return "OutOfScope"
    return ""


def _may_decide(places: Places, actor: Actor, hash_: str) -> bool:
    """A leader decides only on what the leader could have saved, or else a verdict would be a way round the matrix.

    On a verdict only headquarters decides, and nobody on an entry that is not known.
    """
    said = places.said_by(hash_)
    if said is None or any(change.table == "verdict" for _, change in said):
        return False
    return not judge_changes(places, actor, said)


def _facts(places: Places, actor: Actor, scope: str, change: Change, place: Place) -> ChangeFacts:
    site = place.site or places.site_of_scope(scope)
    return ChangeFacts(
        table=change.table,
        unit=change.unit,
        verb=change.verb,
        scope=f"site/{actor.site}" if scope == f"site/{actor.vault}" else scope,
        subject_site=actor.site if site == actor.vault else site,
        course_of_row=place.course,
        volunteer_of_row=place.volunteer,
        own_courses=places.own_courses(actor.volunteer) if actor.role == "VOLUNTEER" else frozenset(),
        vault_of_row=place.vault,
        certified=_certified(change),
    )


def _certified(change: Change) -> str:
    """The role or kind that a certificate in the change names; nothing where it is no certificate."""
    if change.unit != "certificate" or change.value is None:
        return ""
    try:
        return decode(base64.b64decode(str(change.value["doc"])), Certificate).role
    except NonCanonical:
        return ""


def judge_own(work: Work, drafts: tuple[Draft, ...]) -> None:
    """Held against this vault's own saves, so that nothing is written that the parent would set aside. Raises NotAllowed."""
    author = work.author
    site = state.text(work.connection, state.SITE)
    actor = Actor(author.user, author.role, site, author.volunteer, work.own)
    changes = [(draft.scope, change) for draft in drafts for change in draft.changes]
    places = Places(work.connection)
    places.foresee((change for _, change in changes), work.seen)
    if judge_changes(places, actor, changes):
        raise NotAllowed(label=author.label)
