"""Suggestions: what speaks for and against each volunteer, and in which order they are shown."""

from desktop.rules.matching import AGAINST, FOR, Candidate, spoken, suggestions
from desktop.rules.quality import Answer, Reason

FINE, BLOCKED = Answer((), None), Answer((Reason("blocks", "clearance"),), None)


def one(name: str, **more: object) -> Candidate:
    said: dict[str, object] = {
        "answer": FINE,
        "days_left": None,
        "courses": 0,
        "wishes": False,
        "roles": frozenset(),
        "languages": frozenset(),
        "before": False,
    }
    return Candidate(name, name, **(said | more))  # type: ignore[arg-type] # the fields by name


def test_whoever_may_visit_comes_first_then_least_against_then_most_for_then_the_name() -> None:
    found = suggestions(
        [
            one("Åse", answer=BLOCKED),
            one("Bo", courses=2),
            one("Cai", roles=frozenset({"visitor"})),
            one("dorte"),
            one("Ebbe", courses=1),
        ],
        "VISITING",
    )
    assert [(who.name, who.in_favour, who.against) for who in found] == [
        ("Cai", ("may_visit", "free", "role"), ()),
        ("dorte", ("may_visit", "free"), ()),
        ("Ebbe", ("may_visit",), ()),
        ("Bo", ("may_visit",), ("busy",)),
        ("Åse", ("free",), ("may_not_visit",)),
    ]


def test_every_reason_has_its_words_and_can_be_given() -> None:
    fine = one("a", courses=1, wishes=True, roles=frozenset({"mentor"}), languages=frozenset({"arabisk"}), before=True, days_left=31)
    poor = one("b", courses=2, roles=frozenset({"visitor"}), days_left=30)
    shut = one("c", answer=BLOCKED, days_left=3)
    free = one("d", languages=frozenset({"arabisk"}))
    found = {who.name: who for who in suggestions([fine, poor, shut, free], "PRIMUS_MOTOR", " Arabisk ")}
    assert found["a"].in_favour == ("may_visit", "wishes", "role", "language", "before")
    assert found["a"].against == ()
    assert found["b"].against == ("ends_soon", "role", "language", "busy")
    assert found["c"].against == ("may_not_visit", "language")
    assert {code for who in found.values() for code in who.in_favour} == set(FOR)
    assert {code for who in found.values() for code in who.against} == set(AGAINST)


def test_a_wish_for_another_course_outweighs_being_busy_and_no_programme_asks_what_it_does_not_know() -> None:
    assert suggestions([one("a", courses=4, wishes=True)], "VISITING")[0].against == ()
    assert suggestions([one("a", roles=frozenset({"visitor"}))], "FILM_CLUB")[0].against == ()


def test_languages_are_parted_by_commas_and_semicolons() -> None:
    assert spoken(" Arabisk; polsk,Engelsk ;; ") == {"arabisk", "polsk", "engelsk"}
