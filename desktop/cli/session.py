"""`session log`: one visit, by the same service as everywhere."""

from pathlib import Path

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.registry import CAUSES, MODES, OUTCOMES, PRESENCE
from desktop.rules.findings import WORDS
from desktop.services.sessions import LoggedSession, SessionDraft
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    log = parser.verb("log", texts.say("log one visit"), _log)
    log.add_argument("dir", metavar="DIR", type=Path)
    log.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    log.add_argument("--date", required=True, metavar="DATE")
    log.add_argument("--outcome", required=True, choices=OUTCOMES, metavar="OUTCOME", help=", ".join(OUTCOMES))
    log.add_argument("--minutes", type=int, metavar="N")
    log.add_argument("--mode", choices=MODES, default="in_person")
    log.add_argument("--cause", choices=CAUSES, default="", help=texts.say("why the prison cancelled"))
    log.add_argument("--present", choices=PRESENCE, default="unknown", help=texts.say("whether others were present"))
    log.add_argument("--volunteer", action="append", default=[], metavar="NAME", help=texts.say("who took part; may be repeated"))
    log.add_argument("--next", metavar="DATE", help=texts.say("when the next visit is agreed"))
    log.add_argument("--note", default="", metavar="TEXT")


def _log(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        logged = opened.do.sessions.log(course.id, _draft(call, opened))
    shape: Shape = {"session": logged.id, "already": logged.already, "findings": list(logged.findings), "words": list(logged.words)}
    return Answer(shape, tuple(_lines(logged, call.texts)))


def _draft(call: Call, opened: OpenVault) -> SessionDraft:
    args = call.args
    return SessionDraft(
        held_on=day(args.date, opened),
        outcome=args.outcome,
        minutes=args.minutes,
        mode=args.mode,
        cause=args.cause,
        present=args.present,
        next_on=maybe_day(args.next, opened, N_("Next visit")),
        volunteers=tuple(_known(opened, name) for name in args.volunteer),
        note=args.note,
    )


def _known(opened: OpenVault, name: str) -> str:
    return opened.do.volunteers.find(name).id


def _lines(logged: LoggedSession, texts: Texts) -> list[str]:
    lines = [texts.say("The visit is logged.")]
    if logged.already:
        lines.append(texts.say("Somebody logged the same meeting before; it counts once."))
    lines += [texts.say(WORDS[code]) for code in logged.findings]
    if logged.words:
        lines.append(texts.say("Read the note again: {words}", words=", ".join(logged.words)))
    return lines
