"""A year's figures beside one scan of the covering index that they are counted from."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import Connection

from desktop.crypto.digests import new_id
from desktop.figures.compute import compute
from desktop.figures.values import Scope
from desktop.store.layout import LAYOUTS
from tests.bench.measure import Pair, alternately, timed
from tests.bench.world import World

SCAN = (
    "SELECT count(*), max(held_on), max(outcome), max(course) FROM session"
    " WHERE held_on BETWEEN '2026-01-01' AND '2026-12-31' AND outcome IN ('held', 'held_short')"
)
"""Every row of the year once, by the covering index, every column of it read."""
FLOOR = "one scan of the covering index"
HEAD = bytes(32)
CHUNK = 20_000


def counting(world: World, sessions: int, rounds: int) -> Iterator[Pair]:
    """All sessions lie in the year: one course for each 50, one volunteer at each. What is counted of a course is kept once.

    The second pair is the year when nothing of it is kept yet, as after an upgrade.
    """
    chance = random.Random(3)
    courses = [new_id() for _ in range(max(1, sessions // 50))]
    with world.open(world.hq) as hq:
        site = hq.do.sites.list()[0].id
        with hq.store.upgrading() as connection, hq.store.gate.open():
            fill(connection, "course", [_course(id_, site) for id_ in courses])
            made = _sessions(sessions, courses, chance)
            for _start in range(0, sessions, CHUNK):
                rows = list(islice(made, CHUNK))
                fill(connection, "session", rows)
                fill(connection, "participation", [_came(str(row["id"]), chance) for row in rows if row["outcome"] == "held"])
        with hq.store.reading() as reading:
            connection = reading.connection
            scope = Scope(None, 2026, date(2026, 12, 31))
            anew = alternately(lambda: timed(lambda: compute(connection, scope).digest), lambda: timed(lambda: _scan(connection)), rounds=1)
        hq.do.year_close.count()
        with hq.store.reading() as reading:
            connection = reading.connection
            kept = alternately(lambda: timed(lambda: compute(connection, scope)), lambda: timed(lambda: _scan(connection)), rounds)
    yield Pair(f"a year's figures, {sessions} sessions", FLOOR, *kept, 2.0)
    yield Pair(f"the same, nothing kept, {sessions} sessions", FLOOR, *anew, 2.0)


def _scan(connection: Connection) -> object:
    return connection.exec_driver_sql(SCAN).all()


def _came(session: str, chance: random.Random) -> dict[str, object]:
    return {"id": new_id(), "state": "live", "session": session, "volunteer": f"{chance.randrange(300):032x}", "h_facts": HEAD}


def _course(id_: str, site: str) -> dict[str, object]:
    return {
        "id": id_,
        "state": "live",
        "participant": new_id(),
        "programme": "VISITING",
        "site": site,
        "referred_on": "2025-11-01",
        "staff_approval_on": "2025-11-02",
        "leader_approval_on": "2025-11-03",
        "d_first_held": "2026-01-02",
        "d_last_held": "2026-12-01",
        "h_referral": HEAD,
    }


def _sessions(count: int, courses: list[str], chance: random.Random) -> Iterator[dict[str, object]]:
    """One visit a week on each course, now and then cancelled, and one in a hundred logged twice."""
    for number in range(count):
        week, place = divmod(chance.randrange(0, 52 * len(courses)) if number % 100 == 0 else number, len(courses))
        day = date(2026, 1, 1) + timedelta(days=(7 * week + place) % 365)
        outcome = "held" if chance.random() < 0.9 else "cancelled_prison"
        yield {
            "id": new_id(),
            "state": "live",
            "course": courses[place],
            "held_on": day.isoformat(),
            "mode": "in_person",
            "outcome": outcome,
            "cause": "",
            "minutes": 60,
            "h_facts": HEAD,
            "h_minutes": HEAD,
        }


def fill(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    names = ", ".join(rows[0])
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608 - names of the registry
    assert table in LAYOUTS
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])
