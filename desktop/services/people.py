"""The people who can open a vault: added by a leader or an administrator, certified, and given a slot of their own."""

import base64
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import N_, AccessOver, InvalidValue, NotAllowed
from desktop.rules.authority import HQ_ADMIN, VISIT_LEADER
from desktop.services import checks, entrusted, genesis, trust
from desktop.services.context import Context
from desktop.services.entrusted import HqKeys
from desktop.services.genesis import Role, Subject, certificate_value, certify
from desktop.services.revoking import leave, shut_out
from desktop.store import state
from desktop.store.repositories import people
from desktop.store.unit_of_work import Reading, Work
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.slot import OpenedSlot, SlotOwner

ROLES: Mapping[str, tuple[Role, ...]] = MappingProxyType({"site": ("VISIT_LEADER",), "hq": ("HQ_COORDINATOR", "HQ_ADMIN"), "volunteer": ()})
"""Kind of vault -> the roles that somebody more can be given there."""


def require_not_removed(reading: Reading, slot: OpenedSlot, today: date) -> None:
    """Yesterday's keyring lets nobody in whose keys the signed log has ended since, or names otherwise; nor does it a substitute
    after the last day. Raises NotAllowed, AccessOver.
    """
    named = people.keys(reading.connection, slot.user)
    own = (base64.b64encode(slot.signing.public).decode(), base64.b64encode(slot.sealing.public).decode())
    if people.removal(reading.connection, slot.user) is not None or (named is not None and named != own):
        raise NotAllowed(label=slot.label)
    last = people.last_on(reading.connection, slot.user)
    if last is not None and last < today:
        raise AccessOver(label=slot.label, day=last.isoformat())


def named_keys(reading: Reading) -> frozenset[bytes]:
    """The public sealing keys of everybody whom the signed log names and nobody removed: a slot for another one was planted."""
    users = [user for user in people.users(reading.connection) if people.removal(reading.connection, user) is None]
    known = (people.keys(reading.connection, user) for user in users)
    return frozenset(base64.b64decode(keys[1]) for keys in known if keys is not None)


class People:
    """`folder` holds the keyring, `store_key` is the open store's key, which every slot wraps."""

    def __init__(self, context: Context, folder: VaultFolder, store_key: SecretBytes) -> None:
        self._context = context
        self._file = KeyringFile(folder, context.vault)
        self._store_key = store_key

    def add(
        self, label: str, name: str, role: str, passphrase: str, cost: Cost, *, identity: bool = False, until: date | None = None
    ) -> str:
        """Somebody more; the user's id. `until`: a substitute's last day. The passphrase was judged by the caller.

        Raises NotAllowed, InvalidValue, LabelTaken.

        At headquarters an administrator is given its keys, a coordinator the identity keys alone and only where `identity` is said.

        The signed record of the keys comes first and the slot after it: a crash between the two leaves nobody inside.
        """
        self._context.require(VISIT_LEADER, HQ_ADMIN)
        given = next((one for one in ROLES[self._context.kind] if one == role), None)
        if given is None:
            raise InvalidValue(field=N_("Role"), reason=N_("there is no such role in this kind of datalager"))
        keyring = self._file.read().keyring
        owner = SlotOwner(label, new_id(), given, SigningKey.generate(), SealKey.generate())
        keyring = keyring.add_slot(owner, passphrase, self._store_key, cost)
        with self._context.store.writing(self._context.author) as work:
            self._certify(work, owner, given, name)
            if until is not None:
                about = genesis.own_scope(work.kind, state.text(work.connection, state.SITE))
                work.put("user", owner.user, "until", {"last_on": checks.dated(N_("Last day"), until)}, about)
            if work.kind == "hq":
                self._entrust(work, owner, identity=identity)
        self._file.write(keyring)
        return owner.user

    def _entrust(self, work: Work, owner: SlotOwner, *, identity: bool) -> None:
        held = HqKeys(work.author.issuing, self._context.identities)
        if owner.role == HQ_ADMIN:
            entrusted.give(work, held, owner.user, owner.sealing.public)
        elif identity:
            entrusted.give(work, held, owner.user, owner.sealing.public, (entrusted.IDENTITY,))

    def _certify(self, work: Work, owner: SlotOwner, role: Role, name: str) -> None:
        site = state.text(work.connection, state.SITE)
        about = genesis.own_scope(work.kind, site)
        subject = Subject("user", owner.user, role, work.own, owner.signing.public, owner.sealing.public, site)
        made = certify(work, genesis.issuing_key(work), subject)
        trust.remember(work, [made])
        genesis.put_person(work, owner.user, name, owner.signing.public, owner.sealing.public, about)
        work.put("user", owner.user, "certificate", certificate_value(made[0]), about)

    def require_removable(self, label: str) -> None:
        """Raises UnknownUser, LastUser, NotAllowed: asked before anything is done that a removal begins with."""
        self._context.require(VISIT_LEADER, HQ_ADMIN)
        self._file.read().keyring.remove_slot(label)

    def remove(self, label: str) -> None:
        """Somebody less, or oneself. What they know of the store key ends only with a new one. Raises UnknownUser, LastUser, NotAllowed."""
        self._context.require(VISIT_LEADER, HQ_ADMIN)
        keyring = self._file.read().keyring
        gone = keyring.slot(label)
        left = keyring.remove_slot(label)
        with self._context.store.writing(self._context.author) as work:
            about = genesis.own_scope(work.kind, state.text(work.connection, state.SITE))
            if gone.user == work.author.user:
                work.flush(anchor=True)
            work.tomb("user", gone.user, "keys", about)
            if work.kind == "hq":
                entrusted.take(work, gone.user)
            if gone.user == work.author.user:
                leave(work)
            else:
                shut_out(work, gone.user, "left")
        self._file.write(left)
