"""`restriction set|end|list`: letter and visit control of a participant. Nothing of it leaves the site but a count by month."""

from pathlib import Path

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.models.rows.fields import RESTRICTIONS
from desktop.models.rows.groups import Restriction
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    begun = _of_participant(parser, texts.say("from a day on there is this control, and no longer what was before"), "set", _set)
    begun.add_argument("--kind", required=True, type=str.upper, choices=RESTRICTIONS, metavar="KIND", help=", ".join(RESTRICTIONS))
    begun.add_argument("--from", dest="from_on", metavar="DATE")
    begun.add_argument("--to", dest="to_on", metavar="DATE", help=texts.say("the last day, if it is known"))
    ended = _of_participant(parser, texts.say("the control has a last day"), "end", _end)
    ended.add_argument("--on", metavar="DATE")
    _of_participant(parser, texts.say("what is and was"), "list", _list)


def _of_participant(parser: Parser, about: str, verb: str, run: Run) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--participant", required=True, metavar="[SITE/]ALIAS")
    return made


def _set(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        who = opened.do.consents.find(args.participant)
        first, last = day(args.from_on, opened, N_("From")), maybe_day(args.to_on, opened, N_("To"))
        made = opened.do.restrictions.set(who.id, args.kind, first, last)
    return Answer({"restriction": made}, (call.texts.say("Written down."),))


def _end(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        who = opened.do.consents.find(call.args.participant)
        opened.do.restrictions.end(who.id, day(call.args.on, opened, N_("To")))
    return Answer({}, (call.texts.say("Written down."),))


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        known = opened.do.restrictions.of(opened.do.consents.find(call.args.participant).id)
    days = [(one.kind, _iso(one)) for one in known]
    shape = [{"kind": kind, "from": first, "to": last} for kind, (first, last) in days]
    return Answer({"restrictions": shape}, tuple(f"{kind} {first} - {last or ''}".rstrip() for kind, (first, last) in days))


def _iso(one: Restriction) -> tuple[str | None, str | None]:
    return (one.from_on.isoformat() if one.from_on else None, one.to_on.isoformat() if one.to_on else None)
