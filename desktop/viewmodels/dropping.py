"""Files that a person drops on a screen or chooses: looked at first, imported when the person says so.

Nothing is saved by looking: that is a dry run. In a folder only files of ours are looked at, and the others are left alone;
a file that was handed over by itself is always answered, also where it is somebody's holiday picture.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.errors import N_, Stopped, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Progress
from desktop.models.rows.registry import TABLES
from desktop.services.importing import FileResult, files_in, in_the_end
from desktop.services.inbox import looks_like_ours
from desktop.services.telling import Tell
from desktop.viewmodels.file_words import FileLine, Looked, file_line, looked
from desktop.viewmodels.screen import LongWork, Screen

EVERYTHING = frozenset(TABLES) | {"file"}
"""What an import may change."""


@dataclass(frozen=True, slots=True)
class Working:
    """Long work as its own screen shows it; `percent` 0 to 100. `making`: a file is written, not read."""

    text: str
    percent: int
    making: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """Files that were handed over. `taken`: they are imported, and the lines say what became of them."""

    looked: tuple[Looked, ...]
    lines: tuple[FileLine, ...]
    summary: str
    remarks: tuple[str, ...]
    taken: bool = False

    @property
    def can_take(self) -> bool:
        """Whether importing would do anything."""
        return not self.taken and any(line.outcome in {"imported", "pending"} for line in self.lines)

    @property
    def enrols(self) -> bool:
        return any(line.enrols for line in self.lines)


@dataclass(frozen=True, slots=True)
class Intake:
    """What was handed over and what is under way."""

    offered: Offered | None = None
    working: Working | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the worker gives back: the files, how many others lay beside them, how many waiting ones went in with them."""

    looked: tuple[Looked, ...]
    others: int = 0
    waited: int = 0


class Dropping(Screen):
    """The part of a screen that takes files in. `intake` is as frozen as `state`, and `changed` tells of both."""

    intake: Intake = Intake()
    _progress: Progress | None = None

    def above(self) -> str:
        """What the vault above is called on screen."""
        return self.texts.say("headquarters")

    def offer(self, paths: Iterable[Path]) -> None:
        """Look at files and folders; nothing is saved."""
        chosen = tuple(paths)
        if not chosen or self.intake.working is not None:
            return
        tell = self._begin(N_("Looking at the files …"))
        self.jobs.query(lambda vault: self._look(vault, chosen, tell), self._looked, self._ended)

    def take(self) -> None:
        """Import what was looked at."""
        offered = self.intake.offered
        if offered is None or not offered.can_take or self.intake.working is not None:
            return
        tell = self._begin(N_("Importing …"), tuple(one.size for one in offered.looked))
        self.jobs.change(lambda vault: Change(EVERYTHING, self._import(vault, offered, tell)), self._taken, self._ended)

    def forget(self) -> None:
        """Put the files away again."""
        self.intake = replace(self.intake, offered=None)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop what is under way; the file under way is left out."""
        if self._progress is not None:
            self._progress.cancel()

    # --- on the worker ---

    def _look(self, vault: OpenVault, chosen: tuple[Path, ...], tell: Tell) -> Found:
        paths, others = ours(chosen)
        return frozen(vault, in_the_end(vault.take_each(paths, dry_run=True, tell=tell)), others)

    def _import(self, vault: OpenVault, offered: Offered, tell: Tell) -> Found:
        arrivals = vault.take_each([one.path for one in offered.looked], tell=tell)
        return frozen(vault, in_the_end(arrivals), waited=sum(len(arrival.waited) for arrival in arrivals))

    # --- on the window's thread ---

    def _looked(self, found: Found) -> None:
        self._end()
        if any(one.outcome == "stopped" for one in found.looked):
            self.tell(self.texts.say("Stopped. Nothing was imported."), "told")
            return
        self._show(self._offered(found, taken=False))

    def _taken(self, change: Change[Found]) -> None:
        self._end()
        self._show(self._offered(change.result, taken=True))

    def _show(self, offered: Offered) -> None:
        self.intake = replace(self.intake, offered=offered)
        self.changed.emit()

    def _offered(self, found: Found, *, taken: bool) -> Offered:
        lines = tuple(file_line(self.texts, one, self.above(), taken=taken) for one in found.looked)
        return Offered(found.looked, lines, self._summary(lines, taken=taken), tuple(self._remarks(found)), taken)

    def _summary(self, lines: Sequence[FileLine], *, taken: bool) -> str:
        say, outcomes = self.texts.say, [line.outcome for line in lines]
        if not lines:
            return say("There is no file from Indenfor here.")
        if not taken:
            good = outcomes.count("imported") + outcomes.count("pending")
            if not good:
                return say("There is nothing to import here.")
            return say("1 file can be imported.") if good == 1 else say("{count} files can be imported.", count=good)
        parts = [
            (outcomes.count("imported"), N_("imported: {count}")),
            (outcomes.count("already"), N_("imported before: {count}")),
            (outcomes.count("pending"), N_("waiting: {count}")),
            (outcomes.count("refused"), N_("refused: {count}")),
            (outcomes.count("stopped"), N_("stopped: {count}")),
        ]
        said = ", ".join(say(text, count=count) for count, text in parts if count)
        return said[:1].upper() + said[1:]

    def _remarks(self, found: Found) -> Iterable[str]:
        if found.others:
            yield self.texts.say("Other files in the folder were left alone: {count}.", count=found.others)
        if found.waited:
            yield self.texts.say("Files that had waited went in with them: {count}.", count=found.waited)

    def _begin(self, text: str, sizes: Sequence[int] = (), *, making: bool = False) -> Callable[[int, int], None]:
        """Say that long work begins; what the work tells how far it is. `sizes` are those of the files it goes through."""
        said = self.texts.say(text)

        def heard(done: int, total: int) -> None:
            if self._progress is progress:
                text = said if len(sizes) < 2 else self._of_files(done, sizes)
                self._step(Working(text, 100 * done // max(total, 1), making), progress)

        progress = self.jobs.progress(heard)
        self._progress = progress
        self._step(Working(said, 0, making), progress)
        return progress.step

    def _of_files(self, done: int, sizes: Sequence[int]) -> str:
        number = 1
        for size in sizes[:-1]:
            done -= size
            number += done >= 0
        return self.texts.say("Importing file {number} of {count} …", number=number, count=len(sizes))

    def _step(self, working: Working, progress: Progress) -> None:
        self.intake = replace(self.intake, working=working)
        self.work.emit(LongWork(working.text, working.percent, 100, progress.cancel))
        self.changed.emit()

    def _end(self) -> None:
        self._progress = None
        self.intake = replace(self.intake, working=None)
        self.work.emit(None)
        self.changed.emit()

    def _ended(self, fault: WorldFault) -> None:
        """Work that came to nothing."""
        self._end()
        if isinstance(fault, Stopped):
            self.tell(self.sentence(fault), "told")
        else:
            self.fail(fault)


def ours(chosen: Iterable[Path]) -> tuple[list[Path], int]:
    """The files to look at, and how many others lie in the folders. Each file once. Raises StorageError."""
    listed: dict[Path, None] = {}
    others = 0
    for path in chosen:
        if not path.is_dir():
            listed[path] = None
            continue
        for one in files_in(path):
            if looks_like_ours(one):
                listed[one] = None
            else:
                others += 1
    return list(listed), others


def frozen(vault: OpenVault, results: Iterable[tuple[Path, FileResult]], others: int = 0, waited: int = 0) -> Found:
    """The results frozen, with the names of their senders."""
    names = vault.do.file_state.names()
    return Found(tuple(looked(path, _size(path), result, names) for path, result in results), others, waited)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
