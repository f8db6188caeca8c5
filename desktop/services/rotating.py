"""Another root: headquarters' keys are replaced, because one was stolen or because it is time.

The next root names fresh keys for everything and is signed by the key of the former one too, which lies in the root file,
offline. What hangs from the old keys is brought over at once: certificates are issued anew (what a thief of the issuing key
issued is not), receipts are signed anew, answers to enrolments are given anew. The former import and identity keys are kept:
whoever has not heard of the new root seals to them. The vaults below take the new root from the next file down, and leaders
grant the names that they can open to the new identity key.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.crypto import recovery
from desktop.crypto.sealing import SealKey, unwrap
from desktop.crypto.signatures import SigningKey
from desktop.errors import N_, InvalidValue, NonCanonical, NotARootFile, NotForUs, RootChainBroken, WrongRecoveryCode
from desktop.log.canonical import decode, encode
from desktop.rules.authority import HQ_ADMIN
from desktop.services import entrusted, genesis, trust
from desktop.services.certifying import issue
from desktop.services.context import Context, VaultKeys
from desktop.services.entrusted import HqKeys
from desktop.services.genesis import RootFile, RootKeys, Subject, recovery_file, root_file
from desktop.services.identities import Identities
from desktop.store import state
from desktop.store.repositories import enrolments, files
from desktop.store.unit_of_work import About, Work
from desktop.sync.certificate import Trust
from desktop.sync.root import SignedRoot, follow, read_root, sign_root
from desktop.sync.signed import RECEIPT, Signed, sign
from desktop.vault.atomic import write_file


@dataclass(frozen=True, slots=True)
class Rotated:
    """The version of the new root, the file that holds its key, and the file that opens spare keys from now on."""

    version: int
    file: Path
    recovery: Path


def rotate(context: Context, former: bytes, code: str, folder: Path) -> Rotated:
    """Replace headquarters' keys; the new root file is written into `folder`, under the same recovery code.

    `former` is the content of the newest root file. The vault is to be opened anew afterwards: what is open holds the former
    keys. Raises NotAllowed, NotARootFile, WrongRecoveryCode, InvalidValue, StorageError.
    """
    context.require(HQ_ADMIN)
    file = _read(former, context.vault)
    key = _root_key(file, code)
    with context.store.writing(context.author) as work:
        held = _newest(work, file)
        root = read_root(held)
        if key.public not in root.keys:
            raise NotARootFile()
        signs = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
        fresh = RootKeys(*signs, SealKey.generate(), SealKey.generate(), SealKey.generate())
        signed = sign_root(fresh.root(work.own, root.version + 1), [fresh.root_key, key])
        before = trust.load(work)
        _archive(work, context.keys)
        trust.remember_root(work, signed)
        _take_keys(work, fresh, root.version + 1, context.identities)
        _issue_anew(work, before, fresh.issuing)
        _sign_anew(work, fresh.import_sign)
        enrolments.forget_answers(work.connection)
        work.audit("rotate", "vault", work.own)
        work.flush(anchor=True)
        path = folder / f"hq-root-{root.version + 1}.key"
        if path.exists():  # it may be the only key of a root that this vault has not heard of
            raise InvalidValue(field=N_("Root file"), reason=N_("a root file of that name lies there already"))
        write_file(path, root_file(code, work.own, fresh.root_key, trust.roots(work)))
        spare = folder / f"hq-recovery-{root.version + 1}.key"
        write_file(spare, recovery_file(code, work.own, fresh.recovery))
    return Rotated(root.version + 1, path, spare)


def grant_anew(identities: Identities, work: Work) -> int:
    """Let headquarters' identity key of today open the names that this site can open; how many grants were new."""
    root = trust.load(work).root
    return 0 if root is None else identities.grant_all(work, trust.identity_recipient(root), root.identity_seal)


def _read(content: bytes, vault: str) -> RootFile:
    """Raises NotARootFile."""
    try:
        file = decode(content, RootFile)
    except NonCanonical as fault:
        raise NotARootFile() from fault
    if file.crit or file.format != 0 or file.vault != vault or not file.roots:
        raise NotARootFile()
    return file


def _root_key(file: RootFile, code: str) -> SigningKey:
    """Raises WrongRecoveryCode."""
    try:
        return SigningKey.from_seed(unwrap(SealKey.from_seed(recovery.seed_of(code)), file.root, genesis.ROOT_PURPOSE))
    except NotForUs as fault:
        raise WrongRecoveryCode() from fault


def _newest(work: Work, file: RootFile) -> SignedRoot:
    """The root from which the next one follows: this vault's, or the file's where the vault was put back from before it.

    Raises NotARootFile where the two do not fit each other.
    """
    held = trust.load(work).signed_root
    if held is None:
        raise NotARootFile()
    try:
        newest = follow(held, file.roots, lenient=True)
    except RootChainBroken as fault:
        raise NotARootFile() from fault
    for one in file.roots:
        if read_root(one).version > read_root(held).version:
            trust.remember_root(work, one)
    return newest


def _archive(work: Work, keys: VaultKeys) -> None:
    """Keep the import keys: they open what was sealed before."""
    state.put(work.connection, state.FORMER_SEALS, encode([key.private for key in keys.opening]))


def _take_keys(work: Work, fresh: RootKeys, version: int, former: tuple[tuple[str, SealKey], ...]) -> None:
    state.put(work.connection, state.SIGN_SEED, fresh.import_sign.seed)
    state.put(work.connection, state.SEAL_PRIVATE, fresh.import_seal.private)
    recipient = trust.identity_recipient(fresh.root(work.own, version))
    entrusted.renew(work, HqKeys(fresh.issuing, ((recipient, fresh.identity), *former)))


def _issue_anew(work: Work, before: Trust, issuing: SigningKey) -> None:
    """Whoever headquarters vouches for today, it vouches for by the new key; nobody who was shut out."""
    people = {user.sign for user in before.users.values()}
    for one in (*before.vaults.values(), *before.users.values()):
        if one.issuer not in people and one.id not in before.revoked:
            about = About(f"site/{one.site}" if one.site else "all")
            issue(work, issuing, Subject(one.kind, one.id, one.role, one.home, one.sign, one.seal, one.site), about)


def _sign_anew(work: Work, key: SigningKey) -> None:
    """A receipt that waits to be sent is believed under the new key alone."""
    for bundle, receipt in files.receipts(work.connection):
        again = sign(key, RECEIPT, decode(receipt, Signed).doc)
        files.set_receipt(work.connection, bundle, encode(again))
