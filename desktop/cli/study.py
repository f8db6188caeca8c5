"""`study course|exam|result|interrupt|resume|list`: study support."""

from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser, Run
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.models.rows.fields import LEVELS, RESULTS
from desktop.models.rows.groups import Exam
from desktop.rules.findings import WORDS
from desktop.rules.study import BY_TRANSFER
from desktop.rules.study import RESULTS as SAID
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    studied = _of_course(parser, texts.say("what is studied"), "course", _study)
    exam = _of_course(parser, texts.say("an exam to come"), "exam", _exam)
    result = _of_course(parser, texts.say("how an exam went, without a grade"), "result", _result)
    for made in (studied, exam, result):
        made.add_argument("--subject", required=True, metavar="TEXT")
        made.add_argument("--level", required=True, choices=LEVELS, metavar="LEVEL", help=", ".join(LEVELS))
        made.add_argument("--month", required=made is not studied, default="", metavar="YYYY-MM")
    result.add_argument("--result", required=True, choices=RESULTS, metavar="RESULT", help=", ".join(RESULTS))
    result.add_argument("--again", action="store_true", help=texts.say("enrolled once more"))
    for verb, about, run in (
        ("interrupt", texts.say("a transfer interrupts the study"), _interrupt),
        ("resume", texts.say("the study goes on"), _resume),
    ):
        _of_course(parser, about, verb, run).add_argument("--on", metavar="DATE")
    _of_course(parser, texts.say("exams, and what transfers took"), "list", _list)


def _of_course(parser: Parser, about: str, verb: str, run: Run) -> Parser:
    made = parser.verb(verb, about, run)
    made.add_argument("dir", metavar="DIR", type=Path)
    made.add_argument("--course", required=True, metavar="[SITE/]ALIAS/PROGRAMME")
    return made


def _study(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        words = opened.do.study.study(_course(call, opened), args.subject, args.level, args.month)
    return Answer({"words": list(words)}, (call.texts.say("Written down."),))


def _exam(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        made = opened.do.study.exam(_course(call, opened), args.subject, args.level, args.month)
    return Answer({"exam": made}, (call.texts.say("Written down."),))


def _result(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        exam = opened.do.study.exam(_course(call, opened), args.subject, args.level, args.month)
        opened.do.study.result(exam, args.result)
        if args.again:
            opened.do.study.again(exam)
    return Answer({"exam": exam}, (call.texts.say("Written down."),))


def _interrupt(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.courses.pause(_course(call, opened), day(call.args.on, opened, N_("From")), BY_TRANSFER)
    return Answer({}, (call.texts.say("Written down."),))


def _resume(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.courses.resume(_course(call, opened), day(call.args.on, opened, N_("Goes on")))
    return Answer({}, (call.texts.say("Written down."),))


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        course = _course(call, opened)
        exams, breaks = opened.do.study.exams(course), opened.do.study.interruptions(course)
        found = opened.do.study.found(course)
    gaps: list[Shape] = [{"from": one.from_on.isoformat(), "to": one.to_on and one.to_on.isoformat(), "weeks": one.weeks} for one in breaks]
    shape: Shape = {"exams": [_shape(one) for one in exams], "interruptions": gaps, "findings": list(found)}
    said = (f"{one.exam_month} {one.subject}: {call.texts.say(SAID[one.result]) if one.result in SAID else ''}".rstrip() for one in exams)
    return Answer(shape, (*said, *(call.texts.say(WORDS[code]) for code in found)))


def _shape(one: Exam) -> Shape:
    return {
        "exam": one.id,
        "subject": one.subject,
        "level": one.level,
        "month": one.exam_month,
        "result": one.result or None,
        "again": one.again,
    }


def _course(call: Call, opened: OpenVault) -> str:
    return opened.do.courses.find(call.args.course).id
