"""`demo`: a whole round with invented people, in throw-away datalagre."""

from datetime import date
from pathlib import Path

import msgspec

from desktop.cli.call import Call
from desktop.cli.opening import OpenWindow
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.demo.run import run_demo
from desktop.errors import N_
from desktop.figures.definitions import DEFINITIONS
from desktop.log import clock
from desktop.rules.dates import parse_date, today_in_denmark
from desktop.settings import Language
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    parser.add_argument("dir", metavar="DIR", type=Path, nargs="?", help=texts.say("a new temporary folder if it is left out"))
    parser.add_argument("--sites", type=int, default=3, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--sessions", type=int, default=60, metavar="M")
    parser.add_argument("--now", metavar="DATE", help=texts.say("pretend that it is that day"))
    parser.add_argument("--headless", action="store_true", help=texts.say("without a window"))
    parser.set_defaults(run=_demo)


def _demo(call: Call) -> Answer:
    args, now = call.args, _now(call.args.now)
    made = run_demo(
        args.dir,
        sites=args.sites,
        seed=args.seed,
        sessions=args.sessions,
        now=now,
        texts=call.texts,
        progress=call.voice.step,
    )
    shown = msgspec.convert(made, _Made)
    opens = None if args.headless else _window(shown, args.lang, now)
    return Answer(made, tuple(_lines(shown, call.texts)), opens=opens)


def _window(made: "_Made", language: Language | None, now: date | None) -> OpenWindow:
    """On the laptop of the first prison, whose leader is chosen."""
    vault = Path(made.sites[0].vault)
    return OpenWindow(home=vault.parent, vault=vault, state=Path(made.state), language=language, today=now)


def _now(typed: str | None) -> date | None:
    return None if typed is None else parse_date(typed, today_in_denmark(clock.system_now()), N_("Date"))


def _lines(shown: "_Made", texts: Texts) -> list[str]:
    """What was made, who gets in and how, the national figures, the papers."""
    lines = [texts.say("The demo lies in {folder}", folder=shown.directory), *_logins(shown.hq)]
    for site in shown.sites:
        lines += [site.name, *_logins(site), *(line for own in site.volunteers for line in _logins(own))]
    lines.append(texts.say("As of {date}", date=texts.date(date.fromisoformat(shown.figures.scope.as_of))))
    for key, figure in shown.figures.figures.items():
        lines.append(f"{texts.say(DEFINITIONS[key].label)}: {figure.shown}")
        lines += [f"  {name}: {one.shown}" for name, one in figure.by_site.items()]
    return [*lines, *shown.pdf]


def _logins(place: "_Vault") -> list[str]:
    return [f"  {place.vault}  --user {user.label}  ({user.passphrase})" for user in place.users]


class _User(msgspec.Struct):
    label: str
    passphrase: str


class _Vault(msgspec.Struct):
    vault: str
    users: list[_User]


class _Site(_Vault):
    name: str
    volunteers: list[_Vault]


class _Number(msgspec.Struct):
    shown: str


class _Figure(_Number):
    by_site: dict[str, _Number]


class _Scope(msgspec.Struct):
    as_of: str


class _Figures(msgspec.Struct):
    scope: _Scope
    figures: dict[str, _Figure]


class _Made(msgspec.Struct):
    """The parts of the demo's object that a person reads."""

    directory: str
    state: str
    hq: _Vault
    sites: list[_Site]
    figures: _Figures
    pdf: list[str]
