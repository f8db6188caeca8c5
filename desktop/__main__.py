"""`python -m desktop`, `python main.py`: the command line. It says so where somebody expects the window."""

import io
import sys

from desktop.cli import main as command_line


def main() -> int:
    """Run what the command line asks for; the exit status.

    What is read and printed is UTF-8 on every platform; a file's name that is no text is printed with escapes.
    """
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
