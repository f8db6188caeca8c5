"""Deleting a volunteer's vault of this laptop: not before what was saved in it has arrived, or else on the leader's word.

The volunteer's witness, readable without a passphrase, says how far that vault had come; this vault's log says how much
of it is here. Where there is no witness, nobody can say what is missing.
"""

import shutil
from dataclasses import dataclass

from desktop.errors import SavesMissing, UnknownChild, storage_error
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.services.revoking import shut_out
from desktop.store import trustbook
from desktop.store.repositories import entries, volunteers
from desktop.vault.folder import VaultFolder
from desktop.vault.lock import VaultLock
from desktop.vault.witness import WitnessFile


@dataclass(frozen=True, slots=True)
class Parting:
    """How many saves had not arrived when the vault was deleted; None where that is not known."""

    missing: int | None


def part(context: Context, folder: VaultFolder, witness: WitnessFile, *, anyway: bool) -> Parting:
    """End the volunteer's access and delete the folder: what was not imported by now counts nowhere any more.
    The exchange folder has been imported before.

    Raises NotAllowed, NotAVault, UnknownChild (not a vault below this one), VaultInUse (somebody has it open), StorageError,
    and SavesMissing where saves have not arrived, or nobody can say, and it is not to be deleted `anyway`.
    """
    context.require_leader()
    vault = folder.read().id
    with context.store.reading() as reading:
        peer = trustbook.peer(reading.connection, vault)
        held = {chain.inc: chain.seq for chain in entries.chains(reading.connection) if chain.dev == vault}
    if peer is None or peer.edge != trustbook.CHILD:
        raise UnknownChild(name=vault, names="")
    seen = witness.read()
    missing = None if seen is None else sum(max(0, head.seq - held.get(inc, 0)) for inc, head in seen.incarnations.items())
    if missing != 0 and not anyway:
        raise SavesMissing(count="?" if missing is None else missing)
    VaultLock(folder.lock).close()  # nobody has it open
    with context.store.writing(context.author) as work:
        known = volunteers.by_id(work.connection, peer.subject)
        if known is not None and known.device == vault:
            work.tomb("volunteer", known.id, "access", of_volunteer(known.id))
        shut_out(work, vault, "left")
        work.audit("erase", "vault", vault)
    try:
        shutil.rmtree(folder.path)
    except OSError as error:
        raise storage_error(folder.path, error) from error
    witness.forget()
    return Parting(missing)
