"""The oracle stands apart from the program, and says of small sets what the theorem says."""

import ast
from pathlib import Path

import pytest

from tests.store import oracle
from tests.store.oracle import Change, Entry, Shape, World

SHAPE = Shape(
    tables={
        "site": {"facts": ("name",), "coordinator": ("coordinator",)},
        "course": {"referral": ("site",)},
        "session": {"facts": ("course", "held_on", "outcome")},
        "verdict": {"decision": ("decision",)},
    },
    references={("course", "site"): "site", ("session", "course"): "course"},
)
OWN = "own"


def entry(name: str, *changes: Change, kind: str = "site", aside: bool = False, dev: str = "other", stood: bool = False) -> Entry:
    return Entry(name.encode(), kind, name, dev, "1", 1, aside, changes, stood)


def facts(name: str, *bases: str) -> Change:
    return Change("put", "site", "s", "facts", {"name": name}, tuple(base.encode() for base in bases))


def verdict(on: str, decision: str) -> Change:
    return Change("put", "verdict", on.encode().hex(), "decision", {"decision": decision})


ERASE = Change("erase", "site", "s")


def site(*entries: Entry) -> tuple[str, object, object] | None:
    """State, name and heads of the one site, in both orders."""
    both = [World(SHAPE, order, OWN).columns().get(("site", "s")) for order in (entries, entries[::-1])]
    assert both[0] == both[1]
    return None if both[0] is None else (str(both[0]["state"]), both[0]["name"], both[0]["h_facts"])


def test_the_oracle_imports_nothing_of_the_program() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"collections.abc", "dataclasses", "functools"}
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"__import__", "exec", "eval"}


A, B, C = entry("A", facts("a")), entry("B", facts("b", "A")), entry("C", facts("c", "B"))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), None),
        ((A, B, C), ("live", "c", b"C")),
        ((A, entry("B", facts("b"))), ("live", "b", b"BA")),
        ((A, entry("B", facts("b"), kind="volunteer")), ("live", "a", b"AB")),
        ((A, C), ("live", "c", b"CA")),
        ((A, B, C, entry("V", verdict("B", "refuse"))), ("live", "c", b"C")),
        ((A, B, entry("V", verdict("B", "refuse"))), ("live", "a", b"A")),
        ((A, entry("V", verdict("A", "refuse"))), None),
        ((A, entry("V", verdict("A", "refuse"), kind="hq"), entry("W", verdict("A", "admit"))), None),
        ((A, entry("V", verdict("A", "refuse")), entry("W", verdict("V", "refuse"))), None),
        ((A, entry("V", verdict("A", "refuse")), entry("W", verdict("V", "refuse"), kind="hq")), ("live", "a", b"A")),
        ((A, entry("B", facts("b", "A"), aside=True)), ("live", "a", b"A")),
        ((A, entry("B", facts("b", "A"), aside=True, dev=OWN)), ("live", "b", b"B")),
        ((A, entry("B", facts("b", "A"), aside=True), entry("V", verdict("B", "admit"))), ("live", "b", b"B")),
        ((A, entry("B", Change("tomb", "site", "s", "facts", None, (b"A",)))), ("gone", None, b"B")),
        ((entry("B", Change("put", "site", "s", "coordinator", {"coordinator": "x"})),), ("stub", None, None)),
        ((entry("B", Change("put", "course", "c", "referral", {"site": "s"})),), ("stub", None, None)),
        ((A, entry("E", ERASE), C), ("erased", None, None)),
        ((A, entry("E", ERASE), entry("V", verdict("E", "refuse"), kind="hq")), ("erased", None, None)),
        ((A, entry("E", ERASE, aside=True)), ("live", "a", b"A")),
        ((A, entry("E", ERASE, aside=True), entry("V", verdict("E", "refuse"))), ("live", "a", b"A")),
        ((A, entry("E", ERASE, aside=True, stood=True), entry("V", verdict("E", "refuse"))), ("erased", None, None)),
        ((entry("E", ERASE, aside=True, dev=OWN),), ("erased", None, None)),
        (
            (A, entry("E", ERASE, aside=True), entry("V", verdict("E", "admit")), entry("W", verdict("E", "refuse"), kind="hq")),
            ("erased", None, None),
        ),
        ((A, entry("E", ERASE, aside=True), entry("V", verdict("E", "admit"), aside=True)), ("live", "a", b"A")),
    ],
)
def test_what_a_set_shows(entries: tuple[Entry, ...], expected: object) -> None:
    assert site(*entries) == expected


def test_a_course_shows_the_dates_of_its_held_sessions() -> None:
    def session(name: str, row: str, held_on: str | None, outcome: str, *bases: str) -> Entry:
        value: dict[str, oracle.Cell] = {"course": "c", "held_on": held_on, "outcome": outcome}
        return entry(name, Change("put", "session", row, "facts", value, tuple(base.encode() for base in bases)))

    sessions = (
        session("A", "1", "2026-02-01", "held"),
        session("B", "2", "2026-03-01", "held_short"),
        session("C", "3", "2026-04-01", "other"),
        session("D", "4", None, "held"),
        session("E", "2", "2026-01-01", "planned", "B"),
    )
    course = World(SHAPE, sessions[:4], OWN).columns()["course", "c"]
    assert (course["state"], course["d_first_held"], course["d_last_held"]) == ("stub", "2026-02-01", "2026-03-01")
    assert World(SHAPE, sessions, OWN).columns()["course", "c"]["d_last_held"] == "2026-02-01"
