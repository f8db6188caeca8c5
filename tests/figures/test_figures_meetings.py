"""What is counted of a course: as the rules say, whether it is kept or counted anew, and never stale."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from desktop.figures import meetings
from desktop.figures.compute import compute
from desktop.figures.meetings import NOTHING, Counted, Line, Visit, count
from desktop.figures.values import Scope
from desktop.models.rows.domain import Participation, Session
from desktop.rules import meeting as rules
from tests.figures.nation import came, course, put, session, site

NATION = Scope(None, 2024, date(2024, 12, 31))
OUTCOMES = ["held", "held_short", "planned", "cancelled_prison", "cancelled_volunteer", "unknown"]

LOGGINGS = st.lists(
    st.tuples(
        st.builds(
            Session,
            id=st.just(""),
            course=st.sampled_from(["c1", "c2"]),
            held_on=st.sampled_from([date(2023, 12, 30), date(2024, 5, 1), date(2024, 5, 2), date(2025, 1, 1)]),
            mode=st.sampled_from(["in_person", "video", ""]),
            outcome=st.sampled_from(OUTCOMES),
            cause=st.sampled_from(["", "staff"]),
            minutes=st.sampled_from([None, 30, 60]),
            separate=st.booleans(),
        ),
        st.sets(st.sampled_from(["v1", "v2"])),
    ),
    max_size=8,
)


@settings(max_examples=150)
@given(LOGGINGS, st.booleans())
def test_meetings_are_those_of_the_rules(engine: Engine, loggings: list[tuple[Session, set[str]]], kept: bool) -> None:
    rows = [(f"{number:032x}", one, who) for number, (one, who) in enumerate(loggings)]
    with engine.connect() as opened:  # rolled back when it is left
        site(opened, "s1", "Nord", None)
        for id_ in ("c1", "c2"):
            course(opened, id_, "p1", "s1")
        for id_, one, who in rows:
            more = {"minutes": one.minutes, "separate": one.separate, "cause": one.cause}
            assert one.held_on is not None
            session(opened, id_, one.course, one.held_on.isoformat(), one.outcome, one.mode or None, **more)
            came(opened, id_, *who)
        if kept:
            assert meetings.keep(opened, 2024) == 2
            assert meetings.keep(opened, 2024) == 0
            assert meetings.years_kept(opened) == (2024,)
        found = compute(opened, NATION).figures
    outcomes = found["sessions"].split.get("outcome", {})
    sessions = [Session(id_, s.course, s.held_on, s.mode, s.outcome, s.cause, s.minutes, separate=s.separate) for id_, s, _ in rows]
    present = [Participation("", id_, volunteer) for id_, _, who in rows for volunteer in who]
    held = [one for one in rules.meetings(sessions, present) if one.key.held_on.year == 2024]
    off = [one for one in rules.cancelled(sessions) if one.held_on is not None and one.held_on.year == 2024]
    assert found["sessions_held"].value == len(held)
    assert found["contact_minutes"].value == sum(one.minutes or 0 for one in held)
    assert found["volunteer_minutes"].value == sum((one.minutes or 0) * len(one.volunteers) for one in held)
    assert outcomes.get("cancelled_prison", 0) == sum(one.outcome == "cancelled_prison" for one in off)
    assert "planned" not in outcomes


def _visit(id_: str, day: str, outcome: str = "held", **other: object) -> Visit:
    return Visit(id_, day, "in_person", outcome, "", 60, None, None)._replace(**other)  # type: ignore[arg-type] # fields of a visit


def test_a_course_is_counted() -> None:
    visits = [
        _visit("a", "2024-01-05", came="v1,v2"),
        _visit("b", "2024-01-05", "held_short", minutes=90, came="v2"),
        _visit("c", "2024-01-05", "cancelled_prison"),
        _visit("d", "2024-01-12", "held_short", minutes=None),
        _visit("e", "2024-01-12", separate=True),
        _visit("f", "2024-01-20", "cancelled_prison", cause="staff"),
        _visit("g", "2024-01-21", "unknown", cause="staff"),
    ]
    assert count(visits, "2023-12-29") == Counted(
        "2024-01-21",
        3,
        (
            Line("in_person", "cancelled_prison", "staff", 1, 0, 0),
            Line("in_person", "held", "", 2, 150, 180),
            Line("in_person", "held_short", "", 1, 0, 0),
            Line("in_person", "unknown", "", 1, 0, 0),
        ),
        [(7, 2)],
    )
    assert count([], None) == Counted("", 0, (), [])


def test_what_is_kept_of_a_whole_year_is_not_used_for_a_part_of_it(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    course(connection, "c1", "p1", "s1")
    course(connection, "c2", "p2", "s1")
    session(connection, "a", "c1", "2024-03-01")
    session(connection, "b", "c1", "2024-09-01")
    session(connection, "c", "c1", "2024-12-30", "planned")
    assert meetings.keep(connection, 2024) == 2
    assert meetings.kept(connection, 2024)["c2"] == NOTHING
    assert compute(connection, NATION).figures["sessions_held"].value == 2
    assert compute(connection, Scope(None, 2024, date(2024, 9, 1))).figures["sessions_held"].value == 2
    assert compute(connection, Scope(None, 2024, date(2024, 8, 31))).figures["sessions_held"].value == 1


def test_many_courses_are_counted_in_batches(connection: Connection) -> None:
    for number in range(meetings.BATCH + 1):
        course(connection, f"c{number:04}", f"p{number}", "s1")
        session(connection, f"x{number:04}", f"c{number:04}", "2024-03-01")
    live = compute(connection, NATION).figures["sessions_held"]
    assert meetings.keep(connection, 2024) == meetings.BATCH + 1 == live.value
    assert compute(connection, NATION).figures["sessions_held"].digest == live.digest


def test_gaps_and_waiting_times_are_medians_with_one_decimal(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    site(connection, "s2", "Syd", None)
    course(connection, "c1", "p1", "s1", referred_on="2024-01-01", d_first_held="2024-01-11")
    course(connection, "c2", "p2", "s2", referred_on="2023-12-01", d_first_held="2024-01-06")
    course(connection, "c3", "p3", "s2", referred_on="2024-03-01", d_first_held="2024-02-01")
    course(connection, "c4", "p4", "s2", "KICKSTART", referred_on="2023-03-01", d_first_held="2023-04-01")
    for number, (of, day) in enumerate((("c1", "2024-01-11"), ("c1", "2024-01-18"), ("c2", "2024-01-06"), ("c2", "2024-01-14"))):
        session(connection, f"x{number}", of, day)
    session(connection, "old", "c4", "2023-12-30")
    session(connection, "new", "c4", "2024-01-05")
    found = compute(connection, NATION).figures
    gap, wait = found["gap_median"], found["referral_to_first_median"]
    assert (gap.value, dict(gap.by_site), dict(gap.by_programme)) == (70, {"Nord": 70, "Syd": 70}, {"VISITING": 75, "KICKSTART": 60})
    assert (wait.value, dict(wait.by_site)) == (230, {"Nord": 100, "Syd": 360})
    assert compute(connection, Scope("s1", 2022, date(2022, 12, 31))).figures["gap_median"].by_site == {"Nord": None}


def test_what_video_could_have_saved(connection: Connection) -> None:
    put(connection, "site_programme", "sp", site="s1", programme="VISITING", video=True)
    put(connection, "site_programme", "sq", site="s2", programme="VISITING", video=False)
    for id_, at in (("c1", "s1"), ("c2", "s2")):
        course(connection, id_, id_, at)
        for number, (outcome, cause, mode) in enumerate(
            (
                ("cancelled_prison", "staff", "in_person"),
                ("cancelled_prison", "lockdown", "in_person"),
                ("cancelled_prison", "moved", "in_person"),
                ("cancelled_prison", "staff", "video"),
                ("transport", "", "in_person"),
                ("cancelled_volunteer", "", "in_person"),
                ("cancelled_participant", "", "in_person"),
            )
        ):
            session(connection, f"{id_}{number}", id_, f"2024-05-{number + 1:02}", outcome, mode, cause=cause)
    found = compute(connection, NATION).figures["video_could_have_saved"]
    assert (found.value, dict(found.split["outcome"])) == (4, {"cancelled_prison": 2, "cancelled_volunteer": 1, "transport": 1})
    assert [(row.row, row.count, row.site) for row in found.listed.rows] == [("c1", 4, "s1")]


def test_a_course_that_moved_counts_on_each_side(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    site(connection, "s2", "Syd", None)
    course(connection, "c1", "p1", "s1", "PRIMUS_MOTOR", referred_on="2024-01-01", d_first_held="2024-02-01", d_last_held="2024-07-08")
    put(connection, "hand_over", "h1", participant="p1", site="s1", handed_on="2024-06-15", to_site="s2")
    put(connection, "hand_over", "h2", participant="p9", site="s1", handed_on="2024-06-15", to_site=None)
    for number, day in enumerate(("2024-02-01", "2024-06-01", "2024-07-01", "2024-07-08")):
        session(connection, f"x{number}", "c1", day)
    assert meetings.keep(connection, 2024) == 1
    found = compute(connection, NATION).figures
    assert found["sessions_held"].by_site == {"Nord": 2, "Syd": 2}
    assert (found["primus_motor_participants"].value, dict(found["primus_motor_participants"].by_site)) == (1, {"Nord": 1, "Syd": 1})
    assert found["gap_median"].by_site == {"Nord": 1210, "Syd": 185}
    assert found["ongoing"].by_site == {"Nord": 0, "Syd": 1}
    assert compute(connection, Scope("s1", 2024, date(2024, 12, 31))).figures["sessions_held"].value == 2
    assert compute(connection, Scope("s1", 2024, date(2024, 12, 31))).figures["ongoing"].value == 0
    assert compute(connection, Scope("s1", 2024, date(2024, 6, 14))).figures["ongoing"].value == 1
    assert found["started_since"].by_site == {"Nord": 1, "Syd": 0}
    assert found["referral_to_first_median"].by_site == {"Nord": 310, "Syd": None}
    assert compute(connection, Scope("s1", 2024, date(2024, 12, 31))).figures["started_since"].value == 1
    assert compute(connection, Scope("s2", 2024, date(2024, 12, 31))).figures["referral_to_first_median"].value is None
