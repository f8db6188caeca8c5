"""Enrolment with eight typed words, at both ends: a laptop that asks, and the datalager above it that answers.

Each end makes a file and shows eight words to be read out by telephone, and takes the other's file with the words that
it hears. Wrong words leave the files and the datalager as they were. What was asked is remembered in the vault, so that the
answer may come days later.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.errors import N_, InvalidValue, WordsDiffer, WorldFault, storage_error
from desktop.jobs import Change, Jobs
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Screen

if TYPE_CHECKING:
    from desktop.house import OpenVault
    from desktop.services.enrolments import Standing

HEADQUARTERS, SITE = N_("headquarters"), N_("the prison's laptop")
ENDING = ".indenfor"
BUNDLE = ".indb"
"""The ending of a file that is imported, as against those of an enrolment."""
FILE, MISSING = N_("File"), N_("choose it first")
NAME, NO_NAME = N_("Name of the place"), N_("it is missing")


def words_in(typed: str) -> int:
    """How many words were typed, however they are set apart."""
    return len(typed.replace(",", " ").replace(";", " ").replace(".", " ").replace("-", " ").split())


def file_name(title: str, ending: str = ENDING) -> str:
    """A title as a file's name on any disk."""
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in title).strip() + ending


@dataclass(frozen=True, slots=True)
class AskingState:
    """`step`: "ask" before a request lies in a file; "wait" for the answer; "enrolled". `strange`: typed words of no list."""

    step: Literal["", "ask", "wait", "enrolled"] = ""
    words: tuple[str, ...] = ()
    asked_on: date | None = None
    file: Path | None = None
    busy: bool = False
    fault: WorldFault | None = None
    strange: tuple[str, ...] = ()
    done: bool = False


class AskingModel(Screen):
    """This vault asks to be enrolled in the one above: a site's at headquarters', a volunteer's own at a site's."""

    kinds: ClassVar[frozenset[str]] = frozenset({"file"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = AskingState()

    @property
    def above(self) -> str:
        """The datalager above, in words."""
        named = SITE if self.at.kind == "volunteer" else HEADQUARTERS
        return self.texts.say(named)

    @property
    def proposed_name(self) -> str:
        return file_name(self.texts.say("Request from {place}", place=self.at.place))

    @override
    def load(self) -> None:
        self.query(lambda vault: vault.do.enrolments.standing(), self._loaded)

    def _loaded(self, standing: "Standing") -> None:
        step: Literal["ask", "wait", "enrolled"] = "enrolled" if standing.enrolled else "wait" if standing.words else "ask"
        self._become(replace(self.state, step=step, words=standing.words, asked_on=standing.asked_on))

    def save(self, path: Path) -> None:
        """Write the request; once more, and the same one, where it was written before."""

        def work(vault: "OpenVault") -> Change[tuple[str, ...]]:
            file, words = vault.do.enrolments.request(vault.slot.sealing)
            _write(path, file)
            return Change(frozenset({"file"}), words)

        self._become(replace(self.state, busy=True, fault=None))
        self.jobs.change(work, lambda _change: self._become(replace(self.state, busy=False, file=path)), self._failed)

    def take(self, path: Path | None, typed: str) -> None:
        """Take the answer, with the words that were read out."""
        if path is None:
            self._failed(InvalidValue(field=FILE, reason=MISSING))
            return

        def work(vault: "OpenVault") -> Change[str]:
            answer = _read(path)
            vault.do.enrolments.require_answer(answer)
            return Change(frozenset({"file", "site", "user"}), vault.do.enrolling.accept(answer, typed))

        self._become(replace(self.state, busy=True, fault=None, strange=()))
        self.jobs.change(work, self._taken, lambda fault: self._refused(fault, typed))

    def _taken(self, _change: Change[str]) -> None:
        self._become(replace(self.state, step="enrolled", busy=False, done=True))
        self.tell(self.texts.say("{place} is enrolled with {above}.", place=self.at.place, above=self.above))

    def _refused(self, fault: WorldFault, typed: str) -> None:
        self._failed(fault)
        if isinstance(fault, WordsDiffer):
            self.query(lambda vault: vault.do.enrolments.strange(typed), lambda words: self._become(replace(self.state, strange=words)))

    def _failed(self, fault: WorldFault) -> None:
        self._become(replace(self.state, busy=False, fault=fault))

    def _become(self, state: AskingState) -> None:
        self.state = state
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class AnsweringState:
    """`place` is what the request calls its place; `words` are to be read out once the answer is written to `file`."""

    request: Path | None = None
    place: str = ""
    busy: bool = False
    fault: WorldFault | None = None
    strange: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    file: Path | None = None
    sites: tuple[str, ...] = ()


class AnsweringModel(Screen):
    """This vault answers a request. `volunteer` is the row of whose own laptop it is; "" at headquarters, which names a place."""

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, volunteer: str = "", name: str = "", parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.volunteer = volunteer
        self.name = name
        """Of the volunteer, or of the place that the person was looking at; "" where it is to be typed."""
        self.state = AnsweringState()

    @property
    def proposed_name(self) -> str:
        return file_name(self.texts.say("Answer to {place}", place=self.name or self.state.place))

    @override
    def load(self) -> None:
        """The names of the places there are, for headquarters to choose from."""
        if not self.volunteer:
            self.query(lambda vault: tuple(site.name for site in vault.do.sites.list()), self._listed)

    def _listed(self, names: tuple[str, ...]) -> None:
        self._become(replace(self.state, sites=names))

    def look_at(self, path: Path) -> None:
        """What the chosen file says of itself. Nothing of it is believed before its words were typed."""
        self._become(replace(self.state, request=path, place="", fault=None))
        self.jobs.query(lambda vault: vault.do.enrolments.asking(_read(path)).place, self._looked, self._failed)

    def _looked(self, place: str) -> None:
        self._become(replace(self.state, place=place))

    def answer(self, typed: str, name: str, out: Path) -> None:
        """Enrol the laptop and write the answer to `out`. `name` is that of the place, unless a volunteer's laptop asks."""
        request = self.state.request
        if request is None:
            self._failed(InvalidValue(field=FILE, reason=MISSING))
            return
        if not self.volunteer and not name.strip():
            self._failed(InvalidValue(field=NAME, reason=NO_NAME))
            return

        def work(vault: "OpenVault") -> Change[tuple[str, ...]]:
            do, file = vault.do, _read(request)
            if self.volunteer:
                known = next(one for one in do.volunteers.list() if one.id == self.volunteer)
                answered = do.enrolling.answer_volunteer(file, typed, known)
            else:
                answered = do.enrolling.answer_site(file, typed, name)
            _write(out, answered.file)
            return Change(frozenset({"file", "site", "site_programme", "user", "volunteer"}), answered.words)

        self._become(replace(self.state, busy=True, fault=None, strange=()))
        self.jobs.change(work, lambda change: self._answered(change, out), lambda fault: self._refused(fault, typed))

    def _answered(self, change: Change[tuple[str, ...]], out: Path) -> None:
        self._become(replace(self.state, busy=False, words=change.result, file=out))

    def _refused(self, fault: WorldFault, typed: str) -> None:
        self._failed(fault)
        if isinstance(fault, WordsDiffer):
            self.query(lambda vault: vault.do.enrolments.strange(typed), lambda words: self._become(replace(self.state, strange=words)))

    def _failed(self, fault: WorldFault) -> None:
        self._become(replace(self.state, busy=False, fault=fault))

    def _become(self, state: AnsweringState) -> None:
        self.state = state
        self.changed.emit()


def _read(path: Path) -> bytes:
    """On the worker: the whole of a small file. Raises StorageError."""
    from desktop.sync.limits import MOST_ANSWER  # noqa: PLC0415 - on the worker, after the first picture

    try:
        with path.open("rb") as file:
            return file.read(MOST_ANSWER + 1)
    except OSError as error:
        raise storage_error(path, error) from error


def _write(path: Path, data: bytes) -> None:
    """On the worker. Raises StorageError."""
    from desktop.vault.atomic import write_file  # noqa: PLC0415 - on the worker, after the first picture

    write_file(path, data)
