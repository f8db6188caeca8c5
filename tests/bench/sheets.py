"""Import of a spreadsheet of visits beside reading it barely and writing the same rows; its memory in a process of its own."""

import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter
from sqlalchemy import Connection

from tests.bench.measure import Pair, alternately, timed
from tests.bench.rows import Chunk, chunks, insert, last_entry
from tests.bench.world import LAST, World

VISITS_OF_ONE = 50
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiouy"
REACH = 15.0
"""Nothing was promised of it: what holds today, every cell guarded and every row judged, so that a loss is seen."""
CHUNK = 5000


def workbook(path: Path, visits: int) -> Path:
    """Participants with their consents, courses and matches, and `visits` rows of visits by date, as people keep them."""
    aliases = [f"{a}{b}{c}ik".title() for a in CONSONANTS for b in VOWELS for c in CONSONANTS][: max(1, visits // VISITS_OF_ONE)]
    volunteers = [f"Vilma {letter}vig" for letter in CONSONANTS]
    begun = LAST - timedelta(days=7 * VISITS_OF_ONE + 30)
    course = ("VISITING", begun, begun, begun)
    sheets: dict[str, list[tuple[object, ...]]] = {
        "Volunteers": [("given_name", "family_name", "joined_on"), *((*name.split(), begun) for name in volunteers)],
        "Participants": [
            ("alias", "given_name", "family_name", "birth_date"),
            *((alias, f"Konrad{alias}", "Prøve", date(1990, 1, 1)) for alias in aliases),
        ],
        "Consents": [
            ("participant", "purpose", "given_on"),
            *((alias, purpose, begun) for alias in aliases for purpose in ("processing", "transfer")),
        ],
        "Courses": [
            ("participant", "programme", "referred_on", "staff_approval_on", "leader_approval_on"),
            *((alias, *course) for alias in aliases),
        ],
        "Matches": [
            ("participant", "programme", "volunteer", "from"),
            *((alias, "VISITING", volunteers[place % len(volunteers)], begun) for place, alias in enumerate(aliases)),
        ],
        "Sessions": [
            ("participant", "programme", "date", "minutes", "outcome", "present", "volunteers"),
            *(
                (alias, "VISITING", begun + timedelta(days=7 * week), 60, "held", "no", volunteers[place % len(volunteers)])
                for week in range(-(-visits // len(aliases)))
                for place, alias in enumerate(aliases)
            ),
        ],
    }
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd-mm-yyyy"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows[: visits + 1] if title == "Sessions" else rows):
                sheet.write_row(number, 0, row)
    return path


def fresh(world: World) -> Path:
    """A copy of the site's vault in which the workbook has not been imported."""
    copy = world.folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(world.site, copy / "vault")
    return copy / "vault"


def importing(world: World, visits: int, rounds: int) -> Pair:
    file = workbook(world.folder / "visits.xlsx", visits)
    written = _written(world, file, visits)

    def ours() -> float:
        with world.open(fresh(world)) as site:
            return timed(lambda: site.do.sheets.take(file))

    def floor() -> float:
        with world.open(fresh(world)) as site, site.store.upgrading() as connection, site.store.gate.open():
            return timed(lambda: _barely(connection, file, written))

    pair = alternately(ours, floor, rounds)
    return Pair(f"spreadsheet, {visits} visits", "openpyxl alone + executemany of the same log, visit and who-came rows", *pair, REACH)


def _barely(connection: Connection, file: Path, written: list[Chunk]) -> None:
    _read(file)
    for one in written:
        insert(connection, one.rows)


def _written(world: World, file: Path, visits: int) -> list[Chunk]:
    """Imports once, to know the rows."""
    with world.open(fresh(world)) as site:
        with site.store.reading() as reading:
            before = last_entry(reading.connection)
        report = site.do.sheets.take(file)
        assert not report.refused, report.refused[:3]
        assert report.saved > visits, report
        with site.store.reading() as reading:
            return chunks(reading.connection, before, CHUNK)


def _read(file: Path) -> int:
    book = openpyxl.load_workbook(file, read_only=True)
    count = sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    book.close()
    return count


def memory(world: World, visits: int) -> dict[str, float]:
    """One import in a new process: {"seconds", "mebibytes"}."""
    file = workbook(world.folder / f"{visits}.xlsx", visits)
    arguments = [sys.executable, "-m", "tests.bench.sheet_child", str(fresh(world)), str(file)]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)  # noqa: S603 - this very interpreter and file
    found: dict[str, float] = json.loads(done.stdout)
    return found
