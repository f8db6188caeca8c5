"""`volunteer qualify|check|born|wishes|left|card|reminders|suggest|gate|alone`: who may visit, and who might."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.models.rows.fields import CLEARANCE_STATES, QUALIFICATIONS
from desktop.rules.matching import AGAINST, FOR
from desktop.rules.quality import WORDS, Reason
from desktop.rules.quality import Answer as Verdict
from desktop.services.planning import ToCome
from desktop.services.qualifying import Step
from desktop.texts import Texts

ROLES = ("visitor", "mentor", "study_helper", "group_helper")


def declare(parser: Parser, texts: Texts) -> None:
    step = parser.verb("qualify", texts.say("a step of a volunteer's quality assurance was done"), _step)
    _of(step)
    step.add_argument("--kind", required=True, choices=QUALIFICATIONS)
    step.add_argument("--on", metavar="DATE")
    step.add_argument("--site", metavar="NAME")
    step.add_argument("--valid-until", metavar="DATE")
    step.add_argument("--state", choices=CLEARANCE_STATES[1:], help=texts.say("of a security clearance"))
    step.add_argument("--version", metavar="TEXT")
    step.add_argument("--provider", metavar="NAME")
    step.add_argument("--minutes", type=int)
    step.add_argument("--by", metavar="NAME")
    born = parser.verb("born", texts.say("a volunteer's birth date, which stays among the leaders"), _born)
    _of(born)
    born.add_argument("--birth-date", required=True, metavar="DATE")
    wishes = parser.verb("wishes", texts.say("as what a volunteer helps, in which languages, and whether there is room"), _wishes)
    _of(wishes)
    wishes.add_argument("--role", dest="roles", action="append", choices=ROLES, default=[])
    wishes.add_argument("--languages", metavar="TEXT", default="")
    wishes.add_argument("--free", action="store_true")
    left = parser.verb("left", texts.say("a volunteer has left"), _left)
    _of(left)
    left.add_argument("--on", metavar="DATE")
    may_visit = texts.say("whether a volunteer may visit here today, and what ends when")
    check = parser.verb("check", may_visit, _check)
    _of(check)
    check.add_argument("--programme", required=True, metavar="CODE")
    check.add_argument("--site", metavar="NAME")
    check.add_argument("--on", metavar="DATE")
    card = parser.verb("card", may_visit, _card)
    _of(card)
    reminders = parser.verb("reminders", texts.say("what ends soon or has ended"), _reminders)
    reminders.add_argument("dir", metavar="DIR", type=Path)
    suggest = parser.verb("suggest", texts.say("who might be matched on a course, with reasons for and against"), _suggest)
    suggest.add_argument("dir", metavar="DIR", type=Path)
    suggest.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    for name, about, does in (
        ("gate", texts.say("the volunteers who come in a week, for the gate; nothing about participants"), _gate),
        ("alone", texts.say("planned visits that need another volunteer"), _alone),
    ):
        listed = parser.verb(name, about, does)
        listed.add_argument("dir", metavar="DIR", type=Path)
        listed.add_argument("--from", dest="first", metavar="DATE")


def _of(parser: Parser) -> None:
    parser.add_argument("dir", metavar="DIR", type=Path)
    parser.add_argument("--volunteer", required=True, metavar="NAME")


def _step(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        volunteer = opened.do.volunteers.find(args.volunteer)
        step = Step(
            kind=args.kind,
            on=day(args.on, opened),
            site="" if args.site is None else opened.do.sites.by_name(args.site).id,
            valid_until=maybe_day(args.valid_until, opened, N_("Valid until")),
            clearance=args.state or ("valid" if args.kind == "clearance" else ""),
            version=args.version or "",
            provider=args.provider or "",
            minutes=args.minutes,
            seen_by=args.by or "",
        )
        id_ = opened.do.qualifying.add(volunteer.id, step)
    return Answer({"qualification": id_}, (call.texts.say("It is noted."),))


def _born(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        volunteer = opened.do.volunteers.find(call.args.volunteer)
        opened.do.qualifying.born(volunteer.id, day(call.args.birth_date, opened, N_("Date of birth")))
    return Answer({"volunteer": volunteer.id}, (call.texts.say("It is noted."),))


def _wishes(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        volunteer = opened.do.volunteers.find(args.volunteer)
        roles = {role: role in args.roles for role in ROLES}
        opened.do.qualifying.wishes(volunteer.id, languages=args.languages, free=args.free, **roles)
    return Answer({"volunteer": volunteer.id}, (call.texts.say("It is noted."),))


def _left(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        volunteer = opened.do.volunteers.find(call.args.volunteer)
        opened.do.qualifying.left(volunteer.id, day(call.args.on, opened, N_("Left on")))
    return Answer({"volunteer": volunteer.id}, (call.texts.say("It is noted."),))


def _check(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        volunteer, on = opened.do.volunteers.find(args.volunteer), day(args.on, opened)
        sites = opened.do.sites
        place = sites.by_name(args.site).id if args.site else sites.own()
        name = next((one.name for one in sites.list() if one.id == place), None)
        found = opened.do.quality.may_visit(volunteer.id, args.programme, on, site=place)
    shape = {"volunteer": volunteer.id, "site": name, "programme": args.programme, "on": on.isoformat(), **_shape(found)}
    return Answer(dict(shape), (f"{args.programme}: {_said(call.texts, found)}",))


def _card(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.quality.card(opened.do.volunteers.find(call.args.volunteer).id)
    shape = {
        "volunteer": found.volunteer.id,
        "programmes": {programme: _shape(one) for programme, one in found.answers.items()},
        "ends": [{"kind": one.kind, "until": one.until.isoformat()} for one in found.expiries],
    }
    return Answer(dict(shape), tuple(f"{programme}: {_said(call.texts, one)}" for programme, one in found.answers.items()))


def _reminders(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.quality.reminders()
    shape = [
        {"volunteer": one.name, "kind": one.expiry.kind, "until": one.expiry.until.isoformat(), "within": one.within, "days": one.days_left}
        for one in found
    ]
    lines = (f"{call.texts.date(one.expiry.until)} · {one.name} · {call.texts.say(WORDS[one.expiry.kind])}" for one in found)
    return Answer({"reminders": shape}, tuple(lines))


def _suggest(call: Call) -> Answer:
    say = call.texts.say
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.quality.suggest(opened.do.courses.find(call.args.course).id)
    shape = [
        {"volunteer": one.name, "for": list(one.in_favour), "against": list(one.against), "courses": one.courses, **_shape(one.answer)}
        for one in found
    ]
    lines = []
    for one in found:
        against = [*(say(AGAINST[code]) for code in one.against), *(say(WORDS[reason.code]) for reason in one.answer.blocks)]
        lines.append(f"{one.name}: + {', '.join(say(FOR[code]) for code in one.in_favour) or '–'}; - {', '.join(against) or '–'}")
    return Answer({"suggestions": shape}, tuple(lines))


def _gate(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        first = day(call.args.first, opened)
        monday = first - timedelta(days=first.weekday())
        found = opened.do.planning.gate_week(monday)
    lines = (f"{call.texts.date(one.on)} {one.start} · {one.name}" for one in found)
    shape = [{"date": one.on.isoformat(), "start": one.start or None, "volunteer": one.name} for one in found]
    return Answer({"from": monday.isoformat(), "visits": shape}, tuple(lines))


def _alone(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        first = day(call.args.first, opened)
        found = opened.do.planning.needing_another(first, first + timedelta(days=60))
    shape = [
        {"session": one.session, "date": one.on.isoformat(), "start": one.start or None, "who": [_coming(who) for who in one.to_come]}
        for one in found
    ]
    lines = (f"{call.texts.date(one.on)} {one.start} · {_coming_line(call.texts, one.to_come) or '–'}" for one in found)
    return Answer({"visits": shape}, tuple(lines))


def _coming(one: ToCome) -> dict[str, object]:
    return {"volunteer": one.name, **_shape(one.answer)}


def _coming_line(texts: Texts, to_come: Iterable[ToCome]) -> str:
    return ", ".join(f"{who.name} ({_said(texts, who.answer)})" for who in to_come)


def _shape(one: Verdict) -> dict[str, object]:
    ends = one.expires
    return {
        "may_visit": one.allowed,
        "reasons": [_reason(reason) for reason in one.reasons],
        "expires": None if ends is None else {"kind": ends.kind, "until": ends.until.isoformat()},
    }


def _reason(one: Reason) -> dict[str, object]:
    return {"effect": one.effect, "code": one.code, "since": None if one.since is None else one.since.isoformat()}


def _said(texts: Texts, one: Verdict) -> str:
    reasons = "; ".join(texts.say(WORDS[reason.code]) for reason in one.reasons)
    may = texts.say("may visit") if one.allowed else texts.say("may not visit")
    return f"{may} ({reasons})" if reasons else may
