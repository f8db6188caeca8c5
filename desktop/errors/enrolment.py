"""Enrolment: requests, words, answers."""

from desktop.errors.base import N_, WorldFault


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
