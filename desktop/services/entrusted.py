"""Headquarters' issuing and identity keys: never plain in the store, but sealed to each person who is given them.

Whoever opens headquarters' store reads the log, not these: the keys are opened with a person's own sealing key, in memory,
while that person has the vault open. Administrators are given both; a coordinator the identity keys, if that is said when
the person is added. The printed recovery code holds both, so that whoever comes in with it can go on.

    state hq_wraps   canonical {"identity": {holder: wrap}, "issuing": {holder: wrap}}, a holder being a user's id or "recovery"
    issuing          Ed25519 seed, purpose "hq-issuing/<vault>"
    identity         canonical [[recipient of the grants, private sealing key], …], the live one first, purpose "hq-identity/<vault>"
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.crypto.sealing import SealKey, unwrap, wrap
from desktop.crypto.signatures import SigningKey
from desktop.errors import NotForUs
from desktop.log.canonical import decode, encode
from desktop.rules.authority import HQ_ADMIN
from desktop.services import trust
from desktop.store import state
from desktop.store.repositories import people
from desktop.store.unit_of_work import Reading, Work

ISSUING, IDENTITY = "issuing", "identity"
RECOVERY = "recovery"
"""The holder that is no person: the printed code."""

Wraps = dict[str, dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class HqKeys:
    """What one person at headquarters holds: `identities` as (recipient of the grants, key), the live one first."""

    issuing: SigningKey | None = None
    identities: tuple[tuple[str, SealKey], ...] = ()


def open_for(reading: Reading, holder: str, key: SealKey) -> HqKeys:
    """The keys that were given to somebody; nothing of what was not."""
    wraps = _wraps(reading)
    seed, listed = (_opened(reading, wraps, task, holder, key) for task in (ISSUING, IDENTITY))
    found = [] if listed is None else decode(listed, list[tuple[str, bytes]])
    return HqKeys(
        None if seed is None else SigningKey.from_seed(seed),
        tuple((recipient, SealKey.from_private(private)) for recipient, private in found),
    )


def give(work: Work, keys: HqKeys, holder: str, public: bytes, tasks: Iterable[str] = (ISSUING, IDENTITY)) -> None:
    """Let somebody more have the keys of these tasks, in so far as the giver has them."""
    wraps, plain = _wraps(work), _plain(keys)
    for task in tasks:
        if task in plain:
            wraps.setdefault(task, {})[holder] = wrap(public, plain[task], _purpose(work, task))
    _keep(work, wraps)
    if holder == RECOVERY:
        state.put(work.connection, state.RECOVERY_SEAL, public)


def take(work: Work, holder: str) -> None:
    """Somebody has them no more. Who has seen a key may have kept it: that ends with the next root."""
    _keep(work, {task: {one: wrapped for one, wrapped in held.items() if one != holder} for task, held in _wraps(work).items()})


def renew(work: Work, keys: HqKeys) -> None:
    """Other keys in place of the former ones: for all administrators, the printed code, and whoever else held each."""
    before = _wraps(work)
    known = trust.load(work)
    public = {id_: key for id_ in people.users(work.connection) if (key := _seal_of(work, id_)) is not None}
    admins = {id_ for id_ in public if id_ in known.users and known.users[id_].role == HQ_ADMIN and id_ not in known.revoked}
    code = state.get(work.connection, state.RECOVERY_SEAL)
    public |= {} if code is None else {RECOVERY: code}
    _keep(work, {})
    for holder, key in public.items():
        held = [task for task in (ISSUING, IDENTITY) if holder in admins or holder in before.get(task, {})]
        if held and holder not in known.revoked:
            give(work, keys, holder, key, held)


def _seal_of(reading: Reading, user: str) -> bytes | None:
    """The sealing key that the signed log names for somebody who was not removed."""
    named = people.keys(reading.connection, user)
    return None if named is None or people.removal(reading.connection, user) is not None else base64.b64decode(named[1])


def _plain(keys: HqKeys) -> Mapping[str, bytes]:
    issuing = {} if keys.issuing is None else {ISSUING: keys.issuing.seed}
    listed = [(recipient, key.private) for recipient, key in keys.identities]
    return issuing | ({IDENTITY: encode(listed)} if listed else {})


def _opened(reading: Reading, wraps: Wraps, task: str, holder: str, key: SealKey) -> bytes | None:
    wrapped = wraps.get(task, {}).get(holder)
    try:
        return None if wrapped is None else unwrap(key, wrapped, _purpose(reading, task))
    except NotForUs:
        return None


def _purpose(reading: Reading, task: str) -> str:
    return f"hq-{task}/{reading.own}"


def _wraps(reading: Reading) -> Wraps:
    kept = state.get(reading.connection, state.HQ_WRAPS)
    return {} if kept is None else decode(kept, Wraps)


def _keep(work: Work, wraps: Wraps) -> None:
    state.put(work.connection, state.HQ_WRAPS, encode(wraps))
