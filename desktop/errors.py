"""Every exception that Indenfor raises on purpose.

Two families. A `WorldFault` is the world's fault: a wrong passphrase, a damaged file, a rule that forbids.
It carries one sentence for a person, with what to do. An `OurFault` is ours: it ends as a report in a file,
without case data. The sentence is an English source string of the one catalogue; `texts.Texts.fault` renders it.
Arguments are typed values (names of files, numbers, codes), never field values of a case.
"""

import errno
from pathlib import Path
from typing import ClassVar

Argument = str | int


def N_(sentence: str) -> str:
    """Mark a source string for extraction; the string itself is the message id."""
    return sentence


class Fault(Exception):
    """What both families share: a sentence id, and the arguments that fill it."""

    sentence: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **arguments: Argument) -> None:
        super().__init__(self.sentence.format(**arguments))
        self.arguments = arguments


class WorldFault(Fault):
    """The world's fault: said in one sentence, answered by a person, exit status 1."""


class OurFault(Fault):
    """Ours: a broken promise inside the program, exit status 3."""

    sentence = N_("An error in the program itself.")


class BrokenPromise(OurFault):
    sentence = N_("The program broke a promise of its own: {promise}.")


class WrongUse(WorldFault):
    """Wrong use of the command line: exit status 2."""

    sentence = N_("That is not how the command is used: {hint}.")


# --- the vault: folder, keyring, store ---------------------------------------------------------------------


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


# --- files between vaults -----------------------------------------------------------------------------------


class TruncatedBundle(WorldFault):
    sentence = N_("The file is cut short. Copy it again from the place it came from.")


class TrailingData(WorldFault):
    sentence = N_("The file is longer than it says. Copy it again from the place it came from.")


class TamperedBundle(WorldFault):
    sentence = N_("The file is damaged or forged. Ask the sender for a new one.")


class MalformedBundle(WorldFault):
    sentence = N_("The file is not a file of Indenfor, or it is damaged ({what}). Ask the sender for a new one.")


class UpgradeNeeded(WorldFault):
    sentence = N_("The file was made by a newer version of Indenfor. It is kept; install the newer version and import it again.")


class NotForUs(WorldFault):
    sentence = N_("The file is not for this place. Bring it to the place it was made for.")


class WrongRecipient(WorldFault):
    sentence = N_("The file was made for another place and passed on. Bring it to the place it was made for.")


class MissingSignature(WorldFault):
    sentence = N_("The file is not signed. Ask the sender for a new one.")


class UnknownSigner(WorldFault):
    sentence = N_("The file comes from a laptop that is not enrolled here. Enrol it first.")


class WrongPayloadType(WorldFault):
    sentence = N_("The file is signed as something else than it is. Ask the sender for a new one.")


class DigestMismatch(WorldFault):
    sentence = N_("The content of the file is not what its sender signed. Ask the sender for a new one.")


class BadSignature(WorldFault):
    sentence = N_("The signature does not fit. Ask the sender for a new file.")


class WeakKey(WorldFault):
    sentence = N_("The file carries a key that is not safe. Tell headquarters.")


class ChainBroken(WorldFault):
    sentence = N_("Saves are missing or in the wrong order inside the file. Ask the sender for a new one.")


class ForeignEntry(WorldFault):
    sentence = N_("The file carries saves of a laptop that is not enrolled under its sender. Tell headquarters.")


class ForkDetected(WorldFault):
    sentence = N_("Two different saves bear the same number ({number}). The laptop was copied or forged; headquarters must decide.")


class UnsignedEntry(WorldFault):
    sentence = N_("A save is not signed by the person it names. It is set aside.")


class UnauthorisedUser(WorldFault):
    sentence = N_("A save was made by somebody who may not make it. It is set aside.")


class OutOfScope(WorldFault):
    sentence = N_("A save concerns another place than its sender's. It is set aside.")


class Revoked(WorldFault):
    sentence = N_("A save was made after the laptop or the person was shut out. It is set aside.")


class GapPending(WorldFault):
    """A state, not a refusal: the file waits for an earlier one."""

    sentence = N_("The file waits for an earlier one from the same laptop.")


class AlreadyImported(WorldFault):
    """A state, not a refusal: the stored receipt is given again."""

    sentence = N_("The file has been imported before.")


class SizeLimit(WorldFault):
    sentence = N_("The file holds more than it may ({what}). Ask the sender for a new one.")


class MalformedBlock(WorldFault):
    sentence = N_("A block of the file is damaged. Ask the sender for a new one.")


class NonCanonical(WorldFault):
    sentence = N_("A record in the file is not written as agreed ({what}). Ask the sender for a new one.")


class MalformedEntry(WorldFault):
    sentence = N_("A save in the file is not written as agreed ({what}). Ask the sender for a new one.")


class PayloadMissing(WorldFault):
    sentence = N_("The file lacks a part that it should carry. Ask the sender for a new one.")


class ScopeLeak(WorldFault):
    sentence = N_("The file would tell the recipient what it must not know. It was not written; tell headquarters.")


class BadReceipt(WorldFault):
    sentence = N_("A receipt in the file does not fit what this datalager has saved. It was not used.")


class RollbackDetected(WorldFault):
    sentence = N_("The file carries older rules of trust than this datalager has. Ask headquarters for a new one.")


class RootChainBroken(WorldFault):
    sentence = N_("The file's rules of trust do not follow from those of this datalager. Ask headquarters for a new one.")


class ImplausibleVersion(WorldFault):
    sentence = N_("The file's rules of trust bear a number that cannot be right. Tell headquarters, and ask for a new file.")


# --- enrolment ------------------------------------------------------------------------------------------------


class WordsDiffer(WorldFault):
    sentence = N_("The eight words do not fit the file. Read them again, over the telephone if need be.")


class NotOurRequest(WorldFault):
    sentence = N_("The answer does not belong to an open request of this datalager. Make a new request.")


class NoProofOfPossession(WorldFault):
    sentence = N_("The request is not signed by the keys it names. Make a new request.")


class KeyTaken(WorldFault):
    sentence = N_("The request names a key that somebody else already has. Make a new datalager and a new request.")


class NotEnrolled(WorldFault):
    sentence = N_("This datalager is not enrolled. Enrol it first.")


class AlreadyEnrolled(WorldFault):
    sentence = N_("This datalager is already enrolled.")


class SavesMissing(WorldFault):
    sentence = N_("Saves of that datalager are not here yet (how many: {count}). Let it be opened once more, or delete it all the same.")


class UnknownChild(WorldFault):
    sentence = N_("No datalager called {name} is enrolled here. Those that are: {names}.")


# --- the work itself --------------------------------------------------------------------------------------------


class NotAllowed(WorldFault):
    sentence = N_("{label} may not do this here. Ask a visit leader or headquarters.")


class InvalidValue(WorldFault):
    sentence = N_("{field}: {reason}.")


class TextRefused(WorldFault):
    sentence = N_("{field}: {reason}. Leave it out; it must not be stored.")


class UnknownSite(WorldFault):
    sentence = N_("There is no place called {name}. Those there are: {names}.")


class UnknownParticipant(WorldFault):
    sentence = N_("Nobody here has the alias {alias}.")


class UnknownVolunteer(WorldFault):
    sentence = N_("There is no volunteer called {name} here.")


class UnknownCourse(WorldFault):
    sentence = N_("There is no course {course} here.")


class AmbiguousCourse(WorldFault):
    sentence = N_("Several courses fit {course}. Say which place, alias and programme.")


class StatusForbids(WorldFault):
    sentence = N_("The course is {status}; that step is not possible now.")


class ProgrammeMissing(WorldFault):
    sentence = N_("{site} does not run {programme}. Headquarters can add it.")
