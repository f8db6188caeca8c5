"""From the words on the command line to an exit status.

Only the group that was asked for is loaded: the store and its libraries take half a second, and help needs none of them.
"""

import argparse
import errno
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.cli.opening import OpenWindow, has_display
from desktop.cli.parsing import UNSAID, Parser, common
from desktop.cli.speaking import STOPPED, WORLD, Voice
from desktop.errors import N_, Fault, OurFault, WorldFault, WrongUse, storage_error
from desktop.settings import read_preferences
from desktop.texts import Language, Texts
from desktop.vault.state import state_folder

if TYPE_CHECKING:
    from desktop.house import Settings

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "vault": N_("make a datalager, check it, get into it again"),
        "user": N_("who can open a datalager"),
        "enrol": N_("enrol a laptop by files and words"),
        "volunteer": N_("volunteers, and their own datalager on this laptop"),
        "bundle": N_("files between datalagre"),
        "hq": N_("headquarters' own work"),
        "device": N_("datalagre and people that are to be shut out"),
        "session": N_("visits"),
        "course": N_("courses, from the referral to the end"),
        "person": N_("deleting for good, and what keeps from it"),
        "retention": N_("what must go after its time"),
        "config": N_("what headquarters sets for everybody"),
        "consent": N_("what participants agree to"),
        "group": N_("social activities, counted by heads"),
        "study": N_("study support: exams and what interrupts it"),
        "restriction": N_("letter and visit control, which leaders alone know"),
        "figures": N_("what is counted"),
        "year": N_("closing a year"),
        "sheet": N_("spreadsheets in and out"),
        "report": N_("papers as PDF"),
        "demo": N_("a whole round with invented people"),
    }
)
"""Command → what it is for. Each has a module of its name in this room, with `declare(parser, texts)`."""

WORLDLY = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.EPIPE, errno.EBUSY})
"""Errors of the operating system that are never a mistake of the program."""


def main(argv: Sequence[str], settings: "Settings | None" = None) -> int | OpenWindow:
    """Run one command: the exit status, or the window that is wanted: without a command, and after a demo that may show itself.

    `settings` are for tests: the clock, and the price of a passphrase.
    """
    voice = Voice(Texts(_language(argv)), as_json="--json" in argv)
    try:
        _require_text(argv)
        return _run(list(argv), voice, settings)
    except SystemExit as left:  # argparse has printed help
        return int(left.code or 0)
    except KeyboardInterrupt:
        return STOPPED
    except WorldFault as fault:
        return _said(voice, fault)
    except Exception as error:  # noqa: BLE001 - the one place where a fault of ours ends, as a report
        if isinstance(error, OSError) and error.errno in WORLDLY:
            return _said(voice, storage_error(str(error.filename or ""), error))
        return _ours(voice, error, settings)


def _run(argv: list[str], voice: Voice, settings: "Settings | None") -> int | OpenWindow:
    parser = _parser(argv, voice.texts)
    args = parser.parse_args(argv, argparse.Namespace(**UNSAID, run=None))
    if args.run is None:
        if not has_display():
            raise WrongUse(hint=N_("the window needs a screen, and there is none here; say one of the commands instead"))
        return OpenWindow(language=args.lang)
    from desktop.cli.call import Call  # noqa: PLC0415 - loads the store, which help and wrong use do without
    from desktop.cli.passphrases import Secrets  # noqa: PLC0415 - the same
    from desktop.house import Settings  # noqa: PLC0415 - the same

    call = Call(args, voice, Secrets(voice.texts), settings or Settings(listed_places=True))
    answer = args.run(call)
    status = voice.answer(answer)
    return answer.opens if answer.opens is not None and has_display() else status


def _parser(argv: Sequence[str], texts: Texts) -> Parser:
    parser = Parser(prog="indenfor", parents=[common()])
    groups = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, about in GROUPS.items():
        said = texts.say(about)
        group = groups.add_parser(name, help=said, description=said, parents=[common()])
        if name in argv:
            declare: Callable[[Parser, Texts], None] = import_module(f"desktop.cli.{name}").declare
            declare(group, texts)
    return parser


def _require_text(argv: Sequence[str]) -> None:
    """Raises WrongUse for bytes that are no UTF-8: they could neither be saved nor be said."""
    try:
        "".join(argv).encode()
    except UnicodeEncodeError:
        raise WrongUse(hint=N_("something that was typed is not text in UTF-8")) from None


def _language(argv: Sequence[str]) -> Language:
    """The language is needed before the words are parsed: a wrong use is told in it."""
    said = [word.removeprefix("--lang=") for word in argv if word.startswith("--lang=")]
    said += [after for word, after in pairwise(argv) if word == "--lang"]
    if "en" in said:
        return "en"
    if "da" in said:
        return "da"
    return read_preferences(state_folder()).language or "da"


def _said(voice: Voice, fault: Fault) -> int:
    try:
        return voice.failed(fault)
    except WorldFault:  # nobody reads stdout any more
        return WORLD


def _ours(voice: Voice, error: Exception, settings: "Settings | None") -> int:
    from desktop.vault.report import write_report  # noqa: PLC0415 - wanted by nobody, as long as all is well

    fault = error if isinstance(error, OurFault) else OurFault()
    path = write_report(error, settings.state_folder if settings else state_folder())
    return voice.failed(fault, str(path or ""))
