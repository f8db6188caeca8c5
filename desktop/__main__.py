"""`python -m desktop`, `python main.py`: the command line, or the window that it asks for."""

import gc
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
    asked = command_line(sys.argv[1:])
    if isinstance(asked, int):
        return asked
    gc.disable()  # nothing that is made before the first picture is rubbish; MainWindow.begin goes on collecting
    from desktop.app import Start, run  # noqa: PLC0415 - no command without a window loads Qt

    return run(Start(asked.home, asked.vault, asked.state, asked.language, asked.today))


if __name__ == "__main__":
    sys.exit(main())
