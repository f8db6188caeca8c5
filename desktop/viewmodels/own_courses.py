"""A volunteer's one screen: own courses, the form that logs a visit, what was logged, and the wish to talk.

After a save the visit is shown for ten seconds with Undo, and then the datalager locks by itself, for others wait for the
laptop. Whoever begins something else within them puts the lock off.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from typing_extensions import override

from desktop.errors import N_
from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.rules.meeting import is_held
from desktop.services.talks import OpenTalk
from desktop.services.visiting import OwnVisit, VisitCourse
from desktop.texts import Texts
from desktop.viewmodels import visit_words
from desktop.viewmodels.log_form import LogForm, Saved
from desktop.viewmodels.screen import AtWork, Screen
from desktop.viewmodels.tips import tip

SECONDS = 10
"""How long a save is shown with Undo before the datalager locks."""
MOST_DIGITS = 9
COLUMNS = (N_("Date"), N_("Course"), N_("How it went"), N_("Minutes"), N_("Remark"))
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One course as it is chosen. `digit` is "" from the tenth on; the rest are sentences, "" where there is nothing to say."""

    id: str
    digit: str
    alias: str
    programme: str
    before: str = ""
    last: str = ""
    next: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One own visit as the list shows it."""

    session: str
    day: str
    alias: str
    outcome: str
    minutes: str
    remark: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The save that is shown: `left` seconds until it locks, None once the lock was put off."""

    session: str
    text: str
    told: tuple[str, ...]
    left: int | None


@dataclass(frozen=True, slots=True)
class OwnState:
    """`open`: the form is there. `correcting`: it corrects a visit. `asked`: since when the leader is asked for a talk, "" = not."""

    loaded: bool = False
    cards: tuple[OwnCard, ...] = ()
    lines: tuple[OwnLine, ...] = ()
    open: bool = False
    asked: str = ""
    saved: Shown | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    today: date
    courses: tuple[VisitCourse, ...]
    visits: tuple[OwnVisit, ...]
    talks: tuple[OpenTalk, ...]


class OwnVisits(QAbstractTableModel):
    """The own visits as a table."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(texts.say(column) for column in COLUMNS)
        self.lines: tuple[OwnLine, ...] = ()

    def show(self, lines: tuple[OwnLine, ...]) -> None:
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if shown else None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.lines[index.row()]
        text = (line.day, line.alias, line.outcome, line.minutes, line.remark)[index.column()]
        return text if role == Qt.ItemDataRole.DisplayRole else tip(text)


class OwnCourses(Screen):
    finished = Signal()
    """The volunteer is done: the datalager must lock. It is told by `go` too."""

    kinds: ClassVar[frozenset[str]] = frozenset({"session", "participation", "course", "match", "participant", "talk"})

    def __init__(
        self,
        jobs: Jobs,
        texts: Texts,
        at: AtWork,
        second: QTimer | None = None,
        pause: QTimer | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`second` ticks once a second, `pause` is the form's; a test hands over some that stand still."""
        super().__init__(jobs, texts, at, parent)
        self.state = OwnState()
        self.form = LogForm(jobs, texts, at, self, pause)
        self.visits = OwnVisits(texts, self)
        self._saved: Saved | None = None
        self._course = ""
        self._found = _Found(date.min, (), (), ())
        self._second = second or QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tick)
        self.form.said.connect(self.said)
        self.form.saved.connect(self._show_saved)
        self.form.taken_back.connect(self._show_taken_back)
        self.form.restored.connect(lambda: self._set(open=True))
        self.form.changed.connect(self._form_changed)
        self.finished.connect(lambda: self.go.emit("lock", None))

    # --- what there is -------------------------------------------------------------------------------------------

    @override
    def load(self) -> None:
        if not self.state.loaded:
            self.form.load()

        def work(vault: OpenVault) -> _Found:
            do = vault.do
            return _Found(vault.context.today(), do.visiting.courses(), do.visiting.own_visits(), do.talks.open())

        self.query(work, self._loaded)

    def _loaded(self, found: _Found) -> None:
        self._found = found
        lines = tuple(self._line(one, found.today) for one in found.visits)
        self.visits.show(lines)
        asked = next((one.asked_on for one in found.talks if one.asked_on), None)
        said = visit_words.day(self.texts, asked, found.today) if asked else ""
        self._set(loaded=True, cards=self._cards(), lines=lines, asked=said)

    def _cards(self) -> tuple[OwnCard, ...]:
        half = self.form.state.half
        listed = enumerate(self._found.courses, 1)
        return tuple(self._card(one, str(number) if number <= MOST_DIGITS else "", half=one.id in half) for number, one in listed)

    def _card(self, course: VisitCourse, digit: str, *, half: bool) -> OwnCard:
        say, today = self.texts.say, self._found.today
        mark = say("Half written") if half else (say("Ended") if course.over else "")
        return OwnCard(
            course.id,
            digit,
            course.alias,
            visit_words.programme(self.texts, course.programme),
            say("Before: {alias}", alias=course.before) if course.before else "",
            say("Last visit: {day}", day=visit_words.day(self.texts, course.last, today)) if course.last else say("No visit yet"),
            say("Next visit: {day}", day=visit_words.day(self.texts, course.next_on, today)) if course.next_on else "",
            mark,
        )

    def _line(self, visit: OwnVisit, today: date) -> OwnLine:
        session = visit.session
        return OwnLine(
            session.id,
            visit_words.day(self.texts, session.held_on, today) if session.held_on else "",
            visit.alias,
            visit_words.outcome(self.texts, session.outcome),
            str(session.minutes) if session.minutes is not None and is_held(session.outcome) else "",
            self.texts.say("Logged by somebody else, too; counts once") if visit.twice else "",
        )

    # --- logging -------------------------------------------------------------------------------------------------

    def begin(self, course: str) -> None:
        """The form for a new visit on an own course."""
        self._put_off()
        self._course = course
        self.form.begin(course)
        self._set(open=True)

    def correct(self, session: str) -> None:
        """The form with an own visit, to correct it."""
        self._put_off()
        self.form.correct(session)
        self._set(open=True)

    def repeat(self) -> None:
        """The form as the last visit was: on the course that is open, else on that of the newest own visit."""
        if not self.state.open:
            last = next((one.session.course for one in self._found.visits if one.session.course), "")
            if not any(one.id == last for one in self._found.courses):
                return
            self.begin(last)
        self.form.repeat()

    def leave_form(self) -> None:
        """Back to the list; what is half written stays on the desk."""
        self.form.keep_draft()
        self._set(open=False, cards=self._cards())

    def throw_away(self) -> None:
        """Back to the list, and what was half written goes."""
        self.form.throw_away()
        self._set(open=False, cards=self._cards())

    @property
    def last_course(self) -> str:
        """The course that was worked on last, "" at first."""
        return self._course

    def keep_draft(self) -> None:
        """What is half written is put on the desk: before a lock."""
        self.form.keep_draft()

    def _form_changed(self) -> None:
        if self.state.loaded and (cards := self._cards()) != self.state.cards:
            self._set(cards=cards)

    # --- after the save ------------------------------------------------------------------------------------------

    def _show_saved(self, saved: Saved) -> None:
        self._saved = saved
        if self.state.open and self.form.state.draft.course:  # another visit was begun while this one was saved
            self._set(saved=Shown(saved.session, saved.line, saved.told, None))
            self.tell("\n".join((self.texts.say("Saved: {visit}", visit=saved.line), *saved.told)))
            return
        self._second.start()
        self._set(open=False, saved=Shown(saved.session, saved.line, saved.told, SECONDS))

    def undo(self) -> None:
        """Take back what is shown as saved; the form comes back filled in."""
        if self._saved is not None:
            self._put_off()
            self.form.undo(self._saved)

    def _show_taken_back(self, _saved: Saved) -> None:
        self._saved = None
        self._set(open=True, saved=None)

    def another_person(self) -> None:
        """Somebody else wants the laptop: at once."""
        self._finish()

    def stay(self) -> None:
        """The volunteer is not done: the lock is put off, what was saved stays to be seen."""
        self._put_off()

    def _put_off(self) -> None:
        self._second.stop()
        shown = self.state.saved
        if shown is not None and shown.left is not None:
            self._set(saved=replace(shown, left=None))

    def _tick(self) -> None:
        shown = self.state.saved
        if shown is None or shown.left is None:
            self._second.stop()
        elif shown.left <= 1:
            self._finish()
        else:
            self._set(saved=replace(shown, left=shown.left - 1))

    def _finish(self) -> None:
        self._second.stop()
        self._saved = None
        self._set(saved=None)
        self.finished.emit()

    # --- the wish to talk ----------------------------------------------------------------------------------------

    def talk(self) -> None:
        """The visit leader is told that the volunteer wishes to talk, and nothing else."""
        self._put_off()

        def work(vault: OpenVault) -> Change[OpenTalk]:
            return Change(frozenset({"talk"}), vault.do.talks.ask())

        self.change(work, lambda _change: self.tell(self.texts.say("Your visit leader will be told.")))

    def _set(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the state, each of its own type
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.changed.emit()
