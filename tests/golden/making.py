"""Makes the vaults of a case on disk: workbooks brought in by `sheet import`, files exported, taken in at headquarters.

Everything goes through the command line, as a person would do it; nothing is written into a table.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from desktop.house import Settings
from tests.golden import books
from tests.golden.books import Case, write
from tests.golden.recount import Recount
from tests.integration.cli import CHEAP, Line, enrol


@dataclass(frozen=True)
class Made:
    """`hq` and `sites` are vaults, `files` what the sites sent up, `workbooks` what they were made of (place → file)."""

    case: Case
    line: Line
    hq: Path
    sites: dict[str, Path]
    files: list[Path]
    workbooks: dict[str, Path]

    def figures(self, *argv: str, vault: Path | None = None) -> dict[str, Any]:
        return self.line.json("figures", vault or self.hq, *argv)

    def recount(self) -> Recount:
        """From the files as they lie on the disk."""
        sheets = {place: books.read(path) for place, path in self.workbooks.items()}
        return Recount(sheets, self.case.links, self.case.year, self.case.as_of)


def line_in(folder: Path, case: Case) -> Line:
    noon = datetime.combine(case.day, time(11), UTC)
    return Line(folder, Settings(now=lambda: noon, cost=CHEAP, state=folder / "state", memory_security=False, weak_passphrases=True))


def make(case: Case, folder: Path, say: Callable[[str], None] = lambda _line: None) -> Made:
    """The places' vaults and files; headquarters has taken nothing in yet."""
    line = line_in(folder, case)
    hq = line.new("hq", "hq", "Hanne")
    brought(line, hq, write(case.hq, folder / "hq.xlsx"))
    sites, files, workbooks = {}, [], {}
    for number, book in enumerate(case.sites, start=1):
        say(book.name)
        site = line.new(f"site-{number}/site", "site", "Anna")
        enrol(line, hq, site, "--site", book.name)
        workbooks[book.name] = write(book, folder / f"site-{number}.xlsx", danish=number % 2 == 0)
        brought(line, site, workbooks[book.name])
        file = folder / f"site-{number}.indb"
        line.ok("bundle", "export", site, file, "--complete-to", case.as_of.isoformat())
        sites[book.name] = site
        files.append(file)
    return Made(case, line, hq, sites, files, workbooks)


def brought(line: Line, vault: Path, workbook: Path) -> dict[str, Any]:
    """The workbook is taken in whole; a second time nothing of it is saved."""
    report = line.json("sheet", "import", vault, workbook)
    assert report["refused"] == [], report["refused"][:5]
    assert report["held"] == [], report["held"][:5]
    return report


def take(made: Made, order: Sequence[int] | None = None) -> None:
    """Headquarters takes the files in, in the order of the case or another, and then says of whom it knows that they are one."""
    for place in made.case.order if order is None else order:
        made.line.ok("bundle", "import", made.hq, made.files[place])
    asked = made.line.json("hq", "duplicates", made.hq, "--names")["duplicates"]
    for first, second in made.case.links:
        one = next(pair for pair in asked if {(who["site"], who["name"]) for who in (pair["first"], pair["second"])} == {first, second})
        made.line.ok("hq", "link", made.hq, one["first"]["id"], one["second"]["id"])


def again(made: Made, folder: Path) -> Made:
    """A copy of everything, for another order."""
    shutil.copytree(made.line.folder, folder, dirs_exist_ok=True)
    line = line_in(folder, made.case)
    moved = {name: folder / path.relative_to(made.line.folder) for name, path in made.sites.items()}
    files = [folder / path.name for path in made.files]
    return Made(made.case, line, folder / "hq", moved, files, made.workbooks)
