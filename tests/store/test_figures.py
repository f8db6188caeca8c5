"""The figures, each by its definition, over a small nation whose numbers can be counted on the fingers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert

from desktop.figures.completeness import completeness
from desktop.figures.compute import ONE_TO_ONE, compute
from desktop.figures.definitions import DEFINITIONS
from desktop.figures.shown import shown
from desktop.figures.values import Arrival, Figures, Scope, SiteCompleteness
from desktop.figures.visits import statement, visited
from desktop.models.rows.domain import Session
from desktop.models.tables.bookkeeping import peer, person_key, register
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.rules.meeting import meetings

NATION = Scope(None, 2024, date(2024, 12, 31))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """Whatever a test puts in is rolled back."""
    with engine.connect() as opened:
        yield opened


def put(connection: Connection, table: str, id_: str, state: str = "live", **columns: str | int | bool | None) -> None:
    connection.execute(insert(PROJECTED[table]), {"id": id_, "state": state, **columns})


def site(connection: Connection, id_: str, name: str | None, *through: str | None) -> None:
    put(connection, "site", id_, name=name)
    for number, day in enumerate(through):
        put(connection, "site_programme", f"{id_}{number}", site=id_, programme="VISITING", through=day)


def course(connection: Connection, id_: str, person: str | None, at: str | None, programme: str = "VISITING", **dates: str) -> None:
    put(connection, "course", id_, participant=person, site=at, programme=programme, **dates)


def session(
    connection: Connection, id_: str, of: str, day: str, outcome: str = "held", mode: str = "in_person", *, separate: bool | None = None
) -> None:
    put(connection, "session", id_, course=of, held_on=day, outcome=outcome, mode=mode, separate=separate)


def key(connection: Connection, participant: str, person: str) -> None:
    connection.execute(insert(person_key), {"participant": participant, "k1": b"k", "first_january": 0, "person": person})


@pytest.fixture
def nation(connection: Connection) -> Connection:
    """Two sites; p1 and p2 are one person met at both; p3 has no key; p4 is in another programme."""
    site(connection, "s1", "Nord Fængsel", "2024-12-31")
    site(connection, "s2", "Syd Arrest", "2024-11-30", "2024-10-31")
    site(connection, "s3", "Øst Fængsel", None)
    put(connection, "site", "s4", name="Vest Fængsel")
    for participant, person in (("p1", "p1"), ("p2", "p1"), ("p4", "p4")):
        key(connection, participant, person)
    course(connection, "c1", "p1", "s1", d_first_held="2024-01-10", ended_on="2024-06-30")
    course(connection, "c2", "p2", "s2", d_first_held="2024-07-10")
    course(connection, "c3", "p3", "s2", d_first_held="2024-02-01")
    course(connection, "c4", "p4", "s1", "KICKSTART", d_first_held="2024-03-01")
    course(connection, "c5", "p5", "s1", staff_approval_on="2024-12-01", leader_approval_on="2024-12-02")
    put(connection, "consent", "k1", participant="p5", purpose="processing", given_on="2024-12-03")
    put(connection, "match", "m1", course="c5", volunteer="v1", from_on="2024-12-04")
    for id_, of, day in (("a", "c1", "2024-01-10"), ("b", "c1", "2024-01-24"), ("c", "c2", "2024-07-10"), ("d", "c3", "2024-02-01")):
        session(connection, id_, of, day)
    session(connection, "e", "c4", "2024-03-01")
    session(connection, "f", "c1", "2023-12-31")
    session(connection, "g", "c5", "2024-12-05", "planned")
    return connection


def numbers(figures: Figures) -> dict[str, int | None]:
    return {name: figure.value for name, figure in figures.figures.items()}


def test_the_nation(nation: Connection) -> None:
    found = compute(nation, NATION)
    assert list(found.figures) == list(DEFINITIONS)
    assert numbers(found) == {
        "persons_visited": 2,
        "persons_visited_overlap": 1,
        "persons_unnamed": 0,
        "persons_without_key": 1,
        "sessions_held": 5,
        "active_now": 2,
        "being_set_up": 1,
    }
    assert found.figures["persons_visited"].by_site == {"Nord Fængsel": 1, "Syd Arrest": 2, "Øst Fængsel": 0}
    assert found.figures["persons_without_key"].by_site == {"Nord Fængsel": 0, "Syd Arrest": 1, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_site == {"Nord Fængsel": 3, "Syd Arrest": 2, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_programme == {**dict.fromkeys(ONE_TO_ONE, 0), "VISITING": 4, "KICKSTART": 1}
    assert found.figures["active_now"].by_site == {"Nord Fængsel": 0, "Syd Arrest": 2, "Øst Fængsel": 0}
    assert found.figures["active_now"].by_programme == {**dict.fromkeys(ONE_TO_ONE, 0), "VISITING": 2, "KICKSTART": 1}
    assert found.figures["being_set_up"].by_programme == {**dict.fromkeys(ONE_TO_ONE, 0), "VISITING": 1}


def test_the_digest_is_of_the_sorted_list_behind_the_number(nation: Connection) -> None:
    found = compute(nation, NATION).figures
    assert found["persons_visited"].digest == sha256(b"p1\np3").hexdigest()
    assert found["persons_visited_overlap"].digest == sha256(b"s1/p1\ns2/p1\ns2/p3").hexdigest()
    assert found["being_set_up"].digest == sha256(b"c5").hexdigest()
    assert found["sessions_held"].digest == sha256(b"c1/2\nc2/1\nc3/1\nc4/1").hexdigest()


def test_counts_without_names_are_added_where_they_are_asked_for(nation: Connection) -> None:
    put(nation, "tally", "t1", site="s1", programme="VISITING", year=2024, persons=2, meetings=7)
    put(nation, "tally", "t2", site="s2", programme="VISITING", year=2024, persons=1, meetings=1)
    put(nation, "tally", "t3", site="s2", programme="KICKSTART", year=2024, persons=1, meetings=3)
    put(nation, "tally", "t4", site="s2", programme="VISITING", year=2023, persons=9, meetings=9)
    put(nation, "tally", "t5", "gone", site="s2", programme="VISITING", year=2024, persons=9, meetings=9)
    assert numbers(compute(nation, NATION))["persons_visited"] == 2
    found = compute(nation, replace(NATION, unnamed=True))
    assert (numbers(found)["persons_visited"], numbers(found)["persons_unnamed"], numbers(found)["sessions_held"]) == (5, 3, 16)
    assert found.figures["persons_visited"].by_site == {"Nord Fængsel": 3, "Syd Arrest": 3, "Øst Fængsel": 0}
    assert found.figures["persons_unnamed"].by_site == {"Nord Fængsel": 2, "Syd Arrest": 1, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_site == {"Nord Fængsel": 10, "Syd Arrest": 6, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_programme["KICKSTART"] == 4
    one = compute(nation, Scope("s2", 2024, date(2024, 12, 31), unnamed=True))
    assert (numbers(one)["persons_visited"], numbers(one)["persons_unnamed"]) == (3, 1)
    assert found.figures["persons_visited"].digest == sha256(b"p1\np3\nt1/2\nt2/1").hexdigest()


def test_one_site(nation: Connection) -> None:
    found = compute(nation, Scope("s2", 2024, date(2024, 12, 31)))
    assert numbers(found) == {
        "persons_visited": 2,
        "persons_visited_overlap": 0,
        "persons_unnamed": 0,
        "persons_without_key": 1,
        "sessions_held": 2,
        "active_now": 2,
        "being_set_up": 0,
    }
    assert found.figures["persons_visited"].by_site == {"Syd Arrest": 2}
    assert [row.site for row in found.completeness.sites] == ["Syd Arrest"]


def test_nothing_after_the_as_of_date_counts(nation: Connection) -> None:
    early = compute(nation, Scope(None, 2024, date(2024, 2, 1)))
    assert numbers(early) == {
        "persons_visited": 2,
        "persons_visited_overlap": 0,
        "persons_unnamed": 0,
        "persons_without_key": 1,
        "sessions_held": 3,
        "active_now": 2,
        "being_set_up": 0,
    }


def test_without_a_year_it_is_the_year_of_the_as_of_date_so_far(nation: Connection) -> None:
    assert compute(nation, Scope(None, None, date(2024, 7, 9))).figures["persons_visited"].value == 2
    assert compute(nation, Scope(None, None, date(2025, 3, 15))).figures["sessions_held"].value == 0
    assert compute(nation, Scope(None, 2023, date(2025, 3, 15))).figures["sessions_held"].value == 1


def test_where_there_are_no_keys_it_is_not_known_who_is_counted_singly(connection: Connection) -> None:
    site(connection, "s1", "Nord Fængsel", None)
    empty = compute(connection, NATION).figures["persons_without_key"]
    assert (empty.value, empty.by_site) == (0, {"Nord Fængsel": 0})
    course(connection, "c1", "p1", "s1")
    session(connection, "a", "c1", "2024-05-01")
    found = compute(connection, NATION).figures["persons_without_key"]
    assert (found.value, found.by_site, shown(found.value)) == (None, {}, "\u2013")
    assert shown(583) == "583"


def test_only_held_sessions_of_live_visiting_courses_with_a_participant_count(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1")
    course(connection, "c2", None, None)
    course(connection, "c3", "p3", "s1", "PRIMUS_MOTOR")
    put(connection, "course", "c4", "stub")
    for of in ("c1", "c2", "c3", "c4"):
        session(connection, f"{of}-held", of, "2024-05-01", "held_short")
        session(connection, f"{of}-off", of, "2024-05-02", "cancelled_prison")
    put(connection, "session", "x", "gone", course=None, held_on=None, outcome=None, mode=None)
    found = compute(connection, NATION).figures
    assert found["persons_visited"].by_site == {"s1": 1}
    assert found["sessions_held"].value == 3
    assert found["sessions_held"].by_site == {"": 1, "s1": 2}


def test_two_places_of_one_name_are_told_apart(connection: Connection) -> None:
    site(connection, "1" * 32, "Nord Fængsel", None)
    site(connection, "2" * 32, "Nord Fængsel", None)
    site(connection, "3" * 32, None, None)
    found = compute(connection, NATION).figures["being_set_up"]
    assert list(found.by_site) == ["33333333", "Nord Fængsel 11111111", "Nord Fængsel 22222222"]


def test_one_meeting_counts_once(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1")
    session(connection, "a", "c1", "2024-05-01")
    session(connection, "b", "c1", "2024-05-01", "held_short")
    session(connection, "c", "c1", "2024-05-01", mode="video")
    session(connection, "d", "c1", "2024-05-01", separate=True)
    session(connection, "e", "c1", "2024-05-01", "cancelled_prison")
    session(connection, "f", "c1", "2024-05-02", separate=True)
    assert compute(connection, NATION).figures["sessions_held"].value == 4


LOGGINGS = st.lists(
    st.builds(
        Session,
        id=st.just(""),
        course=st.sampled_from(["c1", "c2"]),
        held_on=st.sampled_from([date(2024, 5, 1), date(2024, 5, 2), date(2025, 1, 1)]),
        mode=st.sampled_from(["in_person", "video", ""]),
        outcome=st.sampled_from(["held", "held_short", "planned", "cancelled_prison"]),
        separate=st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=100)
@given(LOGGINGS)
def test_meetings_in_sql_are_those_of_the_rules(engine: Engine, loggings: list[Session]) -> None:
    with engine.connect() as opened:  # rolled back when it is left
        course(opened, "c1", "p1", "s1")
        course(opened, "c2", "p2", "s1")
        rows = [Session(f"{n:032x}", s.course, s.held_on, s.mode, s.outcome, separate=s.separate) for n, s in enumerate(loggings)]
        for row in rows:
            assert row.held_on is not None
            session(opened, row.id, row.course, row.held_on.isoformat(), row.outcome, row.mode, separate=row.separate)
        found = {met.course: met.meetings for met in visited(opened, NATION)}
    counted = [meeting.key.course for meeting in meetings(rows) if meeting.key.held_on.year == 2024]
    assert found == {id_: counted.count(id_) for id_ in set(counted)}


def test_a_covering_index_carries_the_scan(connection: Connection) -> None:
    compiled = statement(NATION).compile(connection.engine, compile_kwargs={"literal_binds": True})
    plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert any("SEARCH session USING COVERING INDEX ix_session_held_on_outcome_course" in line for line in plan), plan


def _deliver(connection: Connection, bundle: str, number: int, sender: str) -> None:
    blank = {"edge": "child", "digest": b"", "at": "", "new": 1, "receipt": b""}
    connection.execute(insert(register), {"bundle": bundle, "number": number, "sender": sender, **blank})


def test_completeness_stands_beside_the_number(nation: Connection) -> None:
    blank = {"edge": "child", "name": "", "feed_sent": 0, "feed_head": b"", "feed_have": 0, "seen_at": "", "through": ""}
    for vault, subject in (("v1", "s1"), ("v2", "s2"), ("v3", "s2")):
        nation.execute(insert(peer), {"id": vault, "subject": subject, **blank})
    for number, (bundle, sender) in enumerate([("b9", "v2"), ("b1", "v3"), ("b5", "v1"), ("b0", "stranger")]):
        _deliver(nation, bundle, number, sender)
    found = completeness(nation, NATION)
    assert not found.complete
    assert found.sites == (
        SiteCompleteness("Nord Fængsel", date(2024, 12, 31), Arrival.IN, ("b5",)),
        SiteCompleteness("Syd Arrest", date(2024, 10, 31), Arrival.LATE, ("b9", "b1")),
        SiteCompleteness("Øst Fængsel", None, Arrival.MISSING, ()),
    )


def test_completeness_is_judged_by_the_earlier_of_the_as_of_date_and_the_end_of_the_year(nation: Connection) -> None:
    assert completeness(nation, Scope("s2", 2024, date(2024, 10, 31))).complete
    assert completeness(nation, Scope("s1", 2024, date(2026, 1, 1))).complete
    assert not completeness(nation, Scope("s1", None, date(2026, 1, 1))).complete


def test_a_programme_without_a_date_makes_its_place_late(connection: Connection) -> None:
    site(connection, "s1", "Nord Fængsel", "2024-12-31", None)
    assert completeness(connection, NATION).sites == (SiteCompleteness("Nord Fængsel", None, Arrival.LATE, ()),)
