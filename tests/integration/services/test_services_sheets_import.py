"""A workbook brought in: every sheet, by the same rules and the same log as anything typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import MissingColumn, NotAllowed, Stopped
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR
from desktop.rules.sheets.columns import SHEETS
from desktop.services.audience import EVERYONE
from desktop.services.sheets.importing import SheetImporting
from desktop.store.repositories import live
from tests.integration.services import vaults
from tests.integration.services.books import BOOK, Rows, head, refused, rows, take, write
from tests.integration.services.vaults import Bench


@pytest.fixture
def importing(site: Bench) -> SheetImporting:
    return SheetImporting(site.context, site.identities, vaults.ALIASES)


def test_every_sheet_of_a_leader_is_saved_and_the_second_import_writes_nothing(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    book = write(tmp_path / "alt.xlsx", BOOK)
    report = importing.take(book)
    assert [(one.sheet, one.row, one.column, type(one.error).__name__, one.error.arguments) for one in report.refused] == []
    assert (report.rows, report.saved, report.same, report.held, report.remarks) == (19, 19, 0, [], [])
    with site.store.reading() as reading:
        head = reading.head()
        counts = {table: len(live.where(reading.connection, table)) for table in ("participant", "identity", "consent", "course", "match")}
    assert counts == {"participant": 2, "identity": 2, "consent": 3, "course": 2, "match": 1}
    again = importing.take(book)
    assert (again.saved, again.same, again.refused) == (0, 19, [])
    with site.store.reading() as reading:
        assert reading.head() == head


def test_a_dry_run_says_the_same_and_saves_nothing(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    before = head(site)
    report = take(importing, tmp_path, BOOK, dry_run=True)
    assert (report.rows, report.saved, report.refused) == (19, 19, [])
    assert head(site) == before
    assert [rows(site, table) for table in ("participant", "volunteer", "session", "group_event")] == [[], [], [], []]
    assert take(importing, tmp_path, BOOK).saved == 19


def test_a_changed_cell_corrects_what_is_known(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    take(importing, tmp_path, BOOK)
    changed = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    changed["Besøg"][1][3] = 60
    changed["Besøg"][2][7] = "Bo Berg"
    changed["Besøg"][2][5] = "aflyst af deltageren"
    changed["Besøg"][2][3] = None
    changed["Forløb"][1][2] = "4-1-2026"
    changed["Match"][1][3] = "11-1-2026"
    changed["Samtykker"][1][2] = "4-1-2026"
    changed["Deltagere"][1][1] = "Konny"
    changed["Frivillige"][1][4] = "dansk"
    changed["Fællesaktiviteter"][1][5] = 14
    changed["Øjebliksbilleder"][1][3] = 17
    report = take(importing, tmp_path, changed)
    assert (refused(report), report.saved, report.same) == ([], 9, 10)
    counts = {
        table: len(rows(site, table)) for table in ("session", "course", "match", "consent", "participant", "group_event", "snapshot")
    }
    assert counts == {"session": 3, "course": 2, "match": 1, "consent": 3, "participant": 2, "group_event": 2, "snapshot": 1}
    first, second, _ = sorted(rows(site, "session"), key=lambda one: str(one.values["held_on"]))
    assert (first.values["minutes"], second.values["minutes"], second.values["outcome"]) == (60, None, "cancelled_participant")
    assert len(rows(site, "participation", session=second.id)) == 1
    (ravn,) = rows(site, "participant", alias="Ravn")
    assert site.identities.open([ravn.id])[ravn.id].given == "Konny"
    assert take(importing, tmp_path, changed).saved == 0


def test_one_bad_row_holds_back_its_own_person_and_nobody_else(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    book["Besøg"][2][2] = "31-2-2026"
    report = take(importing, tmp_path, book)
    assert refused(report) == [("Sessions", 3, "date", "InvalidValue")]
    held = [("Participants", 2), ("Consents", 2), ("Consents", 3), ("Courses", 2), ("Matches", 2), ("Sessions", 2), ("Sessions", 4)]
    assert sorted(report.held) == sorted([*held, ("Restrictions", 2)])
    assert [one.values["alias"] for one in rows(site, "participant")] == ["Bøgetræ"]
    assert report.saved + len(report.held) + len(report.refused) == report.rows
    assert take(importing, tmp_path, BOOK).saved == len(held) + 2


@pytest.mark.parametrize(
    ("cell", "typed", "fault"),
    [
        (("Deltagere", 1, 0), "010190-1234", ("Participants", 2, "alias", "TextRefused")),
        (("Deltagere", 1, 0), "Konrad", ("Participants", 2, "", "InvalidValue")),
        (("Deltagere", 1, 1), "Konrad 0101901234", ("Participants", 2, "given_name", "TextRefused")),
        (("Deltagere", 1, 6), "Vestre", ("Participants", 2, "", "UnknownSite")),
        (("Deltagere", 1, 1), None, ("Participants", 2, "", "InvalidValue")),
        (("Samtykker", 1, 0), "Uglen", ("Consents", 2, "", "UnknownParticipant")),
        (("Samtykker", 1, 0), "Peter Pan", ("Consents", 2, "", "InvalidValue")),
        (("Samtykker", 1, 1), "alt", ("Consents", 2, "purpose", "InvalidValue")),
        (("Samtykker", 1, 3), "1-1-2026", ("Consents", 2, "", "InvalidValue")),
        (("Forløb", 1, 1), "GROUP", ("Courses", 2, "", "InvalidValue")),
        (("Forløb", 2, 2), "1-2-2024", ("Courses", 3, "", "NotEligible")),
        (("Match", 1, 2), "Ingen Kendt", ("Matches", 2, "", "UnknownVolunteer")),
        (("Match", 1, 1), "Kickstart", ("Matches", 2, "", "UnknownCourse")),
        (("Match", 1, 4), "1-1-2026", ("Matches", 2, "", "InvalidValue")),
        (("Besøg", 1, 2), "21-3-2026", ("Sessions", 2, "", "InvalidValue")),
        (("Besøg", 3, 3), 30, ("Sessions", 4, "", "InvalidValue")),
        (("Besøg", 1, 9), "ring 12345678", ("Sessions", 2, "note", "TextRefused")),
        (("Restriktioner", 1, 3), "1-12-2025", ("Restrictions", 2, "", "InvalidValue")),
        (("Frivillige", 1, 5), "1-4-2026", ("Volunteers", 2, "joined_on", "InvalidValue")),
        (("Kvalifikationer", 1, 0), "Ukendt Person", ("Qualifications", 2, "", "UnknownVolunteer")),
        (("Kvalifikationer", 1, 3), "1-1-2025", ("Qualifications", 2, "", "InvalidValue")),
        (("Fællesaktiviteter", 1, 2), "salmer", ("GroupEvents", 2, "", "InvalidValue")),
        (("Fællesaktiviteter", 1, 7), "navngivet", ("GroupEvents", 2, "", "InvalidValue")),
        (("Fællesaktiviteter", 2, 0), "engang", ("GroupEvents", 3, "", "InvalidValue")),
        (("Øjebliksbilleder", 1, 2), "no_such_figure", ("Snapshots", 2, "", "InvalidValue")),
        (("Øjebliksbilleder", 1, 2), "active_now hvad", ("Snapshots", 2, "", "InvalidValue")),
    ],
)
def test_each_fault_is_told_by_its_row_with_a_reason(
    importing: SheetImporting, tmp_path: Path, cell: tuple[str, int, int], typed: object, fault: tuple[str, int, str, str]
) -> None:
    sheet, row, column = cell
    book = {name: [list(line) for line in lines] for name, lines in BOOK.items()}
    book[sheet][row][column] = typed
    report = take(importing, tmp_path, book)
    assert fault in refused(report)
    assert report.saved + report.same + len(report.held) + len({(one.sheet, one.row) for one in report.refused}) == report.rows


def test_words_that_often_say_too_much_are_saved_and_told_by_their_row(importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    book["Besøg"][2][9], book["Fællesaktiviteter"][2][2] = "tag medicin med", "bingo om narko"
    report = take(importing, tmp_path, book)
    assert refused(report) == []
    assert [(one.sheet, one.row, one.words) for one in report.asked] == [("GroupEvents", 3, ("narko",)), ("Sessions", 3, ("medicin",))]


def test_sheets_and_columns_that_are_not_known_are_remarked_and_missing_ones_refused(importing: SheetImporting, tmp_path: Path) -> None:
    report = take(
        importing,
        tmp_path,
        {"Ark1": [["x"], [1]], "Frivillige": [["fornavn", "efternavn", "skostørrelse", None], ["Vilma", "Prøvesen", 38, None]],
         "Besøg": [["deltager", "dato"], ["Ravn", "1-1-2026"]], "Vejledning": [["læs mig"]], "Match": []},
    )  # fmt: skip
    assert [type(one).__name__ for one in report.remarks] == ["UnknownSheet", "UnknownColumn"]
    assert refused(report) == [("Sessions", 1, "programme", "MissingColumn"), ("Sessions", 1, "outcome", "MissingColumn")]
    assert (report.saved, report.held) == (1, [("Sessions", 2)])


def test_headquarters_imports_places_programmes_and_snapshots_and_no_people(hq: Bench, tmp_path: Path) -> None:
    importing = SheetImporting(hq.context, hq.identities, vaults.ALIASES)
    book: dict[str, Rows] = {
        "Sites": [
            ["name", "type", "municipality", "coordinator"],
            ["Nordby Fængsel", "lukket", "Nordby", "Koordinator Kaj"],
            ["Sydby Arrest", "arrest", None, None],
        ],
        "SiteProgrammes": [
            ["site", "programme", "agreement_from", "levels", "video", "contact"],
            ["Nordby", "Primus Motor", "okt 2024", "HF; 9. klasse", "ja", "besøgsleder"],
            ["sydby arrest", "VISITING", "2024-10", None, None, "Karen Kontakt"],
        ],
        "Snapshots": [["site", "date", "figure", "value", "source"], ["Nordby Fængsel", "31-12-2025", "active_now", 18, "regneark"]],
        "Participants": [["alias", "given_name", "family_name"], ["Ravn", "Konrad", "Testmand"]],
    }  # fmt: skip
    report = take(importing, tmp_path, book)
    assert (refused(report), report.saved) == ([("Participants", 2, "", "NotAllowed")], 5)
    (primus,) = rows(hq, "site_programme", programme="PRIMUS_MOTOR")
    assert (primus.values["leader_is_contact"], primus.values["levels"], primus.values["agreement_from"]) == (True, "grade_9 hf", "2024-10")
    assert take(importing, tmp_path, book).saved == 0
    book["SiteProgrammes"] = [["site", "programme"], ["Nordby", "Kickstart"], ["Intetsteds", "Kickstart"]]
    faults = refused(take(importing, tmp_path, book))
    assert faults[:2] == [("SiteProgrammes", 2, "", "InvalidValue"), ("SiteProgrammes", 3, "", "UnknownSite")] or faults[1:] == [
        ("SiteProgrammes", 2, "", "InvalidValue"),
        ("SiteProgrammes", 3, "", "UnknownSite"),
    ]


def test_a_coordinator_may_name_the_prisons_own_coordinator_and_no_more(make: Callable[..., Bench], tmp_path: Path) -> None:
    hq = make("hq", role=HQ_COORDINATOR)
    importing = SheetImporting(hq.context, hq.identities, vaults.ALIASES)
    assert refused(take(importing, tmp_path, {"Sites": [["name", "type"], ["Nordby Fængsel", "lukket"]]})) == [
        ("Sites", 2, "", "NotAllowed")
    ]


def test_a_leader_imports_nothing_of_another_place(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    other = "f" * 32
    with site.store.writing(replace(site.context.author, role=HQ_ADMIN)) as work:
        work.put("site", other, "facts", {"name": "Sydby Arrest", "type": "REMAND", "municipality": ""}, EVERYONE)
    report = take(
        importing,
        tmp_path,
        {"Sites": [["name", "type"], ["Vestby", "åbent"]],
         "SiteProgrammes": [["site", "programme", "agreement_from"], ["Sydby Arrest", "VISITING", "2024-10"]],
         "GroupEvents": [["site", "date", "kind"], ["Sydby Arrest", "1-3-2026", "bingo"]],
         "Participants": [["alias", "given_name", "family_name", "site"], ["Ravn", "Konrad", "Testmand", "Sydby"]],
         "Snapshots": [["site", "date", "figure", "value", "source"], ["Sydby", "1-3-2026", "active_now", 3, "ark"]]},
    )  # fmt: skip
    found = {(sheet, class_) for sheet, _, _, class_ in refused(report)}
    assert found == {
        ("Sites", "NotAllowed"),
        *((sheet, "OtherPlace") for sheet in ("SiteProgrammes", "GroupEvents", "Participants", "Snapshots")),
    }


def test_a_volunteer_imports_nothing(make: Callable[..., Bench], tmp_path: Path) -> None:
    bench = make("volunteer", site="a" * 32, volunteer="b" * 32)
    with pytest.raises(NotAllowed):
        take(SheetImporting(bench.context, bench.identities, ()), tmp_path, BOOK)


def test_progress_is_told_and_who_stops_it_keeps_what_was_saved(importing: SheetImporting, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write(tmp_path / "a.xlsx", BOOK)
    importing.take(path, tell=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] <= told[-1][1]

    def stop(done: int, _total: int) -> None:
        if done > 24:
            raise Stopped

    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    book["Deltagere"][1][1], book["Deltagere"][3][1] = "Konny", "Åsa"
    with pytest.raises(Stopped):
        importing.take(write(path, book), tell=stop)
    assert importing.take(path).refused == []


CELL = st.one_of(
    st.none(),
    st.sampled_from(["Ravn", "VISITING", "1-2-2026", "held", "ja", "Vilma Prøvesen", "bingo", "active_now", "Nordby", "2026-01"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], min_codepoint=32), max_size=12),
    st.integers(-10, 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_whatever_stands_in_the_cells_every_row_is_saved_the_same_held_or_refused(
    importing: SheetImporting, tmp_path: Path, data: st.DataObject
) -> None:
    book: dict[str, Rows] = {}
    for sheet in data.draw(st.lists(st.sampled_from(SHEETS), min_size=1, max_size=4, unique=True)):
        names = data.draw(st.permutations([column.name for column in sheet.columns]))
        book[sheet.name] = [names, *data.draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=3))]
    report = take(importing, tmp_path, book)
    bad = {(one.sheet, one.row) for one in report.refused if not isinstance(one.error, MissingColumn)}
    assert report.saved + report.same + len(report.held) + len(bad) == report.rows
    assert take(importing, tmp_path, book).saved == 0
