"""The authority matrix, asked of every change: before an own entry is written, and when one is imported.

A change of a row that is known must be allowed for where the row belongs now *and* for where it would belong after, so
nobody can move a row out of somebody else's reach. A laptop calls its place by its own id until it is enrolled, so the id
of the vault that an entry was written in means the place that its author is certified for.
"""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from desktop.errors import BrokenPromise, MalformedEntry, NonCanonical, NotAllowed
from desktop.log.canonical import decode
from desktop.log.classes import class_of
from desktop.log.entry import Change, Draft, Header, Part, check_distinct, read_part
from desktop.log.values import applies, known
from desktop.models.rows.domain import Volunteer
from desktop.models.rows.registry import TABLES
from desktop.rules.authority import CERTIFIES, VISIT_LEADER, VOLUNTEER, Actor, ChangeFacts, judge
from desktop.store import state
from desktop.store.repositories.people import Spot
from desktop.store.repositories.places import Place, Places
from desktop.store.unit_of_work import Work
from desktop.sync.certificate import Certificate
from desktop.sync.facts import EntryFacts
from desktop.sync.parts import State

Contents = tuple[Part | None, ...]

_CLASSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {table.name: frozenset({class_of(table.class_, local=False), class_of(table.class_, local=table.local)}) for table in TABLES.values()}
)
"""Table -> the classes of parts that its changes may stand in."""


def stands_right(class_: str, changes: Iterable[Change]) -> bool:
    """Whether a part has the class of the tables that it changes, or else an edge would carry what it must not.

    Tables that this version does not know are not held against anything: nothing of them is applied.
    """
    return all(class_ in _CLASSES.get(change.table, (class_,)) for change in changes)


class EntryJudge:
    """Judges the entries of one import, in the order in which they would be applied."""

    def __init__(
        self, places: Places, volunteers: Iterable[Volunteer], vouched: Callable[[EntryFacts], bool] = lambda _facts: False
    ) -> None:
        """`volunteers` are those known before the import. `vouched` says of an entry whether who delivers it knows more of what it
        is about than this vault, has judged it, and delivers nothing that it has set aside: then nothing of it is out of scope.
        """
        self._places = places
        self._logins: dict[str, list[tuple[str, str]]] = {}
        for one in volunteers:
            self._logins.setdefault(one.login, []).append((one.id, one.site))
        self._removed: dict[str, frozenset[Spot] | None] = {}
        self._vouched = vouched
        self._contents: dict[tuple[bytes, tuple[State, ...]], Contents] = {}

    def foresee(self, batch: Sequence[EntryFacts]) -> None:
        """Read what a batch says, and at once what it is going to be judged with. Earlier batches are in the store by now.

        Raises MalformedEntry where the content is not of the format.
        """
        self._removed.clear()
        self._contents = {(facts.hash, facts.states): _read(facts) for facts in batch}
        self._places.foresee(change for parts in self._contents.values() for part in parts if part for change in part.changes)

    def contents(self, facts: EntryFacts) -> Contents:
        """The parts of an entry, None where one is not here; those of the latest batch are read already. Raises MalformedEntry."""
        known = self._contents.get((facts.hash, facts.states))
        return _read(facts) if known is None else known

    def __call__(self, facts: EntryFacts) -> str | None:
        """The class name of the refusal, or None. Raises MalformedEntry where the content is not of the format."""
        user, header = facts.user, facts.header
        contents = self.contents(facts)
        parts = [part for part in contents if part is not None]
        check_distinct(parts)
        if user is None or self._shut_out(user.id, facts):
            return "UnauthorisedUser"
        if not all(stands_right(class_, part.changes) for (class_, _, _), part in zip(header.parts, contents, strict=True) if part):
            return "MalformedEntry"
        actor = Actor(user.id, user.role, user.site, self._volunteer_of(user, facts), header.dev)
        changes = [(part.scope, change) for part in parts for change in part.changes if applies(change, header.sch)]
        reason = judge_changes(self._places, actor, changes)
        if reason == "OutOfScope" and self._vouched(facts):
            reason = ""
        if reason == "OutOfScope":
            self._places.refuse(facts.hash, header.dev, tuple(changes))
        if not reason:
            for _, change in changes:
                self._places.take(change)
                self._take_login(change, actor)
                self._take_removal(change, header)
        return reason or None

    def _take_login(self, change: Change, actor: Actor) -> None:
        if change.table == "volunteer" and change.unit == "access" and change.value:
            self._logins.setdefault(str(change.value["login"]), []).append((change.row, actor.site))

    def _take_removal(self, change: Change, header: Header) -> None:
        """Keys that are put anew undo a removal, if they do, when they are in the store."""
        if change.table == "user" and change.verb == "erase":
            self._removed[change.row] = frozenset()
        elif change.table == "user" and change.unit == "keys" and change.verb == "tomb":
            known = self._removed.get(change.row) or self._places.removal(change.row) or frozenset()
            self._removed[change.row] = known | {(header.dev, header.inc, header.seq)}

    def _volunteer_of(self, user: Certificate, facts: EntryFacts) -> str:
        """The volunteer whose login the user is, in a place that the user is certified for: a login put elsewhere gives nothing.

        A place is named by its row or, before it was enrolled, by its vault.
        """
        places = {user.site, user.home, facts.vault.home if facts.vault else ""} - {""}
        return next((id_ for id_, site in reversed(self._logins.get(user.id, [])) if site in places), "")

    def _shut_out(self, user: str, facts: EntryFacts) -> bool:
        """Whether the author was removed before: what stands earlier in the same chain, or counts already, still counts."""
        if user not in self._removed:
            self._removed[user] = self._places.removal(user)
        spots, header = self._removed[user], facts.header
        if spots is None:
            return False
        earlier = any((dev, inc) == (header.dev, header.inc) and header.seq < seq for dev, inc, seq in spots)
        return not earlier and not self._places.counts(facts.hash)


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
        if change.table == "revocation" and actor.role == VISIT_LEADER and not _may_shut_out(places, change):
            return "OutOfScope"
        if change.table == "volunteer" and change.value and _is_elsewhere(places, actor, change.value.get("login")):
            return "OutOfScope"
        if (change.table, change.unit) == ("hand_over", "handed") and not _may_hand_over(places, later, actor, change):
            return "OutOfScope"
    return ""


def _may_decide(places: Places, actor: Actor, hash_: str) -> bool:
    """A leader decides only on what the leader could have saved, or else a verdict would be a way round the matrix.

    On a verdict only headquarters decides, and nobody on an entry that is not known or not of the format.
    """
    try:
        said = places.said_by(hash_)
    except MalformedEntry:
        return False
    if said is None or any(change.table == "verdict" for _, change in said):
        return False
    return not judge_changes(places, actor, said)


def _may_shut_out(places: Places, change: Change) -> bool:
    """A leader shuts out people of the own place and volunteers' vaults, never the place, and takes back no word of headquarters."""
    subject = "" if change.value is None else str(change.value["subject"])
    return places.role_of(subject) in ("", *CERTIFIES[VISIT_LEADER]) and not places.by_headquarters(change.bases)


def _is_elsewhere(places: Places, actor: Actor, login: object) -> bool:
    """Whether a user that a volunteer is to sign in as is certified for another place than the leader's own."""
    return isinstance(login, str) and places.site_of_user(login) not in ("", actor.site, actor.vault)


def _may_hand_over(places: Places, later: Places, actor: Actor, change: Change) -> bool:
    """Whether a participant who is handed over was the leader's own to hand over, and nothing was carried out that would be undone."""
    if places.moved_otherwise(change.row, change.value):
        return False
    if change.value is None:
        return True
    participant = change.value.get("participant")
    return later.home_of(participant) in (actor.site, actor.vault) or later.came_to(str(participant or ""), actor.site)


def _facts(places: Places, actor: Actor, scope: str, change: Change, place: Place) -> ChangeFacts:
    """Of a person who has moved both sites may save: the new one as if it were its own, the old one until it hears of it."""
    site = place.site or places.site_of_scope(scope)
    if site not in (actor.site, actor.vault) and places.came_to(place.participant, actor.site):
        scope = f"site/{actor.site}" if scope == f"site/{site}" else scope
        site = actor.site
    return ChangeFacts(
        table=change.table,
        unit=change.unit,
        verb=change.verb,
        scope=f"site/{actor.site}" if scope == f"site/{actor.vault}" else scope,
        subject_site=actor.site if site == actor.vault else site,
        course_of_row=place.course,
        volunteer_of_row=place.volunteer,
        own_courses=_own_courses(places, actor, place) if actor.role == VOLUNTEER else frozenset(),
        vault_of_row=place.vault,
        certified=_certified(change),
    )


def _own_courses(places: Places, actor: Actor, place: Place) -> frozenset[str]:
    """The volunteer's courses; and one that was taken back, of which nobody can tell any more who was matched on it.

    It counts nowhere, and what a volunteer saved on it before hearing of that is taken back by the next file.
    """
    own = places.own_courses(actor.volunteer)
    return own | {place.course} if place.course and places.gone("course", place.course) else own


def _certified(change: Change) -> str:
    """The role or kind that a certificate in the change names; nothing where it is no certificate."""
    if change.unit != "certificate" or change.value is None:
        return ""
    try:
        return decode(base64.b64decode(str(change.value["doc"])), Certificate).role
    except NonCanonical:
        return ""


def judge_own(work: Work, drafts: tuple[Draft, ...]) -> None:
    """Held against this vault's own saves, so that nothing is written that the parent would set aside.

    Raises NotAllowed, and BrokenPromise where a part has not the class of its tables.
    """
    if not all(stands_right(draft.class_, draft.changes) for draft in drafts):
        raise BrokenPromise(promise="every change stands in a part of the class of its table")
    author = work.author
    site = state.text(work.connection, state.SITE)
    actor = Actor(author.user, author.role, site, author.volunteer, work.own)
    changes = [(draft.scope, change) for draft in drafts for change in draft.changes]
    places = Places(work.connection)
    places.foresee((change for _, change in changes), work.seen)
    if judge_changes(places, actor, changes):
        raise NotAllowed(label=author.label)
