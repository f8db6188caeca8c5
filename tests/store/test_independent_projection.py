"""The second reader's replay (tools/reading), written from the documents, against the projection through SQL, over random histories."""

from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.store import digest, logbook, projection
from desktop.store.engine import begin_immediate
from tests.store.conftest import Opened
from tests.store.histories import STEPS, STRANGER, VAULTS, Step, arrivals, write
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


def test_the_documents_alone_give_the_same_tables(opened: Opened) -> None:
    """Heads, conflicts, verdicts, erasures, stubs, derived columns, erased parts and the digest."""
    registry = read_registry(REGISTRY)

    @settings(max_examples=150, phases=(Phase.generate,), deadline=None)
    @given(STEPS, OWN, st.integers(0, 10**6))
    def every_history(steps: list[Step], own: str, order: int) -> None:
        with opened.engine.connect() as connection:
            begin_immediate(connection)
            for slice_ in arrivals(write(steps), order):
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

    every_history()
