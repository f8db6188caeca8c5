"""The trust of an opened vault: built from what its store remembers, and what an import or an enrolment adds to it."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from desktop.errors import KeysReplaced, NotEnrolled
from desktop.log.canonical import decode, encode
from desktop.store import state, trustbook
from desktop.store.repositories import revocations
from desktop.store.trustbook import StoredCertificate
from desktop.store.unit_of_work import Reading
from desktop.sync.certificate import Certificate, Revocation, Trust
from desktop.sync.renewal import Renewal, SignedRenewal, with_renewals
from desktop.sync.root import Root, SignedRoot, read_root
from desktop.sync.signed import Signed

HQ_IDENTITY = "hq-identity"
"""The recipient of the grants that headquarters' first identity key opens."""
MOST_ROOTS = 64
"""As many as a manifest holds."""


def load(reading: Reading) -> Trust:
    """Everything this vault trusts. Certificates were verified when they were stored."""
    root_bytes = state.get(reading.connection, state.ROOT)
    signed_root = None if root_bytes is None else decode(root_bytes, SignedRoot)
    vaults: dict[str, Certificate] = {}
    users: dict[str, Certificate] = {}
    for one in trustbook.certificates(reading.connection):
        certificate = decode(one.doc, Certificate)
        (vaults if certificate.kind == "vault" else users)[certificate.id] = certificate
    trusted = Trust(
        root=None if signed_root is None else read_root(signed_root),
        signed_root=signed_root,
        vaults=MappingProxyType(vaults),
        users=MappingProxyType(users),
        revoked=MappingProxyType(_revoked(reading, vaults, users)),
    )
    for vault, docs in trustbook.renewals(reading.connection).items():
        trusted = with_renewals(trusted, vault, [decode(decode(doc, SignedRenewal).doc, Renewal) for doc in docs])
    return trusted


def renewals(reading: Reading, vault: str) -> list[SignedRenewal]:
    """The changes of a vault's keys that were taken, in that order."""
    return [decode(doc, SignedRenewal) for doc in trustbook.renewals(reading.connection).get(vault, [])]


def keys_in(doc: bytes) -> tuple[bytes, bytes]:
    """The signing and the sealing key that a stored certificate names."""
    certificate = decode(doc, Certificate)
    return certificate.sign, certificate.seal


def remember_renewals(reading: Reading, vault: str, taken: Iterable[SignedRenewal]) -> None:
    for one in taken:
        trustbook.add_renewal(reading.connection, vault, encode(one))


def _revoked(reading: Reading, vaults: Mapping[str, Certificate], users: Mapping[str, Certificate]) -> dict[str, Revocation]:
    """Who is shut out. A place speaks of its own people and volunteers' vaults alone, whatever it may have put."""
    since: dict[str, dict[tuple[str, str], int]] = {}
    reasons: dict[str, str] = {}
    for one in revocations.everything(reading.connection):
        about, by = vaults.get(one.subject) or users.get(one.subject), vaults.get(one.by)
        if about is not None and (one.kind == "hq" or (by is not None and by.site == about.site and about.role != "site")):
            since.setdefault(one.subject, {})[one.dev, one.inc] = one.seq
            reasons.setdefault(one.subject, one.reason)
    return {id_: Revocation(id_, MappingProxyType(spots), reasons[id_]) for id_, spots in since.items()}


def remember(reading: Reading, new: Iterable[tuple[Signed, Certificate]], *, pinned: bool = False) -> None:
    """Store certificates that were admitted (or, pinned, vouched for by both being present)."""
    found = [StoredCertificate(certificate.id, certificate.kind, one.doc, one.sig, pinned) for one, certificate in new]
    trustbook.keep(reading.connection, found)


def remember_root(reading: Reading, root: SignedRoot) -> None:
    """Trust a root from now on; those before it are kept for vaults that are further behind."""
    before = [one for one in roots(reading) if one != root]
    state.put(reading.connection, state.ROOTS, encode([*before, root][-MOST_ROOTS:]))
    state.put(reading.connection, state.ROOT, encode(root))


def roots(reading: Reading) -> list[SignedRoot]:
    """Every root that this vault has trusted, the newest last."""
    held = state.get(reading.connection, state.ROOTS)
    return [] if held is None else decode(held, list[SignedRoot])


def identity_recipient(root: Root) -> str:
    """The recipient of the grants that headquarters' identity key of this root opens."""
    return HQ_IDENTITY if root.version == 1 else f"{HQ_IDENTITY}/{root.version}"


def issued_anew(trusted: Trust, site: str) -> set[str]:
    """Whom headquarters vouches for at a place by a key that is not its first: what is held there may be by a former one."""
    root = trusted.root
    if root is None or root.version == 1 or not site:
        return set()
    known = (*trusted.vaults.values(), *trusted.users.values())
    return {one.id for one in known if (one.issuer, one.site) == (root.issuing, site)}


def require_own_root(reading: Reading, own_sign: bytes) -> None:
    """At headquarters: its keys are those of the root that it trusts. Raises KeysReplaced."""
    root = load(reading).root if reading.kind == "hq" else None
    if root is not None and root.import_sign != own_sign:
        raise KeysReplaced()


def vouching(reading: Reading, ids: Collection[str]) -> list[Signed]:
    """The certificates of the named vaults and users, and of everybody who vouches for them: who knows the root alone can follow them."""
    known = {one.id: (one, decode(one.doc, Certificate)) for one in trustbook.certificates(reading.connection)}
    issuers = {certificate.sign: id_ for id_, (_, certificate) in known.items() if certificate.kind == "user"}
    wanted, more = set[str](), {id_ for id_ in ids if id_ in known}
    while more:
        wanted |= more
        more = {issuers[known[id_][1].issuer] for id_ in more if known[id_][1].issuer in issuers} - wanted
    return [Signed(doc=known[id_][0].doc, sig=known[id_][0].sig) for id_ in sorted(wanted)]


def leaders(reading: Reading) -> set[str]:
    """A site's own people. A vault below is told of all of them: it may hold what one saved before being certified."""
    known = load(reading).users.values() if reading.kind == "site" else ()
    return {user.id for user in known if user.home == reading.own}


def kind_of(trust: Trust, vault: str, reading: Reading) -> str:
    """The kind of a vault, as its certificate says: what the rank of its entries follows from."""
    if vault == reading.own:
        return reading.kind
    if trust.root is not None and vault == trust.root.hq:
        return "hq"
    known = trust.vaults.get(vault)
    return known.role if known else ""


def tree_of(trusted: Trust, vault: str) -> frozenset[str]:
    """A vault and those below it."""
    return frozenset({vault} | {id_ for id_ in trusted.vaults if trusted.below(id_, vault)})


def siblings(trusted: Trust, site: str, but: str) -> dict[str, Certificate]:
    """The laptops of a place, `but` one: site vaults that headquarters certified as it and nobody shut out."""
    return {
        id_: vault
        for id_, vault in sorted(trusted.vaults.items())
        if site and id_ != but and (vault.role, vault.site) == ("site", site) and id_ not in trusted.revoked
    }


def identity_recipients(reading: Reading, own_seal: bytes) -> dict[str, bytes]:
    """Who may open sealed identities: this vault, the other laptops of the place, and headquarters' identity key once there is a root."""
    trusted = load(reading)
    others = siblings(trusted, state.text(reading.connection, state.SITE), reading.own)
    headquarters = {} if trusted.root is None else {identity_recipient(trusted.root): trusted.root.identity_seal}
    return {reading.own: own_seal, **{id_: vault.seal for id_, vault in others.items()}, **headquarters}


def parent_of(reading: Reading) -> trustbook.Peer:
    """Raises NotEnrolled."""
    found = trustbook.parent(reading.connection)
    if found is None:
        raise NotEnrolled()
    return found
