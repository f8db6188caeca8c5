"""The exchange folder as a card says it: which one, whether it is here, what came last, and what lies there that is not good."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal
from zoneinfo import ZoneInfo

from typing_extensions import override

from desktop.errors import WorldFault
from desktop.jobs import Change
from desktop.rules.dates import ZONE
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.file_words import plain
from desktop.viewmodels.screen import AtWork, Screen

if TYPE_CHECKING:
    from desktop.house import OpenVault
    from desktop.services.exchange_folder import Came, ExchangeStanding

EXCHANGE = "exchange"
"""The kind of a change that only this card shows."""


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """`tone` is nothing where no folder is chosen. `bad` are files that look like ours and cannot be taken in."""

    loaded: bool = False
    folder: Path | None = None
    tone: Literal["", "good", "warn"] = ""
    headline: str = ""
    lines: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    fault: str = ""


class ExchangeModel(Screen):
    kinds: ClassVar[frozenset[str]] = frozenset({EXCHANGE, "file"})
    state = ExchangeState()

    @override
    def load(self) -> None:
        self.query(lambda vault: vault.do.exchange_folder.standing(), self._loaded)

    def choose(self, folder: Path) -> None:
        self.jobs.change(lambda vault: _choose(vault, folder), lambda _change: None, self._not_chosen)

    def forget(self) -> None:
        self.change(_forget, lambda _change: None)

    def look(self) -> None:
        """Whoever watches the folder looks at once when this kind has changed."""
        self.change(lambda _vault: Change(frozenset({EXCHANGE}), None), lambda _change: None)

    def _not_chosen(self, fault: WorldFault) -> None:
        self._become(replace(self.state, fault=self.sentence(fault)))

    def _loaded(self, standing: "ExchangeStanding") -> None:
        say = self.texts.say
        if standing.folder is None:
            words = say(
                "Files to and from other computers can go by themselves, while Indenfor is open, by a folder on a stick or a share."
            )
            self._become(ExchangeState(loaded=True, lines=(words,)))
            return
        where = say("It lies in {folder}.", folder=str(standing.folder))
        if not standing.there:
            lines = (where, say("What is new is left there by itself when it is back. Nothing is lost meanwhile."))
            self._become(ExchangeState(True, standing.folder, "warn", say("The stick or the share is away"), lines))
            return
        last = (where, *self._last(standing))
        bad = tuple(f"{name}: {plain(self.texts, fault)}" for name, fault in standing.refused)
        self._become(ExchangeState(True, standing.folder, "good", say("Files come and go by themselves"), last, bad))

    def _last(self, standing: "ExchangeStanding") -> tuple[str, ...]:
        """What came last while the vault was open, with its time of day."""
        if standing.at is None:
            return (self.texts.say("Nothing has come since you opened the datalager."),)
        at = standing.at.astimezone(ZoneInfo(ZONE))
        when = f"{days.short(self.texts, at.date())} {at:%H:%M}"
        return tuple(f"{when}: {came_words(self.texts, came, self.at)}" for came in standing.came)

    def _become(self, state: ExchangeState) -> None:
        self.state = state
        self.changed.emit()


def came_words(texts: Texts, came: "Came", at: AtWork) -> str:
    """ "3 new from Nordby.", of a receipt that there was one."""
    above = texts.say("your visit leader") if at.kind == "volunteer" else texts.say("headquarters")
    name = came.sender or above
    if came.new:
        return texts.say("{count} new from {name}.", count=came.new, name=name)
    return texts.say("A receipt has come from {name}.", name=name)


def _choose(vault: "OpenVault", folder: Path) -> Change[None]:
    vault.do.exchange_folder.choose(folder)
    return Change(frozenset({EXCHANGE}), None)


def _forget(vault: "OpenVault") -> Change[None]:
    vault.do.exchange_folder.forget()
    return Change(frozenset({EXCHANGE}), None)
