"""Files between vaults: bundles, receipts, and what an import finds in them."""

from desktop.errors.base import N_, WorldFault


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


class RetiredKey(WorldFault):
    """A former key of the sender signed the file, and it brings what was saved after the change of keys."""

    sentence = N_(
        "The file is signed with a key that its datalager has replaced. Ask for a new one; after a restored backup, use vault rekey there."
    )


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
