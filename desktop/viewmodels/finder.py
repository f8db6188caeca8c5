"""Find and do: what Ctrl+K offers, actions of the window and courses by alias.

Courses are asked for once, when the window asks; what is typed narrows what is already here. Danish letters may be typed
as ae, oe and aa.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.jobs import Jobs
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.rules.status import WORDS as STATUSES
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Screen

if TYPE_CHECKING:
    from desktop.house import OpenVault

MOST = 10
"""Lines offered at once."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it says, what stands beside it in grey (a key, a programme), its icon, and what it does."""

    text: str
    aside: str
    icon: str
    do: Callable[[], None]


@dataclass(frozen=True, slots=True)
class FinderState:
    typed: str = ""
    found: tuple[Offer, ...] = ()
    more: int = 0


class Finder(Screen):
    """`offer` says what the window can do now; `narrow` what is typed."""

    kinds: ClassVar[frozenset[str]] = frozenset({"course", "participant", "match"})
    state: FinderState = FinderState()

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self._actions: tuple[Offer, ...] = ()
        self._courses: tuple[Offer, ...] = ()

    def offer(self, actions: Sequence[Offer]) -> None:
        """What can be done now; and begin anew with nothing typed."""
        self._actions = tuple(actions)
        self.narrow("")

    @override
    def load(self) -> None:
        if self.at.kind != "hq":  # headquarters has no courses of its own to open
            self.query(_read, self._loaded)

    def narrow(self, typed: str) -> None:
        """Show what begins with it, then what has it inside."""
        wanted = plain(typed)
        everything = (*self._courses, *self._actions) if wanted else self._actions
        fitting = sorted((rank, place) for place, one in enumerate(everything) if (rank := _rank(wanted, plain(one.text))) is not None)
        found = tuple(everything[place] for _rank_, place in fitting)
        self.state = replace(self.state, typed=typed, found=found[:MOST], more=max(0, len(found) - MOST))
        self.changed.emit()

    def choose(self, place: int) -> None:
        """Do what the line says."""
        if 0 <= place < len(self.state.found):
            self.state.found[place].do()

    def _loaded(self, lines: tuple[tuple[str, str, str, str], ...]) -> None:
        own = self.at.kind == "volunteer"  # whose one screen logs
        offers = []
        for course, alias, programme, status in lines:
            aside = f"{self.texts.say(PROGRAMME_NAMES.get(programme, programme))} · {self.texts.say(status)}"
            if not own:
                offers.append(Offer(alias, aside, "user", self._going("courses", course)))
            words = self.texts.say("Log a visit with {alias}", alias=alias)
            offers.append(Offer(words, aside, "plus", self._going("own" if own else "log", course)))
        self._courses = tuple(offers)
        self.narrow(self.state.typed)

    def _going(self, target: str, course: str) -> Callable[[], None]:
        return lambda: self.go.emit(target, course)


def plain(text: str) -> str:
    """Letters as they may be typed: small, æøå as ae, oe, aa."""
    return " ".join(text.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").split())


def _rank(wanted: str, text: str) -> int | None:
    """0 where the text begins with it, 1 where a word of it does, 2 where it is inside; None where it is not."""
    if text.startswith(wanted):
        return 0
    if f" {wanted}" in text:
        return 1
    return 2 if wanted in text else None


def _read(vault: "OpenVault") -> tuple[tuple[str, str, str, str], ...]:
    """(course, alias, programme, status in words) of every course."""
    return tuple((one.course.id, one.alias, one.course.programme, STATUSES[one.status]) for one in vault.do.courses.list())
