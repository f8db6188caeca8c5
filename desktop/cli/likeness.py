"""`hq duplicates|link|unlink`: who may be one person, and what was decided about it."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_, InvalidValue
from desktop.rules.likeness import DIFFERENT, SAME, UNSURE, Pair, pair
from desktop.services.duplicates import Kind, Question, Who
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    asked = parser.verb("duplicates", texts.say("pairs of participants who may be one person"), _duplicates)
    asked.add_argument("dir", metavar="DIR", type=Path)
    asked.add_argument("--names", action="store_true", help=texts.say("open the names; that is noted in the audit trail"))
    asked.add_argument("--rekey", action="store_true", help=texts.say("first make every key anew, under another secret"))
    link = parser.verb("link", texts.say("say of two records that they are the same person, different, or that it cannot be said"), _link)
    link.add_argument("dir", metavar="DIR", type=Path)
    link.add_argument("first", metavar="ID")
    link.add_argument("second", metavar="ID")
    link.add_argument("--likeness", choices=(SAME, DIFFERENT, UNSURE), default=SAME)
    link.add_argument("--kind", choices=get_args(Kind), default="participant")
    unlink = parser.verb("unlink", texts.say("say that two records are not one person; what links them is shown"), _unlink)
    unlink.add_argument("dir", metavar="DIR", type=Path)
    unlink.add_argument("first", metavar="ID")
    unlink.add_argument("second", metavar="ID")
    unlink.add_argument("--cut", action="append", default=[], metavar="ID+ID", help=texts.say("a link of the way between them"))
    unlink.add_argument("--kind", choices=get_args(Kind), default="participant")


def _duplicates(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        if call.args.rekey:
            opened.do.duplicates.rekey()
        found = opened.do.duplicates.questions(names=call.args.names)
    return Answer({"open_pairs": len(found), "duplicates": [_shape(one) for one in found]}, tuple(_line(call.texts, one) for one in found))


def _shape(one: Question) -> Shape:
    return {"first": _who(one.first), "second": _who(one.second), "keys": one.keys.split(), "unsure": one.unsure}


def _who(one: Who) -> Shape:
    return {"id": one.id, "alias": one.alias, "site": one.site, "name": one.name or None, "birth_date": one.born or None}


def _line(texts: Texts, one: Question) -> str:
    said = (f"{who.id} {who.alias} ({who.site}) {who.name} {who.born}".rstrip() for who in (one.first, one.second))
    cannot = texts.say("cannot be said")
    return f"{' = '.join(said)}  {one.keys}" + (f"  [{cannot}]" if one.unsure else "")


def _link(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        opened.do.duplicates.link(args.first, args.second, args.likeness, args.kind)
        left = len(opened.do.duplicates.questions())
    return Answer({"open_pairs": left}, (call.texts.say("Pairs not yet decided: {number}", number=left),))


def _unlink(call: Call) -> Answer:
    """The way between the two before and after. Where others link them, nothing is cut but what is named."""
    args, say = call.args, call.texts.say
    with call.unlocked(args.dir, at_work=True) as opened:
        do = opened.do.duplicates
        before = do.path(args.first, args.second, args.kind)
        cut = [_edge(one) for one in args.cut]
        after = do.unlink(args.first, args.second, cut, args.kind)
    lines = [say("What links them:"), *_path(before)]
    lines += [say("They are still one person by:"), *_path(after)] if after else [say("They are two persons now.")]
    return Answer({"path": _shapes(before), "left": _shapes(after), "linked": bool(after)}, tuple(lines))


def _path(edges: Iterable[tuple[Pair, str]]) -> list[str]:
    return [f"  {one.first}+{one.second}  {ground}" for one, ground in edges]


def _shapes(edges: Iterable[tuple[Pair, str]]) -> list[object]:
    return [{"first": one.first, "second": one.second, "ground": ground} for one, ground in edges]


def _edge(typed: str) -> Pair:
    """Raises InvalidValue."""
    first, plus, second = typed.partition("+")
    if not plus:
        raise InvalidValue(field=N_("Link"), reason=N_("write it as it is shown"))
    return pair(first, second)
