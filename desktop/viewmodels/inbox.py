"""Headquarters' inbox: files of the places taken in, a whole folder at a go or one by one, and the receipts that go back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.errors import N_
from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.services.file_state import Sender, Standing
from desktop.services.inbox import OUTBOX, looks_like_ours
from desktop.services.telling import Tell
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.dropping import EVERYTHING, Dropping, Found, Offered, frozen
from desktop.viewmodels.exchange import ExchangeModel
from desktop.viewmodels.file_rows import CLONED, PassedLine, passed_line, waiting_lines
from desktop.viewmodels.screen import AtWork

OVERDUE = 14
"""Days after which a place's last file is overdue."""


@dataclass(frozen=True, slots=True)
class SenderLine:
    """A place that sends. `owed`: what came since its last file is not receipted."""

    id: str
    name: str
    age: str
    tone: Literal["good", "bad", "plain"]
    receipt: str
    owed: bool


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts that were just written. `folder` is where they lie."""

    folder: Path
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InboxState:
    """`folder` is the folder that was chosen as a whole: its files are sorted, and receipts are written by themselves."""

    loaded: bool = False
    enrolled: bool = False
    folder: Path | None = None
    receipts: Receipts | None = None
    undecided: str = ""
    waiting: tuple[str, ...] = ()
    senders: tuple[SenderLine, ...] = ()
    passed: tuple[PassedLine, ...] = ()

    @property
    def owed(self) -> tuple[str, ...]:
        return tuple(line.id for line in self.senders if line.owed)


@dataclass(frozen=True, slots=True)
class _Imported:
    found: Found
    receipts: Mapping[str, Path]


class InboxScreen(Dropping):
    kinds: ClassVar[frozenset[str]] = frozenset({"file", "site", "verdict", "vault"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = InboxState()
        self.exchange = ExchangeModel(jobs, texts, at, self)
        self.exchange.said.connect(self.said)

    @override
    def load(self) -> None:
        self.query(lambda vault: vault.do.file_state.read(), self._loaded)
        self.exchange.load()

    def enrol(self) -> None:
        """Places are enrolled on their own screen."""
        self.go.emit("sites", None)

    @override
    def offer(self, paths: Iterable[Path]) -> None:
        chosen = tuple(paths)
        if self.intake.working is None:
            only = chosen[0] if len(chosen) == 1 and chosen[0].is_dir() else None
            self.state = replace(self.state, folder=only, receipts=None)
        super().offer(chosen)

    @override
    def forget(self) -> None:
        self.state = replace(self.state, folder=None, receipts=None)
        super().forget()

    @override
    def take(self) -> None:
        folder, offered = self.state.folder, self.intake.offered
        if folder is None:
            super().take()
            return
        if offered is None or not offered.can_take or self.intake.working is not None:
            return
        tell = self._begin(N_("Importing …"), tuple(one.size for one in offered.looked))
        self.jobs.change(lambda vault: Change(EVERYTHING, self._empty(vault, folder, offered, tell)), self._emptied, self._ended)

    def write_receipts(self, folder: Path, senders: Sequence[str] = ()) -> None:
        """A file with its receipt for each of the places; for those that are owed one, where none is named."""
        wanted = tuple(senders) or self.state.owed
        if not wanted or self.intake.working is not None:
            return
        tell = self._begin(N_("Writing receipts …"), making=True)

        def work(vault: OpenVault) -> Change[Mapping[str, Path]]:
            return Change(frozenset({"file"}), vault.do.inbox.receipts_for(wanted, folder, tell))

        self.jobs.change(work, partial(self._written, folder), self._ended)

    # --- on the worker ---

    @override
    def _look(self, vault: OpenVault, chosen: tuple[Path, ...], tell: Tell) -> Found:
        """Of one folder, what the inbox would take: what waits in its pending/ comes along."""
        folder = chosen[0]
        if len(chosen) > 1 or not folder.is_dir():
            return super()._look(vault, chosen, tell)
        listed = vault.do.inbox.listed(folder)
        paths = [path for path in listed if looks_like_ours(path)]
        arrivals = vault.take_each(paths, dry_run=True, tell=tell)
        return frozen(vault, ((arrival.path, arrival.result) for arrival in arrivals), len(listed) - len(paths))

    def _empty(self, vault: OpenVault, folder: Path, offered: Offered, tell: Tell) -> _Imported:
        emptied = vault.do.inbox.empty(folder, self.texts.fault, [one.path for one in offered.looked], tell=tell)
        return _Imported(frozen(vault, ((one.to, one.result) for one in emptied.files)), emptied.receipts)

    # --- what came back ---

    def _loaded(self, standing: Standing) -> None:
        count = standing.undecided
        self.state = replace(
            self.state,
            loaded=True,
            enrolled=bool(standing.senders),
            undecided=self.texts.say("Set aside, and waiting for a decision: {count}.", count=self.texts.number(count)) if count else "",
            waiting=waiting_lines(self.texts, standing, self.above()),
            senders=tuple(self._sender(sender, standing) for sender in sorted(standing.senders, key=lambda one: not one.owed)),
            passed=tuple(passed_line(self.texts, one, "") for one in standing.passed),
        )
        self.changed.emit()

    def _emptied(self, change: Change[_Imported]) -> None:
        self._end()
        folder = self.state.folder
        if folder is not None and change.result.receipts:
            self.state = replace(self.state, receipts=self._receipts(folder / OUTBOX, change.result.receipts))
        self._show(self._offered(change.result.found, taken=True))

    def _written(self, folder: Path, change: Change[Mapping[str, Path]]) -> None:
        self._end()
        self.state = replace(self.state, receipts=self._receipts(folder, change.result))
        self.changed.emit()

    # --- words ---

    def _receipts(self, folder: Path, written: Mapping[str, Path]) -> Receipts:
        names = {line.id: line.name for line in self.state.senders}
        return Receipts(folder, tuple(f"{names.get(sender, '')}: {path.name}" for sender, path in written.items()))

    def _sender(self, sender: Sender, standing: Standing) -> SenderLine:
        say = self.texts.say
        if sender.came_on is None:
            return SenderLine(sender.id, sender.name, say("No file has come yet"), "plain", "", owed=False)
        overdue = (standing.day - sender.came_on).days > OVERDUE
        age = say("Last file: {when}", when=days.away(self.texts, sender.came_on, standing.day))
        if sender.cloned:
            age, overdue = f"{age}. {say(CLONED)}", True
        told = "" if sender.told_on is None else say("Receipt written: {day}", day=days.short(self.texts, sender.told_on))
        return SenderLine(
            sender.id, sender.name, age, "bad" if overdue else "good", say("Receipt to be written") if sender.owed else told, sender.owed
        )
