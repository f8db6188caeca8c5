"""`figures`: what is counted, of a year or as of a day; the year page or the status page as PDF with it."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from desktop.cli.call import Call, maybe_day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_, InvalidValue, WrongUse
from desktop.figures.shown import UNKNOWN
from desktop.figures.values import Arrival, Figure, Figures
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
    parser.add_argument("--since", metavar="DATE", help=texts.say("courses started from that day on"))
    parser.add_argument("--snapshot", metavar="DATE", help=texts.say("the day of the earlier number"))
    parser.add_argument("--revision", type=int, metavar="N", help=texts.say("a closed year as it was closed"))
    parser.add_argument("--behind", metavar="FIGURE", help=texts.say("the list behind a figure"))
    parser.add_argument("--public", action="store_true", help=texts.say("for the public; that is not made yet"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=texts.say("the year page with --year, otherwise the status page"))
    parser.add_argument("--xlsx", metavar="FILE", type=Path, help=texts.say("every number with its definition, as a spreadsheet"))
    parser.set_defaults(run=_figures)


def _figures(call: Call) -> Answer:
    args = call.args
    require_year(args.year)
    _require_sense(args)
    with call.unlocked(args.dir, at_work=True) as opened:
        site = opened.do.sites.by_name(args.site).name if args.site else None
        if args.behind is not None:
            return _behind(call, opened)
        found = _found(call, opened)
        if args.pdf is not None:
            write_file(args.pdf, _page(call, opened, found))
        if args.xlsx is not None:
            write_file(args.xlsx, opened.do.papers.book(found, call.texts))
    return Answer(sheet(found, site), tuple(lines(found, call.texts)))


def _require_sense(args: argparse.Namespace) -> None:
    """Raises WrongUse."""
    if args.public:
        raise WrongUse(hint=N_("figures for the public are not made yet; those of this command are exact and for internal use"))
    if args.revision is not None and (args.year is None or args.site or args.as_of):
        raise WrongUse(hint=N_("a revision is that of a whole year; say the year alone with it"))


def _found(call: Call, opened: OpenVault) -> Figures:
    args = call.args
    if args.revision is not None:
        return opened.do.year_close.revision(args.year, args.revision)
    return opened.do.papers.figures(
        year=args.year,
        as_of=maybe_day(args.as_of, opened, N_("As of")),
        site=args.site or "",
        since=maybe_day(args.since, opened, N_("Since")),
        snapshot=maybe_day(args.snapshot, opened, N_("Earlier number")),
    )


def _behind(call: Call, opened: OpenVault) -> Answer:
    args = call.args
    rows = opened.do.papers.behind(args.behind, year=args.year, as_of=maybe_day(args.as_of, opened, N_("As of")), site=args.site or "")
    names = {site.id: site.name for site in opened.do.sites.list()}
    shape = [{"table": one.table, "row": one.row, "site": names.get(one.site, one.site) or None, "count": one.count} for one in rows]
    said = tuple(f"{one.table}/{one.row}  {names.get(one.site, one.site)}  {one.count}" for one in rows)
    return Answer({"figure": args.behind, "behind": shape}, said)


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
    if found.revised:
        said.append(texts.say("Revised: revision {number}", number=found.revision))
    elif found.closed:
        said.append(texts.say("Closed: revision {number}", number=found.revision))
    for figure in found.figures.values():
        said.append(f"{texts.say(figure.definition.label)}: {_number(figure, figure.value, texts)}")
        said += [f"  {site}: {_number(figure, value, texts)}" for site, value in figure.by_site.items()]
    for one in found.completeness.sites:
        through = "" if one.through is None else f" ({texts.date(one.through)})"
        said.append(f"{one.site}: {texts.say(ARRIVALS[one.state])}{through}")
    return said


def _number(figure: Figure, value: int | None, texts: Texts) -> str:
    if value is None:
        return UNKNOWN
    return texts.tenths(value) if figure.definition.tenths else texts.number(value)
