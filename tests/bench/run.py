"""`python -m tests.bench.run [--quick] [--long] [--only NAME …]`: every figure beside its floor; writes bench/results.json.

A benchmark, never a test: nothing fails here when a reach is missed. `--quick` is a tenth of the size, `--long` also imports
ten times as many entries to see whether memory grows with them.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from desktop.sync.facts import Run, in_order
from tests.bench import alive, bulk, child, counting, listing, opening, save, sheets
from tests.bench.measure import Pair
from tests.bench.world import THREADS, World, on_threads, prepare

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "bench" / "results.json"
ENTRIES, SESSIONS, SAVES, ROUNDS = 100_000, 1_000_000, 400, 5
SHEET_ROWS = 10_000
NAMES = ("save", "import", "export", "verify", "figures", "memory", "list", "start", "unlock", "alive", "sheet")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, three rounds")
    parser.add_argument("--long", action="store_true", help="also ten times as many entries, for the slope of memory")
    parser.add_argument("--rounds", type=int, help="pairs of runs behind each median")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    options = parser.parse_args()
    scale, rounds = (10, 3) if options.quick else (1, ROUNDS)
    folder = Path(tempfile.mkdtemp(prefix="indenfor-bench-"))
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            pairs = list(_pairs(folder, on_threads(pool), options.only, scale, options.rounds or rounds))
        memory = _memory(folder / "memory", scale, long=options.long) if "memory" in options.only else {}
        memory |= _sheet_memory(folder / "sheets", scale) if "sheet" in options.only else {}
        listed = _list(folder / "list", scale) if "list" in options.only else None
        silent = _alive(folder / "alive") if "alive" in options.only else ()
    finally:
        shutil.rmtree(folder)
    _keep(pairs, memory, listed, silent)


def _pairs(folder: Path, run: Run, only: tuple[str, ...], scale: int, rounds: int) -> Iterator[Pair]:
    if "save" in only:
        yield _told(save.saving(World(folder / "save", run).make(), SAVES // scale))
    if {"import", "export", "verify"} & set(only):
        one = bulk.bulk(prepare(folder / "bulk", ENTRIES // scale, run))
        for name, measured in (("import", bulk.importing), ("verify", bulk.verifying), ("export", bulk.exporting)):
            if name in only:
                yield _told(measured(one, rounds))
        shutil.rmtree(folder / "bulk")
    if "start" in only:
        yield _told(opening.starting(folder / "start", rounds))
    if "unlock" in only:
        yield _told(opening.unlocking(World(folder / "unlock", in_order).make(), ENTRIES // scale, rounds))
    if "sheet" in only:
        yield _told(sheets.importing(World(folder / "sheet", in_order).make(), SHEET_ROWS // scale, rounds))
    if "figures" in only:
        yield from map(_told, counting.counting(World(folder / "figures", run).make(), SESSIONS // scale, rounds))


def _told(pair: Pair) -> Pair:
    kept = "kept" if pair.ratio <= pair.reach else "MISSED"
    _say(f"{pair.name:32} {pair.ours:9.4f} s  floor {pair.floor:9.4f} s  ratio {pair.ratio:5.2f}  reach {pair.reach:4.1f}  {kept}")
    return pair


def _memory(folder: Path, scale: int, *, long: bool) -> dict[str, dict[str, float]]:
    """Imports in processes of their own: the size, ten times the size, and the size without the cipher's memory security."""
    found: dict[str, dict[str, float]] = {}
    sizes = [ENTRIES // scale // 10, ENTRIES // scale, *([ENTRIES // scale * 10] if long else [])]
    for size in sizes:
        prepared = prepare(folder / str(size), size)
        for security in (True, False) if size == ENTRIES // scale else (True,):
            copy = bulk.fresh(prepared)
            name = f"{size} entries" + ("" if security else ", memory security off")
            found[name] = child.run(copy, prepared.file, memory_security=security)
            _say(f"{name:44} {found[name]['seconds']:8.2f} s  {found[name]['mebibytes']:7.1f} MiB at most")
        shutil.rmtree(folder / str(size))
    return found


def _sheet_memory(folder: Path, scale: int) -> dict[str, dict[str, float]]:
    """Imports of spreadsheets in processes of their own: a tenth of the size, and the size."""
    world = World(folder, in_order).make()
    found: dict[str, dict[str, float]] = {}
    for visits in (SHEET_ROWS // scale // 10, SHEET_ROWS // scale):
        name = f"spreadsheet of {visits} visits"
        found[name] = sheets.memory(world, visits)
        _say(f"{name:44} {found[name]['seconds']:8.2f} s  {found[name]['mebibytes']:7.1f} MiB at most")
    return found


def _list(folder: Path, scale: int) -> listing.Listing:
    """The list of visits on a window: it is measured in milliseconds over its statements, not in ratios."""
    found = listing.listing(World(folder, in_order).make(), SESSIONS // scale)
    for what, measured, kept in found.lines:
        _say(f"{what:32} {measured:48} {'kept' if kept else 'MISSED'}")
    return found


def _alive(folder: Path) -> tuple[alive.Silence, ...]:
    """How long the window's thread is silent at most, by step."""
    found = alive.silences(folder)
    for one in found:
        _say(f"{one.step:32} {one.milliseconds:4} ms  reach {alive.REACH} ms  {'kept' if one.kept else 'MISSED'}")
    return found


def _keep(
    pairs: list[Pair], memory: dict[str, dict[str, float]], listed: listing.Listing | None, silent: tuple[alive.Silence, ...]
) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    whole = {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": _commit(),
        "machine": _machine(),
        "pairs": [asdict(pair) | {"ratio": round(pair.ratio, 2)} for pair in pairs],
        "memory": memory,
        "list": asdict(listed) if listed else {},
        "alive": {one.step: one.milliseconds for one in silent},
    }
    RESULTS.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _say(f"written to {RESULTS.relative_to(ROOT)}")


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    asked = [git, "-C", str(ROOT), "describe", "--always", "--dirty"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "unknown"  # noqa: S603 - a fixed question


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
