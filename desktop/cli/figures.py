"""`figures`: what is counted, of a year or as of a day; the year page or the status page as PDF with it."""

from collections.abc import Mapping
from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_, InvalidValue
from desktop.figures.values import Arrival, Figures
from desktop.house import OpenVault
from desktop.services.figure_sheet import sheet
from desktop.texts import Texts
from desktop.vault.atomic import write_file

FIRST_YEAR, LAST_YEAR = 1985, 2100
ARRIVALS: Mapping[Arrival, str] = {Arrival.IN: N_("all is in"), Arrival.LATE: N_("late"), Arrival.MISSING: N_("nothing declared")}


def declare(parser: Parser, texts: Texts) -> None:
    parser.add_argument("dir", metavar="DIR", type=Path)
    parser.add_argument("--year", type=int, metavar="Y")
    parser.add_argument("--as-of", metavar="DATE", help=texts.say("today, or the last day of the year, if it is left out"))
    parser.add_argument("--site", metavar="NAME")
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=texts.say("the year page with --year, otherwise the status page"))
    parser.set_defaults(run=_figures)


def _figures(call: Call) -> Answer:
    args = call.args
    require_year(args.year)
    with call.unlocked(args.dir, at_work=True) as opened:
        as_of = None if args.as_of is None else day(args.as_of, opened, N_("As of"))
        found = opened.do.papers.figures(year=args.year, as_of=as_of, site=args.site or "")
        site = opened.do.sites.by_name(args.site).name if args.site else None
        if args.pdf is not None:
            write_file(args.pdf, _page(call, opened, found))
    return Answer(sheet(found, site), tuple(lines(found, call.texts)))


def require_year(year: int | None) -> None:
    """Raises InvalidValue for a year before the service began, in 1985, or one that no clock of ours will see."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValue(field=N_("Year"), reason=N_("there is no such year"))


def _page(call: Call, opened: OpenVault, found: Figures) -> bytes:
    if found.scope.year is not None and not call.args.site:
        return opened.do.papers.year(found.scope.year, found.scope.as_of, call.texts)
    return opened.do.papers.status(found.scope.as_of, call.texts, call.args.site or "")


def lines(found: Figures, texts: Texts) -> list[str]:
    """For people: each figure on a line, its places under it, and how complete the numbers are."""
    said = [texts.say("As of {date}", date=texts.date(found.scope.as_of))]
    for figure in found.figures.values():
        said.append(f"{texts.say(figure.definition.label)}: {_number(figure.value, texts)}")
        said += [f"  {site}: {_number(value, texts)}" for site, value in figure.by_site.items()]
    for one in found.completeness.sites:
        through = "" if one.through is None else f" ({texts.date(one.through)})"
        said.append(f"{one.site}: {texts.say(ARRIVALS[one.state])}{through}")
    return said


def _number(value: int | None, texts: Texts) -> str:
    return "–" if value is None else texts.number(value)
