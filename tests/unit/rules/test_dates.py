"""Dates as people type them; today is the day in Denmark."""

from datetime import UTC, date, datetime

import pytest

from desktop.errors import InvalidValue
from desktop.rules.dates import parse_date, parse_time, today_in_denmark

TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("29-02-2024", date(2024, 2, 29)),
        (" 1.3.2025 ", TODAY),
        ("01/03/2025", TODAY),
        ("I  dag", TODAY),
        ("today", TODAY),
        ("i går", date(2025, 2, 28)),
        ("yesterday", date(2025, 2, 28)),
        ("g", date(2025, 2, 28)),
        ("-1", date(2025, 2, 28)),
        ("+14", date(2025, 3, 15)),
        ("1", TODAY),
        ("2", date(2025, 2, 2)),
        ("31", date(2025, 1, 31)),
        ("21-11", date(2024, 11, 21)),
        ("21/11", date(2024, 11, 21)),
        ("29-2", date(2024, 2, 29)),
    ],
)
def test_understood(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [("1", TODAY), ("28", date(2025, 3, 28)), ("31-1", date(2026, 1, 31)), ("29-02", date(2028, 2, 29)), ("+7", date(2025, 3, 8))],
)
def test_a_day_ahead(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY, ahead=True) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "32",
        "31-4",
        "1-13",
        "+",
        "+1234",
        "29-02-2025",
        "2025-13-01",
        "1-3/2025",
        "01-03-25",
        "0000-01-01",
        "i morgen",
        "\u0660\u0661-03-2025",
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_date(typed, TODAY, "Next date")
    assert refused.value.arguments["field"] == "Next date"


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2025, 1, 31, 22, 59, tzinfo=UTC), date(2025, 1, 31)),
        (datetime(2025, 1, 31, 23, 0, tzinfo=UTC), date(2025, 2, 1)),
        (datetime(2025, 6, 30, 21, 59, tzinfo=UTC), date(2025, 6, 30)),
        (datetime(2025, 6, 30, 22, 0, tzinfo=UTC), date(2025, 7, 1)),
    ],
)
def test_today_is_the_day_in_denmark(now: datetime, day: date) -> None:
    assert today_in_denmark(now) == day


@pytest.mark.parametrize(
    ("typed", "time"),
    [("9", "09:00"), ("9.30", "09:30"), ("09:30", "09:30"), ("930", "09:30"), ("2330", "23:30"), (" kl. 14 ", "14:00"), ("0", "00:00")],
)
def test_a_time_of_day_is_understood(typed: str, time: str) -> None:
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", ["", "24", "9.60", "9:3", "om morgenen", "12345", "-1"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse_time(typed)
