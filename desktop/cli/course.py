"""`course refer|approve|match|consent|end`: a course from the referral to the end."""

from pathlib import Path

from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.domain import Course
from desktop.models.rows.registry import END_REASONS, LEGAL_STATUSES, PURPOSES
from desktop.rules.status import WORDS
from desktop.services.courses import COURSE_PROGRAMMES
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    _declare_refer(parser, texts)
    approve = _of_course(parser, texts.say("one of the two approvals"), "approve", _approve)
    approve.add_argument("--by", required=True, choices=("staff", "leader"))
    approve.add_argument("--on", metavar="DATE")
    match = _of_course(parser, texts.say("a volunteer on the course"), "match", _match)
    match.add_argument("--volunteer", required=True, metavar="NAME")
    match.add_argument("--from", dest="from_on", metavar="DATE")
    consent = _of_course(parser, texts.say("what the participant agrees to"), "consent", _consent)
    consent.add_argument("--purpose", required=True, metavar="PURPOSE", help=", ".join(PURPOSES))
    consent.add_argument("--on", metavar="DATE")
    end = _of_course(parser, texts.say("the course ends"), "end", _end)
    end.add_argument("--on", metavar="DATE")
    end.add_argument("--reason", required=True, metavar="REASON", help=", ".join(END_REASONS))


def _declare_refer(parser: Parser, texts: Texts) -> None:
    refer = parser.verb("refer", texts.say("a new participant with a first course; the alias is printed"), _refer)
    refer.add_argument("dir", metavar="DIR", type=Path)
    refer.add_argument("--programme", required=True, type=str.upper, metavar="PROGRAMME", help=", ".join(COURSE_PROGRAMMES))
    refer.add_argument("--given", required=True, metavar="NAME")
    refer.add_argument("--family", required=True, metavar="NAME")
    refer.add_argument("--birth-date", metavar="DATE")
    refer.add_argument("--gender", default="", metavar="f|m|x")
    refer.add_argument("--legal-status", default="", type=str.upper, metavar="STATUS", help=", ".join(LEGAL_STATUSES))
    refer.add_argument("--referred-on", metavar="DATE")
    refer.add_argument("--alias", metavar="ALIAS", help=texts.say("drawn from the list if it is left out"))
    refer.add_argument("--consent", nargs="+", action="extend", default=[], metavar="PURPOSE", help=", ".join(PURPOSES))


def _of_course(parser: Parser, about: str, verb: str, run: Run) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    return made


def _refer(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        courses = opened.do.courses
        made = courses.refer(
            args.programme,
            args.given,
            args.family,
            maybe_day(args.birth_date, opened, N_("Date of birth")),
            args.gender,
            args.legal_status,
            day(args.referred_on, opened, N_("Referred on")),
            args.alias,
            args.consent,
        )
        alias = next(one.alias for one in courses.participants() if one.id == made.participant)
    return Answer({"alias": alias, "participant": made.participant, "course": made.course}, (alias,))


def _approve(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.approve(course.id, call.args.by, day(call.args.on, opened, N_("Approved on")))
        return _stands(call, opened, course)


def _match(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        volunteer = opened.do.volunteers.find(call.args.volunteer)
        opened.do.courses.match(course.id, volunteer.id, day(call.args.from_on, opened, N_("From")))
        return _stands(call, opened, course)


def _consent(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.consent(course.participant, call.args.purpose, day(call.args.on, opened, N_("Given on")))
        return _stands(call, opened, course)


def _end(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.end(course.id, day(call.args.on, opened, N_("Ended on")), call.args.reason)
        return _stands(call, opened, course)


def _stands(call: Call, opened: OpenVault, course: Course) -> Answer:
    """How the course stands today."""
    status = opened.do.courses.status(course.id, opened.context.today())
    return Answer({"course": course.id, "status": status.value}, (f"{call.args.course}: {call.texts.say(WORDS[status])}",))
