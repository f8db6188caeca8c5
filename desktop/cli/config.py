"""`config list|set|label`: what headquarters sets for everybody."""

from datetime import date
from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.services.configuring import LISTS, SettingLine
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    listed = parser.verb("list", texts.say("every setting as it holds on a day"), _list)
    listed.add_argument("dir", metavar="DIR", type=Path)
    listed.add_argument("--on", metavar="DATE")
    put = parser.verb("set", texts.say("a setting has another value from a day on"), _set)
    put.add_argument("dir", metavar="DIR", type=Path)
    put.add_argument("name", metavar="NAME")
    put.add_argument("value", metavar="VALUE")
    put.add_argument("--from", dest="from_on", metavar="DATE")
    label = parser.verb("label", texts.say("a word of one of headquarters' lists, in Danish and English"), _label)
    label.add_argument("dir", metavar="DIR", type=Path)
    label.add_argument("list", choices=LISTS)
    label.add_argument("code", metavar="CODE")
    label.add_argument("danish", metavar="DANISH", nargs="?")
    label.add_argument("english", metavar="ENGLISH", nargs="?")
    label.add_argument("--religious", action="store_true")
    label.add_argument("--until", metavar="DATE", help=texts.say("the last day on which the word is offered"))


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        on = day(call.args.on, opened)
        found = opened.do.configuring.list(on)
    shape = {"on": on.isoformat(), "settings": {one.name: _shape(one) for one in found}}
    return Answer(dict(shape), tuple(_line(call.texts, one) for one in found))


def _set(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        from_on = day(call.args.from_on, opened, N_("From"))
        opened.do.configuring.set(call.args.name, call.args.value, from_on)
    shape = {"name": call.args.name, "value": call.args.value or None, "from": from_on.isoformat()}
    return Answer(dict(shape), (f"{call.args.name} = {call.args.value} ({call.texts.date(from_on)})",))


def _label(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        if args.danish:
            opened.do.configuring.label(args.list, args.code, args.danish, args.english or args.danish, religious=args.religious)
        if args.until:
            opened.do.configuring.end_label(args.list, args.code, day(args.until, opened, N_("To")))
        rows = opened.do.configuring.labels(args.list)
    shape = {"list": args.list, "labels": [{"code": row.code, "danish": row.danish, "english": row.english} for row in rows]}
    return Answer(dict(shape), tuple(f"{row.code}: {row.danish}" for row in rows))


def _shape(one: SettingLine) -> dict[str, object]:
    return {
        "value": one.value or None,
        "default": one.default or None,
        "since": _iso(one.since),
        "coming": [{"value": said.value or None, "from": said.from_on.isoformat()} for said in one.coming],
    }


def _iso(found: date | None) -> str | None:
    return None if found is None else found.isoformat()


def _line(texts: Texts, one: SettingLine) -> str:
    since = "" if one.since is None else f" ({texts.date(one.since)})"
    return f"{one.name} = {one.value or '–'}{since}: {texts.say(one.words)}"
