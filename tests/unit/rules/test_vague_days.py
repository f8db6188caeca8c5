"""Times that are not a day follow from the year."""

from datetime import date, timedelta

import holidays
import pytest

from desktop.rules.vague_days import FIRST_YEAR, LAST_YEAR, VAGUE, Days, days_of, easter, next_days, read_vague

TODAY = date(2025, 3, 15)


def test_easter_is_the_sunday_of_the_danish_calendar() -> None:
    calendar = holidays.country_holidays("DK", years=range(1985, 2100), language="en_US")
    sundays = calendar.get_named("Easter Sunday")
    assert len(sundays) == 115
    assert [easter(day.year) for day in sundays] == sundays


def test_each_time_has_its_days() -> None:
    said = {vague: (days_of(vague, 2025).first, days_of(vague, 2025).last) for vague in VAGUE}
    assert said == {
        "new_year": (date(2025, 12, 31), date(2026, 1, 1)),
        "winter_holidays": (date(2025, 2, 10), date(2025, 2, 16)),
        "shrovetide": (date(2025, 3, 2), date(2025, 3, 3)),
        "easter": (date(2025, 4, 13), date(2025, 4, 21)),
        "spring": (date(2025, 3, 1), date(2025, 5, 31)),
        "ascension": (date(2025, 5, 29), date(2025, 5, 29)),
        "pentecost": (date(2025, 6, 8), date(2025, 6, 9)),
        "midsummer": (date(2025, 6, 23), date(2025, 6, 24)),
        "summer": (date(2025, 6, 1), date(2025, 8, 31)),
        "autumn_holidays": (date(2025, 10, 13), date(2025, 10, 19)),
        "autumn": (date(2025, 9, 1), date(2025, 11, 30)),
        "advent": (date(2025, 11, 30), date(2025, 12, 23)),
        "christmas": (date(2025, 12, 24), date(2025, 12, 26)),
        "winter": (date(2025, 12, 1), date(2026, 2, 28)),
    }
    with pytest.raises(KeyError):
        days_of("payday", 2025)


def test_advent_has_four_sundays_whatever_the_weekday_of_christmas() -> None:
    for year in range(2017, 2030):
        days = days_of("advent", year)
        assert days.first.weekday() == 6
        assert sum((days.first + timedelta(days=n)).weekday() == 6 for n in range((date(year, 12, 24) - days.first).days + 1)) == 4


def test_what_people_type_is_understood() -> None:
    assert read_vague("påsken", TODAY) == ("easter", Days(date(2025, 4, 13), date(2025, 4, 21)))
    assert read_vague("  Påsken  2026 ", TODAY) == ("easter", Days(date(2026, 3, 29), date(2026, 4, 6)))
    assert read_vague("Skt. Hans", TODAY) == ("midsummer", days_of("midsummer", 2025))
    assert read_vague("autumn_holidays 2024", TODAY) == ("autumn_holidays", days_of("autumn_holidays", 2024))
    assert read_vague("the winter holidays", date(2025, 2, 17)) == ("winter_holidays", days_of("winter_holidays", 2026))
    for typed in ("", "2025", "21-11-2026", "lønningsdag", f"jul {FIRST_YEAR - 1}", f"jul {LAST_YEAR + 1}", "jul ٢٠٢٥"):
        assert read_vague(typed, TODAY) is None


def test_the_next_one_is_not_over() -> None:
    assert next_days("winter", date(2026, 2, 28)) == days_of("winter", 2025)
    assert next_days("winter", date(2026, 3, 1)) == days_of("winter", 2026)
    assert next_days("easter", date(2025, 4, 21)) == days_of("easter", 2025)
    assert next_days("easter", date(2025, 4, 22)) == days_of("easter", 2026)
