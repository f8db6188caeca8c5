"""The two families of exceptions, and how one is worded.

Two families. A `WorldFault` is the world's fault: a wrong passphrase, a damaged file, a rule that forbids.
It carries one sentence for a person, with what to do. An `OurFault` is ours: it ends as a report in a file,
without case data. The sentence is an English source string of the one catalogue; `texts.Texts.fault` renders it.
Arguments are typed values (names of files, numbers, codes), never field values of a case.
"""

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
