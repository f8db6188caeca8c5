"""`course release|transfer|gone|returned|died`: what became of a participant; `away` and `reminders`: what is to be done."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.domain import Course
from desktop.models.rows.fields import LEGAL_STATUSES, PRECISIONS
from desktop.rules.status import WORDS
from desktop.services.courses import Consequences
from desktop.texts import Texts

Move = Callable[[OpenVault, str, date | None, str], Consequences]

REMINDERS: Mapping[str, str] = MappingProxyType(
    {
        "silent": N_("{course}: nothing was held since {day}"),
        "ends_soon": N_("{course}: the planned end is {day}"),
    }
)
"""Code of a reminder → what a person reads."""


def declare(parser: Parser, texts: Texts) -> None:
    _declare(parser, "release", texts.say("the participant is released"), _release)
    to = _declare(parser, "transfer", texts.say("the participant is moved to another prison"), _transfer)
    to.add_argument("--to", metavar="SITE", help=texts.say("the other prison, where it is known"))
    _declare(parser, "gone", texts.say("the participant is no longer here, and nobody knows why"), _gone)
    _declare(parser, "returned", texts.say("the participant is here after all"), _returned)
    _declare(parser, "died", texts.say("the participant has died"), _died)
    legal = parser.verb("legal", texts.say("the participant's legal status now, or the month of the expected release"), _legal)
    legal.add_argument("dir", metavar="DIR", type=Path)
    legal.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    legal.add_argument("--status", type=str.upper, metavar="STATUS", help=", ".join(LEGAL_STATUSES))
    legal.add_argument("--expected-release", metavar="MONTH")
    away = parser.verb("away", texts.say("who is no longer here: visits to call off, volunteers to call"), _away)
    away.add_argument("dir", metavar="DIR", type=Path)


def _declare(parser: Parser, verb: str, about: str, run: Callable[[Call], Answer]) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    made.add_argument("--on", metavar="DATE")
    made.add_argument("--precision", choices=PRECISIONS, default="exact")
    return made


def _release(call: Call) -> Answer:
    return _moved(call, lambda opened, who, on, precision: opened.do.courses.release(who, on, precision))


def _transfer(call: Call) -> Answer:
    def move(opened: OpenVault, who: str, on: date | None, precision: str) -> Consequences:
        to = opened.do.sites.by_name(call.args.to).id if call.args.to else ""
        return opened.do.courses.transfer(who, on, precision, to)

    return _moved(call, move)


def _gone(call: Call) -> Answer:
    return _moved(call, lambda opened, who, on, precision: opened.do.courses.gone(who, on, precision))


def _returned(call: Call) -> Answer:
    return _moved(call, lambda opened, who, on, precision: opened.do.courses.returned(who, on, precision))


def _died(call: Call) -> Answer:
    return _moved(call, lambda opened, who, on, precision: opened.do.courses.died(who, on, precision))


def _moved(call: Call, move: Move) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        course = opened.do.courses.find(args.course, even_over=True)
        on = maybe_day(args.on, opened, N_("Date"))
        if on is None and args.precision != "unknown":
            on = opened.context.today()
        found = move(opened, course.participant, on, args.precision)
        answer = stands(call, opened, course)
        names = _names(opened, found.to_call)
    shape: Shape = {
        **answer.shape,
        "movement": found.movement,
        "ended": list(found.ended),
        "going_on": list(found.going_on),
        "interrupted": list(found.interrupted),
        "to_continue": list(found.to_continue),
        "again": list(found.again),
        "call_off": list(found.call_off),
        "to_call": names,
    }
    return Answer(shape, (*answer.lines, *_to_do(call.texts, len(found.call_off), names)))


def _legal(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        course = opened.do.courses.find(args.course, even_over=True)
        if args.status:
            opened.do.courses.note_legal_status(course.participant, args.status)
        if args.expected_release:
            opened.do.courses.expect_release(course.participant, args.expected_release)
        return stands(call, opened, course)


def _away(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = [(one, _names(opened, one.to_call)) for one in opened.do.courses.away()]
    shape: list[Shape] = [
        {
            "alias": one.alias,
            "since": one.since.isoformat(),
            "precision": one.precision,
            "call_off": list(one.call_off),
            "to_call": names,
        }
        for one, names in found
    ]
    lines = [
        line
        for one, names in found
        for line in (f"{one.alias}: {call.texts.date(one.since)}", *_to_do(call.texts, len(one.call_off), names))
    ]
    return Answer({"away": shape}, tuple(lines))


def reminders(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        on = day(call.args.on, opened)
        found = opened.do.courses.reminders(on)
    shape = [{"course": f"{one.alias}/{one.programme}", "code": one.code, "on": one.on.isoformat()} for one in found]
    lines = [call.texts.say(REMINDERS[one.code], course=f"{one.alias}/{one.programme}", day=call.texts.date(one.on)) for one in found]
    return Answer({"reminders": shape, "on": on.isoformat()}, tuple(lines))


def stands(call: Call, opened: OpenVault, course: Course) -> Answer:
    """How a course stands today, and when it is to end."""
    today = opened.context.today()
    status = opened.do.courses.status(course.id, today)
    known = next(one.course for one in opened.do.courses.list() if one.course.id == course.id)
    planned = opened.do.courses.planned_end(known, today)
    shape: Shape = {"course": course.id, "status": status.value, "planned_end": None if planned is None else planned.isoformat()}
    return Answer(shape, (f"{call.args.course}: {call.texts.say(WORDS[status])}",))


def _names(opened: OpenVault, wanted: tuple[str, ...]) -> list[str]:
    return [f"{one.given} {one.family}".strip() for one in opened.do.volunteers.list() if one.id in wanted]


def _to_do(texts: Texts, visits: int, names: list[str]) -> list[str]:
    found = [texts.say("Planned visits to call off: {count}", count=texts.number(visits))] if visits else []
    return found + ([texts.say("To call: {names}", names=", ".join(names))] if names else [])
