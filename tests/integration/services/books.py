"""Workbooks for tests: written as people write them, read back as a program reads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from desktop.services.sheets.importing import SheetImporting
from desktop.services.sheets.report import Report
from desktop.store.repositories import live
from desktop.store.repositories.live import LiveRow
from tests.integration.services.vaults import Bench

Rows = Sequence[Sequence[object]]
"""The first row holds the headings."""


def write(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]], *, dates: str = "dd-mm-yyyy") -> Path:
    """A workbook with these sheets; date values become real date cells."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": dates, "strings_to_formulas": False, "strings_to_urls": False})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


BOOK: dict[str, Rows] = {
    "Frivillige": [
        ["Fornavn", "Efternavn", "Fødselsdato", "Roller", "Sprog", "Begyndt"],
        ["Vilma", "Prøvesen", "14-07-1991", "besøgsven; mentor", "dansk, arabisk", date(2023, 9, 1)],
        ["Bo", "Berg", "1.2.80", "mentor", None, "1.9.23"],
    ],
    "Kvalifikationer": [
        ["frivillig", "trin", "dato", "gyldig til", "version"],
        ["Vilma Prøvesen", "Sikkerhedsgodkendelse", "1-10-2025", "1-10-2027", None],
        ["vilma proevesen", "tavshedserklæring", "1-10-2025", None, "2024"],
    ],
    "Deltagere": [
        ["Alias", "Fornavn", "Efternavn", "Fødselsdato", "Køn", "Retslig status", "Sted"],
        ["Ravn", "Konrad", "Testmand", "14-07-1991", "mand", "afsoning", "Nordby"],
        [None, None, None, None, None, None, None],
        ["Bøgetræ", "Åse", "Prøve", date(2007, 3, 1), "k", "varetægt", None],
    ],
    "Samtykker": [
        ["deltager", "formål", "givet", "trukket tilbage"],
        ["Ravn", "behandling", "5-1-2026", None],
        ["ravn", "overførsel", "5/1/2026", None],
        ["BOEGETRAE", "behandling", "2026-01-05", None],
    ],
    "Forløb": [
        ["deltager", "program", "henvist", "godkendt af fængslet", "godkendt af besøgsleder", "løsladelse"],
        ["Ravn", "besøgstjenesten", "5-1-2026", "8-1-2026", "9-1-2026", None],
        ["Bøgetræ", "KICKSTART", "5-1-2026", "8-1-2026", None, "1-12-2026"],
    ],
    "Match": [["deltager", "program", "frivillig", "fra", "til"], ["Ravn", "VISITING", "Vilma Prøvesen", "10-1-2026", None]],
    "Besøg": [
        ["deltager", "program", "dato", "minutter", "form", "udfald", "andre til stede", "frivillige", "næste dato", "note"],
        ["Ravn", "Visiting", "15-1-2026", 90, "fysisk", "afholdt", "nej", "Vilma Prøvesen", "29-1-2026", None],
        ["Ravn", "Visiting", "29-1-2026", "1:30", None, "Afholdt", None, "Vilma Prøvesen; Bo Berg", None, "tag matematikbog B med"],
        ["Ravn", "Visiting", "12-2-2026", None, None, "aflyst af fængslet: bemanding", None, None, None, None],
    ],
    "Restriktioner": [["deltager", "slags", "fra", "til"], ["Ravn", "brev- og besøgskontrol", "1-1-2026", "1-2-2026"]],
    "Fællesaktiviteter": [
        ["dato", "slags", "betegnelse", "status", "gentagelse", "indsatte", "frivillige", "tællemåde"],
        ["1-2-2026", "gudstjeneste", None, "afholdt", "månedlig", 12, 2, None],
        ["påsken 2026", "bingo", "påskebingo", "planlagt", None, None, None, None],
    ],
    "Øjebliksbilleder": [
        ["sted", "dato", "tal", "værdi", "kilde"],
        ["Nordby", "31-12-2025", "active_now VISITING", 18, "det gamle regneark"],
    ],
}


def refused(report: Report) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, type(one.error).__name__) for one in report.refused]


def rows(bench: Bench, table: str, **said: str) -> list[LiveRow]:
    with bench.store.reading() as reading:
        return list(live.where(reading.connection, table, **said))


def head(bench: Bench) -> object:
    with bench.store.reading() as reading:
        return reading.head()


def take(importing: SheetImporting, tmp_path: Path, sheets: Mapping[str, Rows], *, dry_run: bool = False) -> Report:
    return importing.take(write(tmp_path / "one.xlsx", sheets), dry_run=dry_run)
