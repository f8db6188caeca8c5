"""What leaves as a spreadsheet: by alias, without what never leaves, harmless in any program, and audited first."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from desktop.errors import NotAllowed
from desktop.reports.workbook_writing import harmless
from desktop.rules.sheets.columns import SHEETS
from desktop.services.audience import EVERYONE
from desktop.services.sheets.exporting import NEVER, SheetExporting
from desktop.services.sheets.importing import SheetImporting
from desktop.services.sheets.template import template
from desktop.texts import Texts
from desktop.vault.atomic import written
from tests.integration.services import vaults
from tests.integration.services.books import BOOK, write
from tests.integration.services.vaults import Bench

DANISH, ENGLISH = Texts("da"), Texts("en")


def exported(bench: Bench, path: Path, texts: Texts = DANISH, *sheets: str, names: bool = False) -> dict[str, list[tuple[object, ...]]]:
    SheetExporting(bench.context, bench.identities).export(written(path), texts, sheets, names=names)
    return read(path)


def read(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


@pytest.fixture
def full(site: Bench, tmp_path: Path) -> Bench:
    importing = SheetImporting(site.context, site.identities, vaults.ALIASES)
    assert importing.take(write(tmp_path / "in.xlsx", BOOK)).refused == []
    return site


def test_an_export_speaks_of_aliases_and_leaves_out_names_notes_and_control(full: Bench, tmp_path: Path) -> None:
    found = exported(full, tmp_path / "out.xlsx")
    assert set(found) == {sheet.danish for sheet in SHEETS if sheet.name not in NEVER}
    heading, *people = found["Deltagere"]
    assert heading[0] == "alias"
    assert sorted((row[0], row[1], row[2], row[3]) for row in people) == [("Bøgetræ", None, None, None), ("Ravn", None, None, None)]
    whole = (tmp_path / "out.xlsx").read_bytes(), str(found)
    for never in ("Konrad", "Testmand", "matematikbog", "besøgskontrol", "1991"):
        assert never not in whole[1]
    visit = found["Besøg"][1]
    assert visit[:3] == ("Ravn", "Fængselsbesøgstjenesten", datetime(2026, 1, 15))  # noqa: DTZ001 - a spreadsheet knows no zone
    assert "Vilma Prøvesen" in visit


def test_names_are_given_where_a_leader_asks_and_each_export_is_audited_first(full: Bench, tmp_path: Path) -> None:
    before = len(full.audited())
    found = exported(full, tmp_path / "out.xlsx", ENGLISH, "Participants", names=True)
    assert list(found) == ["Participants"]
    assert ("Ravn", "Konrad", "Testmand") in [row[:3] for row in found["Participants"]]
    audited = full.audited()[before:]
    assert [(verb, tab) for verb, tab, _ in audited] == [("export", "sheet"), ("open", "identity")]
    assert audited[0][2] == "Participants"


@pytest.mark.parametrize("texts", [DANISH, ENGLISH], ids=["da", "en"])
@pytest.mark.parametrize("names", [False, True])
def test_what_was_exported_is_known_when_it_comes_back(full: Bench, tmp_path: Path, texts: Texts, names: bool) -> None:
    exported(full, tmp_path / "out.xlsx", texts, names=names)
    report = SheetImporting(full.context, full.identities, vaults.ALIASES).take(tmp_path / "out.xlsx")
    assert (report.saved, report.refused, report.remarks) == (0, [], [])
    assert report.rows == report.same > 10


def test_headquarters_says_where_an_alias_belongs_and_opens_no_names(hq: Bench, tmp_path: Path) -> None:
    with hq.store.writing(hq.context.author) as work:
        work.put("site", "c" * 32, "facts", {"name": "Nordby Fængsel", "type": "CLOSED", "municipality": ""}, EVERYONE)
    with hq.store.upgrading() as connection, hq.store.gate.open():
        connection.exec_driver_sql("INSERT INTO participant (id, state, alias, site) VALUES (?, 'live', 'Ravn', ?)", ("d" * 32, "c" * 32))
        connection.exec_driver_sql(
            "INSERT INTO consent (id, state, participant, purpose, given_on) VALUES (?, 'live', ?, 'transfer', '2026-01-01')",
            ("e" * 32, "d" * 32),
        )
    found = exported(hq, tmp_path / "out.xlsx")
    assert found["Samtykker"][1][0] == "Nordby Fængsel/Ravn"
    with pytest.raises(NotAllowed):
        exported(hq, tmp_path / "names.xlsx", names=True)
    assert not (tmp_path / "names.xlsx").exists()


def test_a_volunteer_exports_nothing(make: Callable[..., Bench], tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        exported(make("volunteer", site="a" * 32, volunteer="b" * 32), tmp_path / "out.xlsx")


@pytest.mark.parametrize("typed", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("x")'])
def test_no_text_becomes_a_formula(hq: Bench, tmp_path: Path, typed: str) -> None:
    with hq.store.writing(hq.context.author) as work:
        work.put("site", "c" * 32, "facts", {"name": typed, "type": "CLOSED", "municipality": "Nordby"}, EVERYONE)
    exported(hq, tmp_path / "out.xlsx", DANISH, "Sites")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]["A2"]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")
    assert harmless("Nordby") == "Nordby"


@pytest.mark.parametrize("texts", [DANISH, ENGLISH], ids=["da", "en"])
def test_the_template_has_every_heading_explains_itself_and_imports_as_empty(site: Bench, tmp_path: Path, texts: Texts) -> None:
    path = written(tmp_path / "t.xlsx")(template(texts))
    found = read(path)
    titles = [sheet.danish if texts.lang == "da" else sheet.name for sheet in SHEETS]
    assert [title for title in found if title in titles] == titles
    for sheet, title in zip(SHEETS, titles, strict=True):
        assert list(found[title][0]) == [column.danish if texts.lang == "da" else column.name for column in sheet.columns]
    book = openpyxl.load_workbook(path)
    outcomes = book[titles[10]]
    assert outcomes["F1"].comment is not None
    assert any("F2" in str(rule.sqref) for rule in outcomes.data_validations.dataValidation)
    report = SheetImporting(site.context, site.identities, vaults.ALIASES).take(path)
    assert (report.rows, report.refused, report.remarks) == (0, [], [])


def test_a_template_filled_in_by_a_person_comes_in(site: Bench, tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx")(template(DANISH))
    book = openpyxl.load_workbook(path)
    book["Frivillige"].append(["Vilma", "Prøvesen", date(1991, 7, 14), "besøgsven", None, date(2024, 1, 1)])
    book.save(path)
    report = SheetImporting(site.context, site.identities, vaults.ALIASES).take(path)
    assert (report.saved, report.refused) == (1, [])
