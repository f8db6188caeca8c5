"""`course …`: a course from the referral to the end. What becomes of the participant's stay is in cli.stays."""

from pathlib import Path

from desktop.cli import moving, stays
from desktop.cli.call import Call, day, maybe_day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.domain import Course
from desktop.models.rows.fields import CONFIRMERS, END_REASONS, GUARDIAN_REASONS, LEGAL_STATUSES, LEVELS, PAUSE_CAUSES, PURPOSES, SOURCES
from desktop.rules.status import WORDS
from desktop.services.courses import COURSE_PROGRAMMES, Details
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    _declare_refer(parser, texts)
    again = _of_course(parser, texts.say("a further course of a known participant, named by a course"), "refer-again", _refer_again)
    again.add_argument("--programme", required=True, type=str.upper, metavar="PROGRAMME", help=", ".join(COURSE_PROGRAMMES))
    _add_details(again, texts)
    rename = _of_course(parser, texts.say("another alias for the participant; it is printed"), "rename", _rename)
    rename.add_argument("--alias", metavar="ALIAS", help=texts.say("drawn from the list if it is left out"))
    _declare_decisions(parser, texts)
    match = _of_course(parser, texts.say("a volunteer on the course"), "match", _match)
    match.add_argument("--volunteer", required=True, metavar="NAME")
    match.add_argument("--from", dest="from_on", metavar="DATE")
    _declare_lasting(parser, texts)
    stays.declare(parser, texts)
    moving.declare_course(parser, texts)


def _declare_refer(parser: Parser, texts: Texts) -> None:
    refer = parser.verb("refer", texts.say("a new participant with a first course; the alias is printed"), _refer)
    refer.add_argument("dir", metavar="DIR", type=Path)
    refer.add_argument("--programme", required=True, type=str.upper, metavar="PROGRAMME", help=", ".join(COURSE_PROGRAMMES))
    refer.add_argument("--given", required=True, metavar="NAME")
    refer.add_argument("--family", required=True, metavar="NAME")
    refer.add_argument("--birth-date", metavar="DATE")
    refer.add_argument("--gender", default="", metavar="f|m|x")
    refer.add_argument("--alias", metavar="ALIAS", help=texts.say("drawn from the list if it is left out"))
    refer.add_argument("--consent", nargs="+", action="extend", default=[], metavar="PURPOSE", help=", ".join(PURPOSES))
    _add_details(refer, texts)


def _add_details(parser: Parser, texts: Texts) -> None:
    parser.add_argument("--referred-on", metavar="DATE")
    parser.add_argument("--legal-status", default="", type=str.upper, metavar="STATUS", help=", ".join(LEGAL_STATUSES))
    parser.add_argument("--source", default="", metavar="SOURCE", help=", ".join(SOURCES))
    parser.add_argument("--language", default="", metavar="LANGUAGE", help=texts.say("the wished language, until the match"))
    parser.add_argument("--guardian-on", metavar="DATE", help=texts.say("the day of the guardian's consent"))
    parser.add_argument("--guardian-reason", default="", metavar="REASON", help=", ".join(GUARDIAN_REASONS))
    parser.add_argument("--expected-release", default="", metavar="MONTH")
    parser.add_argument("--subject", default="", metavar="SUBJECT")
    parser.add_argument("--level", default="", metavar="LEVEL", help=", ".join(LEVELS))
    parser.add_argument("--exam", default="", metavar="MONTH")


def _rename(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        courses = opened.do.courses
        alias = courses.rename(courses.find(args.course, even_over=True).id, args.alias)
    return Answer({"alias": alias}, (alias,))


def _declare_decisions(parser: Parser, texts: Texts) -> None:
    approve = _of_course(parser, texts.say("one of the two approvals"), "approve", _approve)
    approve.add_argument("--by", required=True, choices=("staff", "leader"))
    approve.add_argument("--on", metavar="DATE")
    for verb, about, run in (
        ("decline", texts.say("the referral is not approved; why is kept nowhere"), _decline),
        ("withdraw", texts.say("the referral is called back"), _withdraw),
    ):
        _of_course(parser, about, verb, run).add_argument("--on", metavar="DATE")
    criteria = _of_course(parser, texts.say("all criteria of the programme are met"), "criteria", _criteria)
    criteria.add_argument("--by", required=True, type=str.upper, choices=CONFIRMERS)
    criteria.add_argument("--on", metavar="DATE")
    guardian = _of_course(parser, texts.say("the consent of a young participant's guardian, or why there is none"), "guardian", _guardian)
    guardian.add_argument("--on", metavar="DATE")
    guardian.add_argument("--reason", default="", metavar="REASON", help=", ".join(GUARDIAN_REASONS))
    consent = _of_course(parser, texts.say("what the participant agrees to"), "consent", _consent)
    consent.add_argument("--purpose", required=True, metavar="PURPOSE", help=", ".join(PURPOSES))
    consent.add_argument("--on", metavar="DATE")
    consent.add_argument("--withdrawn", action="store_true", help=texts.say("the consent is taken back"))


def _declare_lasting(parser: Parser, texts: Texts) -> None:
    pause = _of_course(parser, texts.say("the course stands still"), "pause", _pause)
    pause.add_argument("--from", dest="from_on", metavar="DATE")
    pause.add_argument("--cause", default="leader", metavar="CAUSE", help=", ".join(PAUSE_CAUSES))
    _of_course(parser, texts.say("the course goes on"), "resume", _resume).add_argument("--on", metavar="DATE")
    end = _of_course(parser, texts.say("the course ends"), "end", _end)
    end.add_argument("--on", metavar="DATE")
    end.add_argument("--reason", required=True, metavar="REASON", help=", ".join(END_REASONS))
    extend = _of_course(parser, texts.say("headquarters puts off the planned end"), "extend", _extend)
    extend.add_argument("--to", required=True, metavar="DATE")
    further = _of_course(parser, texts.say("a new course that goes on from this one"), "continue", _continue)
    further.add_argument("--on", metavar="DATE")
    further.add_argument("--programme", default="", type=str.upper, metavar="PROGRAMME")
    reminders = parser.verb("reminders", texts.say("what the clocks of the courses ask"), stays.reminders)
    reminders.add_argument("dir", metavar="DIR", type=Path)
    reminders.add_argument("--on", metavar="DATE")


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
            _details(call, opened),
        )
        alias = next(one.alias for one in courses.participants() if one.id == made.participant)
    return Answer({"alias": alias, "participant": made.participant, "course": made.course}, (alias,))


def _refer_again(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        known = opened.do.courses.find(args.course, even_over=True)
        on = day(args.referred_on, opened, N_("Referred on"))
        made = opened.do.courses.refer_again(
            known.participant, args.programme, on, legal_status=args.legal_status, details=_details(call, opened)
        )
        return _new(call, opened, made)


def _details(call: Call, opened: OpenVault) -> Details:
    args = call.args
    guardian_on = maybe_day(args.guardian_on, opened, N_("Guardian"))
    return Details(
        args.source, args.language, guardian_on, args.guardian_reason, args.expected_release, args.subject, args.level, args.exam
    )


def _approve(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.approve(course.id, call.args.by, day(call.args.on, opened, N_("Approved on")))
        return _stands(call, opened, course)


def _decline(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.decline(course.id, day(call.args.on, opened, N_("Declined on")))
        return _stands(call, opened, course)


def _withdraw(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.withdraw_referral(course.id, day(call.args.on, opened, N_("Called back on")))
        return _stands(call, opened, course)


def _criteria(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.confirm_criteria(course.id, day(call.args.on, opened, N_("Confirmed on")), call.args.by)
        return _stands(call, opened, course)


def _guardian(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.guardian(course.participant, maybe_day(call.args.on, opened, N_("Guardian")), call.args.reason)
        return _stands(call, opened, course)


def _match(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        volunteer = opened.do.volunteers.find(call.args.volunteer)
        opened.do.courses.match(course.id, volunteer.id, day(call.args.from_on, opened, N_("From")))
        return _stands(call, opened, course)


def _consent(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        courses, course = opened.do.courses, opened.do.courses.find(call.args.course)
        if call.args.withdrawn:
            courses.withdraw_consent(course.participant, call.args.purpose, day(call.args.on, opened, N_("Withdrawn on")))
        else:
            courses.consent(course.participant, call.args.purpose, day(call.args.on, opened, N_("Given on")))
        return _stands(call, opened, course)


def _pause(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.pause(course.id, day(call.args.from_on, opened, N_("From")), call.args.cause)
        return _stands(call, opened, course)


def _resume(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.resume(course.id, day(call.args.on, opened, N_("Goes on")))
        return _stands(call, opened, course)


def _end(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.end(course.id, day(call.args.on, opened, N_("Ended on")), call.args.reason)
        return _stands(call, opened, course)


def _extend(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        course = opened.do.courses.find(call.args.course)
        opened.do.courses.extend(course.id, day(call.args.to, opened, N_("Extended to")))
        return _stands(call, opened, course)


def _continue(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        course = opened.do.courses.find(call.args.course, even_over=True)
        made = opened.do.courses.continue_from(course.id, day(call.args.on, opened, N_("Referred on")), call.args.programme)
        return _new(call, opened, made)


def _new(call: Call, opened: OpenVault, made: str) -> Answer:
    line = next(one for one in opened.do.courses.list() if one.course.id == made)
    named = f"{line.alias}/{line.course.programme}"
    shape: dict[str, object] = {"course": made, "name": named, "status": line.status.value}
    return Answer(shape, (f"{named}: {call.texts.say(WORDS[line.status])}",))


def _stands(call: Call, opened: OpenVault, course: Course) -> Answer:
    return stays.stands(call, opened, course)
