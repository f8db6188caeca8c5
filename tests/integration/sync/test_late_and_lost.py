"""What is told late, what a crash leaves behind, and a clock that was wrong for a day."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop import house
from desktop.errors import SavesMissing
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ROOT = Path(__file__).resolve().parents[3]
SAVE_AND_DIE = """
import os, signal, sys
from datetime import date
from pathlib import Path
from desktop import house
from desktop.crypto.passphrase import Cost
from tests.integration.sync import tree as trees
settings = house.Settings(now=lambda: trees.NOON, cost=Cost(1024, 1, 1), state=Path(sys.argv[2]), weak_passphrases=True)
vault = house.open_vault(Path(sys.argv[1]), "Bo", "pw", settings)
trees.log(vault, sys.argv[3], 3)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_visit_that_was_held_back_travels_once_the_consent_is_known(tree: Tree) -> None:
    """The leader records the consent to transfer; the volunteer logs before hearing of it."""
    with tree.open("a/site") as site:
        made = site.do.courses.refer(
            "VISITING", "Uden", "Samtykke", date(1960, 3, 3), "m", "SERVING", date(2026, 1, 5), consents=("processing",)
        )
        site.do.courses.approve(made.course, "staff", date(2026, 1, 10))
        site.do.courses.approve(made.course, "leader", date(2026, 1, 11))
        site.do.courses.match(made.course, tree.volunteers["bo"], date(2026, 1, 15))
        site.leave()
    with tree.open("a/bo") as volunteer:
        volunteer.arrive()
    with tree.open("a/site") as site:
        site.do.courses.consent(made.participant, "transfer", date(2026, 2, 1))
    with tree.open("a/bo") as volunteer:
        trees.log(volunteer, made.course, 3)
        volunteer.leave()
    assert tree.take("hq", tree.up("a/site", "1.indb"))[0].aside == 0
    with tree.open("a/site") as site, tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == trees.figures(site)["sessions_held"] == 1
        assert trees.figures(hq)["persons_visited"] == 1
        trees.check(site)
        before = trees.head(site)
    with tree.open("a/site") as site:
        site.take_in([tree.root / "nothing"])
        assert trees.head(site) == before, "nothing is told twice"


def test_a_save_of_a_killed_program_is_missed_before_its_vault_is_deleted(tree: Tree) -> None:
    arguments = [str(tree.path("a/bo")), str(tree.root / "state"), tree.courses["bo"]]
    killed = subprocess.run([sys.executable, "-c", SAVE_AND_DIE, *arguments], cwd=ROOT, env={**os.environ}, check=False)  # noqa: S603 - our own words
    assert killed.returncode == -signal.SIGKILL
    with tree.open("a/site") as site, pytest.raises(SavesMissing) as missing:
        house.remove_volunteer_vault(site, tree.path("a/bo"))
    assert missing.value.arguments["count"] == 1
    assert tree.path("a/bo").is_dir()


@pytest.mark.parametrize(("year", "day"), [(2099, date(2026, 3, 20)), (1970, date(2026, 3, 20))])
def test_a_clock_that_was_wrong_for_a_day_does_not_decide_what_today_is(tree: Tree, year: int, day: date) -> None:
    wrong = replace(tree, now=lambda: datetime(year, 1, 1, tzinfo=UTC))
    with wrong.open("a/bo") as volunteer:
        assert [type(notice).__name__ for notice in volunteer.notices] == (["ClockSuspect"] if year == 1970 else [])
        assert volunteer.context.today() == (day if year == 1970 else date(year, 1, 1))
        trees.log(volunteer, tree.courses["bo"], 3)
    with tree.open("a/bo") as volunteer:
        assert volunteer.context.today() == day
        trees.check(volunteer)
