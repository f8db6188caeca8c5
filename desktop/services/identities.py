"""Sealed identities: written once under a key of their own, opened in memory, and never before the audit row is on the disk.

    plain    canonical JSON {"birth_date", "family", "given"}, at most 254 bytes so that every sealed one is as long
    sealed   crypto.identity under the subject key, bound to "identity/<participant>/sealed/1"
    grant    the subject key wrapped to a recipient's key, purpose "grant/<participant>"

The recipients are the site's vaults (by vault id) and headquarters' identity key ("hq-identity").
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

import msgspec

from desktop.crypto.box import BoxRefused
from desktop.crypto.digests import new_id
from desktop.crypto.identity import BLOCK, new_subject_key, open_identity, seal_identity
from desktop.crypto.sealing import SealKey, unwrap, wrap
from desktop.errors import N_, InvalidValue, NonCanonical, NotAllowed, NotForUs
from desktop.log.canonical import decode, encode
from desktop.models.rows.domain import Identity
from desktop.services import rights, transfer
from desktop.services.audience import of_site
from desktop.services.context import Context
from desktop.services.trust import identity_recipients
from desktop.store.repositories import identities, participants
from desktop.store.unit_of_work import About, Work

MOST_PLAIN = BLOCK - 2
KEY_LENGTH = 32
AUDITED = "open"


class _Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    birth_date: date | None
    family: str
    given: str


class Identities:
    """Who somebody is. Only leaders of the site and headquarters come here; every opening is in the audit trail."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def seal(self, work: Work, identity: Identity, about: About) -> None:
        """Put the sealed identity and its grants into `work`. Raises InvalidValue where the name is too long, NotAllowed."""
        rights.require(self._context, "identity", "sealed")
        plain = encode(_Plain(identity.birth_date, identity.family, identity.given))
        if len(plain) > MOST_PLAIN:
            raise InvalidValue(field=N_("Name"), reason=N_("it is too long"))
        key = new_subject_key()
        blob = seal_identity(key, plain, _bound(identity.id))
        work.put("identity", identity.id, "sealed", {"blob": base64.b64encode(blob).decode()}, about)
        for recipient, public in identity_recipients(work, self._context.keys.seal.public).items():
            _put_grant(work, identity.id, recipient, public, key, about)

    def open(self, participants_: Sequence[str]) -> dict[str, Identity]:
        """Participant -> identity, of those that this vault can open. Leaders only.

        The audit row that names the list is committed before anything is decrypted: where it cannot be written, the
        error of that is raised and no name is shown. Raises NotAllowed, StorageError.
        """
        self._context.require_leader()
        return self._opened(self._context.keys.opening, self._context.vault, participants_)

    def open_with(self, key: SealKey, recipient: str, participants_: Sequence[str]) -> dict[str, Identity]:
        """The same at headquarters, with its identity key. Raises NotAllowed, StorageError."""
        self._context.require_hq()
        return self._opened([key], recipient, participants_)

    def grant_all(self, work: Work, recipient: str, public: bytes) -> int:
        """Grant every identity that this vault can open to one more recipient; how many. Used at enrolment. Opens no name.

        Writes more than one entry in the same transaction where there are many.
        """
        rights.require(self._context, "grant", "wrap")
        own, today = self._context.vault, self._context.today()
        missing = identities.not_granted(work.connection, recipient)
        keys = _subject_keys(self._context.keys.opening, identities.wraps(work.connection, own, missing))
        granted = 0
        for participant in participants.by_ids(work.connection, missing):
            about = of_site(participant.site, participant.id, local=transfer.held_back(work, participant.id, today))
            for key in keys.get(participant.id, ()):
                _put_grant(work, participant.id, recipient, public, key, about)
                granted += 1
                if granted % transfer.BATCH == 0:
                    work.flush()
        return granted

    def wrap_anew(self, work: Work, public: bytes) -> int:
        """Every grant to this vault, for its new key and in place of what it was; how many. Opens no name."""
        rights.require(self._context, "grant", "wrap")
        own, today, count = self._context.vault, self._context.today(), 0
        listed = identities.own_grants(work.connection, own)
        known = {one.id: one for one in participants.by_ids(work.connection, sorted({subject for _, subject, _ in listed}))}
        for row, subject, wrapped in listed:
            participant = known.get(subject)
            key = next(_unwrapped_by(self._context.keys.opening, [wrapped], subject), None)
            if participant is not None and key is not None:
                about = of_site(participant.site, subject, local=transfer.held_back(work, subject, today))
                value = base64.b64encode(wrap(public, key, _purpose(subject))).decode()
                work.put("grant", row, "wrap", {"subject": subject, "recipient": own, "wrap": value}, about)
                count += 1
                if count % transfer.BATCH == 0:
                    work.flush()
        return count

    def grant_to(self, work: Work, participant: str, recipients: Mapping[str, bytes], about: About) -> int:
        """At headquarters: let vaults (id -> public key) open one more identity; how many grants. Audited, and no name is opened.

        Raises NotAllowed where the author does not hold headquarters' identity keys, or none of them opens the identity.
        """
        rights.require(self._context, "grant", "wrap")
        if not identities.sealed(work.connection, [participant]):
            return 0
        work.audit(AUDITED, "grant", participant)
        keys = dict.fromkeys(
            subject_key
            for recipient, key in self._context.identities
            for subject_key in _subject_keys([key], identities.wraps(work.connection, recipient, [participant])).get(participant, ())
        )
        if not keys:
            raise NotAllowed(label=self._context.author.label)
        for recipient, public in recipients.items():
            for subject_key in keys:
                _put_grant(work, participant, recipient, public, subject_key, about)
        return len(recipients) * len(keys)

    def _opened(self, own: Sequence[SealKey], recipient: str, wanted: Sequence[str]) -> dict[str, Identity]:
        with self._context.store.writing(self._context.author) as work:
            work.audit(AUDITED, "identity", " ".join(sorted(wanted)))
            sealed = identities.sealed(work.connection, wanted)
            keys = identities.wraps(work.connection, recipient, wanted)
        subject_keys = _subject_keys(own, keys)
        found = (_open(participant, one, blob) for participant, blob in sealed.items() for one in subject_keys.get(participant, ()))
        return {identity.id: identity for identity in found if identity is not None}


def _put_grant(work: Work, participant: str, recipient: str, public: bytes, subject_key: bytes, about: About) -> None:
    wrapped = base64.b64encode(wrap(public, subject_key, _purpose(participant))).decode()
    work.put("grant", new_id(), "wrap", {"subject": participant, "recipient": recipient, "wrap": wrapped}, about)


def _subject_keys(own: Sequence[SealKey], wraps: Mapping[str, Sequence[bytes]]) -> dict[str, tuple[bytes, ...]]:
    """Participant -> the distinct subject keys of the wraps that are for one of `own` and for that participant; nearly always one.

    What is wrapped and is no subject key is left out: a site may write what it likes.
    """
    return {participant: tuple(dict.fromkeys(_unwrapped_by(own, wrapped, participant))) for participant, wrapped in wraps.items()}


def _unwrapped_by(own: Sequence[SealKey], wrapped: Sequence[bytes], participant: str) -> Iterator[bytes]:
    """A grant may be older than the key of today, or by another laptop that has not heard of it."""
    for key in own:
        yield from _unwrapped(key, wrapped, participant)


def _unwrapped(key: SealKey, wrapped: Sequence[bytes], participant: str) -> Iterator[bytes]:
    for one in wrapped:
        with suppress(NotForUs):
            subject_key = unwrap(key, one, _purpose(participant))
            if len(subject_key) == KEY_LENGTH:
                yield subject_key


def _open(participant: str, subject_key: bytes, blob: bytes) -> Identity | None:
    """Nothing where the blob is not this participant's: moved from another row, or changed."""
    try:
        plain = decode(open_identity(subject_key, blob, _bound(participant)), _Plain)
    except (BoxRefused, NonCanonical):
        return None
    return Identity(participant, plain.given, plain.family, plain.birth_date)


def _bound(participant: str) -> bytes:
    return f"identity/{participant}/sealed/1".encode()


def _purpose(participant: str) -> str:
    return f"grant/{participant}"
