"""Root and certificates of docs/bundle-format.md, and as they lie in the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tools.reading.basics import (
    HASH,
    HEX16,
    ID,
    NOTHING,
    VERSION,
    Check,
    Json,
    Problem,
    data,
    like,
    listed,
    need,
    octets,
    one_of,
    parse,
    raw,
    shaped,
    signed_by,
    whole,
)

USERS = ("VOLUNTEER", "VISIT_LEADER", "HQ_COORDINATOR", "HQ_ADMIN")
VAULTS = ("volunteer", "site", "hq")
SIGNED: Mapping[str, Check] = {"doc": data, "sig": octets(64)}
SIGNED_ROOT: Mapping[str, Check] = {"doc": data, "sigs": listed(shaped({"key": HASH, "sig": octets(64)}))}
CERTIFICATE: Mapping[str, Check] = {
    "crit": NOTHING,
    "home": ID,
    "id": ID,
    "issued": HEX16,
    "issuer": HASH,
    "kind": one_of("vault", "user"),
    "role": one_of(*USERS, *VAULTS),
    "seal": octets(1216),
    "sign": HASH,
    "site": like("([0-9a-f]{32})?"),
    "v": VERSION,
}
ROOT: Mapping[str, Check] = {
    "crit": NOTHING,
    "hq": ID,
    "identity_seal": octets(1216),
    "import_seal": octets(1216),
    "import_sign": HASH,
    "issuing": HASH,
    "keys": listed(HASH),
    "recovery_seal": octets(1216),
    "threshold": whole(1, 16),
    "v": VERSION,
    "version": whole(1, 65535),
}
RENEWAL: Mapping[str, Check] = {
    "by": ID,
    "crit": NOTHING,
    "ends": listed(lambda value: isinstance(value, list) and len(value) == 2 and HEX16(value[0]) and whole()(value[1])),
    "former": HASH,
    "seal": octets(1216),
    "sign": HASH,
    "v": VERSION,
    "vault": ID,
}


@dataclass(slots=True)
class Trust:
    """Whom the vault knows: documents by id. `former` are the signing keys that a vault has replaced."""

    root: Json = None
    vaults: dict[str, Json] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    former: dict[str, list[Json]] = field(default_factory=dict)

    def vault_sign(self, vault: str) -> bytes:
        if self.root is not None and vault == self.root["hq"]:
            return raw(self.root["import_sign"])
        if vault not in self.vaults:
            raise Problem("a vault that nobody certified")
        return raw(self.vaults[vault]["sign"])

    def kind(self, vault: str) -> str:
        if self.root is not None and vault == self.root["hq"]:
            return "hq"
        return str(self.vaults[vault]["role"]) if vault in self.vaults else ""

    def below(self, vault: str, ancestor: str) -> bool:
        for _ in range(8):
            if vault == ancestor:
                return True
            vault = self._parent(vault)
        return False

    def _parent(self, vault: str) -> str:
        home = str(self.vaults[vault]["home"]) if vault in self.vaults else ""
        return "" if home == vault else home

    def keep(self, certificate: Json) -> None:
        (self.vaults if certificate["kind"] == "vault" else self.users)[certificate["id"]] = certificate

    def vouched(self, certificate: Json) -> bool:
        """By the root, or by a visit leader for the leader's own home and site, and not over what the root vouched for."""
        if self.root is not None and certificate["issuer"] == self.root["issuing"]:
            return True
        leaders = [one for one in self.users.values() if one["role"] == "VISIT_LEADER"]
        held = (self.vaults if certificate["kind"] == "vault" else self.users).get(certificate["id"])
        if held is not None and (held["issuer"] not in [one["sign"] for one in leaders] or self._said(held) != self._said(certificate)):
            return False
        return any(self._within(leader, certificate) for leader in leaders if leader["sign"] == certificate["issuer"])

    def _newer(self, certificate: Json) -> bool:
        """What the root vouched for stands whatever its date, but for a later one by the root."""
        held = (self.vaults if certificate["kind"] == "vault" else self.users).get(certificate["id"])
        issuing = None if self.root is None else self.root["issuing"]
        if held is None or (certificate["issuer"] == issuing != held["issuer"]):
            return True
        return bool(certificate["issued"] > held["issued"] and (certificate["issuer"] == issuing or held["issuer"] != issuing))

    def _said(self, certificate: Json) -> list[Json]:
        """What a leader who vouches anew must leave as it was."""
        return [certificate[key] for key in ("home", "role", "seal", "sign", "site") if key != "site" or self.root is not None]

    def _site(self, leader: Json) -> Json:
        """The one place of a leader, null where the two certificates that name it differ."""
        vault = self.vaults.get(leader["home"])
        named = [site for site in (leader["site"], vault["site"] if vault else "") if site]
        return None if len(set(named)) > 1 else "".join(named[:1])

    def _within(self, leader: Json, certificate: Json) -> bool:
        home = leader["home"]
        if self.root is not None and certificate["site"] != self._site(leader):
            return False
        if certificate["kind"] == "vault":
            return bool(certificate["role"] == "volunteer" and certificate["home"] == home)
        if certificate["role"] == "VOLUNTEER":
            return home in (certificate["home"], self._parent(certificate["home"]))
        return bool(certificate["role"] == "VISIT_LEADER" and certificate["home"] == home)

    def renew(self, renewal: Json, signer: Json) -> None:
        """Other keys for a vault, as one of its leaders says; what nobody may say is a problem."""
        vault, leader = self.vaults[renewal["vault"]], self.users.get(renewal["by"])
        need(
            leader is not None and [leader[key] for key in ("role", "home", "sign")] == ["VISIT_LEADER", vault["id"], signer], "who renewed"
        )
        past = self.former.setdefault(vault["id"], [])
        if renewal["sign"] != vault["sign"] and renewal["sign"] not in past:
            need(renewal["former"] in (vault["sign"], *past), "a renewal of another key")
            past.append(vault["sign"])
            self.vaults[vault["id"]] = {**vault, "sign": renewal["sign"], "seal": renewal["seal"]}

    def admit(self, certificates: Iterable[Json]) -> None:
        """Take certificates in any order; one that nobody known vouches for is a problem."""
        waiting = list(certificates)
        while ready := [one for one in waiting if self.vouched(one)]:
            for one in filter(self._newer, ready):
                self.keep(one)
            waiting = [one for one in waiting if one not in ready]
        need(not waiting, "a certificate that does not hang from the root")


def read_certificate(doc: bytes, signature: bytes) -> Json:
    certificate = parse(doc, CERTIFICATE, "certificate")
    need(certificate["role"] in (VAULTS if certificate["kind"] == "vault" else USERS), "the role of a certificate")
    need(signed_by(raw(certificate["issuer"]), "indenfor-certificate/1", doc, signature), "the signature of a certificate")
    return certificate


def read_root(content: bytes) -> Json:
    signed = parse(content, SIGNED_ROOT, "root")
    doc = raw(signed["doc"])
    root = parse(doc, ROOT, "root")
    fitting = {
        one["key"]
        for one in signed["sigs"]
        if one["key"] in root["keys"] and signed_by(raw(one["key"]), "indenfor-root/1", doc, raw(one["sig"]))
    }
    need(len(fitting) >= root["threshold"], "the root's own signature")
    return root


def read_renewal(signed: Json) -> tuple[Json, Json]:
    """The document, and the key of the leader who signed it."""
    doc = raw(signed["doc"])
    renewal = parse(doc, RENEWAL, "renewal")
    keys = [one["key"] for one in signed["sigs"]]
    need(len(keys) == 3 and keys[:2] == [renewal["former"], renewal["sign"]], "the signatures of a renewal")
    need(
        all(signed_by(raw(one["key"]), "indenfor-renewal/1", doc, raw(one["sig"])) for one in signed["sigs"]), "the signature of a renewal"
    )
    return renewal, keys[2]


def at_rest(root: bytes | None, rows: Iterable[tuple[Json, ...]], renewals: Iterable[tuple[Json, ...]] = ()) -> Trust:
    """The trust of a store: rows of `certificate` as (id, kind, doc, sig, pinned), and `renewal` as (vault, doc) in their order."""
    trust = Trust() if root is None else Trust(read_root(root))
    hanging: list[Json] = []
    for id_, kind, doc, signature, pinned in rows:
        certificate = read_certificate(doc, signature)
        need((certificate["id"], certificate["kind"]) == (id_, kind), "a certificate under another id")
        if pinned:
            trust.keep(certificate)
        else:
            hanging.append(certificate)
    trust.admit(hanging)
    listed_: dict[Json, list[tuple[Json, Json]]] = {}
    for vault, content in renewals:
        renewal, signer = read_renewal(parse(content, SIGNED_ROOT, "renewal"))
        need(renewal["vault"] == vault, "a renewal under another id")
        listed_.setdefault(vault, []).append((renewal, signer))
    for vault, found in listed_.items():
        if trust.vaults[vault]["sign"] == found[-1][0]["sign"]:  # headquarters has certified it since
            trust.vaults[vault] = {**trust.vaults[vault], "sign": found[0][0]["former"]}
        for renewal, signer in found:
            trust.renew(renewal, signer)
    return trust
