"""`person erase|hold|release`: deleting for good, and what keeps from it."""

from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.models.rows.fields import ERASE_REASONS
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    erase = parser.verb("erase", texts.say("deletes everything about a participant for good; a number stays"), _erase)
    _who(erase)
    erase.add_argument("--reason", choices=ERASE_REASONS, default="request")
    hold = parser.verb("hold", texts.say("a legal hold: nothing about the participant goes"), _hold)
    _who(hold)
    hold.add_argument("--from", dest="on", metavar="DATE")
    release = parser.verb("release", texts.say("ends a legal hold"), _release)
    _who(release)
    release.add_argument("--on", metavar="DATE")


def _who(parser: Parser) -> None:
    parser.add_argument("dir", metavar="DIR", type=Path)
    parser.add_argument("person", metavar="[SITE/]ALIAS")


def _erase(call: Call) -> Answer:
    args = call.args
    call.confirm(call.texts.say("Everything about {alias} is deleted for good, here and at headquarters.", alias=args.person))
    with call.unlocked(args.dir, at_work=True) as opened:
        who = opened.do.erasing.find(args.person)
        rows = opened.do.erasing.person(who.id, args.reason)
    return Answer({"participant": who.id, "rows": rows}, (call.texts.say("{alias} is deleted.", alias=who.alias),))


def _hold(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        who = opened.do.erasing.find(call.args.person)
        id_ = opened.do.retention.hold(who.id, day(call.args.on, opened))
    return Answer({"participant": who.id, "hold": id_}, (call.texts.say("Nothing about {alias} is deleted from now on.", alias=who.alias),))


def _release(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        who = opened.do.erasing.find(call.args.person)
        opened.do.retention.end_hold(who.id, day(call.args.on, opened))
    return Answer({"participant": who.id}, (call.texts.say("The legal hold on {alias} has ended.", alias=who.alias),))
