"""How the command line speaks: an answer on stdout, faults and notices on stderr, one line each, the class name first.

With `--json` stdout carries exactly one object, keys sorted; a failure is the same object with `ok` false and its `error`.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop.cli.opening import OpenWindow
from desktop.errors import Fault, OurFault, WrongUse, storage_error
from desktop.texts import Texts

DONE, WORLD, USE, OURS, STOPPED = 0, 1, 2, 3, 130
"""The exit statuses."""

Shape = dict[str, object]
"""One JSON object."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found. `shape` is for programs, `lines` for people; `remarks` go to stderr and not into JSON.

    `faults` are refusals within work that went on (one file of many): they make the exit status 1. `opens`: the window follows.
    """

    shape: Shape
    lines: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    opens: OpenWindow | None = None


class Voice:
    """Where a command speaks. The streams are looked up when something is said."""

    def __init__(self, texts: Texts, *, as_json: bool) -> None:
        self.texts = texts
        self._json = as_json

    def answer(self, answer: Answer) -> int:
        """Say it; the exit status. Raises StorageError where stdout takes nothing."""
        shape: Shape = {**answer.shape, "ok": not answer.faults}
        if answer.faults and "error" not in shape:
            shape["error"] = self.error(answer.faults[0])
        self._print([_object(shape)] if self._json else answer.lines)
        for remark in () if self._json else answer.remarks:
            print(remark, file=sys.stderr)
        for fault in answer.faults:
            self.notice(fault)
        return WORLD if answer.faults else DONE

    def failed(self, fault: Fault, report: str = "") -> int:
        """Say why nothing was done; the exit status. `report` is the path of a report about a fault of ours."""
        if self._json:
            extra: Shape = {"report": report} if report else {}
            self._print([_object({**extra, "ok": False, "error": self.error(fault)})])
        self.notice(fault)
        if report:
            print(report, file=sys.stderr)
        if isinstance(fault, OurFault):
            return OURS
        return USE if isinstance(fault, WrongUse) else WORLD

    def notice(self, fault: Fault) -> None:
        print(self.sentence(fault), file=sys.stderr)

    def sentence(self, fault: Fault) -> str:
        """`ClassName: sentence`."""
        return f"{type(fault).__name__}: {self.texts.fault(fault)}"

    def error(self, fault: Fault) -> Shape:
        return {"class": type(fault).__name__, "sentence": self.texts.fault(fault)}

    def step(self, said: str) -> None:
        """How far long work has come: a line on stderr, unless a program reads the answer and nobody watches."""
        if not self._json or sys.stderr.isatty():
            print(said, file=sys.stderr)

    @contextmanager
    def telling(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """What long work tells how far it is: a bar on stderr while somebody watches."""
        if self._json or not sys.stderr.isatty():
            yield lambda _done, _total: None
            return
        from rich.console import Console  # noqa: PLC0415 - heavy, and only wanted where somebody watches
        from rich.progress import Progress  # noqa: PLC0415 - the same

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def _print(self, lines: Iterable[str]) -> None:
        try:
            for line in lines:
                print(line)
            sys.stdout.flush()
        except OSError as error:
            _drop_stdout()
            raise storage_error("stdout", error) from error


def _object(shape: Shape) -> str:
    return json.dumps(shape, ensure_ascii=False, sort_keys=True)


def _drop_stdout() -> None:
    """Whoever read stdout has gone, or its disk is full: the interpreter must not try once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
