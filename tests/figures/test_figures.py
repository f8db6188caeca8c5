"""The figures, each by its definition, over a small nation whose numbers can be counted on the fingers."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import Connection, insert

from desktop.figures.completeness import completeness
from desktop.figures.compute import ONE_TO_ONE, compute
from desktop.figures.definitions import DEFINITIONS
from desktop.figures.shown import shown
from desktop.figures.values import Arrival, Scope, SiteCompleteness
from desktop.models.tables.bookkeeping import peer, register
from tests.figures.nation import course, key, numbers, participant, put, session, site

NATION = Scope(None, 2024, date(2024, 12, 31))
FEW = (
    "persons_visited",
    "persons_visited_overlap",
    "persons_unnamed",
    "persons_without_key",
    "sessions_held",
    "active_now",
    "being_set_up",
)


@pytest.fixture
def nation(connection: Connection) -> Connection:
    """Two sites; p1 and p2 are one person met at both; p3 has no key; p4 is in another programme."""
    site(connection, "s1", "Nord Fængsel", "2024-12-31")
    site(connection, "s2", "Syd Arrest", "2024-11-30", "2024-10-31")
    site(connection, "s3", "Øst Fængsel", None)
    put(connection, "site", "s4", name="Vest Fængsel")
    for id_, k1 in (("p1", b"one"), ("p2", b"one"), ("p4", b"four")):
        participant(connection, id_)
        key(connection, id_, k1)
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


def test_the_nation(nation: Connection) -> None:
    found = compute(nation, NATION)
    assert list(found.figures) == list(DEFINITIONS)
    assert numbers(found, *FEW) == {
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
    assert found["persons_visited"].digest == sha256(b"p1/1\np3/1").hexdigest()
    assert found["persons_visited_overlap"].digest == sha256(b"p1/1\np3/1").hexdigest()
    assert found["being_set_up"].digest == sha256(b"c5/1").hexdigest()
    assert found["sessions_held"].digest == sha256(b"c1/2\nc2/1\nc3/1\nc4/1").hexdigest()


def test_counts_without_names_are_added_where_they_are_asked_for(nation: Connection) -> None:
    put(nation, "tally", "t1", site="s1", programme="VISITING", year=2024, persons=2, meetings=7)
    put(nation, "tally", "t2", site="s2", programme="VISITING", year=2024, persons=1, meetings=1)
    put(nation, "tally", "t3", site="s2", programme="KICKSTART", year=2024, persons=1, meetings=3)
    put(nation, "tally", "t4", site="s2", programme="VISITING", year=2023, persons=9, meetings=9)
    put(nation, "tally", "t5", state="gone", site="s2", programme="VISITING", year=2024, persons=9, meetings=9)
    assert numbers(compute(nation, NATION))["persons_visited"] == 2
    found = compute(nation, replace(NATION, unnamed=True))
    assert (numbers(found)["persons_visited"], numbers(found)["persons_unnamed"], numbers(found)["sessions_held"]) == (5, 3, 16)
    assert found.figures["persons_visited"].by_site == {"Nord Fængsel": 3, "Syd Arrest": 3, "Øst Fængsel": 0}
    assert found.figures["persons_unnamed"].by_site == {"Nord Fængsel": 2, "Syd Arrest": 1, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_site == {"Nord Fængsel": 10, "Syd Arrest": 6, "Øst Fængsel": 0}
    assert found.figures["sessions_held"].by_programme["KICKSTART"] == 4
    one = compute(nation, Scope("s2", 2024, date(2024, 12, 31), unnamed=True))
    assert (numbers(one)["persons_visited"], numbers(one)["persons_unnamed"]) == (3, 1)
    assert found.figures["persons_visited"].digest == sha256(b"p1/1\np3/1\nt1/2\nt2/1").hexdigest()


def test_one_site(nation: Connection) -> None:
    found = compute(nation, Scope("s2", 2024, date(2024, 12, 31)))
    assert numbers(found, *FEW) == {
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
    assert numbers(early, *FEW) == {
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
    put(connection, "course", "c4", state="stub")
    for of in ("c1", "c2", "c3", "c4"):
        session(connection, f"{of}-held", of, "2024-05-01", "held_short")
        session(connection, f"{of}-off", of, "2024-05-02", "cancelled_prison")
    put(connection, "session", "x", state="gone", course=None, held_on=None, outcome=None, mode=None)
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


def test_a_programme_that_ended_before_the_period_is_not_waited_for(connection: Connection) -> None:
    site(connection, "s1", "Nord Fængsel", "2024-12-31")
    site(connection, "s2", "Lukket Arrest")
    put(connection, "site_programme", "x", site="s2", programme="VISITING", agreement_to="2023-12", through="2023-12-31")
    put(connection, "site_programme", "y", site="s1", programme="KICKSTART", agreement_to="2023-12", through="2023-11-30")
    assert completeness(connection, NATION).sites == (SiteCompleteness("Nord Fængsel", date(2024, 12, 31), Arrival.IN, ()),)
    assert set(compute(connection, NATION).figures["persons_visited"].by_site) == {"Nord Fængsel"}
    then = completeness(connection, Scope(None, 2023, date(2023, 12, 31))).sites
    assert [(one.site, one.state) for one in then] == [("Lukket Arrest", Arrival.IN), ("Nord Fængsel", Arrival.LATE)]


def test_those_who_moved_away_are_a_number_at_the_old_place_alone(nation: Connection) -> None:
    for id_, persons, meetings in (("d1", 2, 5), ("d2", 1, 9)):
        put(nation, "departed", id_, site="s1", programme="VISITING", year=2024, persons=persons, meetings=meetings, minutes=60)
    at_home = compute(nation, Scope("s1", 2024, date(2024, 12, 31))).figures
    assert (at_home["persons_visited"].value, at_home["persons_unnamed"].value, at_home["sessions_held"].value) == (3, 2, 8)
    assert numbers(compute(nation, replace(NATION, unnamed=True)))["persons_visited"] == 2


def test_the_deleted_are_a_number_everywhere(nation: Connection) -> None:
    put(nation, "cell", "e1", site="s1", programme="VISITING", year=2024, persons=2, meetings=5, minutes=200)
    put(nation, "cell", "e2", site="s1", programme="KICKSTART", year=2024, persons=1, meetings=1, minutes=30)
    for scope in (NATION, replace(NATION, unnamed=True)):
        found = compute(nation, scope).figures
        assert (found["persons_visited"].value, found["persons_erased"].value, found["kickstart_participants"].value) == (4, 2, 2)
        assert (found["sessions_held"].value, found["contact_minutes"].value, found["distinct_persons"].value) == (11, 230, 6)
