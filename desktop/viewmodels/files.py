"""Files: the one for the vault above, what comes in, the volunteers' own laptops, and what passed lately.

A site's leader uses it, and a volunteer on a laptop of the volunteer's own. "Safe" is said of what is receipted alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, Stopped, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.services.exporting import Exported
from desktop.services.file_state import Sender, Standing
from desktop.services.telling import Tell
from desktop.texts import Texts
from desktop.vault.atomic import written
from desktop.viewmodels import days
from desktop.viewmodels.dropping import EVERYTHING, Dropping
from desktop.viewmodels.exchange import ExchangeModel
from desktop.viewmodels.file_rows import CLONED, PassedLine, passed_line, waiting_lines
from desktop.viewmodels.file_words import plain, saves
from desktop.viewmodels.screen import AtWork
from desktop.viewmodels.sticks import Stick, on_stick, sticks

LATE = timedelta(days=7)
"""Saves that are older than this and not receipted are told of as late."""
FOLDER = "files/folder"
"""Name on the desk of the folder that a file was written to last."""


@dataclass(frozen=True, slots=True)
class UpWords:
    """How it stands with the file up."""

    headline: str
    tone: Literal["good", "warn", "plain"]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was just written, or (without a name) the word that none was needed.

    `removal` is said where it lies on a stick; `then` is what must happen with it.
    """

    headline: str
    name: str = ""
    folder: Path | None = None
    whole: tuple[str, ...] = ()
    removal: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """A volunteer's own vault. `by_itself`: it lies on this computer and needs no file to be carried."""

    id: str
    name: str
    age: str
    tone: Literal["good", "warn", "plain"]
    by_itself: bool


@dataclass(frozen=True, slots=True)
class FilesState:
    loaded: bool = False
    enrolled: bool = True
    day: date = date.min
    up: UpWords = UpWords("", "plain", ())
    through: str = ""
    sticks: tuple[Stick, ...] = ()
    folder: Path | None = None
    made: Made | None = None
    fault: WorldFault | None = None
    volunteers: tuple[VolunteerLine, ...] = ()
    waiting: tuple[str, ...] = ()
    passed: tuple[PassedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    standing: Standing
    sticks: tuple[Stick, ...]
    folder: Path | None


class FilesScreen(Dropping):
    kinds: ClassVar[frozenset[str]] = EVERYTHING

    def __init__(
        self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None, *, plugged: Callable[[], tuple[Stick, ...]] = sticks
    ) -> None:
        """`plugged` finds the sticks; it is asked on the worker."""
        super().__init__(jobs, texts, at, parent)
        self.state = FilesState()
        self.exchange = ExchangeModel(jobs, texts, at, self)
        self.exchange.said.connect(self.said)
        self._plugged = plugged
        self._above = ""

    @override
    def above(self) -> str:
        return self._above or super().above()

    @property
    def declares(self) -> bool:
        """Whether the person can say up to which day all is typed in: a leader's word."""
        return self.at.kind == "site"

    @override
    def load(self) -> None:
        self.query(self._read, self._loaded)
        self.exchange.load()

    def enrol(self) -> None:
        self.go.emit("enrol", None)

    def make(self, folder: Path, through: date | None = None) -> None:
        """Write the file for the vault above into a folder. `through`: everything up to that day is typed in."""
        if self.intake.working is not None:
            return
        self._become(replace(self.state, made=None, fault=None))
        tell = self._begin(N_("Making the file …"), making=True)
        self.jobs.change(lambda vault: _up(vault, folder, through, tell), partial(self._made, self.above(), up=True), self._not_made)

    def make_for(self, volunteer: str, folder: Path) -> None:
        """Write the file for a volunteer's own laptop: its receipt, and what the volunteer may know."""
        name = next((line.name for line in self.state.volunteers if line.id == volunteer), "")
        if not name or self.intake.working is not None:
            return
        self._become(replace(self.state, made=None, fault=None))
        tell = self._begin(N_("Making the file …"), making=True)
        self.jobs.change(lambda vault: _down(vault, folder, volunteer, tell), partial(self._made, name, up=False), self._not_made)

    # --- what came back ---

    def _read(self, vault: OpenVault) -> _Read:
        kept = vault.do.desk.find(FOLDER)
        folder = Path(kept.decode()) if kept else None
        return _Read(vault.do.file_state.read(), self._plugged(), folder if folder is not None and folder.is_dir() else None)

    def _loaded(self, read: _Read) -> None:
        standing = read.standing
        self._above = standing.above
        self._become(
            replace(
                self.state,
                loaded=True,
                enrolled=standing.up.enrolled,
                day=standing.day,
                up=self._up_words(standing),
                through="" if standing.through is None else self.texts.date(standing.through),
                sticks=read.sticks,
                folder=read.folder,
                volunteers=tuple(self._volunteer(sender, standing) for sender in standing.senders),
                waiting=waiting_lines(self.texts, standing, self.above()),
                passed=tuple(passed_line(self.texts, one, self.above()) for one in standing.passed),
            )
        )

    def _made(self, recipient: str, change: Change[Exported], *, up: bool) -> None:
        self._end()
        path = change.result.path
        if path is None:
            none = self.texts.say("{name} has everything already, so no file was made.", name=_capital(recipient))
            self._become(replace(self.state, made=Made(none)))
            return
        say = self.texts.say
        then = say("Import it on the laptop of {name}.", name=recipient)
        if up:
            then = say("What it holds is safe only when the receipt from {name} has come back.", name=recipient)
        made = Made(
            headline=say("{file} is made.", file=path.name),
            name=path.name,
            folder=path.parent,
            whole=(
                say("It lies in {folder}.", folder=str(path.parent)),
                say("It holds {saves}, was read back, and is whole.", saves=saves(self.texts, change.result.entries)),
            ),
            removal=say("You can take the stick out now.") if on_stick(path.parent, self.state.sticks) else "",
            then=then,
        )
        self._become(replace(self.state, made=made))

    def _not_made(self, fault: WorldFault) -> None:
        self._end()
        if isinstance(fault, InvalidValue):
            self._become(replace(self.state, fault=fault))
        elif isinstance(fault, Stopped):
            self.tell(self.texts.say("Stopped. No file was made."), "told")
        else:
            self.tell(plain(self.texts, fault), "error")

    # --- words ---

    def _up_words(self, standing: Standing) -> UpWords:
        say, up, name = self.texts.say, standing.up, standing.above or self.texts.say("headquarters")
        if not up.enrolled:
            return UpWords(say("This laptop is not enrolled yet."), "plain", ())
        if not up.unsafe:
            lines = [say("The last receipt came on {day}.", day=self._day(up.receipt_on))] if up.receipt_on else []
            return UpWords(say("Everything is safe at {name}.", name=name), "good", tuple(lines))
        late = up.unsafe_since is not None and standing.day - up.unsafe_since > LATE
        headline = (
            say("1 save is not safe at {name} yet.", name=name)
            if up.unsafe == 1
            else say("{count} saves are not safe at {name} yet.", count=self.texts.number(up.unsafe), name=name)
        )
        return UpWords(headline, "warn" if late else "plain", tuple(self._unsafe_lines(standing)))

    def _unsafe_lines(self, standing: Standing) -> list[str]:
        say, up, lines = self.texts.say, standing.up, []
        if up.unsafe_since is not None:
            lines.append(say("The oldest is from {day}, {ago}.", day=self._day(up.unsafe_since), ago=self._ago(up.unsafe_since, standing)))
        if up.sent_on is None:
            lines.append(say("No file has been made yet."))
        elif up.receipt_on is None or up.receipt_on < up.sent_on:
            lines.append(say("The last file was made on {day}; its receipt has not come yet.", day=self._day(up.sent_on)))
        else:
            lines.append(say("The last file was made on {day}.", day=self._day(up.sent_on)))
        if up.receipt_on is not None and standing.safe_to is not None:
            came, safe = self._day(up.receipt_on), self._day(standing.safe_to)
            lines.append(say("The last receipt came on {day}; the newest save that is safe is from {safe}.", day=came, safe=safe))
        return lines

    def _volunteer(self, sender: Sender, standing: Standing) -> VolunteerLine:
        if sender.came_on is None:
            return VolunteerLine(sender.id, sender.name, self.texts.say("No file has come yet"), "plain", sender.beside)
        late = standing.day - sender.came_on > 2 * LATE
        age = self.texts.say("Last file: {when}", when=self._ago(sender.came_on, standing))
        if sender.cloned:
            return VolunteerLine(sender.id, sender.name, f"{age}. {self.texts.say(CLONED)}", "warn", sender.beside)
        return VolunteerLine(sender.id, sender.name, age, "warn" if late else "good", sender.beside)

    def _ago(self, day: date, standing: Standing) -> str:
        return days.away(self.texts, day, standing.day)

    def _day(self, day: date) -> str:
        return self.texts.date(day)

    def _become(self, state: FilesState) -> None:
        self.state = state
        self.changed.emit()


def _up(vault: OpenVault, folder: Path, through: date | None, tell: Tell) -> Change[Exported]:
    kinds = {"file"}
    if through is not None and vault.card.kind == "site":
        vault.do.sites.complete(vault.do.sites.own(), through)
        kinds.add("site_programme")
    made = vault.do.exporting.up(written(_fresh(folder)), through, tell)
    vault.do.desk.keep(FOLDER, str(folder).encode())
    return Change(frozenset(kinds), made)


def _down(vault: OpenVault, folder: Path, volunteer: str, tell: Tell) -> Change[Exported]:
    made = vault.do.delivering.down(written(_fresh(folder)), volunteer, tell)
    vault.do.desk.keep(FOLDER, str(folder).encode())
    return Change(frozenset({"file"}), made)


def _fresh(folder: Path) -> Path:
    """A name that tells nothing and that nothing has."""
    return folder / f"indenfor-{new_id()[:8]}.indb"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
