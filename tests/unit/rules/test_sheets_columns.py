"""The sheets as data: every heading and word is known in both languages, and means one thing."""

import pytest

from desktop.models.rows import fields
from desktop.rules.sheets import columns
from desktop.rules.sheets.columns import BY_NAME, GUIDE, LISTS, SHEETS, column_of, is_guide, sheet_of
from desktop.rules.sheets.words import WORDS, code_of, fold, tidy, word_of

CONTRACT = {
    "Sites": "name type municipality coordinator",
    "SiteProgrammes": "site programme agreement_from levels video contact",
    "Participants": "alias given_name family_name birth_date gender legal_status site hand_over_code",
    "Consents": "participant purpose given_on withdrawn_on",
    "Volunteers": "given_name family_name birth_date roles languages joined_on",
    "Qualifications": "volunteer kind site date valid_until version",
    "Courses": "participant programme referred_on staff_approval_on leader_approval_on criteria_confirmed_on release_date"
    " ended_on end_reason",
    "Matches": "participant programme volunteer from to",
    "Sessions": "participant programme date minutes mode outcome present volunteers areas next_date note",
    "GroupEvents": "site date kind label state recurrence inmates volunteers method",
    "Restrictions": "participant kind from to",
    "Exams": "participant subject level month result",
    "Snapshots": "site date figure value source",
}
CODES = {
    "site_type": fields.SITE_TYPES,
    "programme": fields.PROGRAMMES,
    "legal_status": fields.LEGAL_STATUSES,
    "purpose": fields.PURPOSES,
    "qualification": fields.QUALIFICATIONS,
    "end_reason": fields.END_REASONS,
    "mode": fields.MODES,
    "outcome": fields.OUTCOMES,
    "presence": fields.PRESENCE,
    "area": fields.AREAS,
    "level": fields.LEVELS,
    "result": fields.RESULTS,
    "restriction": fields.RESTRICTIONS,
    "event_state": fields.EVENT_STATES,
    "recurrence": tuple(filter(None, fields.RECURRENCES)),
    "method": fields.METHODS,
}


def test_the_sheets_and_columns_are_those_of_the_contract() -> None:
    assert {sheet.name: " ".join(column.name for column in sheet.columns) for sheet in SHEETS} == CONTRACT
    assert {sheet.name for sheet in SHEETS if sheet.person} == {
        "Participants",
        "Consents",
        "Courses",
        "Matches",
        "Sessions",
        "Restrictions",
        "Exams",
    }


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_heading_is_known_in_both_languages_and_means_one_column(sheet: columns.Sheet) -> None:
    for title in (sheet.name, sheet.danish, sheet.name.upper(), f" {sheet.danish} "):
        assert sheet_of(title) is sheet
    for column in sheet.columns:
        for heading in (
            column.name,
            column.danish,
            column.name.replace("_", " ").upper(),
            f"{column.danish} *",
            f"{column.danish} (skal udfyldes)",
        ):
            assert column_of(sheet, heading) is column
        for heading in column.also:
            assert column_of(sheet, heading) is not None
        assert column.kind in columns.KINDS
        assert (column.kind in {columns.CODE, columns.CODES}) == (column.list_ != "")
    own = [fold(name) for column in sheet.columns for name in {column.name, column.danish}]
    assert len(own) == len(set(own))


def test_a_heading_or_a_title_that_means_nothing_is_not_known() -> None:
    assert sheet_of("Ark1") is None
    assert column_of(BY_NAME["Sessions"], "skostørrelse") is None
    assert column_of(BY_NAME["Sessions"], "()") is None
    assert all(is_guide(title) for title in (*GUIDE, *LISTS))
    assert not is_guide("Sites")


def test_every_code_has_its_words_and_every_word_one_code() -> None:
    for list_, codes in CODES.items():
        assert set(codes) <= set(WORDS[list_]), list_
    for list_, several in WORDS.items():
        for code, words in several.items():
            assert len(words) >= 2
            for word in (code, *words):
                assert code_of(list_, word) == code, (list_, word)
            assert (word_of(list_, code, "da"), word_of(list_, code, "en")) == words[:2]


def test_words_of_headquarters_stand_beside_ours_and_an_unknown_code_for_itself() -> None:
    more = {"GARDEN": ("Fængselshaven", "Prison garden")}
    assert code_of("programme", "faengselshaven", more) == "GARDEN"
    assert code_of("programme", "skoven", more) == ""
    assert code_of("no such list", "x") == ""
    assert word_of("programme", "GARDEN", "en", more) == "Prison garden"
    assert word_of("programme", "FOREST", "da") == "FOREST"


def test_words_are_compared_without_case_marks_or_signs() -> None:
    assert fold(" Åse  Bøgetræ-Ødegård ") == "aase boegetrae oedegaard"
    assert fold("A\u0301rpád") == "arpad"
    assert tidy("a\u00a0\u2003b\u00ad") == "a b"
