"""A substitute: a leader who is let in until a last day, inclusive."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.integration.cli import NOW, OTHER, Line


def test_a_substitute_gets_in_on_the_last_day_and_not_after_it(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    added = ("user", "add", site, "--label", "Vera", "--name", "Vera Vik", "--role", "VISIT_LEADER", "--user", "Anna", "--until", "+2")
    line.ok(*added, "--new-passphrase-file", line.file("new", OTHER))
    seen = ("volunteer", "reminders", site, "--user", "Vera")
    for days, status in ((0, 0), (2, 0), (3, 1)):
        said = at(line, days).run(*seen, phrase=OTHER)
        assert (said.status, said.faults) == (status, ["AccessOver"] if status else [])
    at(line, 3).ok("volunteer", "reminders", site, "--user", "Anna")


def at(line: Line, days: int) -> Line:
    moment = NOW + timedelta(days=days)
    return replace(line, settings=replace(line.settings, now=lambda: moment))
