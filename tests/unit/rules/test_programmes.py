"""The programmes as data: the six built in, and what headquarters sets up."""

from desktop.models.rows.domain import ProgrammeRow
from desktop.models.rows.fields import PROGRAMMES
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.rules.programmes import BUILT_IN, FAMILIES, STAGES, of_code, of_rows

CHESS = ProgrammeRow("2", "CHESS", "Skak", "Chess", "mentoring", "transition follow_up unknown", 16, 30, "SERVING", 6, 3, mentors=2)


def test_the_six_are_built_in_and_have_a_name() -> None:
    assert tuple(BUILT_IN) == PROGRAMMES
    assert {code: one.english for code, one in BUILT_IN.items()} == dict(PROGRAMME_NAMES)
    assert {one.family for one in BUILT_IN.values()} == set(FAMILIES)
    assert [code for code, one in BUILT_IN.items() if not one.has_courses] == ["GROUP"]


def test_what_each_asks_and_how_it_ends() -> None:
    visiting, primus, kickstart = (BUILT_IN[code] for code in PROGRAMMES[:3])
    assert visiting.ends_on_release
    assert visiting.ends_on_transfer
    assert not visiting.extendable
    assert (primus.criteria, primus.mentors, primus.months_from_start, primus.months_after_release) == (True, 2, 18, 12)
    assert primus.extendable
    assert (kickstart.legal, kickstart.age_from, kickstart.age_before, kickstart.guardian_below) == ("REMAND", 17, 26, 18)
    assert (kickstart.months_from_start, kickstart.months_after_release, kickstart.ends_on_transfer) == (None, 12, False)
    assert primus.stages == kickstart.stages == set(STAGES)
    assert BUILT_IN["STUDY_INSIDE"].continued_as == "STUDY_FREE"
    assert BUILT_IN["STUDY_INSIDE"].ends_on_release


def test_what_a_transfer_does_to_each() -> None:
    assert {code for code, one in BUILT_IN.items() if one.ends_on_transfer} == {"VISITING"}
    assert {code for code, one in BUILT_IN.items() if one.interrupted_by_transfer} == {"STUDY_INSIDE", "STUDY_FREE"}
    assert {code for code, one in BUILT_IN.items() if one.moves_on_transfer} == {"PRIMUS_MOTOR", "KICKSTART"}


def test_a_row_makes_a_programme() -> None:
    one = of_rows((CHESS,))["CHESS"]
    assert (one.danish, one.english, one.family, one.legal, one.mentors) == ("Skak", "Chess", "mentoring", "SERVING", 2)
    assert (one.age_from, one.age_before, one.guardian_below) == (16, 30, 18)
    assert one.stages == {"transition", "follow_up"}
    assert (one.moves_on_transfer, one.interrupted_by_transfer) == (True, False)


def test_what_a_row_leaves_open_asks_nothing() -> None:
    bare = of_rows((ProgrammeRow("1", "BARE", family="study", legal="GUILTY", age_from=18),))["BARE"]
    assert (bare.legal, bare.guardian_below, bare.mentors, bare.stages) == ("", None, 1, frozenset())
    assert (bare.moves_on_transfer, bare.interrupted_by_transfer, bare.extendable) == (False, True, False)
    ending = of_rows((ProgrammeRow("1", "BARE", family="visiting", ends_on_transfer=True),))["BARE"]
    assert (ending.ends_on_transfer, ending.moves_on_transfer) == (True, False)


def test_a_built_in_programme_is_never_replaced_and_nonsense_is_left_out() -> None:
    rows = (ProgrammeRow("1", "VISITING", family="study"), ProgrammeRow("2", "", family="study"), ProgrammeRow("3", "ODD", family="odd"))
    assert dict(of_rows(rows)) == dict(BUILT_IN)


def test_of_two_rows_of_one_code_the_greater_id_counts() -> None:
    rows = (CHESS, ProgrammeRow("1", "CHESS", "Gammel", "Old", "study"))
    assert of_rows(rows)["CHESS"].danish == "Skak"


def test_an_unknown_code_asks_nothing_and_ends_nothing() -> None:
    one = of_code("NEW")
    assert (one.code, one.legal, one.extendable, one.ends_on_transfer, one.ends_on_release) == ("NEW", "", False, False, False)
    assert of_code("KICKSTART") is BUILT_IN["KICKSTART"]
