"""The second reader's replay (tools/reading), written from the documents, against the projection through SQL, over random histories."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.log.entry import Change
from desktop.store import digest, logbook, projection
from desktop.store.engine import begin_immediate
from tests.store.conftest import Opened
from tests.store.histories import STEPS, STRANGER, VAULTS, Arrival, Step, arrivals, id_of, make, write
from tools.read_vault import REGISTRY
from tools.reading import log
from tools.reading.projection import Projection, differences, stored, unscrubbed
from tools.reading.projection import digest as digest_of
from tools.reading.registry import read_registry

OWN = st.sampled_from((STRANGER, *(dev for _, dev in VAULTS)))


class Rows:
    """The open store, as the reader asks it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.exec_driver_sql(statement)]


def agree(opened: Opened, slices: Iterable[Sequence[Arrival]], own: str) -> Counter[str]:
    """Apply what arrives, and compare tables, erased parts and digest; how many rows are in which state."""
    registry = read_registry(REGISTRY)
    with opened.engine.connect() as connection:
        begin_immediate(connection)
        for slice_ in slices:
            logged = logbook.add(connection, [arrival.incoming for arrival in slice_])
            projection.apply(connection, logged, own, opened.gate)
        source = Rows(connection)
        entries = log.read_log(source)
        made = Projection(entries, own, registry).rows()
        assert differences(stored(source, registry), made) == []
        assert unscrubbed(entries, made) == []
        assert digest_of(made, registry) == digest.state_digest(connection)
        log.check_touched(source, entries)
        connection.rollback()
    return Counter(row["state"] for rows in made.values() for row in rows.values())


def test_the_documents_alone_give_the_same_tables(opened: Opened) -> None:
    """Heads, conflicts, verdicts, erasures, stubs, derived columns, erased parts and the digest."""

    @settings(max_examples=80, phases=(Phase.generate,), deadline=None)
    @given(STEPS, OWN, st.integers(0, 10**6))
    def every_history(steps: list[Step], own: str, order: int) -> None:
        agree(opened, arrivals(write(steps), order), own)

    every_history()


@pytest.mark.parametrize(("own", "decision", "erased"), [(0, "", 0), (3, "", 1), (0, "refuse", 0), (0, "admit", 1)])
def test_an_erase_that_was_set_aside_counts_in_its_own_vault_and_once_it_is_admitted(
    opened: Opened, own: int, decision: str, erased: int
) -> None:
    table, row, unit = "site", id_of(1), "coordinator"
    saved = make(1, 1, [[Change("put", table, row, unit, {"coordinator": "Coordinator"}, [])]])
    erase = make(3, 2, [[Change("erase", table, row, "", None, [])]], aside=True)
    verdict = Change("put", "verdict", erase.incoming.hash.hex(), "decision", {"decision": decision}, [])
    judged = [make(0, 3, [[verdict]])] if decision else []
    slices = [[Arrival(one, frozenset())] for one in (saved, erase, *judged)]
    assert agree(opened, slices, VAULTS[own][1])["erased"] == erased
