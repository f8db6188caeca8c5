"""Enrolment: requests, words, answers."""

from desktop.errors.base import N_, WorldFault


class WordsDiffer(WorldFault):
    sentence = N_("The eight words do not fit the file. Read them again, over the telephone if need be.")


class NotOurRequest(WorldFault):
    sentence = N_("The answer does not belong to an open request of this datalager. Make a new request.")


class NoProofOfPossession(WorldFault):
    sentence = N_("The request is not signed by the keys it names. Make a new request.")


class AccessEnded(WorldFault):
    sentence = N_("That datalager or person was shut out. Make a new datalager, or lift the exclusion first.")


class KeysReplaced(WorldFault):
    """Headquarters was put back from before a change of keys, or has just changed them."""

    sentence = N_("Headquarters' keys were replaced. Open it anew; after a restored backup, replace them again with the newest root file.")


class NotARootFile(WorldFault):
    sentence = N_("This is not the root file that headquarters' keys hang from today. Take the newest one.")


class NotARecoveryFile(WorldFault):
    sentence = N_("This is not a recovery file of this headquarters. Take the one that lies with the root file.")


class NoEscrow(WorldFault):
    """Headquarters has nothing to answer with."""

    sentence = N_("No spare key of that datalager lies here. It comes with every file from the place: let headquarters import the latest.")


class OtherEscrow(WorldFault):
    """The spare key is sealed to another recovery key, or was not made for that datalager."""

    sentence = N_("The spare key of {name} does not open with this recovery file. Try the one from before headquarters changed its keys.")


class FormerEscrow(WorldFault):
    """The store has another key by now, or is damaged."""

    sentence = N_("The spare key in the answer does not open this datalager. Restore a backup from before its latest change of keys.")


class KeyTaken(WorldFault):
    sentence = N_("The request names a key that somebody else already has. Make a new datalager and a new request.")


class NotEnrolled(WorldFault):
    sentence = N_("This datalager is not enrolled. Enrol it first.")


class AlreadyEnrolled(WorldFault):
    sentence = N_("This datalager is already enrolled.")


class DemoData(WorldFault):
    sentence = N_("Invented people and real ones are never mixed: one of the two datalagre is a demo. Enrol with one of the same kind.")


class AnotherFile(WorldFault):
    """The file is whole, but of another sort than is asked for here. `what` it is; `hint` is what is wanted."""

    sentence = N_("This file is {what}, but {hint} is needed here. Choose another file.")


class SavesMissing(WorldFault):
    sentence = N_("Saves of that datalager are not here yet (how many: {count}). Let it be opened once more, or delete it all the same.")


class UnknownChild(WorldFault):
    sentence = N_("No datalager called {name} is enrolled here. Those that are: {names}.")
