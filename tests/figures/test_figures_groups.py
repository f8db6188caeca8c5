"""Heads at social activities: each place by its own method, religious events by attendances, unknown never 0."""

from datetime import date

from sqlalchemy import Connection

from desktop.figures.compute import compute
from desktop.figures.values import Scope
from tests.figures.nation import course, put, session, site

NATION = Scope(None, 2024, date(2024, 12, 31))


def _event(connection: Connection, id_: str, at: str, method: str, inmates: int | None = None, kind: str = "bingo", **other: str) -> None:
    columns = {"from_on": "2024-05-05", "event_state": "held"} | other
    put(connection, "group_event", id_, site=at, kind=kind, method=method, inmates=inmates, **columns)


def test_attendances_add_up_and_unknown_heads_are_told(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    site(connection, "s2", "Syd", None)
    site(connection, "s3", "Øst", None)
    _event(connection, "a", "s1", "ATTENDANCES", 10)
    _event(connection, "b", "s1", "", 5)
    _event(connection, "c", "s1", "ATTENDANCES")
    _event(connection, "d", "s2", "ATTENDANCES")
    _event(connection, "e", "s1", "ATTENDANCES", 90, event_state="planned")
    _event(connection, "f", "s1", "ATTENDANCES", 90, from_on="2025-01-01")
    found = compute(connection, NATION).figures
    one = found["group_participants"]
    assert (one.value, one.method, dict(one.by_site)) == (15, "ATTENDANCES", {"Nord": 15, "Syd": None, "Øst": 0})
    assert (found["group_events_unknown"].value, found["group_events_unknown"].by_site["Syd"]) == (2, 1)
    assert found["sum_of_programmes"].value == 15
    assert found["sum_of_programmes"].by_site == {"Nord": 15, "Syd": None, "Øst": 0}


def test_named_persons_count_once_over_the_nation(connection: Connection) -> None:
    for event, at in (("a", "s1"), ("b", "s2")):
        _event(connection, event, at, "UNIQUE_NAMED", 30)
        for who in ("p1", f"p{event}"):
            put(connection, "attendance", f"{event}{who}", event=event, participant=who)
    one = compute(connection, NATION).figures["group_participants"]
    assert (one.value, one.method, dict(one.by_site)) == (3, "UNIQUE_NAMED", {"s1": 2, "s2": 2})


def test_an_estimate_is_that_of_the_place_and_year(connection: Connection) -> None:
    _event(connection, "a", "s1", "UNIQUE_ESTIMATED", 12)
    _event(connection, "b", "s1", "UNIQUE_ESTIMATED", 12)
    assert compute(connection, NATION).figures["group_participants"].value is None
    put(connection, "group_year", "y", site="s1", year=2024, persons=20)
    assert compute(connection, NATION).figures["group_participants"].value == 20


def test_two_methods_are_no_one_number(connection: Connection) -> None:
    _event(connection, "a", "s1", "UNIQUE_ESTIMATED", 12)
    put(connection, "group_year", "y", site="s1", year=2024, persons=20)
    _event(connection, "b", "s1", "UNIQUE_NAMED", 7, kind="church_service")
    put(connection, "label", "l", list="group_kind", code="prayer", religious=True)
    put(connection, "label", "m", list="group_kind", code="choir", religious=False)
    _event(connection, "c", "s2", "UNIQUE_ESTIMATED", 8, kind="prayer")
    _event(connection, "d", "s3", "UNIQUE_ESTIMATED", 8, kind="choir")
    put(connection, "group_year", "z", site="s3", year=2024, persons=4)
    course(connection, "c1", "p1", "s1")
    session(connection, "x", "c1", "2024-05-01")
    found = compute(connection, NATION).figures
    one = found["group_participants"]
    assert (one.value, one.method, dict(one.by_site)) == (None, "mixed", {"s1": None, "s2": 8, "s3": 4})
    assert dict(one.split["method"]) == {"ATTENDANCES": 15, "UNIQUE_ESTIMATED": 24}
    assert (found["sum_of_programmes"].value, found["sum_of_programmes"].method) == (None, "mixed")
    alone = compute(connection, Scope("s2", 2024, date(2024, 12, 31))).figures["group_participants"]
    assert (alone.value, alone.method) == (8, "ATTENDANCES")
