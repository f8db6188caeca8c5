"""Makes the vaults of a golden case on disk, so that a person can run the command line on them.

python -m tools.golden CASE DIR [--seed N]      CASE: storstrom_deck or national_2024; DIR is made, and must not be there

The workbooks are written from the seed, brought in by `sheet import`, exported and taken in at headquarters. The vaults open
with a passphrase file that is named at the end; passphrases cost next to nothing here, so nothing real belongs into them.
"""

import argparse
import sys
from pathlib import Path

from tests.golden import national_2024, storstrom_deck
from tests.golden.making import make, take
from tests.integration.cli import GOOD

CASES = {"storstrom_deck": (storstrom_deck, ("--as-of", "2025-03-15")), "national_2024": (national_2024, ("--year", "2024"))}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.golden")
    parser.add_argument("case", choices=CASES)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    module, argv = CASES[asked.case]
    asked.dir.mkdir(parents=True)
    made = make(module.write(asked.seed), asked.dir, print)
    take(made)
    phrase = made.line.file("passphrase", GOOD)
    print(f"python main.py figures {made.hq} {' '.join(argv)} --json --passphrase-file {phrase}")
    for name, site in made.sites.items():
        print(f"{name}: {site}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
