"""Killed at any moment: all of it or nothing, the next run completes, and no half file bears a final name."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.crypto.digests import new_id
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ENTRIES = 150


class Zygote:
    """The process whose children are killed; each child is ready to work at once."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.integration.sync.killed"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this very interpreter

    def run(self, task: str, tree: Tree, argument: str, after: float | None) -> float:
        """Let a child do the task and kill it after so many seconds; how long it lived."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{task}\t{tree.root}\t{argument}\n")
        stdin.flush()
        child, start = int(stdout.readline()), time.monotonic()
        if after is not None:
            time.sleep(after)  # the very moment is what the test draws by lot
            os.kill(child, signal.SIGKILL)  # not yet waited for, so the id is still the child's
        stdin.write("wait\n")
        stdin.flush()
        assert stdout.readline() == "ended\n"
        return time.monotonic() - start

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait() == 0
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    started = Zygote()
    yield started
    started.close()


def test_killed_while_importing(tree: Tree, tmp_path: Path, zygote: Zygote) -> None:
    course = tree.courses["bo"]
    with tree.open("a/site") as site, site.store.writing(site.context.author) as work:
        for number in range(ENTRIES):
            day = f"2026-{1 + number % 2:02}-{1 + number % 28:02}"
            facts: dict[str, str | int | bool | None] = {"course": course, "held_on": day, "mode": "video", "outcome": "held", "cause": ""}
            work.put("session", new_id(), "facts", facts, trees.scope("course", course))
            work.flush()
    up = tree.up("a/site", "up.indb")
    whole = tree.copy(tmp_path / "whole")
    lived = zygote.run("take", whole, str(up), None)
    with whole.open("hq") as hq:
        after, log = trees.state(hq), trees.hashes(hq)
    with tree.open("hq") as hq:
        before = trees.hashes(hq)
    chance, stopped, killed = random.Random(7), 0, tree
    for number in range(20):
        zygote.run("take", killed, str(up), chance.uniform(0, lived * 1.05))
        with killed.open("hq") as hq:
            found = trees.hashes(hq)
            assert found in (before, log)
            assert trees.count(hq, "SELECT count(*) FROM register WHERE new = ?", ENTRIES) == (found == log)
            if number % 5 == 0:
                trees.check(hq)
            if found == log:
                killed = tree.copy(tmp_path / f"again-{number}") if number < 19 else killed
                continue
            stopped += 1
    assert stopped
    with killed.open("hq") as hq:
        assert hq.take_in([up])[0].outcome in ("imported", "already")
        assert (trees.state(hq), trees.hashes(hq)) == (after, log)
        trees.check(hq)


def test_killed_while_saving(tree: Tree, tmp_path: Path, zygote: Zygote) -> None:
    told, chance = tmp_path / "told", random.Random(8)
    for _ in range(10):
        zygote.run("save", tree, f"{tree.courses['bo']}|{told}", chance.uniform(0.05, 0.5))
    acknowledged = [line for line in told.read_text(encoding="ascii").split("\n")[:-1] if line]
    with tree.open("a/bo") as bo:
        saved = {row[0] for row in trees.dump(bo)["session"]}
        assert set(acknowledged) <= saved
        assert len(saved) <= len(acknowledged) + 10
        assert trees.count(bo, "SELECT count(*) FROM chain WHERE own = 1") == 1
        trees.check(bo)
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
        assert {row[0] for row in trees.dump(site)["session"]} == saved
        trees.check(site)


def test_killed_while_exporting(tree: Tree, tmp_path: Path, zygote: Zygote) -> None:
    stick, chance = tmp_path / "stick", random.Random(9)
    stick.mkdir()
    with tree.open("a/bo") as bo:
        for day in range(1, 6):
            trees.log(bo, tree.courses["bo"], day)
    files, killed = list[Path](), 0
    while killed < 10 or not files:  # on a busy machine one that lives as briefly may not have come to writing
        zygote.run("leave", tree, str(stick), chance.uniform(0.05, 0.4) * (1 + killed // 10))
        files, killed = [path for path in stick.iterdir() if not path.name.startswith(".")], killed + 1
    exchange = [path for path in (tree.root / "a" / "exchange").iterdir() if not path.name.startswith(".")]
    with tree.open("a/site") as site:
        for path in files:
            (result,) = site.do.importing.file(path, dry_run=True)
            assert (result.outcome, result.error) == ("imported", None)
        assert len(exchange) <= 2 + killed
        assert all(result.error is None for result in site.arrive())
        assert trees.figures(site)["sessions_held"] == 5
        trees.check(site)
    with tree.open("a/bo") as bo:
        bo.leave()
        trees.check(bo)
    left = [path for path in (tree.root / "a" / "exchange").iterdir() if path not in exchange]
    assert len([path for path in left if not path.name.startswith(".")]) <= 1
