"""The hybrid clock never runs back, and nobody's wrong year becomes ours."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.log import clock

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def stamp(when: datetime, counter: int = 0) -> str:
    return f"{(clock.milliseconds(when) << 16) + counter:016x}"


def test_a_tick_is_now_or_just_after_the_last() -> None:
    assert clock.tick(clock.ZERO, NOW) == stamp(NOW)
    assert clock.tick(stamp(NOW), NOW) == stamp(NOW, 1)
    assert clock.tick(stamp(NOW), NOW - timedelta(days=3650)) == stamp(NOW, 1)
    assert clock.tick(stamp(NOW, 0xFFFF), NOW) == stamp(NOW + timedelta(milliseconds=1))


def test_more_saves_in_a_millisecond_than_the_counter_holds_stay_in_order() -> None:
    last, seen = stamp(NOW), []
    for _ in range(65_537):
        last = clock.tick(last, NOW)
        seen.append(last)
    assert seen == sorted(set(seen))
    assert all(len(one) == 16 for one in seen)


@pytest.mark.parametrize(
    ("remote", "ahead"),
    [
        (NOW - timedelta(days=3650), False),
        (NOW, False),
        (NOW + timedelta(minutes=10), False),
        (NOW + timedelta(minutes=10, milliseconds=1), True),
        (datetime(2099, 1, 1, tzinfo=UTC), True),
    ],
)
def test_a_remote_clock_is_followed_up_to_ten_minutes(remote: datetime, ahead: bool) -> None:
    last = stamp(NOW - timedelta(seconds=1))
    assert clock.ahead(stamp(remote), NOW) == ahead
    assert clock.observe(last, stamp(remote), NOW) == (last if ahead else max(last, stamp(remote)))


def test_a_clock_that_cannot_be_right_is_told() -> None:
    assert clock.suspect(datetime(2025, 12, 31, tzinfo=UTC))
    assert not clock.suspect(datetime(2026, 1, 1, tzinfo=UTC))
    assert not clock.suspect(NOW, stamp(NOW + timedelta(days=1)))
    assert clock.suspect(NOW, stamp(NOW + timedelta(days=1, milliseconds=1)))


def test_the_moment_of_a_stamp() -> None:
    assert clock.moment(stamp(NOW, 5)) == NOW
    assert clock.moment("f" * 16).year == 9999
    assert clock.milliseconds(datetime(1960, 1, 1, tzinfo=UTC)) == 0
    assert abs(clock.system_now() - datetime.now(UTC)) < timedelta(minutes=1)
