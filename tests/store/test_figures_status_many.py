"""The status of many plausible courses as SQL is the status of the rules, every status among them."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

import pytest
from sqlalchemy import Engine, create_engine, insert, select

from desktop.figures.status_sql import COURSE, status_on
from desktop.models.rows.domain import Consent, Course, Match, Movement, Pause, ProgrammeRow
from desktop.models.rows.fields import MOVEMENTS
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.rules.programmes import BUILT_IN, of_rows
from desktop.rules.status import Status, dates_of
from desktop.rules.status import status_on as by_rule

BEGUN = date(2024, 1, 1)
KNOWN = of_rows((ProgrammeRow("1", "CHESS", "Skak", "Chess", "mentoring", "pause follow_up", months_from_start=5, months_after_release=2),))
DAYS = tuple(BEGUN + timedelta(days=days) for days in (20, 45, 61, 100, 130, 160, 200, 366, 400, 549, 800))
MANY = 700
TABLES = ("course", "consent", "match", "pause", "movement", "session")


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class World:
    """Courses with all that belongs to each, drawn so that every stage is reached."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: dict[str, list[dict[str, object]]] = {
            name: [] for name in ("course", "consent", "match", "pause", "movement", "session")
        }
        self.held: dict[str, list[date]] = {}
        self.courses = [self.course(str(number)) for number in range(MANY)]

    def day(self, first: int = 0, last: int = 420) -> date:
        return BEGUN + timedelta(days=self.chance.randint(first, last))

    def maybe(self, share: float, first: int = 0, last: int = 420) -> date | None:
        return self.day(first, last) if self.chance.random() < share else None

    def add(self, table: str, **cells: object) -> None:
        written = {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in cells.items()}
        self.rows[table].append({"id": f"{table}{len(self.rows[table])}", "state": "live", **written})

    def course(self, id_: str) -> Course:
        chance = self.chance
        held = [self.day(30, 120) for _ in range(chance.choice((0, 1, 1, 3)))] + [
            self.day(30, 700) for _ in range(chance.choice((0, 0, 2)))
        ]
        self.held[id_] = held
        made = Course(
            id_,
            participant=f"p{id_}",
            programme=chance.choice([code for code in (*BUILT_IN, "CHESS") if code != "GROUP"]),
            referred_on=BEGUN + timedelta(days=chance.choice((0, 5))),
            staff_approval_on=self.maybe(0.8, 5, 20),
            leader_approval_on=self.maybe(0.8, 5, 20),
            ended_on=self.maybe(0.15, 100, 500),
            declined_on=self.maybe(0.1, 10, 60),
            withdrawn_on=self.maybe(0.1, 10, 60),
            extended_to=self.maybe(0.2, 300, 800),
            first_held=min(held, default=None),
            last_held=max(held, default=None),
        )
        self.around(made)
        self.rows["course"].append(
            {
                "id": id_,
                "state": "live",
                "participant": made.participant,
                "programme": made.programme,
                **{name: _text(getattr(made, name)) for name in _DATES},
                "d_first_held": _text(made.first_held),
                "d_last_held": _text(made.last_held),
            }
        )
        return made

    def around(self, made: Course) -> None:
        """What belongs to a course."""
        chance, id_ = self.chance, made.id
        for day in self.held[id_]:
            self.add("session", course=id_, held_on=day, outcome=chance.choice(("held", "held_short")))
        self.add("session", course=id_, held_on=self.day(), outcome="planned")
        if chance.random() < 0.8:
            self.add("consent", participant=made.participant, purpose="processing", given_on=self.day(0, 20), withdrawn_on=self.maybe(0.1))
        if chance.random() < 0.8:
            self.add("match", course=id_, volunteer="v", from_on=self.day(10, 40), to_on=self.maybe(0.3, 40))
        if chance.random() < 0.2:
            self.add("pause", course=id_, from_on=self.day(40, 300), to_on=self.maybe(0.6, 60, 600))
        for _ in range(chance.choice((0, 0, 1, 2))):
            self.add(
                "movement", participant=made.participant, kind=chance.choice((*MOVEMENTS, "released", "gone")), moved_on=self.day(0, 300)
            )


_DATES = ("referred_on", "staff_approval_on", "leader_approval_on", "ended_on", "declined_on", "withdrawn_on", "extended_to")


def _of(world: World, table: str, column: str, value: str) -> list[dict[str, object]]:
    return [row for row in world.rows[table] if row[column] == value]


def _date(cell: object) -> date | None:
    return date.fromisoformat(cell) if isinstance(cell, str) else None


def _period(row: dict[str, object], first: str, last: str) -> tuple[date | None, date | None]:
    return _date(row[first]), _date(row[last])


def _expected(world: World, course: Course, day: date) -> Status:
    who = course.participant
    facts = dates_of(
        course,
        [
            Consent("", who, "processing", _date(row["given_on"]), _date(row["withdrawn_on"]))
            for row in _of(world, "consent", "participant", who)
        ],
        [Match("", course.id, "v", _date(row["from_on"]), _date(row["to_on"])) for row in _of(world, "match", "course", course.id)],
        [Pause("", course.id, _date(row["from_on"]), "", _date(row["to_on"])) for row in _of(world, "pause", "course", course.id)],
        [Movement("", who, str(row["kind"]), _date(row["moved_on"])) for row in _of(world, "movement", "participant", who)],
        held=world.held[course.id],
        known=KNOWN,
    )
    return by_rule(facts, day)


@pytest.fixture(scope="module")
def world() -> World:
    return World(20261123)


@pytest.fixture(scope="module")
def engine(world: World) -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    with made.begin() as connection:
        for table, rows in world.rows.items():
            connection.execute(insert(PROJECTED[table]), rows)
    yield made
    made.dispose()


def test_sql_and_rules_agree_on_every_course_and_day_and_no_status_is_missing(world: World, engine: Engine) -> None:
    met: Counter[Status] = Counter()
    for day in DAYS:
        with engine.connect() as connection:
            query = select(COURSE.id, status_on(day, known=KNOWN))
            found = dict(cast("list[tuple[str, str]]", connection.execute(query).all()))
        expected = {course.id: _expected(world, course, day) for course in world.courses}
        assert found == expected
        met.update(expected.values())
    assert set(met) == set(Status)
    assert min(met.values()) >= 10
