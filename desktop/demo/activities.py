"""The social activities of a place: a monthly church service by heads, bingo at Easter, and one that was counted by names."""

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.demo.pen import Pen
from desktop.demo.script import ScriptedCourse, ScriptedEvent
from desktop.rules.dates import add_months

MONTHS = 3
"""Church services that were held; the next is planned by itself."""


def of_site(pen: Pen, number: int, courses: Sequence[ScriptedCourse]) -> Iterator[ScriptedEvent]:
    first = add_months(pen.before(2, 20), -MONTHS)
    for month in range(1, MONTHS + 1):
        heads = pen.chance.randint(6, 24)
        # at the second place nobody wrote down how many came to the first of them
        came = None if number == 1 and month == 1 else heads
        yield ScriptedEvent("church_service", add_months(first, month), "held", "monthly", inmates=came, volunteers=2)
    yield ScriptedEvent("bingo", pen.before(20, 60), "held", inmates=pen.chance.randint(10, 30), volunteers=3)
    yield ScriptedEvent("bingo", None, "planned", vague="easter")
    yield ScriptedEvent("other", pen.before(70, 90), "cancelled", label="musikaften")
    party = date(pen.now.year - 1, 12, 10)
    there = tuple(place for place, one in enumerate(courses) if _agreed(one, party))
    if there:
        yield ScriptedEvent("other", party, "held", label="julehygge", inmates=len(there), volunteers=1, method="UNIQUE_NAMED", named=there)


def _agreed(course: ScriptedCourse, on: date) -> bool:
    """Whether the participant's consents had been given by that day."""
    return course.transfer and course.follows is None and course.staff_on is not None and course.staff_on <= on
