"""What must not stand in the repository: paths of one machine, addresses of package registries, left-over marks,
a call that walks around the store's authorizer, and words that do not belong here.

The patterns are put together from pieces, and the words kept as digests, so that this file passes its own check.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT_LIMIT = 4_000_000

PATTERNS = {
    "a path of one machine": "/(?:"
    + "|".join(["wor" + "k/main", "tm" + "p/brief", "roo" + "t/", "home/[a-z]+/", "Use" + "rs/[a-z]+/"])
    + ")",
    "the address of a package registry": "|".join(
        ["py" + r"pi\.org", "python" + r"hosted\.org", "deb" + r"\.debian\.org", "npm" + r"js\.org"]
    ),
    "a left-over mark": r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r"\b)",
    "blob access past the authorizer": r"\.open" + r"_blob\b",
    "a network module of Qt": r"^\s*(?:from|import)\s+PySide6\b.*\bQt(?:Net" + r"work|Web\w*)\b",
    "a folder outside the repository": r"shared/" + "design",
}
WORDS = frozenset(
    {
        "386ebc0efd04339aa982703eb666c335",
        "3ea125d0bff386e6754b3782b300016f",
        "487b91042c7cf27a19e23ea8699f5f35",
        "57de4cf40144bdf7d00010f2f5557a7d",
        "5d72436256ada53828b51895a94bb848",
        "60965168ce762e949600281ba6d01fee",
        "7d3194f79e645c42e4396dda38be0476",
        "94a168d2da574b00ec6c787377278465",
        "c70eca6b0f88f44d81a41311647e50fd",
        "c857d09db23e6822e3600bc06ad8d58f",
        "c9ad8f2cc1294afa0ef22fc2c019ff72",
    }
)


def files() -> Iterator[Path]:
    """Every file that is in the repository or would be added to it, but for the licence texts, which are other people's words."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is where the developer has it
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in sorted(set(listed.stdout.decode().split("\0")) - {""}):
        path = ROOT / name
        if not name.startswith("docs/licences/") and path.is_file() and path.stat().st_size <= TEXT_LIMIT:
            yield path


def digest(word: str) -> str:
    return hashlib.sha256(word.lower().encode()).hexdigest()[:32]


def complaints(text: str) -> Iterator[tuple[int, str]]:
    """Line number and reason of everything in `text` that must not stand there."""
    for number, line in enumerate(text.splitlines(), start=1):
        for reason, pattern in PATTERNS.items():
            if re.search(pattern, line):
                yield number, reason
        if any(digest(word) in WORDS for word in re.findall(r"[A-Za-z]{3,}", line)):
            yield number, "a word that does not belong here"


def main() -> int:
    faults = 0
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, reason in complaints(text):
            faults += 1
            print(f"{path.relative_to(ROOT)}:{number}: {reason}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
