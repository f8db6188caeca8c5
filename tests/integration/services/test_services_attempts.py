"""A step within a unit of work that fails alone leaves nothing, and what came before and after it stands."""

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.services.audience import EVERYONE
from desktop.store import state
from desktop.store.repositories import live, sites
from desktop.store.unit_of_work import Work
from tests.integration.services.vaults import Bench

FIRST, SECOND, THIRD = ("a" * 32, "b" * 32, "c" * 32)


def put(work: Work, site: str, name: str) -> None:
    work.put("site", site, "facts", {"name": name, "type": "OPEN", "municipality": ""}, EVERYONE)


def names(hq: Bench) -> list[str]:
    with hq.store.reading() as reading:
        return [one.name for one in sites.everything(reading.connection)]


def fail_halfway(work: Work) -> None:
    with work.attempt():
        put(work, SECOND, "Sydby")
        work.flush()
        put(work, THIRD, "Vestby")
        raise InvalidValue(field="x", reason="y")


def save_what_may_not_be(work: Work) -> None:
    with work.attempt():
        work.put("session", SECOND, "minutes", {"minutes": 30}, EVERYONE)
        work.flush()


def test_what_was_collected_and_saved_in_a_failed_attempt_is_gone(hq: Bench) -> None:
    with hq.store.writing(hq.context.author) as work:
        put(work, FIRST, "Nordby")
        with pytest.raises(InvalidValue):
            fail_halfway(work)
        put(work, THIRD, "Østby")
    assert names(hq) == ["Nordby", "Østby"]
    with hq.store.reading() as reading:
        head = reading.head()
    assert head is not None
    assert head.seq == 1, "both stand in one save, and the attempt has left no number out"


def test_an_attempt_that_succeeds_stands_and_counts_what_it_changed(hq: Bench) -> None:
    with hq.store.writing(hq.context.author) as work:
        before = work.collected
        with work.attempt():
            put(work, FIRST, "Nordby")
        assert work.collected == before + 1
    assert names(hq) == ["Nordby"]


def test_an_attempt_that_may_not_be_saved_gives_back_a_new_incarnation(hq: Bench) -> None:
    """The first save after a restored backup begins anew: where it fails, the next one still does."""
    with hq.store.writing(hq.context.author) as work:
        put(work, FIRST, "Nordby")
    with hq.store.reading() as reading:
        old = state.text(reading.connection, state.INCARNATION)
    hq.store.renew = True
    with hq.store.writing(hq.context.author) as work:
        with pytest.raises(NotAllowed):
            save_what_may_not_be(work)
        assert hq.store.renew
        put(work, SECOND, "Sydby")
    with hq.store.reading() as reading:
        assert state.text(reading.connection, state.INCARNATION) != old
        assert len(live.where(reading.connection, "incarnation")) == 1
    assert names(hq) == ["Nordby", "Sydby"]
