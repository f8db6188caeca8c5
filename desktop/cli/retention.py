"""`retention run`: what must go after its time."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.rules.retention import WORDS, Due
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    run = parser.verb("run", texts.say("deletes what may no longer be kept; a year is closed before"), _run)
    run.add_argument("dir", metavar="DIR", type=Path)
    run.add_argument("--dry-run", action="store_true", help=texts.say("only say what would go"))
    run.add_argument("--on", metavar="DATE", help=texts.say("as if it were that day"))


def _run(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=not args.dry_run) as opened:
        on = day(args.on, opened)
        if not args.dry_run and on > opened.context.today():
            warning = call.texts.say("{date} lies ahead: what would only go by then is deleted now, for good.", date=call.texts.date(on))
            call.confirm(warning)
        retention = opened.do.retention
        plan = retention.plan(on)
        done = None if args.dry_run else retention.run(on)
    erased = () if done is None else done.erased
    shape = {
        "dry_run": bool(args.dry_run),
        "on": on.isoformat(),
        "due": [_shape(one) for one in plan.due],
        "warned": [_shape(one) for one in plan.warned],
        "held": sorted(plan.held),
        "erased": [_shape(one) for one in erased],
        "audit_rows": 0 if done is None else done.audit_rows,
        "closed": plan.close if done is None else done.closed,
        "close_soon": plan.close_soon,
    }
    say = call.texts.say
    went = (
        say("To be deleted: {what}.", what=_counted(call.texts, plan.due))
        if done is None
        else say("Deleted: {what}.", what=_counted(call.texts, erased))
    )
    lines = [went]
    if plan.warned:
        lines.append(say("Within the days of warning: {what}.", what=_counted(call.texts, plan.warned)))
    if plan.close_soon is not None:
        lines.append(say("The year {year} is not closed yet.", year=plan.close_soon))
    return Answer(dict(shape), tuple(lines))


def _shape(one: Due) -> dict[str, object]:
    return {"kind": one.kind, "id": one.subject, "on": one.on.isoformat()}


def _counted(texts: Texts, found: Iterable[Due]) -> str:
    counts = Counter(one.kind for one in found)
    return ", ".join(f"{counts[kind]} {texts.say(words)}" for kind, words in WORDS.items() if counts[kind]) or texts.say("nothing")
