"""The other vaults of this laptop: what they left is taken in after unlocking; what is new is left for them after each save."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.errors import N_, WorldFault
from desktop.jobs import Change, Jobs
from desktop.models.rows.registry import TABLES
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Notice

if TYPE_CHECKING:
    from desktop.house import OpenVault

ANYTHING = frozenset({*TABLES, "file"})
"""A file may have brought any kind of thing."""

CAME_TO_SITE = N_("{count} new from the volunteers.")
CAME_TO_VOLUNTEER = N_("There is news from your visit leader.")
NOT_LEFT = N_("What you saved is kept here, but could not be handed on yet: {why}")


class Beside(QObject):
    """Unseen by people while all is well."""

    said = Signal(object)
    """A Notice."""

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._texts, self._at = jobs, texts, at
        self._leaving = False
        jobs.changed.connect(self._leave_soon)
        jobs.broke.connect(lambda _error: self._left())

    def arrive(self) -> None:
        """Take in what lies there."""
        self._jobs.change(_arrive, self._arrived, self._not_left)

    def leave(self, then: Callable[[], None]) -> None:
        """The last one before the vault is closed; `then` comes whether or not it could be left."""
        self._jobs.change(_leave, lambda _change: then(), lambda _fault: then())

    def _leave_soon(self, _kinds: object) -> None:
        """Once for all the saves that are waiting."""
        if not self._leaving:
            self._leaving = True
            self._jobs.change(_leave, lambda _change: self._left(), self._not_left)

    def _left(self) -> None:
        self._leaving = False

    def _not_left(self, fault: WorldFault) -> None:
        self._leaving = False
        self.said.emit(Notice(self._texts.say(NOT_LEFT, why=self._texts.fault(fault)), "told"))

    def _arrived(self, change: Change[int]) -> None:
        if change.result:
            sentence = CAME_TO_VOLUNTEER if self._at.kind == "volunteer" else CAME_TO_SITE
            self.said.emit(Notice(self._texts.say(sentence, count=change.result), "told"))


def _arrive(vault: "OpenVault") -> Change[int]:
    results = vault.arrive()
    return Change(ANYTHING if results else frozenset(), sum(result.new for result in results))


def _leave(vault: "OpenVault") -> Change[int]:
    return Change(frozenset(), vault.leave())
