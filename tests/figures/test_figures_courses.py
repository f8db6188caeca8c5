"""The quick way to a course's status is the long way, over many random courses."""

import random
from datetime import date, timedelta

from sqlalchemy import Connection, select

from desktop.figures.courses import quick_status
from desktop.figures.status_sql import COURSE, status_on
from desktop.rules.clocks import Intervals
from desktop.rules.programmes import BUILT_IN
from tests.figures.nation import put

START = date(2024, 1, 1)


def _day(chance: random.Random, often: float, most: int = 800) -> str | None:
    return (START + timedelta(days=chance.randrange(most))).isoformat() if chance.random() < often else None


def test_the_quick_way_is_the_long_way(connection: Connection) -> None:
    chance = random.Random(4)
    put(connection, "setting", "x", name="course.end_months", value="6", from_on="2024-01-01")
    for number in range(400):
        first = _day(chance, 0.8, 500)
        last = None if first is None else (date.fromisoformat(first) + timedelta(days=chance.randrange(300))).isoformat()
        put(
            connection,
            "course",
            f"c{number}",
            participant=f"p{number % 300}",
            programme=chance.choice([*BUILT_IN, "UNKNOWN"]),
            referred_on="2023-12-01",
            staff_approval_on=_day(chance, 0.6),
            leader_approval_on=_day(chance, 0.6),
            ended_on=_day(chance, 0.3),
            declined_on=_day(chance, 0.1),
            withdrawn_on=_day(chance, 0.1),
            extended_to=_day(chance, 0.1),
            d_first_held=first,
            d_last_held=last,
        )
    for number in range(80):
        kind = chance.choice(["released", "transferred", "gone", "returned", "died"])
        put(connection, "movement", f"m{number}", participant=f"p{chance.randrange(300)}", kind=kind, moved_on=_day(chance, 0.9))
        put(connection, "pause", f"u{number}", course=f"c{chance.randrange(400)}", from_on=_day(chance, 0.9), to_on=_day(chance, 0.5))
    seen = set()
    for days in range(0, 900, 30):
        day = START + timedelta(days=days)
        rows = connection.execute(select(COURSE.id, quick_status(connection, day), status_on(day, Intervals(end_months=6)))).all()
        assert [(id_, quick) for id_, quick, _ in rows] == [(id_, long) for id_, _, long in rows]
        seen |= {quick for _, quick, _ in rows}
    assert {"ACTIVE", "ENDED", "PAUSED", "REFERRED", "APPROVED", "DECLINED", "WITHDRAWN", "TRANSITION", "FOLLOW_UP"} <= seen
