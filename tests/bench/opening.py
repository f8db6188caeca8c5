"""The window opens: from the start of the process to the first picture, and from the right passphrase to Today.

Each is measured in a process of its own without a screen (opening_child), as a person meets it: started anew.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

from desktop import house
from desktop.crypto.passphrase import DEFAULT
from desktop.settings import Preferences, write_preferences
from tests.bench.counting import fill
from tests.bench.listing import CHUNK, _tables
from tests.bench.measure import Pair, alternately
from tests.bench.world import World

MORE = 0.150
"""Seconds that Today may come after the passphrase has been turned into a key."""
OPEN_COURSES = 60
"""Courses that have not ended; the rest of a long history has."""
ENDED = (
    "UPDATE course SET d_first_held = '2021-11-01', d_last_held = '2026-10-01', ended_on = '2026-10-15', end_reason = 'completed'"
    " WHERE id NOT IN (SELECT id FROM course ORDER BY id LIMIT ?)"
)


def starting(folder: Path, rounds: int) -> Pair:
    """Whole processes, the interpreter's start included; what Python has compiled is kept, as where it is installed.

    It is not the first start on this laptop: how light or dark the system wants its windows is remembered.
    """
    folder.mkdir(parents=True)
    write_preferences(folder / "indenfor", Preferences(system="light"))
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment |= {"INDENFOR_STATE": "", "INDENFOR_HOME": "", "XDG_STATE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for what in ("bare", "window"):
        _process(what, environment)
    ours, floor = alternately(lambda: _process("window", environment), lambda: _process("bare", environment), rounds)
    return Pair("start to the first picture", "a bare Qt window with a table", ours, floor, 1.3)


def _process(what: str, environment: dict[str, str]) -> float:
    start = time.time()
    asked = [sys.executable, "-m", "tests.bench.opening_child", what]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - this very interpreter and file
    return float(done.stdout) - start


def unlocking(world: World, sessions: int, rounds: int) -> Pair:
    """`sessions` in five years of one prison, the passphrase at its real price."""
    with world.open(world.site) as site:
        (own,) = site.do.sites.list()
        with site.store.upgrading() as connection, site.store.gate.open():
            for table, rows in _tables(sessions, own.id, random.Random(5)):
                while some := list(islice(rows, CHUNK)):
                    fill(connection, table, some)
            connection.exec_driver_sql(ENDED, (OPEN_COURSES,))
    house.change_passphrase(world.site, "A", "p", "p", replace(world.settings, cost=DEFAULT))
    found = [_unlock(world) for _ in range(rounds)]
    ours, floor = (sorted(times)[len(times) // 2] for times in zip(*found, strict=True))
    return Pair(f"passphrase to Today, {sessions} sessions", "Argon2id alone, and 150 ms", ours, floor, (floor + MORE) / floor)


def _unlock(world: World) -> tuple[float, float]:
    """(ours, floor) of one process. The vault is a copy: unlocking writes."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(world.site.parent, Path(folder) / "home")
        shutil.copytree(world.settings.state_folder, Path(folder) / "state")
        asked = [sys.executable, "-m", "tests.bench.opening_child", "today", folder]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(asked, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - the same
    ours, floor = json.loads(done.stdout)
    return ours, floor
