"""The command line: one file per group of commands. Nothing here needs a display."""

from desktop.cli.run import main

__all__ = ["main"]
