"""The spare key of a place: its store key, sealed to headquarters' recovery key, for the day on which nobody gets in any more.

A site makes it as soon as it knows headquarters' root, and anew for another store key or another root; it goes up with every file, and
headquarters keeps the one of the latest. Nothing in headquarters' vault opens it: the recovery key lies in a file offline,
sealed under the code that the root file is sealed under. It is opened for a request whose eight words were typed, and
only to seal the store key to the newcomer who asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from desktop.crypto import recovery, sealing
from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import domain_hash
from desktop.crypto.sealing import SealKey
from desktop.errors import AccessEnded, NoEscrow, NonCanonical, NotARecoveryFile, NotForUs, OtherEscrow, WrongRecoveryCode
from desktop.log.canonical import decode, encode
from desktop.log.entry import Hash
from desktop.rules.authority import HQ_ADMIN
from desktop.services import genesis, trust
from desktop.services.context import Context
from desktop.services.genesis import RecoveryFile
from desktop.store import state, trustbook
from desktop.store.repositories import escrows
from desktop.store.repositories.escrows import Kept
from desktop.store.unit_of_work import Reading, Work
from desktop.sync import sorts
from desktop.sync.escrow import answer_words, check_request_words, read_request, unwrap_spare, wrap_spare, write_answer
from desktop.sync.manifest import Escrow as Spare
from desktop.sync.manifest import Manifest

TAG = "indenfor-escrow-of/1"
MADE, ANSWERED = "spare", "escrow"
"""Verbs of the audit rows: at a site where the spare key is made, at headquarters where it is given out."""


class _Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tag` says of which store key and recovery key it is; it lies under that very store key."""

    spare: Spare
    tag: Hash


@dataclass(frozen=True, slots=True)
class SpareAnswered:
    """The answer's file, and the eight words that whoever takes it types."""

    file: bytes
    words: tuple[str, ...]
    place: str


def refresh(work: Work, store_key: SecretBytes) -> None:
    """At an enrolled site: make the spare key, where there is none for this store key and headquarters' root of today."""
    root = trust.load(work).root
    if work.kind != "site" or root is None or trustbook.parent(work.connection) is None:
        return
    tag = domain_hash(TAG, sealing.fingerprint(root.recovery_seal), store_key.view)
    held = _made(work)
    if held is None or held.tag != tag:
        spare = Spare(key=sealing.fingerprint(root.recovery_seal), wrap=wrap_spare(root.recovery_seal, store_key.view, work.own))
        state.put(work.connection, state.ESCROW, encode(_Made(spare=spare, tag=tag)))
        work.audit(MADE, "vault", work.own)


def outgoing(reading: Reading) -> Spare | None:
    """What a file up carries of it."""
    held = _made(reading)
    return None if held is None else held.spare


def _made(reading: Reading) -> _Made | None:
    kept = state.get(reading.connection, state.ESCROW)
    return None if kept is None else decode(kept, _Made)


def keep(work: Work, manifest: Manifest) -> None:
    """At headquarters: what a site's file brought, unless a later file has come. The file is proven to be that site's."""
    if work.kind == "hq" and manifest.escrow is not None:
        escrows.keep(work.connection, Kept(manifest.from_, manifest.created, manifest.escrow.key, manifest.escrow.wrap))


class Escrow:
    """Headquarters' answer. `words` is the list of 2,048."""

    def __init__(self, context: Context, words: Sequence[str]) -> None:
        self._context = context
        self._words = words

    def answer(self, request_file: bytes, typed: str, recovery_file: bytes, code: str) -> SpareAnswered:
        """Seal the spare key of the place that asks to whoever asks for it. `code` is the one that the recovery file is sealed under.

        Raises NotAllowed, AnotherFile, WordsDiffer, what a bad request raises, NoEscrow, AccessEnded, NotARecoveryFile,
        WrongRecoveryCode, OtherEscrow.
        """
        self._context.require(HQ_ADMIN)
        sorts.require(request_file, sorts.SPARE_REQUEST)
        check_request_words(request_file, typed, self._words)
        request = read_request(request_file)
        with self._context.store.writing(self._context.author) as work:
            place, kept = trustbook.peer(work.connection, request.vault), escrows.of(work.connection, request.vault)
            if place is None or kept is None:
                raise NoEscrow()
            if request.vault in trust.load(work).revoked:
                raise AccessEnded()
            key = _recovery_key(recovery_file, code, work.own)
            try:
                store_key = unwrap_spare(key, kept.wrap, request.vault)
            except NotForUs as fault:
                raise OtherEscrow(name=place.name) from fault
            file = write_answer(request_file, request, store_key)
            work.audit(ANSWERED, "vault", request.vault)
        return SpareAnswered(file, answer_words(file, self._words), place.name)


def _recovery_key(content: bytes, code: str, vault: str) -> SealKey:
    """Raises NotARecoveryFile, WrongRecoveryCode."""
    try:
        file = decode(content, RecoveryFile)
    except NonCanonical as fault:
        raise NotARecoveryFile() from fault
    if file.crit or file.format != 0 or file.vault != vault:
        raise NotARecoveryFile()
    try:
        return SealKey.from_private(sealing.unwrap(SealKey.from_seed(recovery.seed_of(code)), file.recovery, genesis.RECOVERY_PURPOSE))
    except NotForUs as fault:
        raise WrongRecoveryCode() from fault
