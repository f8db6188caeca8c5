"""Where secrets come from: a file named on the command line, stdin, or a person at a terminal. Never argv, never the environment.

A file gives its first line. `-` is stdin; where several are asked of stdin, each takes the next line, in the order:
passphrase, new passphrase, recovery code.
"""

import getpass
import sys
from pathlib import Path

from desktop.errors import N_, InvalidValue, WrongUse, storage_error
from desktop.texts import Texts

STDIN = "-"
LONGEST = 4096
FIELD = N_("Passphrase")


class Secrets:
    """`texts` words the questions."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def passphrase(self, file: str | None, label: str) -> str:
        """Raises WrongUse where there is nowhere to take it from, StorageError, InvalidValue."""
        hint = N_("say with --passphrase-file where the passphrase is")
        return self._taken(file, hint, self._texts.say("Passphrase of {label}: ", label=label))

    def recovery_code(self, file: str | None) -> str:
        """Raises the same."""
        return self._taken(file, N_("say with --recovery-code-file where the recovery code is"), self._texts.say("Recovery code: "))

    def new_passphrase(self, file: str | None, label: str) -> str:
        """A passphrase that will hold from now on; typed twice at a terminal. Raises the same."""
        hint = N_("say with --new-passphrase-file where the new passphrase is")
        chosen = self._taken(file, hint, self._texts.say("New passphrase of {label}: ", label=label))
        if file is None and self._ask(self._texts.say("The same once more: ")) != chosen:
            raise InvalidValue(field=FIELD, reason=N_("it was not typed the same twice"))
        return chosen

    def _taken(self, file: str | None, hint: str, question: str) -> str:
        try:
            if file == STDIN:
                return _line(sys.stdin.readline(LONGEST))
            if file is not None:
                return _from_file(Path(file))
        except UnicodeDecodeError:
            raise InvalidValue(field=FIELD, reason=N_("the file is not text in UTF-8")) from None
        if not sys.stdin.isatty():
            raise WrongUse(hint=hint)
        return self._ask(question)

    def _ask(self, question: str) -> str:
        """Raises WrongUse where the person ends the input instead."""
        try:
            return getpass.getpass(question)
        except EOFError:
            raise WrongUse(hint=N_("nothing was typed")) from None


def _from_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _line(file.readline(LONGEST))
    except OSError as error:
        raise storage_error(path, error) from error


def _line(text: str) -> str:
    return text.rstrip("\r\n")
