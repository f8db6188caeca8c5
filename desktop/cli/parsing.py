"""The parser: argparse, with our own refusal, and with the options that every command takes in any place."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from desktop.errors import WrongUse

if TYPE_CHECKING:
    from desktop.cli.call import Call
    from desktop.cli.speaking import Answer

Run = Callable[["Call"], "Answer"]


class Parser(argparse.ArgumentParser):
    """Raises WrongUse where argparse would end the program. Options are never abbreviated: the names are a contract."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **options})  # type: ignore[arg-type] # handed on to argparse as they are
        self._verbs: argparse._SubParsersAction[Parser] | None = None

    def error(self, message: str) -> NoReturn:  # type: ignore[explicit-override] # typing.override came with Python 3.12
        """Braces would be taken for blanks of a sentence."""
        said = f"{self.prog}: {message}".replace("{", "(").replace("}", ")").rstrip(".")
        raise WrongUse(hint=said)

    def verb(self, name: str, about: str, run: Run) -> "Parser":
        """A command of this group."""
        if self._verbs is None:
            self._verbs = self.add_subparsers(dest="verb", metavar="VERB", required=True)
        parser = self._verbs.add_parser(name, help=about, description=about, parents=[common()])
        parser.set_defaults(run=run)
        return parser


def common() -> Parser:
    """The options of every command; what is not said stays unsaid, so that a group does not undo its own options."""
    parser = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=("da", "en"))
    parser.add_argument("--user", metavar="LABEL")
    parser.add_argument("--yes", action="store_true")
    parser.add_argument("--passphrase-file", metavar="FILE")
    parser.add_argument("--new-passphrase-file", metavar="FILE")
    parser.add_argument("--recovery-code-file", metavar="FILE")
    return parser


UNSAID: dict[str, object] = {
    "json": False,
    "lang": None,
    "user": None,
    "yes": False,
    "passphrase_file": None,
    "new_passphrase_file": None,
    "recovery_code_file": None,
}
"""The values of the common options where nothing is said."""
