"""What every view-model shares: it hands work to the jobs, hears of changes, and tells its view that something is new."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.errors import Fault, WorldFault
from desktop.jobs import Change, Jobs
from desktop.texts import Texts

if TYPE_CHECKING:
    from desktop.house import OpenVault  # named only: Unlock is painted before the store is loaded

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the person. `undo` takes back what it tells of."""

    text: str
    kind: Literal["done", "told", "warning", "error"] = "done"
    undo: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class LongWork:
    """Work that takes more than a moment: the window shows how far it is, and can stop it. `total` 0 is unknown."""

    text: str
    done: int
    total: int
    cancel: Callable[[], None]


@dataclass(frozen=True, slots=True)
class AtWork:
    """What the window may know of the opened vault without asking the worker. `volunteer` is the row of a volunteer at work."""

    kind: Literal["volunteer", "site", "hq"]
    place: str
    label: str
    role: str
    volunteer: str = ""
    demo: bool = False
    notices: tuple[Fault, ...] = ()


def at_work(vault: "OpenVault") -> AtWork:
    """The facts of a vault that was just opened."""
    author = vault.context.author
    return AtWork(vault.card.kind, vault.card.name, author.label, author.role, author.volunteer, vault.context.demo, vault.notices)


class Screen(QObject):
    """The base of a screen's view-model. A subclass keeps its frozen state in `state` and emits `changed` after each new one."""

    changed = Signal()
    """The state is another one: the view shows it."""
    said = Signal(object)
    """A Notice for the whole window."""
    go = Signal(str, object)
    """Another screen is wanted: its key ("sessions", "files", "log", …) and what it should show, or None.

    "lock" and "preferences" are understood too.
    """
    work = Signal(object)
    """A LongWork while it goes on, and None when it has ended."""

    kinds: ClassVar[frozenset[str]] = frozenset()
    """Kinds of things that the screen shows: a change of one of them makes it load again."""

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.texts = texts
        self.at = at
        jobs.changed.connect(self._heard)

    def load(self) -> None:
        """Ask for what the screen shows. Called when it is shown, and after a change of one of its kinds."""

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & self.kinds:
            self.load()

    def query(self, work: Callable[["OpenVault"], T], done: Callable[[T], None]) -> None:
        """Read; a fault is told."""
        self.jobs.query(work, done, self.fail)

    def change(self, work: Callable[["OpenVault"], Change[T]], done: Callable[[Change[T]], None]) -> None:
        """Write; a fault is told."""
        self.jobs.change(work, done, self.fail)

    def take_back(self, change: Change[object]) -> Callable[[], None] | None:
        """What the button Undo of a notice calls; nothing where a change cannot be taken back."""
        undo = change.undo
        if undo is None:
            return None
        return lambda: self.jobs.change(undo, self._taken_back, self.fail)

    def _taken_back(self, _change: Change[object]) -> None:
        self.tell(self.texts.say("Taken back."))

    def tell(self, text: str, kind: Literal["done", "told", "warning", "error"] = "done", undo: Callable[[], None] | None = None) -> None:
        self.said.emit(Notice(text, kind, undo))

    def fail(self, fault: WorldFault) -> None:
        """A fault of the world, in the person's language."""
        self.said.emit(Notice(self.sentence(fault), "error"))

    def sentence(self, fault: Fault) -> str:
        return self.texts.fault(fault)
