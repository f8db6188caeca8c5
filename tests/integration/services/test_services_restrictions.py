"""Letter and visit control: who may say and know it, and the count by month that goes up."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, UnknownParticipant
from desktop.services import restrictions as counting
from desktop.services.restrictions import Restrictions
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import restrictions
from tests.integration.services.vaults import TODAY, Bench, active, refer

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def _rows(bench: Bench, participant: str) -> list[tuple[str, date | None, date | None]]:
    return [(one.kind, one.from_on, one.to_on) for one in Restrictions(bench.context).of(participant)]


def _tell(bench: Bench) -> int:
    """What a file to headquarters begins with; how many entries it made."""
    count = len(bench.log())
    with bench.store.writing(bench.context.author) as work:
        counting.tell(bench.context, work)
    return len(bench.log()) - count


def _counted(bench: Bench) -> list[tuple[object, ...]]:
    with bench.store.reading() as reading:
        return [
            tuple(row)
            for row in reading.connection.exec_driver_sql(
                "SELECT month, courses, controlled, remand, remand_controlled, median_tenths FROM restriction_month ORDER BY month"
            )
        ]


def test_a_new_control_ends_what_was_before_and_the_same_is_one_row(site: Bench) -> None:
    participant, _ = refer(site)
    known = Restrictions(site.context)
    first = known.set(participant, "CONTROLLED", JANUARY)
    assert known.set(participant, "CONTROLLED", JANUARY) == first
    known.set(participant, "VISIT_BAN", FEBRUARY, date(2026, 2, 20))
    assert _rows(site, participant) == [("CONTROLLED", JANUARY, date(2026, 1, 31)), ("VISIT_BAN", FEBRUARY, date(2026, 2, 20))]
    ends = known.set(participant, "NONE", MARCH)
    known.end(participant, TODAY)
    assert _rows(site, participant)[-1] == ("NONE", MARCH, TODAY)
    known.take_back(ends)
    known.take_back(new_id())
    assert len(_rows(site, participant)) == 2
    assert known.found() == ()


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("GANG", JANUARY, None), ("CONTROLLED", date(2027, 1, 1), None), ("CONTROLLED", FEBRUARY, JANUARY)],
)
def test_what_cannot_be_is_refused(site: Bench, kind: str, first: date, last: date | None) -> None:
    participant, _ = refer(site)
    with pytest.raises(InvalidValue):
        Restrictions(site.context).set(participant, kind, first, last)
    with pytest.raises(InvalidValue):
        Restrictions(site.context).end(participant, TODAY)
    with pytest.raises(UnknownParticipant):
        Restrictions(site.context).set(new_id(), "CONTROLLED", JANUARY)


def test_two_at_once_are_found(site: Bench) -> None:
    participant, _ = refer(site)
    known = Restrictions(site.context)
    known.set(participant, "VISIT_BAN", FEBRUARY)
    known.set(participant, "CONTROLLED", JANUARY)
    assert [one.code for one in known.found()] == ["two_restrictions"]


def test_control_is_a_leaders_alone(make: Callable[..., Bench]) -> None:
    for bench in (make("volunteer"), make("hq")):
        known = Restrictions(bench.context)
        for verb in (lambda: known.set(new_id(), "CONTROLLED", JANUARY), lambda: known.of(new_id()), known.found):  # noqa: B023 - called at once
            with pytest.raises(NotAllowed):
                verb()


def test_its_parts_have_the_class_that_goes_nowhere_up(site: Bench) -> None:
    participant, _ = refer(site)
    count = len(site.log())
    Restrictions(site.context).set(participant, "CONTROLLED", JANUARY)
    assert {class_ for class_, *_ in site.changes(count)} == {"restriction"}


def test_months_that_are_over_are_counted_and_equal_ones_not_saved_again(site: Bench) -> None:
    participant, course, _ = active(site)
    silent, other, _ = active(site, consents=("processing",))
    for visited in (course, other):
        site.sessions.log(visited, SessionDraft(date(2026, 1, 20), "held", 60))
    assert _tell(site) == 0
    known = Restrictions(site.context)
    known.set(participant, "CONTROLLED", date(2026, 1, 22))
    known.set(silent, "CONTROLLED", JANUARY)
    assert _tell(site) == 1
    assert _counted(site) == [("2026-01", 1, 1, 0, 0, 100), ("2026-02", 1, 1, 0, 0, 380)]
    assert _tell(site) == 0
    known.end(participant, date(2026, 1, 31))
    assert _tell(site) == 1
    assert _counted(site) == [("2026-01", 1, 1, 0, 0, 100), ("2026-02", 1, 0, 0, 0, None)]
    with site.store.reading() as reading:
        own = site.sites.own()
        assert restrictions.months(reading.connection, own) == {month: counting.row_of(own, month) for month in ("2026-01", "2026-02")}


def test_a_course_that_only_a_clock_has_ended_is_in_no_later_month(site: Bench) -> None:
    participant, course, _ = active(site)
    site.sessions.log(course, SessionDraft(date(2025, 1, 20), "held", 60))
    Restrictions(site.context).set(participant, "CONTROLLED", date(2025, 12, 22))
    _tell(site)
    assert _counted(site) == [("2025-12", 1, 1, 0, 0, 100), ("2026-01", 1, 1, 0, 0, 410), ("2026-02", 0, 0, 0, 0, None)]


def test_remand_is_counted_by_itself(site: Bench) -> None:
    made = site.courses.refer(
        "KICKSTART", "Kim", "Testmand", date(2005, 7, 14), "m", "REMAND", date(2026, 1, 5), None, ("processing", "transfer")
    )
    site.sessions.log(made.course, SessionDraft(date(2026, 2, 20), "held", 60))
    Restrictions(site.context).set(made.participant, "CONTROLLED", date(2026, 2, 24))
    _tell(site)
    assert _counted(site) == [("2026-02", 1, 1, 1, 1, 50)]
