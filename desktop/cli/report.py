"""`report status|year`: the papers as PDF."""

from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.figures import require_year
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.texts import Texts
from desktop.vault.atomic import write_file


def declare(parser: Parser, texts: Texts) -> None:
    status = parser.verb("status", texts.say("the status page of one place"), _status)
    status.add_argument("--site", metavar="NAME", help=texts.say("this datalager's own place if it is left out"))
    year = parser.verb("year", texts.say("the page of a year"), _year)
    year.add_argument("--year", type=int, metavar="Y", help=texts.say("this year if it is left out"))
    for paper in (status, year):
        paper.add_argument("dir", metavar="DIR", type=Path)
        paper.add_argument("--pdf", required=True, metavar="FILE", type=Path)
        paper.add_argument("--on", metavar="DATE", help=texts.say("as of that day; today if it is left out"))


def _status(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        page = opened.do.papers.status(day(args.on, opened, N_("As of")), call.texts, args.site or "")
    return _written(args.pdf, page)


def _year(call: Call) -> Answer:
    args = call.args
    require_year(args.year)
    with call.unlocked(args.dir, at_work=True) as opened:
        as_of = opened.do.papers.figures(year=args.year).scope.as_of if args.on is None else day(args.on, opened, N_("As of"))
        page = opened.do.papers.year(args.year or as_of.year, as_of, call.texts)
    return _written(args.pdf, page)


def _written(path: Path, page: bytes) -> Answer:
    write_file(path, page)
    return Answer({"pdf": str(path)}, (str(path),))
