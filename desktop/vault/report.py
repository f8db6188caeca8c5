"""The report about a fault of ours: where in the program it happened, and nothing of what the program was working on.

It holds class names of exceptions, modules with line numbers and versions: no message, no value, no path of a person's.
"""

import platform
import tempfile
import traceback
from pathlib import Path

from desktop import __version__
from desktop.crypto.digests import new_id
from desktop.vault.state import make_folder

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "reports"


def write_report(error: BaseException, state: Path) -> Path | None:
    """Write it under the state folder, or among the temporary files; None where neither takes it."""
    for folder in (state / FOLDER, Path(tempfile.gettempdir())):
        path = folder / f"indenfor-{new_id()[:8]}.txt"
        try:
            make_folder(folder)
            path.write_text(report(error), encoding="utf-8")
        except Exception:  # noqa: BLE001, S112 - a report about a fault must not become one; the next folder is tried
            continue
        return path
    return None


def report(error: BaseException) -> str:
    """The text: one block for each exception of the chain, the outermost first."""
    lines = [f"indenfor {__version__}, Python {platform.python_version()}, {platform.system()}"]
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        lines.append(f"{type(at).__module__}.{type(at).__qualname__}")
        lines += [f"  {_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(at.__traceback__)]
        at = at.__cause__ or at.__context__
    return "\n".join(lines) + "\n"


def _module(file: str) -> str:
    """A file of ours by its place in the tree, any other by its name."""
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
