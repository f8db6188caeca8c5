"""`year close`: a year's figures are frozen, in its next revision."""

from pathlib import Path

from desktop.cli.call import Call
from desktop.cli.figures import lines, require_year
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.services.figure_sheet import sheet
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    close = parser.verb("close", texts.say("freeze a year's figures; what came since the last time makes a revision"), _close)
    close.add_argument("dir", metavar="DIR", type=Path)
    close.add_argument("--year", type=int, metavar="Y", required=True)


def _close(call: Call) -> Answer:
    args = call.args
    require_year(args.year)
    with call.unlocked(args.dir, at_work=True) as opened:
        found = opened.do.year_close.close(args.year)
    gaps = tuple(one.site for one in found.completeness.sites if one.state.value != "in")
    remarks = (call.texts.say("Not all is typed in at: {places}", places=", ".join(gaps)),) if gaps else ()
    return Answer({**sheet(found), "gaps": list(gaps)}, tuple(lines(found, call.texts)), remarks)
