"""What headquarters may set: defaults, days, limits, and what does not fit."""

from datetime import date

import pytest

from desktop.errors import InvalidValue
from desktop.rules.configuration import DEFAULT, SETTINGS, Configuration, Said, fault_of, require

DAY = date(2026, 3, 20)


def test_every_default_fits_its_setting() -> None:
    assert [name for name, one in SETTINGS.items() if fault_of(name, one.default)] == []


def test_the_default_holds_until_headquarters_speaks_and_then_from_that_day() -> None:
    known = Configuration([Said("age.visitor", date(2026, 4, 1), "21"), Said("age.visitor", date(2026, 6, 1), "")])
    assert [known.number("age.visitor", day) for day in (DAY, date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 1))] == [25, 21, 21, None]
    assert DEFAULT.number("age.study_helper", DAY) is None
    assert known.said("age.visitor")[0].value == "21"
    assert known.said("age.mentor") == ()


def test_since_is_the_first_day_of_the_value_that_holds() -> None:
    said = [
        Said("rules.version", date(2026, 1, 1), "2"),
        Said("rules.version", date(2026, 2, 1), "2"),
        Said("rules.version", date(2026, 3, 1), "3"),
    ]
    known = Configuration(said)
    assert known.since("rules.version", date(2026, 2, 10)) == date(2026, 1, 1)
    assert known.since("rules.version", DAY) == date(2026, 3, 1)
    assert known.since("rules.version", date(2025, 12, 31)) is None
    assert DEFAULT.since("rules.version", DAY) is None


def test_of_two_values_from_one_day_the_same_holds_everywhere() -> None:
    said = [Said("public.smallest", DAY, "5"), Said("public.smallest", DAY, "7")]
    assert Configuration(said).number("public.smallest", DAY) == Configuration(reversed(said)).number("public.smallest", DAY) == 7


def test_a_value_of_a_later_version_that_does_not_fit_here_is_passed_over() -> None:
    known = Configuration([Said("age.visitor", date(2026, 1, 1), "twenty"), Said("nothing.here", date(2026, 1, 1), "1")])
    assert known.number("age.visitor", DAY) == 25


def test_lists_choices_and_yes() -> None:
    known = Configuration([Said("reminder.days", DAY, "7,90,30"), Said("child_certificate.asked", DAY, "yes")])
    assert known.numbers("reminder.days", DAY) == (90, 30, 7)
    assert known.yes("child_certificate.asked", DAY)
    assert not DEFAULT.yes("child_certificate.asked", DAY)
    assert DEFAULT.text("criminal_record.effect", DAY) == "nothing"
    assert DEFAULT.required("course.ask_days", DAY) == 42


def test_a_number_that_was_emptied_has_its_default_where_one_is_needed() -> None:
    assert Configuration([Said("age.visitor", DAY, "")]).required("age.visitor", DAY) == 25


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no.such", "1"),
        ("age.visitor", "x"),
        ("age.visitor", "14"),
        ("age.visitor", "100"),
        ("age.visitor", "٢٥"),
        ("retention.note_days", "91"),
        ("public.smallest", "2"),
        ("course.ask_days", ""),
        ("child_certificate.asked", "perhaps"),
        ("criminal_record.effect", "shouts"),
        ("reminder.days", "sixty"),
        ("reminder.days", "6000"),
        ("rules.version", "x" * 201),
    ],
)
def test_what_does_not_fit_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidValue):
        require(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age.visitor", ""),
        ("age.study_helper", ""),
        ("age.study_helper", "18"),
        ("rules.version", ""),
        ("criminal_record.effect", "blocks"),
        ("child_certificate.asked", "no"),
    ],
)
def test_what_fits_is_taken(name: str, value: str) -> None:
    require(name, value)
