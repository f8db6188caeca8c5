"""`group plan|hold|cancel|log|attend|estimate|list`: social activities."""

from datetime import date
from pathlib import Path

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.fields import EVENT_STATES, METHODS, RECURRENCES
from desktop.rules.dates import parse_date
from desktop.rules.findings import WORDS
from desktop.rules.groups import CANCELLED, HELD, KINDS, PLANNED
from desktop.rules.vague_days import VAGUE, read_vague
from desktop.services.group_drafts import GroupDraft
from desktop.services.groups import EventLine
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    plan = _of_event(parser, texts.say("an activity is planned"), "plan", _plan)
    hold = _of_event(parser, texts.say("an activity was held"), "hold", _hold)
    _of_event(parser, texts.say("a planned activity is called off"), "cancel", _cancel)
    log = _of_event(parser, texts.say("an activity, as it stands"), "log", _log)
    log.add_argument("--state", choices=EVENT_STATES, default=HELD)
    for made in (plan, hold, log):
        made.add_argument("--to", dest="to_on", metavar="DATE", help=texts.say("the last day"))
        made.add_argument("--label", default="", metavar="TEXT")
        made.add_argument("--recurrence", choices=RECURRENCES, default="", metavar="HOW", help=", ".join(RECURRENCES[1:]))
        made.add_argument("--another", action="store_true", help=texts.say("one more of that kind on that day"))
    for made in (hold, log):
        made.add_argument("--inmates", type=int, metavar="N")
        made.add_argument("--volunteers", type=int, metavar="N")
        made.add_argument("--method", choices=METHODS, default="", metavar="METHOD", help=", ".join(METHODS))
    attend = _of_event(parser, texts.say("who was there by name, where that is allowed"), "attend", _attend)
    attend.add_argument("--participant", action="append", required=True, metavar="[SITE/]ALIAS")
    estimate = parser.verb("estimate", texts.say("how many different inmates came in a year, as is reckoned"), _estimate)
    estimate.add_argument("dir", metavar="DIR", type=Path)
    estimate.add_argument("--year", required=True, type=int)
    estimate.add_argument("--persons", required=True, type=int)
    listed = parser.verb("list", texts.say("activities, by date"), _list)
    listed.add_argument("dir", metavar="DIR", type=Path)
    listed.add_argument("--from", dest="from_on", metavar="DATE")
    listed.add_argument("--to", dest="to_on", metavar="DATE")


def _of_event(parser: Parser, about: str, verb: str, run: Run) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--kind", required=True, metavar="KIND", help=", ".join(KINDS))
    made.add_argument("--date", required=True, metavar="DATE", help=", ".join(("DATE", *VAGUE)))
    return made


def _plan(call: Call) -> Answer:
    return _saved(call, PLANNED)


def _hold(call: Call) -> Answer:
    return _saved(call, HELD)


def _log(call: Call) -> Answer:
    return _saved(call, call.args.state)


def _saved(call: Call, state: str) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        first, vague = _days(call, opened, ahead=state != HELD)
        draft = GroupDraft(
            kind=args.kind,
            from_on=first,
            to_on=maybe_day(args.to_on, opened, N_("To")),
            vague=vague,
            label=args.label,
            state=state,
            recurrence=args.recurrence,
            inmates=getattr(args, "inmates", None),
            volunteers=getattr(args, "volunteers", None),
            method=getattr(args, "method", ""),
        )
        logged = opened.do.groups.log(draft, another=args.another)
    shape: Shape = {"event": logged.id, "next": logged.next or None, "words": list(logged.words)}
    lines = [call.texts.say("Written down.")]
    if logged.next:
        lines.append(call.texts.say("The next one is planned."))
    if logged.words:
        lines.append(call.texts.say("Read the label again: {words}", words=", ".join(logged.words)))
    return Answer(shape, tuple(lines))


def _cancel(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        first, _ = _days(call, opened, ahead=True)
        logged = opened.do.groups.cancel(opened.do.groups.find(call.args.kind, first).id)
    return Answer({"event": logged.id, "next": logged.next or None, "state": CANCELLED}, (call.texts.say("Called off."),))


def _attend(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        first, _ = _days(call, opened, ahead=False)
        event = opened.do.groups.find(call.args.kind, first).id
        who = [opened.do.consents.find(typed).id for typed in call.args.participant]
        opened.do.groups.attend(event, who)
        named = len(opened.do.groups.attendances(event))
    return Answer({"event": event, "named": named}, (call.texts.say("Written down."),))


def _estimate(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.groups.estimate(call.args.year, call.args.persons)
    return Answer({"year": call.args.year, "persons": call.args.persons}, (call.texts.say("Written down."),))


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        first, last = maybe_day(call.args.from_on, opened, N_("From")), maybe_day(call.args.to_on, opened, N_("To"))
        found = opened.do.groups.list(first, last)
    return Answer({"events": [_shape(one) for one in found]}, tuple(line for one in found for line in _lines(one, call.texts)))


def _days(call: Call, opened: OpenVault, *, ahead: bool) -> tuple[date, str]:
    """The first day, and the code of a time that is not a day."""
    today = opened.context.today()
    if (vague := read_vague(call.args.date, today)) is not None:
        return vague[1].first, vague[0]
    return (parse_date(call.args.date, today, ahead=True) if ahead else day(call.args.date, opened)), ""


def _shape(one: EventLine) -> Shape:
    event = one.event
    return {
        "event": event.id,
        "kind": event.kind,
        "from": event.from_on.isoformat() if event.from_on else None,
        "to": event.to_on.isoformat() if event.to_on else None,
        "vague": event.vague or None,
        "label": event.label or None,
        "state": event.state,
        "recurrence": event.recurrence or None,
        "inmates": event.inmates,
        "volunteers": event.volunteers,
        "method": event.method or None,
        "named": one.named,
        "findings": list(one.found),
    }


def _lines(one: EventLine, texts: Texts) -> list[str]:
    event = one.event
    when = texts.say(VAGUE[event.vague]) if event.vague in VAGUE and event.to_on else ""
    days = " - ".join(day_.isoformat() for day_ in (event.from_on, event.to_on) if day_)
    kind = texts.say(KINDS[event.kind]) if event.kind in KINDS else event.kind
    heads = "" if event.inmates is None else str(event.inmates)
    line = " ".join(part for part in (days, when and f"({when})", kind, event.label, event.state, heads) if part)
    return [line, *(f"  {texts.say(WORDS[code])}" for code in one.found)]
