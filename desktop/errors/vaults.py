"""The vault: its folder, keyring, store, and the people who open it."""

import errno
from pathlib import Path

from desktop.errors.base import N_, WorldFault, WrongUse


class NotAVault(WorldFault):
    sentence = N_("There is no datalager in {folder}. Choose the folder that holds vault.json.")


class VaultExists(WorldFault):
    sentence = N_("{folder} is not empty. Choose a new folder for the datalager.")


class WrongPassphrase(WorldFault):
    sentence = N_("The passphrase does not fit {label}. Try again, or choose another person.")


class TooManyTries(WorldFault):
    sentence = N_("Too many wrong passphrases for {label}. Wait {seconds} seconds and try again.")


class WeakPassphrase(WorldFault):
    sentence = N_("The passphrase is too easy to guess. Choose a longer one, for example four words that do not belong together.")


class UnknownUser(WorldFault):
    sentence = N_("Nobody is called {label} in this datalager. Those who are: {labels}.")


class SeveralUsers(WrongUse):
    sentence = N_("Several people use this datalager. Say who you are with --user: {labels}.")


class LabelTaken(WorldFault):
    sentence = N_("Somebody is already called {label} in this datalager. Choose another short name.")


class LastUser(WorldFault):
    sentence = N_("{label} is the last leader who can open this datalager. Add another leader first.")


class WrongRecoveryCode(WorldFault):
    sentence = N_("The recovery code does not fit this datalager. Check the printed sheet and type it again.")


class RecoveredLately(WorldFault):
    """A notice at unlock."""

    sentence = N_("Somebody got in with the recovery code on {day}. If that was none of you, tell headquarters today.")


class NoRecovery(WorldFault):
    sentence = N_("A volunteer's datalager has no recovery code. Ask the visit leader to make a new one.")


class KeyringMissing(WorldFault):
    sentence = N_("keyring.json and its copy are both missing from {folder}. Restore the folder from a backup.")


class KeyringDamaged(WorldFault):
    sentence = N_("keyring.json and its copy are both damaged in {folder}. Restore the folder from a backup.")


class KeyringCopyUsed(WorldFault):
    """A notice, not a refusal: the backup copy opened the vault and has been put back."""

    sentence = N_("keyring.json was missing or damaged in {folder}; its copy was used and put back. Make a backup today.")


class DamagedStore(WorldFault):
    sentence = N_("The datalager in {folder} is damaged. Do not write to it; restore it from a backup.")


class EmptyStore(WorldFault):
    sentence = N_("The store in {folder} is missing or empty. Restore it from a backup.")


class PlaintextStore(WorldFault):
    sentence = N_("The store in {folder} is not encrypted and is not opened. Restore it from a backup.")


class NewerVault(WorldFault):
    sentence = N_("This datalager was made by a newer version of Indenfor. Install that version on this laptop.")


class VaultInUse(WorldFault):
    sentence = N_("The datalager in {folder} is open in another window or by another person. Close it there first.")


class UnsafeFolder(WorldFault):
    sentence = N_("{folder} is synchronised or on a network. Choose a folder on this computer's own disk.")


class StorageError(WorldFault):
    sentence = N_(
        "{path} could not be read or written ({reason}). Free space or check the disk, the stick and your rights; nothing was half saved."
    )


FULL = N_("the disk is full")
READ_ONLY = N_("the folder or file is read-only")
NO_RIGHTS = N_("you have no right to it")
GONE = N_("it is not there")
BUSY = N_("another program holds it")
UNREADABLE = N_("the disk reports a fault")

REASONS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM), NO_RIGHTS),
    **dict.fromkeys((errno.ENOENT, errno.ENODEV, errno.ENOTDIR), GONE),
    errno.EROFS: READ_ONLY,
    errno.EBUSY: BUSY,
}


def storage_error(path: Path | str, cause: OSError) -> StorageError:
    """The refusal for an error of the operating system; `reason` is one of the catalogue's own phrases."""
    return StorageError(path=str(path), reason=REASONS.get(cause.errno or 0, UNREADABLE))


class ClockSuspect(WorldFault):
    """A notice at unlock, and a flag on an imported entry; it never stops data entry."""

    sentence = N_("The clock says {year}. Set the date of this laptop; what is saved meanwhile is kept and marked.")


class CheckFailed(WorldFault):
    sentence = N_("The datalager does not hold what its log says: {cell}. Restore it from a backup and tell headquarters.")


class AuditBroken(WorldFault):
    sentence = N_("The audit trail is broken at line {line}. Restore the datalager from a backup and tell headquarters.")


class NotABackup(WorldFault):
    sentence = N_("{path} is no backup of a datalager. Choose the file that a backup wrote.")


class BackupDamaged(WorldFault):
    sentence = N_("The backup {path} is damaged. Use another one.")


class AccessOver(WorldFault):
    sentence = N_("{label} had access until {day}. Ask a visit leader or headquarters for more.")
