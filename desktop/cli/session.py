"""`session log|batch|planned`: visits, by the same services as everywhere."""

from datetime import timedelta
from pathlib import Path

from desktop.cli.call import Call, day, decoded, maybe_day, read_whole
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.fields import AREAS, CAUSES, MODES, OUTCOMES, PRESENCE
from desktop.rules.findings import WORDS
from desktop.rules.slips import read_slips
from desktop.services.planning import PlannedVisit
from desktop.services.session_drafts import SessionDraft
from desktop.services.sessions import LoggedSession
from desktop.services.slips import SlipResult
from desktop.texts import Texts

AHEAD = timedelta(days=13)
CALL_OFF = "planned_after_withdrawal"
LONGEST = 4_000_000
"""Bytes of a file of slips."""


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
    log.add_argument("--areas", nargs="+", action="extend", default=[], metavar="AREA", help=", ".join(AREAS))
    log.add_argument("--start", default="", metavar="TIME", help=texts.say("the time of day, which a leader says"))
    log.add_argument("--note", default="", metavar="TEXT")
    batch = parser.verb("batch", texts.say("paper slips in a row: each is saved or refused by itself"), _batch)
    batch.add_argument("dir", metavar="DIR", type=Path)
    batch.add_argument("file", metavar="FILE", type=Path, help=texts.say("lines of COURSE DATE OUTCOME MINUTES, or a table with headings"))
    planned = parser.verb("planned", texts.say("visits that are to come, with their time"), _planned)
    planned.add_argument("dir", metavar="DIR", type=Path)
    planned.add_argument("--from", dest="from_on", metavar="DATE")
    planned.add_argument("--to", dest="to_on", metavar="DATE", help=texts.say("a fortnight on, unless it is said"))


def _log(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        logged = opened.do.sessions.log(course.id, _draft(call, opened))
    return Answer(_shape(logged), tuple(_lines(logged, call.texts)))


def _shape(logged: LoggedSession) -> Shape:
    return {"session": logged.id, "already": logged.already, "findings": list(logged.findings), "words": list(logged.words)}


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
        start=args.start,
        areas=tuple(area for said in args.areas for area in said.split(",") if area),
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


def _batch(call: Call) -> Answer:
    """Exit status 1 where a slip was refused; the others are saved."""
    slips = read_slips(decoded(read_whole(call.args.file, LONGEST)))
    with call.unlocked(call.args.dir, at_work=True) as opened:
        results = opened.do.slips.save(slips)
    counts: Shape = {
        "saved": sum(one.saved for one in results),
        "already": sum(one.logged is not None and one.logged.already for one in results),
        "refused": sum(one.fault is not None for one in results),
    }
    shape: Shape = {**counts, "slips": [_slip_shape(call, one) for one in results]}
    said = call.texts.say("{saved} saved, {already} already registered, {refused} refused", **{name: str(n) for name, n in counts.items()})
    lines = [line for one in results for line in _slip_lines(call, one)]
    return Answer(shape, (*lines, said), faults=tuple(one.fault for one in results if one.fault is not None))


def _slip_shape(call: Call, one: SlipResult) -> Shape:
    error = None if one.fault is None else call.voice.error(one.fault)
    logged: Shape = {} if one.logged is None else _shape(one.logged)
    return {**logged, "number": one.number, "course": one.slip.course, "saved": one.saved, "error": error}


def _slip_lines(call: Call, one: SlipResult) -> list[str]:
    spot = f"{one.number} {one.slip.course} {one.slip.date}: "
    if one.fault is not None:
        return [spot + call.voice.sentence(one.fault)]
    if one.logged is None or not (one.logged.already or one.logged.findings or one.logged.words):
        return []
    if not one.saved:
        return [spot + call.texts.say("already registered; nothing new was saved")]
    return [spot + " ".join(_lines(one.logged, call.texts))]


def _planned(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        first = day(call.args.from_on, opened, N_("From"))
        last = maybe_day(call.args.to_on, opened, N_("To")) or first + AHEAD
        found = opened.do.planning.between(first, last)
    return Answer({"planned": [_planned_shape(one) for one in found]}, tuple(_planned_line(one, call.texts) for one in found))


def _planned_shape(one: PlannedVisit) -> Shape:
    coming: list[Shape] = [
        {"volunteer": who.name, "matched": who.matched, "blocks": [reason.code for reason in who.answer.blocks]} for who in one.to_come
    ]
    return {
        "session": one.session,
        "alias": one.alias,
        "programme": one.programme,
        "on": one.on.isoformat(),
        "start": one.start or None,
        "mode": one.mode,
        "volunteers": coming,
        "needs_another": one.needs_another,
        "call_off": one.call_off,
    }


def _planned_line(one: PlannedVisit, texts: Texts) -> str:
    names = ", ".join(who.name for who in one.to_come)
    remarks = [texts.say("needs another volunteer")] if one.needs_another else []
    remarks += [texts.say(WORDS[CALL_OFF])] if one.call_off else []
    return f"{one.on.isoformat()} {one.start or '--:--'} {one.alias}/{one.programme}: {names}" + "".join(f" ({said})" for said in remarks)
