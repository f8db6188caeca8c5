"""The command line: one file per group of commands. Nothing here needs a display."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.cli.opening import OpenWindow, has_display

if TYPE_CHECKING:
    from desktop.house import Settings

__all__ = ["main"]


def main(argv: Sequence[str], settings: "Settings | None" = None) -> int | OpenWindow:
    """Run one command, as `run.main` says. No word at all asks for the window, and nothing has to be read to know that."""
    if not argv and has_display():
        return OpenWindow()
    from desktop.cli import run  # noqa: PLC0415 - reading words takes a fifth of the time to the first picture

    return run.main(argv, settings)
