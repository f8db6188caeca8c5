"""The trust of an opened vault: built from what its store remembers, and what an import or an enrolment adds to it."""

from collections.abc import Collection, Iterable
from types import MappingProxyType

from desktop.errors import NotEnrolled
from desktop.log.canonical import decode, encode
from desktop.store import state, trustbook
from desktop.store.trustbook import StoredCertificate
from desktop.store.unit_of_work import Reading
from desktop.sync.certificate import Certificate, Trust
from desktop.sync.root import SignedRoot, read_root
from desktop.sync.signed import Signed

HQ_IDENTITY = "hq-identity"
"""The recipient of the grants that headquarters' identity key opens."""


def load(reading: Reading) -> Trust:
    """Everything this vault trusts. Certificates were verified when they were stored."""
    root_bytes = state.get(reading.connection, state.ROOT)
    signed_root = None if root_bytes is None else decode(root_bytes, SignedRoot)
    vaults: dict[str, Certificate] = {}
    users: dict[str, Certificate] = {}
    for one in trustbook.certificates(reading.connection):
        certificate = decode(one.doc, Certificate)
        (vaults if certificate.kind == "vault" else users)[certificate.id] = certificate
    return Trust(
        root=None if signed_root is None else read_root(signed_root),
        signed_root=signed_root,
        vaults=MappingProxyType(vaults),
        users=MappingProxyType(users),
    )


def remember(reading: Reading, new: Iterable[tuple[Signed, Certificate]], *, pinned: bool = False) -> None:
    """Store certificates that were admitted (or, pinned, vouched for by both being present)."""
    found = [StoredCertificate(certificate.id, certificate.kind, one.doc, one.sig, pinned) for one, certificate in new]
    trustbook.keep(reading.connection, found)


def remember_root(reading: Reading, root: SignedRoot) -> None:
    state.put(reading.connection, state.ROOT, encode(root))


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


def identity_recipients(reading: Reading, own_seal: bytes) -> dict[str, bytes]:
    """Who may open sealed identities: this vault, and headquarters' identity key once there is a root."""
    root = load(reading).root
    return {reading.own: own_seal} | ({HQ_IDENTITY: root.identity_seal} if root is not None else {})


def parent_of(reading: Reading) -> trustbook.Peer:
    """Raises NotEnrolled."""
    found = trustbook.parent(reading.connection)
    if found is None:
        raise NotEnrolled()
    return found
