"""Runs one import in a process of its own and says its seconds and its highest memory: `python -m tests.bench.child VAULT FILE on|off`.

The cipher's memory security cannot be switched off again in a process that had it on, so the two are told apart here.
"""

import json
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from desktop import house
from desktop.store import engine, opening
from tests.bench.world import CHEAP


def run(vault: Path, file: Path, *, memory_security: bool = True) -> dict[str, float]:
    """Import `file` into `vault` in a new process: {"seconds", "mebibytes"}."""
    arguments = [sys.executable, "-m", "tests.bench.child", str(vault), str(file), "on" if memory_security else "off"]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)  # noqa: S603 - this very interpreter and file
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(vault: str, file: str, security: str) -> None:
    if security == "off":
        vars(opening)["open_engine"] = partial(engine.open_engine, memory_security=False)
    settings = house.Settings(cost=CHEAP, state=Path(vault).parent / "state", weak_passphrases=True)
    with house.open_vault(Path(vault), "A", "p", settings) as hq:
        start = time.perf_counter()
        (result,) = hq.do.importing.file(Path(file))
        seconds = time.perf_counter() - start
    assert result.outcome == "imported", result
    json.dump({"seconds": seconds, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
