"""`sheet template|import|export` as somebody types them."""

from pathlib import Path

from desktop.reports.workbook_reading import Row, open_workbook
from tests.integration.cli import GOOD, OTHER, Line
from tests.integration.services.books import Rows, write

COURSES: Rows = [["deltager", "program", "henvist"], ["Ugle", "besøgstjenesten", "1-3-2026"], ["Uggla", "besøgstjenesten", "1-3-2026"]]
BOOK: dict[str, Rows] = {
    "Deltagere": [
        ["alias", "fornavn", "efternavn", "fødselsdato"],
        ["Ugle", "Karl", "Kaj", "1-2-1980"],
        ["Falk", "Kim", "Kaj", "010280-1234"],
    ],
    "Forløb": COURSES,
    "Ark1": [["noget"], ["andet"]],
}


def rows_of(path: Path) -> list[Row]:
    with open_workbook(path) as book:
        return [row for title in book.titles for row in book.rows(title)]


def test_a_spreadsheet_comes_in_row_by_row_and_only_once(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    book = write(line.folder / "in.xlsx", BOOK)
    dry = line.run("sheet", "import", site, book, "--dry-run", "--json")
    said = line.run("sheet", "import", site, book, "--json")
    assert (dry.status, said.status) == (1, 1)
    found = said.json
    assert {key: found[key] for key in ("ok", "dry_run", "rows", "saved", "same", "held")} == {
        "ok": False, "dry_run": False, "rows": 4, "saved": 2, "same": 0, "held": [],
    }  # fmt: skip
    assert dry.json == {**found, "dry_run": True}
    assert [(one["sheet"], one["row"], one["column"], one["class"]) for one in found["refused"]] == [
        ("Participants", 3, "birth_date", "TextRefused"),
        ("Courses", 3, None, "UnknownParticipant"),
    ]
    assert "1234" not in said.out
    assert [one["class"] for one in found["remarks"]] == ["UnknownSheet"]
    assert found["error"]["class"] == "TextRefused"
    again = line.run("sheet", "import", site, book)
    assert again.status == 1
    assert again.out.splitlines()[0].startswith("4 ")
    assert "TextRefused" in again.faults
    line.check(site)


def test_a_template_is_written_without_a_vault_and_an_export_says_that_it_leaves(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    empty, out = line.folder / "skabelon.xlsx", line.folder / "ud.xlsx"
    assert line.json("sheet", "template", empty)["file"] == str(empty)
    assert line.json("sheet", "import", site, empty)["rows"] == 0
    said = line.ok("sheet", "export", site, out, "--yes")
    assert said.err.strip()
    found = line.json("sheet", "export", site, out, "--sheet", "Sessions", "--sheet", "Participants")
    assert (found["rows"], found["names"], bool(found["warning"])) == (1, False, True)
    assert line.json("sheet", "import", site, out)["same"] == 1
    assert line.json("sheet", "export", site, out, "--names")["names"] is True


def test_what_is_no_spreadsheet_is_said_in_one_sentence(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    for name in ("a.csv", "a.xls", "a.xlsm"):
        said = line.run("sheet", "import", site, line.file(name, "deltager;dato"), "--json")
        assert (said.status, said.json["error"]["class"]) == (1, "NotASpreadsheet")
    assert line.run("sheet", "import", site, line.folder / "nowhere.xlsx", "--json").json["error"]["class"] == "StorageError"
    assert line.run("sheet", "export", site, line.folder / "x.xlsx", "--sheet", "Restrictions").status == 2


def test_headquarters_exports_without_names(line: Line, tree: tuple[Path, Path]) -> None:
    hq, _ = tree
    out = line.folder / "ud.xlsx"
    line.ok("sheet", "export", hq, out, "--yes")
    assert line.run("sheet", "export", hq, out, "--names", "--yes").faults[-1] == "NotAllowed"


TRAVELS: dict[str, Rows] = {
    "Deltagere": [["alias", "fornavn", "efternavn", "fødselsdato", "sted"], ["Ugle", "Karl", "Kaj", "1-2-1980", "Storstrøm"]],
    "Samtykker": [["deltager", "formål", "givet"], ["Ugle", "behandling", "1-3-2026"], ["Ugle", "overførsel", "1-3-2026"]],
    "Forløb": [
        ["deltager", "program", "henvist", "godkendt af fængslet", "godkendt af besøgsleder"],
        ["Ugle", "VISITING", *["1-3-2026"] * 3],
    ],
    "Match": [
        ["deltager", "program", "frivillig", "fra"],
        ["Ugle", "VISITING", "Bo Berg", "2-3-2026"],
        ["Ugle", "VISITING", "Ea Ek", "2-3-2026"],
    ],
    "Frivillige": [["fornavn", "efternavn"], ["Ea", "Ek"]],
    "Besøg": [
        ["deltager", "program", "dato", "minutter", "udfald", "frivillige", "note"],
        ["Ugle", "VISITING", "4-3-2026", 60, "afholdt", "Bo Berg; Ea Ek", "tag skakbrættet med"],
        ["Ugle", "VISITING", "11-3-2026", 60, "afholdt", "Ea Ek", None],
    ],
    "Restriktioner": [["deltager", "slags", "fra"], ["Ugle", "brev- og besøgskontrol", "1-3-2026"]],
    "Fællesaktiviteter": [["dato", "slags", "status", "indsatte"], ["1-3-2026", "gudstjeneste", "afholdt", 9]],
}


def test_what_came_from_a_spreadsheet_travels_as_anything_typed_and_nothing_is_set_aside(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    bo, up, out = line.folder / "laptop" / "bo", line.folder / "up.indb", line.folder / "ud.xlsx"
    found = line.json("sheet", "import", site, write(line.folder / "in.xlsx", TRAVELS))
    assert (found["saved"], found["same"]) == (11, 0)
    line.json("bundle", "export", site, up)
    (came,) = line.json("bundle", "import", hq, up)["files"]
    assert (came["outcome"], came["aside"], came["conflicting"]) == ("imported", 0, 0)
    line.ok("sheet", "export", hq, out, "--yes", "--sheet", "Sessions")
    visits = [row[:3] for _, row in rows_of(out) if row[0] == "Storstrøm/Ugle"]
    assert len(visits) == 2
    line.ok("volunteer", "vault", site, bo, "--volunteer", "Bo Berg", "--label", "Bo", "--new-passphrase-file", line.file("new", OTHER))
    logged = line.json(*("session", "log", bo, "--course", "Ugle/VISITING", "--date", "2026-03-04", "--outcome", "held"), phrase=OTHER)
    assert logged["already"], "the visit that the spreadsheet told of was delivered to the volunteer"
    for vault, phrase in ((hq, GOOD), (site, GOOD), (bo, OTHER)):
        line.check(vault, phrase)
    assert line.json("sheet", "import", site, line.folder / "in.xlsx")["saved"] == 0
