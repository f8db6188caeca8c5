"""The list of visits: its first rows beside the statements that read them, and how it scrolls.

The store is filled by a generator, past the log: what is measured reads tables alone. Everything that is timed happens in
a process of its own, in which nothing but the program has used memory (listing_child).
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.crypto.digests import new_id
from tests.bench.counting import HEAD, fill
from tests.bench.world import World

LATEST = date(2026, 10, 31)
DAYS = 5 * 365
CHUNK = 20_000
VISITS_A_COURSE = 50
FIRST_ROWS, FRAME, MEMORY = 0.060, 0.021, 20.0
"""What is promised: seconds over the statements, seconds of the 95th of 100 frames, MiB."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Seconds, and MiB over what the process had before the list was shown. `frames` wheel turns went over `rows` rows."""

    sessions: int
    sql: float
    first_rows: float
    frame: float
    frame_median: float
    worst: float
    frames: int
    rows: int
    memory: float

    @property
    def lines(self) -> tuple[tuple[str, str, bool], ...]:
        """(what, measured, whether it is kept)."""
        more = self.first_rows - self.sql
        return (
            (
                f"first rows of {self.sessions}",
                f"{self.first_rows * 1000:.0f} ms, the statements {self.sql * 1000:.0f} ms",
                more <= FIRST_ROWS,
            ),
            (
                f"wheel over {self.rows} rows, p95",
                f"{self.frame * 1000:.1f} ms, median {self.frame_median * 1000:.1f} ms",
                self.frame <= FRAME,
            ),
            ("memory of the list", f"{self.memory:.1f} MiB", self.memory <= MEMORY),
        )


def listing(world: World, sessions: int) -> Listing:
    with world.open(world.site) as site:
        (own,) = site.do.sites.list()
        with site.store.upgrading() as connection, site.store.gate.open():
            for table, rows in _tables(sessions, own.id, random.Random(5)):
                while some := list(islice(rows, CHUNK)):
                    fill(connection, table, some)
    return run(world.site, sessions)


def run(vault: Path, sessions: int) -> Listing:
    """Measure in a new process, without a screen."""
    arguments = [sys.executable, "-m", "tests.bench.listing_child", str(vault)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - this very interpreter and file
    found: dict[str, Any] = json.loads(done.stdout)
    return Listing(sessions=sessions, **found)


def _tables(sessions: int, site: str, chance: random.Random) -> Iterator[tuple[str, Iterator[dict[str, object]]]]:
    """Every table with its rows. Ids are random and the rows come in their order, so that a million takes a minute."""
    count = max(1, sessions // VISITS_A_COURSE)
    people, courses = [new_id() for _ in range(count)], [new_id() for _ in range(count)]
    volunteers = [new_id() for _ in range(max(3, count // 10))]
    matched = [chance.choice(volunteers) for _ in courses]
    ids = sorted(new_id() for _ in range(sessions))
    yield "volunteer", (_row(id_, given=f"Vilma {number}", family="Prøvesen", site=site) for number, id_ in enumerate(volunteers))
    yield "participant", (_row(id_, alias=f"Alias{number}", site=site) for number, id_ in enumerate(people))
    yield (
        "course",
        (
            _row(
                id_,
                participant=who,
                programme=chance.choice(("VISITING", "PRIMUS_MOTOR", "KICKSTART")),
                site=site,
                referred_on="2020-01-01",
                staff_approval_on="2020-01-02",
                leader_approval_on="2020-01-03",
                h_referral=HEAD,
            )
            for id_, who in zip(courses, people, strict=True)
        ),
    )
    yield "match", (_row(new_id(), course=id_, volunteer=who, from_on="2020-02-01") for id_, who in zip(courses, matched, strict=True))
    places = [chance.randrange(count) for _ in ids]
    yield "session", (_session(id_, courses[place], chance) for id_, place in zip(ids, places, strict=True))
    came = ((new_id(), id_, matched[place]) for id_, place in zip(ids, places, strict=True))
    yield "participation", (_row(one, session=session, volunteer=who) for one, session, who in came)


def _session(id_: str, course: str, chance: random.Random) -> dict[str, object]:
    day = LATEST - timedelta(days=chance.randrange(DAYS))
    held = chance.random() < 0.9
    return _row(
        id_,
        course=course,
        held_on=day.isoformat(),
        mode="in_person",
        outcome="held" if held else "cancelled_prison",
        cause="",
        minutes=chance.choice((30, 60, 90)) if held else None,
        present="no",
        next_on=(day + timedelta(days=14)).isoformat(),
        h_facts=HEAD,
        h_minutes=HEAD,
    )


def _row(id_: str, **columns: object) -> dict[str, object]:
    return {"id": id_, "state": "live", **columns}
