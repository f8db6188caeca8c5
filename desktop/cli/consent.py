"""`consent give|withdraw|list`: what a participant agrees to, one purpose at a time."""

from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.models.rows.fields import PURPOSES
from desktop.services.consents import ConsentLine
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    for verb, about, run in (
        ("give", texts.say("the participant agrees to a purpose"), _give),
        ("withdraw", texts.say("the participant does so no longer; the day itself is already without it"), _withdraw),
    ):
        made = _of_participant(parser, about, verb, run)
        made.add_argument("--purpose", required=True, metavar="PURPOSE", help=", ".join(PURPOSES))
        made.add_argument("--on", metavar="DATE")
    listed = _of_participant(parser, texts.say("every purpose, and the lawful basis that headquarters names"), "list", _list)
    listed.add_argument("--on", metavar="DATE")


def _of_participant(parser: Parser, about: str, verb: str, run: Run) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--participant", required=True, metavar="[SITE/]ALIAS")
    return made


def _give(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        who = opened.do.consents.find(call.args.participant)
        given = opened.do.courses.consent(who.id, call.args.purpose, day(call.args.on, opened, N_("Given on")))
    return Answer({"consent": given}, (call.texts.say("Written down."),))


def _withdraw(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        who = opened.do.consents.find(call.args.participant)
        opened.do.courses.withdraw_consent(who.id, call.args.purpose, day(call.args.on, opened, N_("Withdrawn on")))
    return Answer({}, (call.texts.say("Written down."),))


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        who = opened.do.consents.find(call.args.participant)
        found = opened.do.consents.list(who.id, day(call.args.on, opened))
    return Answer({"consents": [_shape(one) for one in found]}, tuple(_line(one, call.texts) for one in found))


def _shape(one: ConsentLine) -> Shape:
    return {
        "purpose": one.purpose,
        "stands": one.stands,
        "given_on": one.given_on.isoformat() if one.given_on else None,
        "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
        "lawful_basis": one.basis,
    }


def _line(one: ConsentLine, texts: Texts) -> str:
    stands = texts.say("yes") if one.stands else texts.say("no")
    days = " ".join(day_.isoformat() for day_ in (one.given_on, one.withdrawn_on) if day_)
    return f"{one.purpose}: {stands} {days}".rstrip() + f" ({one.basis})"
