"""The same person at two sites, without a CPR number: a keyed fingerprint of name and birth date, at headquarters only.

The key lies at headquarters alone, because names with dates can be enumerated. Identities are opened in memory for this
task, audited, and forgotten again; what is kept is the fingerprint.
"""

from collections.abc import Sequence

from desktop.crypto.digests import hmac_sha256, sha256
from desktop.crypto.sealing import SealKey
from desktop.log.canonical import encode
from desktop.models.rows.domain import Identity
from desktop.rules.names import KeyRow, k1_message, unite
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.store import state
from desktop.store.repositories import files, persons
from desktop.store.unit_of_work import Reading

BATCH = 500
"""Identities that are open at once."""


class Duplicates:
    def __init__(self, context: Context, identities: Identities) -> None:
        self._context = context
        self._identities = identities

    def stale(self) -> bool:
        """Whether something came since the last refresh: it may have been cut off, or nobody was there who holds the identity keys."""
        with self._context.store.reading() as reading:
            return state.get(reading.connection, state.LINKED) != _basis(reading)

    def refresh(self) -> int:
        """Compute the keys that are missing and say again who is whom; the number of new keys. Raises NotAllowed.

        A person whose identity does not open is counted singly, and stops nobody else.
        """
        self._context.require_hq()
        with self._context.store.reading() as reading:
            missing = persons.without_key(reading.connection)
            secret = state.get(reading.connection, state.PERSON_KEY) or b""
        found, keys = 0, self._context.identities
        for start in range(0, len(missing) if keys else 0, BATCH):
            opened = self._opened(keys, missing[start : start + BATCH])
            found += self._keep([key for identity in opened.values() if (key := _key(identity, secret)) is not None])
        self._settle(computed=bool(keys) or not missing)
        return found

    def _opened(self, keys: Sequence[tuple[str, SealKey]], wanted: Sequence[str]) -> dict[str, Identity]:
        """With the live identity key, and what it does not open with those before it."""
        opened: dict[str, Identity] = {}
        for recipient, key in keys:
            left = [participant for participant in wanted if participant not in opened]
            opened |= self._identities.open_with(key, recipient, left) if left else {}
        return opened

    def _keep(self, new: list[tuple[str, bytes, bool]]) -> int:
        with self._context.store.writing(self._context.author) as work:
            persons.add(work.connection, new)
        return len(new)

    def _settle(self, *, computed: bool) -> None:
        """Who is whom, as far as there are keys; somebody who is given the identity keys computes what is left another day."""
        with self._context.store.writing(self._context.author) as work:
            rows = [KeyRow(one.participant, one.k1, one.site, one.gender, one.first_january) for one in persons.keys(work.connection)]
            persons.settle(work.connection, unite(rows))
            if computed:
                state.put(work.connection, state.LINKED, _basis(work))


def _basis(reading: Reading) -> bytes:
    """What the linking rests on: the files imported so far, and whose key is missing, be it that there can be none."""
    return sha256(encode([files.next_number(reading.connection), *persons.without_key(reading.connection)]))


def _key(identity: Identity, secret: bytes) -> tuple[str, bytes, bool] | None:
    """No key without a full name and birth date: such a person is counted singly."""
    born = identity.birth_date
    message = k1_message(identity.given, identity.family, born)
    if born is None or not message:
        return None
    return identity.id, hmac_sha256(secret, message), (born.month, born.day) == (1, 1)
