"""Single histories in which the projection once went wrong or easily could: each beside the oracle, in every order."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from desktop.log.entry import Change
from desktop.store import digest, logbook, projection
from desktop.store.engine import begin_immediate
from desktop.store.layout import LAYOUTS
from tests.store import oracle
from tests.store.conftest import Opened
from tests.store.histories import SHAPE, STRANGER, Made, id_of, make, whole
from tests.store.test_projection_property import shown

SESSION, COURSE, SITE = id_of(31), id_of(21), id_of(1)


def alias(name: str, *bases: Made) -> Change:
    return Change("put", "participant", id_of(11), "alias", {"alias": name}, [base.incoming.hash for base in bases])


def held(course: str, held_on: str, *bases: Made) -> Change:
    value = {"course": course, "held_on": held_on, "mode": "video", "outcome": "held", "cause": ""}
    return Change("put", "session", SESSION, "facts", dict(value), [base.incoming.hash for base in bases])


def end(*bases: Made) -> Change:
    value = {"ended_on": "2026-05-01", "end_reason": "released"}
    return Change("put", "course", COURSE, "end", dict(value), [base.incoming.hash for base in bases])


def verdict(on: Made, decision: str | None, *bases: Made) -> Change:
    value = None if decision is None else {"decision": decision}
    row = on.incoming.hash.hex()
    return Change(
        "tomb" if value is None else "put", "verdict", row, "decision", dict(value) if value else None, [b.incoming.hash for b in bases]
    )


def erase(table: str = "participant", row: str = id_of(11)) -> Change:
    return Change("erase", table, row, "", None, [])


def agree(opened: Opened, history: Sequence[Made], own: str = STRANGER) -> None:
    """Every order of up to five entries, one by one, all at once and all but the first at once: the oracle's columns, one digest."""
    expected = oracle.World(SHAPE, [whole(made) for made in history], own).columns()
    digests = set()
    for order in permutations(history):
        for slices in ([[made] for made in order], [list(order)], [list(order[:1]), list(order[1:])]):
            with opened.engine.connect() as connection:
                begin_immediate(connection)
                for slice_ in slices:
                    logged = logbook.add(connection, [made.incoming for made in slice_])
                    projection.apply(connection, logged, own, opened.gate)
                assert shown(connection) == expected
                digests.add(digest.state_digest(connection))
                connection.rollback()
    assert len(digests) == 1


def test_a_reference_that_never_stood_leaves_no_stub(opened: Opened) -> None:
    """The put and the verdict that refuses it come in one call: what it named was never named."""
    first = make(1, 1, [[held(COURSE, "2026-02-01")]])
    second = make(1, 2, [[held(id_of(22), "2026-03-01", first)]])
    agree(opened, [first, second, make(0, 3, [[verdict(second, "refuse")]])])


def test_a_course_that_is_refused_comes_back_as_a_stub_with_its_dates(opened: Opened) -> None:
    course = make(1, 1, [[end()]])
    agree(opened, [course, make(1, 2, [[held(COURSE, "2026-02-01")]]), make(0, 3, [[verdict(course, "refuse")]])])


def test_an_erasure_rests_on_a_verdict_that_is_outranked(opened: Opened) -> None:
    """The verdict's row stays as headquarters wrote it, and the erased row follows all the same."""
    erasing = make(3, 2, [[erase()]], aside=True)
    admitted = make(1, 3, [[verdict(erasing, "admit")]])
    agree(opened, [make(1, 1, [[alias("Heron")]]), erasing, make(0, 4, [[verdict(erasing, "refuse")]]), admitted])


def test_an_erasure_does_not_rest_on_a_verdict_that_is_itself_set_aside(opened: Opened) -> None:
    erasing = make(3, 2, [[erase()]], aside=True)
    admitting = make(3, 3, [[verdict(erasing, "admit")]], aside=True)
    history = [make(1, 1, [[alias("Heron")]]), erasing, admitting]
    agree(opened, history)
    agree(opened, history, own=id_of(0xC1))
    agree(opened, [*history, make(1, 4, [[verdict(admitting, "admit")]])])
    agree(opened, [*history, make(0, 5, [[verdict(admitting, "admit")]])])


def test_an_erasure_outlives_the_erasure_of_its_verdict(opened: Opened) -> None:
    erasing = make(3, 2, [[erase()]], aside=True)
    judged = make(1, 3, [[verdict(erasing, "admit")]])
    forgotten = make(0, 4, [[erase("verdict", erasing.incoming.hash.hex())]])
    agree(opened, [make(1, 1, [[alias("Heron")]]), erasing, judged, forgotten, make(1, 5, [[alias("Late")]])])


@pytest.mark.parametrize("by", [0, 1])
def test_a_verdict_on_a_verdict(opened: Opened, by: int) -> None:
    """Only headquarters' counts; and where a verdict is taken back, what it judged stands again."""
    put = make(1, 1, [[alias("Heron")]])
    refusing = make(2, 2, [[verdict(put, "refuse")]])
    over = make(by, 3, [[verdict(refusing, "refuse")]])
    agree(opened, [put, refusing, over, make(by, 4, [[verdict(refusing, None, over)]])])


def test_what_nobody_knows_yet_is_kept_and_not_applied(opened: Opened) -> None:
    later = Change("put", "participant", id_of(11), "nickname", {"nickname": "Egret"}, [])
    with opened.engine.connect() as connection:
        begin_immediate(connection)
        logged = logbook.add(connection, [make(1, 1, [[later, alias("Heron")]], schema=99).incoming])
        projection.apply(connection, logged, STRANGER, opened.gate)
        assert {key: cells["alias"] for key, cells in shown(connection).items()} == {("participant", id_of(11)): "Heron"}
        connection.rollback()


def test_the_projection_shows_the_columns_of_the_registry(opened: Opened) -> None:
    """In the order in which the statements of `layout` carry them."""
    with opened.engine.connect() as connection:
        for table, layout in LAYOUTS.items():
            assert len(connection.exec_driver_sql(layout.all_rows).keys()) == layout.width, table
