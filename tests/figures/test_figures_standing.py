"""How courses stand on a day, what is kept of earlier days, and where the service is."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from desktop.figures.compute import compute, drill
from desktop.figures.values import Scope
from tests.figures.nation import course, key, participant, put, session, site

DAY = date(2025, 3, 15)
NOW = Scope(None, None, DAY)


@pytest.fixture
def place(connection: Connection) -> Connection:
    """One site with a course of every kind."""
    site(connection, "s1", "Nord", None)
    put(connection, "site_programme", "sk", site="s1", programme="KICKSTART", agreement_from="2024-10", contact="Anna")
    approved = {"staff_approval_on": "2025-01-02", "leader_approval_on": "2025-01-03"}
    met = {"d_first_held": "2024-11-01", "d_last_held": "2025-03-01"}
    course(connection, "a1", "p1", "s1", **met)
    course(connection, "a2", "p1", "s1", **met)
    course(connection, "b1", "p2", "s1", **met)
    put(connection, "pause", "x", course="b1", from_on="2025-02-01")
    course(connection, "c1", "p3", "s1", **met, ended_on="2025-02-02")
    course(connection, "c2", "p3", "s1", ended_on="2025-02-02")
    course(connection, "d1", "p4", "s1", "KICKSTART", d_first_held="2024-10-01", d_last_held="2025-03-01")
    course(connection, "d2", "p5", "s1", "KICKSTART", d_first_held="2024-09-30", d_last_held="2025-03-01")
    course(connection, "d3", "p6", "s1", "KICKSTART", d_first_held="2024-10-09", d_last_held="2025-01-01", ended_on="2025-01-09")
    course(connection, "e1", "p7", "s1", "STUDY_FREE", **approved)
    put(connection, "consent", "k", participant="p7", purpose="processing", given_on="2025-01-03")
    put(connection, "match", "m", course="e1", volunteer="v", from_on="2025-01-04")
    course(connection, "f1", "p8", "s1", **approved)
    course(connection, "f2", "p9", "s1", staff_approval_on="2025-01-02")
    course(connection, "f3", "p9", "s1")
    course(connection, "g1", "p10", "s1", declined_on="2025-01-02")
    return connection


def test_each_status_counts_once(place: Connection) -> None:
    found = compute(place, NOW).figures
    assert (found["active_now"].value, found["active_now"].by_programme["KICKSTART"]) == (1, 2)
    assert (found["paused_now"].value, found["ongoing"].value, found["formerly_ended"].value) == (1, 5, 2)
    assert (found["being_set_up"].value, found["being_set_up"].by_programme["STUDY_FREE"]) == (1, 1)
    assert dict(found["waiting_list"].split["state"]) == {"APPROVED": 1, "AWAITING_APPROVAL": 1, "REFERRED": 1}


def test_started_since_the_agreement_or_a_day_that_is_named(place: Connection) -> None:
    found = compute(place, NOW).figures["started_since"]
    assert (found.by_programme["KICKSTART"], found.by_programme["VISITING"], found.on) == (2, 4, None)
    assert dict(found.split["programme_month"]) == {"KICKSTART 2024-10": 2, "VISITING 2024-11": 4}
    since = compute(place, Scope(None, None, DAY, since=date(2024, 10, 2))).figures["started_since"]
    assert (since.by_programme["KICKSTART"], since.on) == (1, date(2024, 10, 2))


def test_a_course_that_nothing_was_heard_of_has_ended(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1", d_first_held="2023-01-01", d_last_held="2024-03-15")
    course(connection, "c2", "p2", "s1", d_first_held="2023-01-01", d_last_held="2024-03-16")
    assert compute(connection, NOW).figures["active_now"].value == 1


def _snapshot(connection: Connection, id_: str, at: str | None, day: str, value: int, **other: str) -> None:
    put(connection, "snapshot", id_, site=at, figure="active_now", as_of=day, value=value, **other)


def test_the_earlier_number_is_the_latest_that_lies_far_enough_back(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    site(connection, "s2", "Syd", None)
    assert compute(connection, NOW).figures["formerly_snapshot"].value is None
    limit = DAY - timedelta(days=90)
    _snapshot(connection, "a", "s1", "2024-06-30", 20, programme="VISITING")
    _snapshot(connection, "b", "s1", limit.isoformat(), 18)
    _snapshot(connection, "c", "s1", (limit + timedelta(days=1)).isoformat(), 7)
    _snapshot(connection, "d", "s2", "2024-10-31", 4)
    _snapshot(connection, "e", "s1", "2024-11-30", 99, programme="KICKSTART")
    found = compute(connection, NOW).figures["formerly_snapshot"]
    assert (found.value, dict(found.by_site), found.on) == (22, {"Nord": 18, "Syd": 4}, limit)
    assert dict(found.split["day"]) == {"2024-10-31": 4, limit.isoformat(): 18}
    assert compute(connection, Scope("s2", None, DAY)).figures["formerly_snapshot"].value == 4
    _snapshot(connection, "f", None, "2024-11-30", 21)
    assert compute(connection, NOW).figures["formerly_snapshot"].value == 22
    _snapshot(connection, "g", None, limit.isoformat(), 23)
    assert compute(connection, NOW).figures["formerly_snapshot"].value == 23
    picked = compute(connection, Scope(None, None, DAY, snapshot=date(2024, 6, 30))).figures["formerly_snapshot"]
    assert (picked.value, picked.on, picked.by_site["Syd"]) == (20, date(2024, 6, 30), None)


def test_headquarters_may_set_how_far_back(connection: Connection) -> None:
    _snapshot(connection, "a", "s1", "2025-03-01", 7)
    put(connection, "setting", "x", name="snapshot.earlier_days", value="10", from_on="2025-01-01")
    put(connection, "setting", "y", name="something.else", value="10", from_on="2025-01-01")
    assert compute(connection, NOW).figures["formerly_snapshot"].value == 7


def test_agreements_and_contact_persons(place: Connection) -> None:
    site(place, "s2", "Syd", None)
    put(place, "site", "s3", name="Lukket", valid_to="2020-01-01")
    put(place, "site_programme", "x", site="s2", programme="VISITING", agreement_from="2020-01", leader_is_contact=True)
    put(place, "site_programme", "y", site="s2", programme="KICKSTART", agreement_from="2020-01", agreement_to="2025-02")
    put(place, "site_programme", "z", site="s1", programme="VISITING", agreement_from="2025-03")
    found = compute(place, NOW).figures
    assert (found["sites_with_agreement"].value, dict(found["sites_with_agreement"].by_programme)) == (2, {"KICKSTART": 1, "VISITING": 2})
    assert dict(found["sites_with_agreement"].split["of"]) == {"sites": 2}
    assert (found["sites_with_contact"].value, dict(found["sites_with_contact"].by_programme)) == (2, {"KICKSTART": 1, "VISITING": 1})
    assert (found["sites_without_contact"].value, dict(found["sites_without_contact"].by_programme)) == (1, {"VISITING": 1})
    assert compute(place, Scope("s2", None, DAY)).figures["sites_with_agreement"].value == 1


def test_volunteers_by_clearance_and_expiry(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    days = {"v1": "2025-03-14", "v2": "2025-03-15", "v3": "2025-04-14", "v4": "2025-05-14", "v5": "2026-01-01"}
    for id_, until in days.items():
        put(connection, "volunteer", id_, site="s1", joined_on="2020-01-01")
        put(connection, "qualification", f"q{id_}", volunteer=id_, kind="clearance", site="s1", on_date="2020-01-01", valid_until=until)
    put(connection, "volunteer", "v6", site="s1")
    put(connection, "volunteer", "v7", site="s1", left_on="2025-03-15")
    put(connection, "volunteer", "v8", site="s1")
    put(connection, "qualification", "q8", volunteer="v8", kind="clearance", site="s1", clearance="applied", on_date="2025-02-01")
    put(connection, "volunteer", "v9", site="s1")
    put(connection, "qualification", "q9", volunteer="v9", kind="clearance", site="s1", on_date="2024-01-01")
    put(connection, "volunteer", "w1", site="s2")
    put(connection, "link", "l", kind="volunteer", first="v5", second="w1", likeness="same", ground="officer")
    found = compute(connection, NOW).figures["volunteers"]
    assert (found.value, dict(found.by_site)) == (8, {"Nord": 8, "s2": 1})
    assert dict(found.split["clearance"]) == {"applied": 1, "expired": 1, "none": 1, "valid": 5}
    assert dict(found.split["expiry"]) == {"expired": 1, "later": 2, "within_30": 2, "within_60": 1}
    assert compute(connection, Scope("s2", None, DAY)).figures["volunteers"].value == 1


def test_exams_by_result(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1", "STUDY_INSIDE")
    for id_, month, result in (("a", "2025-01", "passed"), ("b", "2025-03", None), ("c", "2024-12", "passed"), ("d", "2025-04", "passed")):
        put(connection, "exam", id_, course="c1", exam_month=month, result=result)
    put(connection, "exam", "e", course="nobody", exam_month="2025-01", result="passed")
    found = compute(connection, NOW).figures["exams"]
    assert (found.value, dict(found.split["result"])) == (2, {"passed": 1, "unknown": 1})
    assert compute(connection, Scope("s2", None, DAY)).figures["exams"].value == 0


def test_studies_that_were_interrupted_and_taken_up_again(connection: Connection) -> None:
    for id_, who in (("c1", "p1"), ("c2", "p2"), ("c3", "p3"), ("c4", "p4")):
        course(connection, id_, who, "s1", "STUDY_INSIDE" if id_ != "c4" else "VISITING", referred_on="2024-01-01")
    put(connection, "pause", "x", course="c1", from_on="2025-01-10", cause="transfer")
    put(connection, "pause", "y", course="c4", from_on="2025-01-10", cause="transfer")
    put(connection, "hand_over", "h", participant="p2", site="s1", handed_on="2025-02-01", to_site="s2")
    session(connection, "a", "c1", "2025-01-10")
    session(connection, "b", "c1", "2025-01-20")
    found = compute(connection, NOW).figures
    assert (found["studies_interrupted"].value, dict(found["studies_interrupted"].by_site)) == (2, {"s1": 2})
    assert dict(found["studies_interrupted"].split["state"]) == {"resumed": 1, "waiting": 1}
    assert (found["weeks_until_resumed"].value, dict(found["weeks_until_resumed"].by_site)) == (14, {"s1": 14})
    assert compute(connection, Scope("s2", None, DAY)).figures["studies_interrupted"].value == 0


def test_a_study_that_was_interrupted_in_two_years_counts_in_both(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1", "STUDY_INSIDE", referred_on="2023-01-01")
    for id_, day in (("x", "2024-05-01"), ("y", "2025-02-03")):
        put(connection, "pause", id_, course="c1", from_on=day, cause="transfer")
    session(connection, "a", "c1", "2024-06-01")
    session(connection, "b", "c1", "2025-02-17")
    found = compute(connection, NOW).figures
    assert (found["studies_interrupted"].value, found["weeks_until_resumed"].value) == (1, 20)
    assert compute(connection, Scope(None, 2024, DAY)).figures["studies_interrupted"].value == 1
    for id_, day in (("before", "2022-12-01"), ("m", "2025-02-10")):
        put(connection, "movement", id_, participant="p1", kind="transferred", moved_on=day)
    found = compute(connection, NOW).figures
    assert (found["studies_interrupted"].value, found["weeks_until_resumed"].value) == (1, 20)


def test_a_transfer_that_was_noted_interrupts_a_study(connection: Connection) -> None:
    course(connection, "c1", "p1", "s1", "STUDY_INSIDE", referred_on="2024-01-01")
    course(connection, "c2", "p1", "s1", "STUDY_INSIDE", referred_on="2025-02-01")
    course(connection, "c3", "p1", "s1", "STUDY_INSIDE", referred_on="2024-01-01", ended_on="2025-01-01")
    put(connection, "movement", "m", participant="p1", kind="transferred", moved_on="2025-01-10")
    found = compute(connection, NOW).figures["studies_interrupted"]
    assert (found.value, [one.row for one in found.listed.rows]) == (1, ["c1"])


def test_contact_after_release(connection: Connection) -> None:
    for number, (released, met) in enumerate(
        (("2025-01-10", "2025-01-17"), ("2025-01-10", "2025-01-18"), ("2025-01-10", "2025-01-10"), ("2025-03-09", "2025-03-10"))
    ):
        who = f"p{number}"
        course(connection, f"c{number}", who, "s1", "KICKSTART", d_first_held="2024-01-01", d_last_held=met)
        session(connection, f"x{number}", f"c{number}", met)
        put(connection, "consent", f"k{number}", participant=who, purpose="contact_after_release", given_on="2025-01-01")
        put(connection, "movement", f"m{number}", participant=who, kind="released", moved_on=released, precision="exact")
    put(connection, "movement", "again", participant="p0", kind="released", moved_on="2025-01-10", precision="exact")
    put(connection, "movement", "about", participant="p0", kind="released", moved_on="2025-01-20", precision="about")
    course(connection, "c9", "p9", "s2")
    put(connection, "movement", "m9", participant="p9", kind="released", moved_on="2025-01-10", precision="exact")
    put(connection, "consent", "k8", participant="p8", purpose="contact_after_release", given_on="2025-01-01")
    put(connection, "movement", "m8", participant="p8", kind="released", moved_on="2025-01-10", precision="exact")
    found = compute(connection, NOW).figures
    assert (found["contact_within_7"].value, dict(found["contact_within_7"].split["of"])) == (333, {"contacted": 1, "released": 3})
    assert (found["contact_within_30"].value, dict(found["contact_within_30"].split["of"])) == (667, {"contacted": 2, "released": 3})
    assert compute(connection, Scope("s2", None, DAY)).figures["contact_within_7"].value is None


def test_restrictions_are_the_latest_month_of_each_place(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)

    def month(id_: str, at: str, of: str, *counts: int) -> None:
        names = ("courses", "controlled", "remand", "remand_controlled", "median_tenths")
        put(connection, "restriction_month", id_, site=at, month=of, **dict(zip(names, counts, strict=True)))

    month("a", "s1", "2025-01", 10, 5, 4, 3, 200)
    month("b", "s1", "2025-02", 12, 4, 5, 2, 155)
    month("c", "s1", "2024-12", 12, 12, 5, 5, 900)
    found = compute(connection, NOW).figures
    assert (found["restricted_courses"].value, dict(found["restricted_courses"].split["month"])) == (4, {"2025-01": 5, "2025-02": 4})
    assert (found["restricted_remand_share"].value, found["restricted_median"].value) == (400, 155)
    month("d", "s2", "2025-03", 2, 1, 0, 0, 10)
    found = compute(connection, NOW).figures
    assert (found["restricted_courses"].value, found["restricted_median"].value) == (5, None)
    assert dict(found["restricted_median"].by_site) == {"Nord": 155, "s2": 10}
    assert compute(connection, Scope("s2", None, DAY)).figures["restricted_courses"].value == 1


def test_the_list_behind_a_number(place: Connection) -> None:
    assert [(one.table, one.row, one.site) for one in drill(place, NOW, "paused_now")] == [("course", "b1", "s1")]
    assert [one.row for one in drill(place, NOW, "active_now")] == ["p1"]


def test_open_pairs_count_as_two_until_somebody_decides(connection: Connection) -> None:
    for number, k2 in enumerate((b"x", b"x", b"y")):
        id_ = f"p{number}"
        participant(connection, id_, "s1")
        key(connection, id_, f"k{number}".encode(), k2)
        course(connection, f"c{number}", id_, "s1")
        session(connection, f"x{number}", f"c{number}", "2025-02-02")
    found = compute(connection, NOW).figures
    assert (found["persons_visited"].value, found["open_pairs"].value) == (3, 1)
    assert [one.row for one in found["open_pairs"].listed.rows] == ["p0+p1"]
    put(connection, "link", "l", kind="participant", first="p0", second="p1", likeness="same", ground="officer")
    found = compute(connection, NOW).figures
    assert (found["persons_visited"].value, found["open_pairs"].value) == (2, 0)


def test_a_claim_that_was_served_links_for_certain(connection: Connection) -> None:
    for number in range(3):
        course(connection, f"c{number}", f"p{number}", "s1")
        session(connection, f"x{number}", f"c{number}", "2025-02-02")
    put(connection, "hand_over", "h1", participant="p0", site="s1", handed_on="2025-01-01", to_site="s2")
    put(connection, "claim", "k1", hand_over="h1", site="s2", known_as="p1")
    put(connection, "claim", "k2", hand_over="h1", site="s3", known_as="p2")
    assert compute(connection, NOW).figures["persons_visited"].value == 2


def test_programmes_that_headquarters_has_set_up(connection: Connection) -> None:
    put(connection, "programme", "x", code="CHOIR", danish="Kor", english="Choir", family="visiting", stages="", months_from_start=3)
    course(connection, "c1", "p1", "s1", "CHOIR", d_first_held="2025-02-01", d_last_held="2025-03-01")
    course(connection, "c2", "p2", "s1", "CHOIR", d_first_held="2024-12-15", d_last_held="2025-03-01")
    session(connection, "a", "c1", "2025-02-01")
    found = compute(connection, NOW).figures
    assert found["ongoing"].by_programme["CHOIR"] == 1
    assert found["distinct_persons"].by_programme == {"CHOIR": 1}
