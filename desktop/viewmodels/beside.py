"""The other vaults of this laptop: what they left is taken in after unlocking; what is new is left for them after each save.

And what may no longer be kept is deleted then, in a leader's or headquarters' time.
"""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.errors import N_, WorldFault
from desktop.jobs import Change, Jobs
from desktop.models.rows.registry import TABLES
from desktop.rules.retention import WORDS
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Notice

if TYPE_CHECKING:
    from desktop.house import OpenVault
    from desktop.services.retention import Done

ANYTHING = frozenset({*TABLES, "file"})
"""A file may have brought any kind of thing."""

CAME_TO_SITE = N_("{count} new from the volunteers.")
CAME_TO_VOLUNTEER = N_("There is news from your visit leader.")
WENT = N_("Deleted after its time: {what}.")
GOES = N_("Will be deleted within the days of warning: {what}.")
WARNED_OF = frozenset({"participant", "course", "volunteer"})
"""A note or a wish to talk goes without a warning: it was written for a while."""
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
        """Take in what lies there; a leader or headquarters then deletes what may no longer be kept."""
        self._jobs.change(_arrive, self._arrived, self._not_left)
        if self._at.kind != "volunteer":
            self._jobs.change(_forget, self._forgotten, self._not_left)

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

    def _forgotten(self, change: Change["Done"]) -> None:
        done = change.result
        for sentence, kinds in (
            (WENT, [one.kind for one in done.erased]),
            (GOES, [one.kind for one in done.plan.warned if one.kind in WARNED_OF]),
        ):
            counted = Counter(kinds)
            what = ", ".join(f"{counted[kind]} {self._texts.say(words)}" for kind, words in WORDS.items() if counted[kind])
            if what:
                self.said.emit(Notice(self._texts.say(sentence, what=what), "told"))


def _forget(vault: "OpenVault") -> Change["Done"]:
    done = vault.do.retention.run()
    return Change(ANYTHING if done.erased else frozenset(), done)


def _arrive(vault: "OpenVault") -> Change[int]:
    results = vault.arrive()
    return Change(ANYTHING if results else frozenset(), sum(result.new for result in results))


def _leave(vault: "OpenVault") -> Change[int]:
    return Change(frozenset(), vault.leave())
