"""Keeps files and functions small enough to be read: 400 lines a file, 50 a function; one over 40 is mentioned.

A migration is one list of tables and columns, written once and never changed, so its length says nothing.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("desktop", "tools", "tests", "typings")
FILE_LIMIT = 400
LISTS = "desktop/migrations/versions/"
FUNCTION_LIMIT = 50
FUNCTION_WISH = 40


def sources() -> Iterator[Path]:
    yield ROOT / "main.py"
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py*") if path.suffix in {".py", ".pyi"})


def long_functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name with line number, and length, of each function over the wish."""
    if path.relative_to(ROOT).as_posix().startswith(LISTS):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_WISH:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length


def main() -> int:
    faults = 0
    for path in sources():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > FILE_LIMIT:
            faults += 1
            print(f"{path.relative_to(ROOT)}: {lines} lines; {FILE_LIMIT} at most")
        for name, length in long_functions(path):
            too_long = length > FUNCTION_LIMIT
            faults += too_long
            print(f"{name}: {length} lines; " + (f"{FUNCTION_LIMIT} at most" if too_long else f"{FUNCTION_WISH} wished for"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
