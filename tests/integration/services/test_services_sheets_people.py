"""The rows about one participant: who is meant, what may travel, and which course a row belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models.rows.fields import AREAS, Value
from desktop.rules import moving
from desktop.rules.authority import HQ_ADMIN
from desktop.services.audience import EVERYONE
from desktop.services.moving import row_of
from desktop.services.sheets.importing import SheetImporting
from tests.integration.services import vaults
from tests.integration.services.books import BOOK, Rows, refused, rows, take
from tests.integration.services.vaults import Bench


@pytest.fixture
def importing(site: Bench) -> SheetImporting:
    return SheetImporting(site.context, site.identities, vaults.ALIASES)


def test_somebody_is_found_by_name_and_an_alias_is_drawn_once(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book: dict[str, Rows] = {
        "Participants": [
            ["given_name", "family_name", "birth_date"],
            ["Konrad", "Testmand", "14-07-1991"],
            ["Konrad", "Testmand", "1-1-1980"],
        ],
        "Consents": [["participant", "purpose", "given_on"], ["Konrad Testmand, 14-07-1991", "processing", "5-1-2026"]],
    }
    report = take(importing, tmp_path, book)
    assert (refused(report), report.saved, len(report.drawn)) == ([], 3, 2)
    assert {alias for _, alias in report.drawn} == {one.values["alias"] for one in rows(site, "participant")}
    again = take(importing, tmp_path, book)
    assert (again.saved, again.same, again.drawn) == (0, 3, [])
    opened = [row for verb, tab, row in site.audited() if (verb, tab) == ("open", "identity")]
    assert opened == [" ".join(sorted(one.id for one in rows(site, "participant")))]
    ambiguous = take(
        importing, tmp_path, {"Consents": [["participant", "purpose", "given_on"], ["Konrad Testmand", "transfer", "5-1-2026"]]}
    )
    assert refused(ambiguous) == [("Consents", 2, "", "InvalidValue")]


def test_a_new_alias_beside_the_same_identity_is_a_rename_and_a_second_row_of_one_person_is_refused(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    heading = ["alias", "given_name", "family_name", "birth_date"]
    take(importing, tmp_path, {"Participants": [heading, ["Ravn", "Konrad", "Testmand", "14-07-1991"]]})
    report = take(importing, tmp_path, {"Participants": [heading, ["Ugle", "Konrad", "Testmand", "14-07-1991"]]})
    assert (refused(report), [one.values["alias"] for one in rows(site, "participant")]) == ([], ["Ugle"])
    twice = take(
        importing, tmp_path, {"Participants": [heading, ["Ugle", "Konrad", "Testmand", None], ["UGLE", "Konrad", "Testmand", None]]}
    )
    assert (refused(twice), twice.held) == ([("Participants", 3, "", "InvalidValue")], [("Participants", 2)])


def test_consent_to_transfer_lets_a_person_travel_and_its_withdrawal_takes_it_back(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items() if name in {"Deltagere", "Forløb", "Frivillige", "Besøg"}}
    take(importing, tmp_path, book)
    assert {class_ for class_, _, subject, _ in site.changes() if subject} == {"local", "local_person", "note"}
    told = len(site.log())
    consent: list[list[object]] = [["deltager", "formål", "givet", "trukket tilbage"], ["Ravn", "overførsel", "1-3-2026", None]]
    report = take(importing, tmp_path, {"Samtykker": consent})
    assert (refused(report), report.saved) == ([], 1)
    assert {"core", "person", "identity"} <= {class_ for class_, *_ in site.changes(told)}
    consent[1][3] = "10-3-2026"
    given = len(site.log())
    assert take(importing, tmp_path, {"Samtykker": consent}).saved == 1
    assert any(change.verb == "tomb" for *_, change in site.changes(given))
    assert take(importing, tmp_path, {"Samtykker": consent}).saved == 0


def test_what_a_visit_breaks_is_reported_beside_its_row_and_saved(importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    book["Match"][1][4] = "20-1-2026"
    report = take(importing, tmp_path, book)
    assert refused(report) == []
    assert ("Sessions", 3, "held_outside_match") in [(one.sheet, one.row, one.code) for one in report.findings]
    assert all(one.sheet == "Sessions" and one.row in {2, 3} for one in report.findings)


def test_an_old_note_is_left_out_and_a_fresh_one_kept(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items()}
    book["Forløb"][1][2:5] = ["1-6-2025", "1-6-2025", "1-6-2025"]
    book["Besøg"].append(["Ravn", "Visiting", "1-7-2025", 60, None, "held", None, None, None, "tag bolden med"])
    report = take(importing, tmp_path, book)
    assert (refused(report), [one.values["text"] for one in rows(site, "note")]) == ([], ["tag matematikbog B med"])
    assert take(importing, tmp_path, book).saved == 0


def test_a_hand_over_code_claims_the_person_for_certain(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    code = moving.write_code(12345)
    heading = ["alias", "given_name", "family_name", "hand_over_code"]
    report = take(importing, tmp_path, {"Participants": [heading, ["Ravn", "Konrad", "Testmand", code.lower()]]})
    (claim,), (who,) = rows(site, "claim"), rows(site, "participant")
    assert (refused(report), claim.values["hand_over"], claim.values["known_as"]) == ([], row_of(code), who.id)
    assert take(importing, tmp_path, {"Participants": [heading, ["Ravn", "Konrad", "Testmand", code]]}).saved == 0
    wrong = take(importing, tmp_path, {"Participants": [heading, ["Ugle", "Ole", "Testmand", "7KQ2-M4XA-9TRC"]]})
    assert refused(wrong) == [("Participants", 2, "", "WrongHandOverCode")]


def test_exams_belong_to_the_study_of_their_month(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items() if name == "Deltagere"}
    book["Courses"] = [["participant", "programme", "referred_on"], ["Ravn", "Studerende Fanger", "1-9-2025"]]
    book["Exams"] = [["participant", "subject", "level", "month", "result"], ["Ravn", "Psykologi B", "HF", "jan 2026", "bestået"],
                     ["Ravn", "Dansk", "9. klasse", "juni 2026", None]]  # fmt: skip
    report = take(importing, tmp_path, book)
    assert (refused(report), len(rows(site, "exam"))) == ([], 2)
    book["Exams"][2][4] = "bestået"
    assert refused(take(importing, tmp_path, book)) == [("Exams", 3, "", "InvalidValue")]
    book["Exams"][2][4], book["Exams"][1][4] = None, "ikke bestået"
    assert take(importing, tmp_path, book).saved == 1
    elsewhere: dict[str, Rows] = {"Exams": [["participant", "subject", "month"], ["Bøgetræ", "Dansk", "1-2026"]]}
    assert refused(take(importing, tmp_path, elsewhere)) == [("Exams", 2, "", "UnknownCourse")]


def test_two_open_courses_of_one_programme_are_not_guessed_between(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = {name: [list(row) for row in sheet] for name, sheet in BOOK.items() if name in {"Deltagere", "Frivillige"}}
    heading: list[object] = ["participant", "programme", "referred_on", "ended_on", "end_reason"]
    book["Courses"] = [heading, ["Ravn", "VISITING", "1-1-2025", "1-6-2025", "løsladt"], ["Ravn", "VISITING", "1-9-2025", None, None]]
    book["Sessions"] = [
        ["participant", "programme", "date", "outcome"],
        ["Ravn", "VISITING", "1-2-2025", "held"],
        ["Ravn", "VISITING", "1-10-2025", "held"],
    ]
    report = take(importing, tmp_path, book)
    assert (refused(report), len(rows(site, "course"))) == ([], 2)
    assert {one.values["course"] for one in rows(site, "session")} == {one.id for one in rows(site, "course")}
    book["Sessions"] += [["Ravn", "VISITING", "1-8-2025", "held"]]
    assert refused(take(importing, tmp_path, book)) == [("Sessions", 4, "", "AmbiguousCourse")]
    book["Courses"][1][4] = None
    assert ("Courses", 2, "", "InvalidValue") in refused(take(importing, tmp_path, book))


def only(*names: str) -> dict[str, list[list[object]]]:
    return {name: [list(row) for row in BOOK[name]] for name in names}


def test_a_release_that_has_been_is_a_dated_event_and_one_to_come_a_month(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = only("Deltagere", "Forløb")
    book["Forløb"][1][5] = "1-3-2026"
    report = take(importing, tmp_path, book)
    (released,) = rows(site, "movement")
    assert (refused(report), released.values["kind"], released.values["moved_on"]) == ([], "released", "2026-03-01")
    assert [one.values["expected_release"] for one in rows(site, "person") if one.values["expected_release"]] == ["2026-12"]
    book["Forløb"][1][5], book["Forløb"][2][5] = "2-3-2026", "1-1-2027"
    assert take(importing, tmp_path, book).saved == 2
    assert [one.values["moved_on"] for one in rows(site, "movement")] == ["2026-03-02"]
    assert take(importing, tmp_path, book).saved == 0
    book["Forløb"][1][5] = "1-1-2026"
    assert refused(take(importing, tmp_path, book)) == [("Courses", 2, "", "InvalidValue")]


def test_a_programme_that_the_site_does_not_run_is_refused_and_what_was_begun_goes_on(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    take(importing, tmp_path, only("Deltagere", "Forløb"))
    with site.store.writing(replace(site.context.author, role=HQ_ADMIN)) as work:
        run: Value = {"site": site.context.vault, "programme": "PRIMUS_MOTOR", "agreement_from": "2024-10", "video": False}
        work.put("site_programme", "f" * 32, "agreement", run, EVERYONE)
    assert take(importing, tmp_path, only("Deltagere", "Forløb")).saved == 0
    more: dict[str, Rows] = {"Courses": [["participant", "programme", "referred_on"], ["Ravn", "Kickstart", "1-3-2026"]]}
    assert refused(take(importing, tmp_path, more)) == [("Courses", 2, "", "ProgrammeMissing")]


def test_criteria_come_before_the_leaders_approval_and_areas_belong_to_the_programme_that_has_them(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    book = only("Deltagere", "Frivillige")
    heading: list[object] = ["participant", "programme", "referred_on", "leader_approval_on", "criteria_confirmed_on"]
    book["Courses"] = [heading, ["Ravn", "primus", "1-2-2026", "2-2-2026", None]]
    assert refused(take(importing, tmp_path, book)) == [("Courses", 2, "", "NotEligible")]
    book["Courses"][1][4] = "2-2-2026"
    book["Sessions"] = [
        ["participant", "programme", "date", "outcome", "areas"],
        ["Ravn", "primus", "3-2-2026", "held", "bolig; job"],
        ["Ravn", "primus", "4-2-2026", "planned", "bolig"],
    ]
    assert refused(take(importing, tmp_path, book)) == [("Sessions", 3, "", "InvalidValue")]
    book["Sessions"].pop()
    assert refused(take(importing, tmp_path, book)) == []
    (visit,) = rows(site, "session")
    assert [visit.values[area] for area in AREAS] == [True, False, True, False, False]
    book["Sessions"][1][4] = "økonomi"
    assert take(importing, tmp_path, book).saved == 1
    book["Courses"].append(["Bøgetræ", "VISITING", "1-2-2026", None, None])
    book["Sessions"].append(["Bøgetræ", "VISITING", "3-2-2026", "held", "bolig"])
    assert refused(take(importing, tmp_path, book)) == [("Sessions", 3, "", "InvalidValue")]


def test_no_legal_status_is_stored_at_an_immigration_centre(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    with site.store.writing(replace(site.context.author, role=HQ_ADMIN)) as work:
        work.put("site", site.context.vault, "facts", {"name": "Nordby", "type": "IMMIGRATION", "municipality": ""}, EVERYONE)
    assert refused(take(importing, tmp_path, only("Deltagere"))) == [("Participants", row, "", "InvalidValue") for row in (2, 4)]


def test_two_volunteers_of_one_name_are_told_apart_by_their_birth_and_never_guessed_between(
    site: Bench, importing: SheetImporting, tmp_path: Path
) -> None:
    people: list[list[object]] = [
        ["fornavn", "efternavn", "fødselsdato"],
        ["Vilma", "Prøvesen", "14-7-1991"],
        ["Vilma", "Prøvesen", "1-1-1970"],
    ]
    assert take(importing, tmp_path, {"Frivillige": people}).saved == 2
    assert take(importing, tmp_path, {"Frivillige": people}).saved == 0
    assert len(rows(site, "volunteer")) == 2
    step: dict[str, Rows] = {"Qualifications": [["volunteer", "kind", "date"], ["Vilma Prøvesen", "interview", "1-1-2026"]]}
    assert refused(take(importing, tmp_path, step)) == [("Qualifications", 2, "", "InvalidValue")]
    people.append(["Vilma", "Prøvesen", None])
    assert refused(take(importing, tmp_path, {"Frivillige": people})) == [("Volunteers", 4, "", "InvalidValue")]


def test_two_rows_of_one_meeting_stay_the_two_loggings_that_they_are(site: Bench, importing: SheetImporting, tmp_path: Path) -> None:
    book = only("Frivillige", "Deltagere", "Forløb")
    heading: list[object] = ["deltager", "program", "dato", "udfald", "frivillige"]
    names = ("Vilma Prøvesen", "Bo Berg", "Vilma Prøvesen; Bo Berg")
    book["Besøg"] = [heading]
    for name in names:
        book["Besøg"].append(["Ravn", "Visiting", "15-1-2026", "held", name])
    assert refused(take(importing, tmp_path, book)) == []
    assert len(rows(site, "session")) == 3
    book["Besøg"][1:] = reversed(book["Besøg"][1:])
    assert take(importing, tmp_path, book).saved == 0
