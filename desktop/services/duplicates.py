"""The same person at two sites, without a CPR number: keyed fingerprints of name and birth date, at headquarters only.

The key lies at headquarters alone, because names with dates can be enumerated. Identities are opened in memory for this
task, audited, and forgotten again; what is kept are the fingerprints. What they do not settle is a question for a person; an
answer is a row of the log that goes to nobody, and can be changed. Until it is answered the two count as two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.crypto.digests import domain_hash, hmac_sha256, random_bytes, sha256
from desktop.crypto.sealing import SealKey
from desktop.errors import N_, InvalidValue
from desktop.figures import people
from desktop.log.canonical import encode
from desktop.models.rows.domain import Identity
from desktop.rules.likeness import DIFFERENT, OFFICER, SAME, UNSURE, Likeness, Pair, pair
from desktop.rules.names import k1_message, k2_message, k3_message
from desktop.services import rights
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.store import state
from desktop.store.repositories import files, participants, persons, sites
from desktop.store.repositories.persons import Keyless, Keys
from desktop.store.unit_of_work import About, Reading, Work

Kind = Literal["participant", "volunteer"]
BATCH = 500
"""Identities that are open at once."""
DOMAIN = "indenfor-link/1"
NOBODY = About("hq")
"""The scope of what headquarters keeps to itself: it is on no delivery list."""
KEY_LENGTH = 32
REKEYED = "rekey"


@dataclass(frozen=True, slots=True)
class Who:
    """A participant of the queue as a person sees it. `name` and `born` are "" unless the names were asked for."""

    id: str
    alias: str
    site: str
    name: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Two who may be one person; `keys` are those that are equal ("k1 k2", "k2", "k3", "k2 k3"). `unsure`: somebody has looked."""

    first: Who
    second: Who
    keys: str
    unsure: bool


class Duplicates:
    def __init__(self, context: Context, identities: Identities) -> None:
        self._context = context
        self._identities = identities

    def stale(self) -> bool:
        """Whether something came since the last refresh: it may have been cut off, or nobody was there who holds the identity keys."""
        with self._context.store.reading() as reading:
            return state.get(reading.connection, state.LINKED) != _basis(reading)

    def refresh(self) -> int:
        """Compute the keys that are missing or no longer fit; how many. Raises NotAllowed.

        A person whose identity does not open is counted singly, and stops nobody else.
        """
        self._context.require_hq()
        with self._context.store.reading() as reading:
            missing = persons.without_key(reading.connection)
            secret = state.get(reading.connection, state.PERSON_KEY) or b""
        found, keys = 0, self._context.identities
        for start in range(0, len(missing) if keys else 0, BATCH):
            batch = missing[start : start + BATCH]
            opened = self._opened(keys, [one.participant for one in batch])
            found += self._keep([_keys(one, opened[one.participant], secret) for one in batch if one.participant in opened])
        with self._context.store.writing(self._context.author) as work:
            persons.forget_gone(work.connection)
            if keys or not missing:
                state.put(work.connection, state.LINKED, _basis(work))
        return found

    def rekey(self) -> int:
        """Another secret, and every key made anew from the sealed identities; how many. Audited. Raises NotAllowed."""
        self._context.require_hq()
        if not self._context.identities:
            raise InvalidValue(field=N_("Identity keys"), reason=N_("you have not been given them"))
        with self._context.store.writing(self._context.author) as work:
            work.audit(REKEYED, "participant")
            state.put(work.connection, state.PERSON_KEY, random_bytes(KEY_LENGTH))
            persons.drop_all(work.connection)
        return self.refresh()

    def questions(self, *, names: bool = False) -> tuple[Question, ...]:
        """The open pairs. With `names` the identities are opened, audited first. Raises NotAllowed."""
        self._context.require_hq()
        with self._context.store.reading() as reading:
            asked = people.participants(reading.connection).open_pairs()
            said = people.decided(reading.connection, people.PARTICIPANT)
            ids = sorted({id_ for one in asked for id_ in one})
            known = _known(reading, ids)
        opened = self._named(ids) if names else {}
        return tuple(
            Question(_who(known, opened, one.first), _who(known, opened, one.second), keys, said.get(one, ("", ""))[0] == UNSURE)
            for one, keys in sorted(asked.items())
        )

    def link(self, first: str, second: str, likeness: str = SAME, kind: Kind = "participant", ground: str = OFFICER) -> None:
        """Say of two records that they are the same, different, or that it cannot be said. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "link", "decision")
        with self._context.store.writing(self._context.author) as work:
            _require_both(work, kind, first, second)
            _decide(work, pair(first, second), likeness, kind, ground)

    def path(self, first: str, second: str, kind: Kind = "participant") -> tuple[tuple[Pair, str], ...]:
        """The edges that make the two one person, each with what it rests on; none where they are two. Raises NotAllowed."""
        self._context.require_hq()
        with self._context.store.reading() as reading:
            known = people.of_kind(reading.connection, kind)
        return tuple((edge, known.edges[edge]) for edge in known.path(first, second))

    def unlink(self, first: str, second: str, cut: Sequence[Pair] = (), kind: Kind = "participant") -> tuple[tuple[Pair, str], ...]:
        """Cut the edges that are named, else the one between the two if there is one; the path that still holds them together.

        Raises NotAllowed, InvalidValue where something named is no edge, or the two are not linked at all.
        """
        rights.require(self._context, "link", "decision")
        with self._context.store.writing(self._context.author) as work:
            known, direct = people.of_kind(work.connection, kind), pair(first, second)
            if not known.path(first, second):
                _require_edge(known, direct)
            for edge in [pair(*one) for one in cut] or [one for one in (direct,) if one in known.edges]:
                _require_edge(known, edge)
                _decide(work, edge, DIFFERENT, kind, OFFICER)
        return self.path(first, second, kind)

    def _opened(self, keys: Sequence[tuple[str, SealKey]], wanted: Sequence[str]) -> dict[str, Identity]:
        """With the live identity key, and what it does not open with those before it."""
        opened: dict[str, Identity] = {}
        for recipient, key in keys:
            left = [participant for participant in wanted if participant not in opened]
            opened |= self._identities.open_with(key, recipient, left) if left else {}
        return opened

    def _named(self, ids: Sequence[str]) -> dict[str, Identity]:
        opened: dict[str, Identity] = {}
        for start in range(0, len(ids), BATCH):
            opened |= self._opened(self._context.identities, ids[start : start + BATCH])
        return opened

    def _keep(self, new: Sequence[Keys]) -> int:
        made = [one for one in new if one.k1 or one.k2 or one.k3]
        with self._context.store.writing(self._context.author) as work:
            persons.drop(work.connection, [one.participant for one in new])
            persons.add(work.connection, made)
        return len(made)


def _basis(reading: Reading) -> bytes:
    """What the linking rests on: the files imported so far, and whose key is missing, be it that there can be none."""
    missing = [one.participant for one in persons.without_key(reading.connection)]
    return sha256(encode([files.next_number(reading.connection), *missing]))


def _keys(one: Keyless, identity: Identity, secret: bytes) -> Keys:
    """No key without a full birth date: such a person is counted singly."""
    born = identity.birth_date
    messages = (
        k1_message(identity.given, identity.family, born),
        k2_message(identity.family, born),
        k3_message(identity.given, born, one.gender),
    )
    k1, k2, k3 = (hmac_sha256(secret, message) if message else b"" for message in messages)
    january = born is not None and (born.month, born.day) == (1, 1)
    return Keys(one.participant, k1, k2, k3, january, one.basis)


def _decide(work: Work, two: Pair, likeness: str, kind: Kind, ground: str) -> None:
    row = domain_hash(DOMAIN, f"{kind}/{two.first}/{two.second}".encode()).hex()[:32]
    work.put("link", row, "pair", {"kind": kind, "first": two.first, "second": two.second}, NOBODY)
    work.put("link", row, "decision", {"likeness": likeness, "ground": ground}, NOBODY)


def _require_both(reading: Reading, kind: str, first: str, second: str) -> None:
    rows = [reading.row(kind, id_) for id_ in (first, second)]
    if first == second or any(row is None or row[1] != "live" for row in rows):
        raise InvalidValue(field=N_("Records"), reason=N_("name two different ones that are here"))


def _require_edge(known: Likeness, edge: Pair) -> None:
    if edge not in known.edges:
        raise InvalidValue(field=N_("Link"), reason=N_("there is none between these two"))


def _known(reading: Reading, ids: Sequence[str]) -> Mapping[str, Who]:
    names = {site.id: site.name for site in sites.everything(reading.connection)}
    return {one.id: Who(one.id, one.alias, names.get(one.site, "")) for one in participants.by_ids(reading.connection, list(ids))}


def _who(known: Mapping[str, Who], opened: Mapping[str, Identity], id_: str) -> Who:
    one, identity = known.get(id_, Who(id_, "", "")), opened.get(id_)
    if identity is None:
        return one
    return Who(one.id, one.alias, one.site, f"{identity.given} {identity.family}", str(identity.birth_date or ""))


__all__ = ["DIFFERENT", "OFFICER", "SAME", "UNSURE", "Duplicates", "Question", "Who"]
