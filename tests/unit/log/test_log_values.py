"""Which leaf fits which field, and which class may travel over which edge."""

import pytest

from desktop.log.classes import CLASSES, carried, class_of
from desktop.log.entry import Change
from desktop.log.values import fault_of, fits
from desktop.models.rows.fields import Field, Leaf
from desktop.models.rows.registry import TABLES

FITTING: dict[str, tuple[tuple[Leaf, ...], tuple[Leaf, ...]]] = {
    "text": (("", "x" * 200), ("x" * 201, 1, True)),
    "int": ((0, -1, 2**53 - 1), (2**53, -(2**53), True, "1")),
    "bool": ((True, False), (0, 1, "true")),
    "date": (("2026-02-28", "2024-02-29"), ("2026-02-29", "2026-2-1", "20260201", "2026-W01-1", "2026-02-01T", "", 1)),
    "month": (("2026-01", "2026-12"), ("2026-13", "2026-00", "2026-1", "2026-01\n", 1)),
    "id": (("0" * 32,), ("0" * 31, "A" * 32, "0" * 32 + "\n", "0" * 64, 1)),
    "bytes": (("", "AA==", "A" * 200), ("AA=", "AA", "AB==", "A A=", "A" * 204, "æøå=", 1)),
    "code": (("one", ""), ("two", "One", 1, False)),
}


def leaves(*, fitting: bool) -> list[tuple[str, Leaf]]:
    return [(kind, leaf) for kind, (good, bad) in FITTING.items() for leaf in (good if fitting else bad)]


@pytest.mark.parametrize(("kind", "leaf"), leaves(fitting=True))
def test_a_leaf_that_fits(kind: str, leaf: Leaf) -> None:
    field = Field("field", kind, codes=("one", ""))
    assert fits(field, leaf)
    assert fits(field, None)


@pytest.mark.parametrize(("kind", "leaf"), leaves(fitting=False))
def test_a_leaf_that_does_not_fit(kind: str, leaf: Leaf) -> None:
    assert not fits(Field("field", kind, codes=("one", "")), leaf)


def test_every_field_of_the_registry_has_a_kind_that_is_checked() -> None:
    assert {field.kind for table in TABLES.values() for field in table.fields} <= FITTING.keys()


def test_the_fault_is_the_first_field_that_does_not_fit() -> None:
    facts: dict[str, Leaf] = {"name": "Place", "type": "CASTLE", "municipality": 1}
    assert fault_of(Change("put", "site", "1" * 32, "facts", dict(facts), [])) == "type"
    assert fault_of(Change("tomb", "site", "1" * 32, "later", None, [])) == "unit"
    assert fault_of(Change("tomb", "site", "1" * 64, "facts", None, [])) == "row"
    assert fault_of(Change("tomb", "site", "1" * 32, "facts", None, [])) == ""


EDGES = ("volunteer>site", "site>hq", "site>volunteer", "hq>site", "sibling")


@pytest.mark.parametrize(
    ("class_", "expected"),
    [
        ("core", EDGES[:-1]),
        ("person", ("site>hq", "hq>site")),
        ("identity", ("site>hq", "hq>site")),
        ("contact", ("volunteer>site", "sibling")),
        ("note", ("volunteer>site", "site>volunteer", "sibling")),
        ("restriction", ("sibling",)),
        ("local", ("volunteer>site", "site>volunteer", "sibling")),
        ("local_person", ("sibling",)),
        ("later", ()),
    ],
)
def test_which_edge_carries_a_class(class_: str, expected: tuple[str, ...]) -> None:
    assert tuple(edge for edge in EDGES if carried(class_, edge)) == expected


def test_every_class_has_its_row_above_and_every_table_a_class() -> None:
    assert set(CLASSES) == {"core", "person", "identity", "contact", "note", "restriction", "local", "local_person"}
    assert {table.class_ for table in TABLES.values()} <= set(CLASSES)


def test_without_consent_a_part_stays_at_its_place() -> None:
    assert {name: class_of(name, local=True) for name in ("core", "person", "identity", "note")} == {
        "core": "local",
        "person": "local_person",
        "identity": "local_person",
        "note": "note",
    }
    assert class_of("person", local=False) == "person"
