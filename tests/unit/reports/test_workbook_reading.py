"""Workbooks as they come: read row by row, or refused with a sentence whatever is wrong with them."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import NotASpreadsheet, SpreadsheetTooLarge, StorageError, WorldFault
from desktop.reports import workbook_reading
from desktop.reports.workbook_reading import Row, open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def made(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet("Besøg")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def everything(path: Path) -> list[Row]:
    with open_workbook(path) as book:
        return [row for title in book.titles for row in book.rows(title)]


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The same archive with one part changed."""
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return path


def test_rows_come_with_their_numbers_and_empty_ones_are_left_out(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", [["dato", "ja", "tal"], [], [date(2026, 3, 1), True, 90], [None, None, 1.5]])
    assert everything(path) == [(1, ("dato", "ja", "tal")), (3, (datetime(2026, 3, 1), True, 90)), (4, (None, None, 1.5))]  # noqa: DTZ001 - a spreadsheet knows no zone
    with open_workbook(path) as book:
        assert book.titles == ("Besøg",)
        assert book.length("Besøg") == 4


def test_the_values_that_a_formula_had_are_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, "=1+1", None, 2)
    book.close()
    assert everything(tmp_path / "f.xlsx") == [(1, (2,))]


def test_a_time_of_day_stays_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([time(1, 30)])
    book.save(tmp_path / "t.xlsx")
    assert everything(tmp_path / "t.xlsx") == [(1, (time(1, 30),))]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        everything(tmp_path / "nowhere.xlsx")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"deltager;dato\nRavn;1-1-2026\n"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04" + bytes(200)),
        ("a.pdf", b"%PDF-1.7"),
        ("a.ods", b"PK\x03\x04mimetype"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotASpreadsheet):
        everything(tmp_path / name)


def test_macros_and_links_to_other_files_are_refused(tmp_path: Path) -> None:
    made(tmp_path / "a.xlsx", [["x"]]).rename(tmp_path / "a.xlsm")
    with pytest.raises(NotASpreadsheet):
        everything(tmp_path / "a.xlsm")
    for part in ("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"):
        path = changed(made(tmp_path / "b.xlsx", [["x"]]), part, lambda _: b"x")
        with pytest.raises(NotASpreadsheet):
            everything(path)


def test_an_archive_without_the_parts_of_a_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(NotASpreadsheet):
        everything(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace(b"</sheetData>", b""),
        lambda xml: xml.replace(b"<v>", b"<v>x"),
        lambda xml: xml.replace(b'r="A1"', b'r="1A"'),
        lambda _: b"\xff\xfe\x00",
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = changed(made(tmp_path / "a.xlsx", [["a", "b"], [1, "c"]]), SHEET, change)
    with pytest.raises(NotASpreadsheet):
        everything(path)


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    """The billion laughs: a few bytes that would become gigabytes."""
    entities = '<!ENTITY a0 "' + "ha" * 50 + '">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>'
    body = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    )
    path = changed(made(tmp_path / "a.xlsx", [["a"]]), SHEET, lambda _: (head + body).encode())
    with pytest.raises(NotASpreadsheet):
        everything(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = changed(made(tmp_path / "a.xlsx", [["a"]]), "xl/sharedStrings.xml", lambda _: bytes(workbook_reading.MOST_SHARED + 1))
    assert path.stat().st_size < 100_000
    with pytest.raises(SpreadsheetTooLarge):
        everything(path)


def test_too_many_parts_rows_columns_or_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.xlsx", [["a", "b", "c"]] * 20)
    for limit, value in (("MOST_ROWS", 10), ("MOST_COLUMNS", 2), ("MOST_PARTS", 3), ("MOST_PLAIN", 1000), ("MOST_FILE", 1000)):
        with monkeypatch.context() as patched:
            patched.setattr(workbook_reading, limit, value)
            with pytest.raises(SpreadsheetTooLarge):
                everything(path)
    assert len(everything(path)) == 20


def test_a_cell_far_down_is_not_reached_by_a_million_steps(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet().write_string(1_048_575, 0, "x")
    book.close()
    with pytest.raises(SpreadsheetTooLarge):
        everything(tmp_path / "a.xlsx")


def test_rows_are_handed_on_before_the_sheet_is_read_to_its_end(tmp_path: Path) -> None:
    path = changed(made(tmp_path / "a.xlsx", [["Ravn", number] for number in range(5000)]), SHEET, lambda xml: xml[: len(xml) * 3 // 4])
    with open_workbook(path) as book:
        rows = book.rows("Besøg")
        assert next(rows) == (1, ("Ravn", 0))
        with pytest.raises(NotASpreadsheet):
            list(rows)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("whole") / "a.xlsx", [["deltager", "dato"], ["Ravn", date(2026, 1, 1)]] * 5).read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_whatever_is_done_to_the_bytes_only_our_faults_come_out(whole: bytes, tmp_path: Path, seed: int, count: int) -> None:
    random_ = random.Random(seed)
    data = bytearray(whole)
    for _ in range(count):
        data[random_.randrange(len(data))] = random_.randrange(256)
    (tmp_path / "m.xlsx").write_bytes(bytes(data[: random_.choice((len(data), random_.randrange(len(data))))]))
    try:
        everything(tmp_path / "m.xlsx")
    except WorldFault:
        return


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_whatever_is_done_to_a_part_only_our_faults_come_out(whole: bytes, tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    path = tmp_path / "p.xlsx"
    path.write_bytes(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        name = random_.choice(archive.namelist())

    def spoil(content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(random_.randrange(1, 6)):
            at = random_.randrange(len(data) + 1)
            data[at : at + random_.randrange(4)] = random_.choice((b"", b"<", b"&", b'"', b"9" * 30, bytes([random_.randrange(256)])))
        return bytes(data)

    try:
        everything(changed(path, name, spoil))
    except WorldFault:
        return
