"""Runs the import of one spreadsheet in a process of its own and says its seconds and its highest memory.

`python -m tests.bench.sheet_child VAULT FILE`
"""

import json
import resource
import sys
import time
from pathlib import Path

from desktop import house
from tests.bench.world import CHEAP


def main(vault: str, file: str) -> None:
    settings = house.Settings(cost=CHEAP, state=Path(vault).parent / "state", weak_passphrases=True)
    with house.open_vault(Path(vault), "A", "p", settings) as site:
        start = time.perf_counter()
        report = site.do.sheets.take(Path(file))
        seconds = time.perf_counter() - start
    assert report.saved, report
    assert not report.refused, report.refused[:3]
    json.dump({"seconds": seconds, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
