"""Courses: the list with its filters, the card of one course, its steps, and "Vis navne"."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer
from typing_extensions import override

from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.rules import alias as alias_rules
from desktop.services.course_cards import CourseCard, CourseRow
from desktop.texts import Texts
from desktop.viewmodels import course_table
from desktop.viewmodels.course_card import CardWords, card_words
from desktop.viewmodels.course_steps import CourseSteps
from desktop.viewmodels.course_table import CourseTable
from desktop.viewmodels.course_words import GROUPS, group_of
from desktop.viewmodels.referral import Referral
from desktop.viewmodels.revealing import Later, Revealing
from desktop.viewmodels.screen import AtWork, Screen

LAYOUT = "table/courses"
SETTLED = 800
"""Milliseconds after the last move of a column."""
NEW = "refer"
"""The argument that asks for the form of a new referral."""


@dataclass(frozen=True, slots=True)
class CoursesState:
    """`rows`: those that pass the filters, sorted; `counts`: how many there are of each group; `card`: of the chosen course.

    `volunteers`: (id, name) of whom a course may be matched with; `programmes`: those that a new course may be in.
    """

    loaded: bool = False
    rows: tuple[CourseRow, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    group: str = "open"
    typed: str = ""
    sort: int = course_table.ALIAS
    descending: bool = False
    chosen: str = ""
    card: CardWords | None = None
    names_shown: bool = False
    name: str = ""
    """The name that belongs to the card, while names are shown."""
    volunteers: tuple[tuple[str, str], ...] = ()
    programmes: tuple[str, ...] = ()
    today: date = date.min
    layout: bytes | None = None
    refer: bool = False
    """The form of a new referral is wanted."""


@dataclass(frozen=True, slots=True)
class _Read:
    rows: tuple[CourseRow, ...]
    volunteers: tuple[tuple[str, str], ...]
    programmes: tuple[str, ...]
    today: date
    layout: bytes | None


class CoursesScreen(Screen):
    kinds: ClassVar[frozenset[str]] = frozenset({"course", "match", "session", "consent", "participant", "volunteer", "file"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, later: Later | None = None, parent: QObject | None = None) -> None:
        """`later` is the clock after which names are hidden again."""
        super().__init__(jobs, texts, at, parent)
        self.state = CoursesState()
        self.steps = CourseSteps(self)
        self.table = CourseTable(texts, self)
        self.revealing = Revealing(jobs, self.fail, later, self)
        self.revealing.changed.connect(self._names_changed)
        self._form: Referral | None = None
        self._all: tuple[CourseRow, ...] = ()
        self._layout = b""
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED)
        self._settling.timeout.connect(self._keep_layout)

    @override
    def load(self) -> None:
        self.query(_read, self._loaded)
        if self.state.chosen:
            self._load_card()

    def open(self, argument: object) -> None:
        """What another screen asked to see: a course, a group of the list, or the form of a new referral."""
        if argument == NEW:
            self._become(replace(self.state, refer=True))
        elif argument in GROUPS:
            self.filter_group(str(argument))
        elif isinstance(argument, str) and argument:
            self._become(replace(self.state, chosen=argument, card=None, typed=""))
            self._show_group_of_chosen()
            self._load_card()

    def choose(self, course: str) -> None:
        """Show the card of a course; of none, close it."""
        if course != self.state.chosen:
            self._become(replace(self.state, chosen=course, card=None, name=""))
            if course:
                self._load_card()

    def filter_group(self, group: str) -> None:
        self._become(self._listed(replace(self.state, group=group)))

    def filter_typed(self, typed: str) -> None:
        """The beginning of an alias, æøå also as ae oe aa."""
        self._become(self._listed(replace(self.state, typed=typed)))

    def sort_by(self, column: int) -> None:
        """By that column; once more, the other way round. Not by name: a list in that order would tell it after it is hidden."""
        if column != course_table.NAME:
            turned = column == self.state.sort and not self.state.descending
            self._become(self._listed(replace(self.state, sort=column, descending=turned)))

    def show_names(self) -> None:
        """The names of the open list, for two minutes; or hide them, where they are shown."""
        if self.revealing.shown:
            self.conceal()
            return
        self.revealing.show([row.course.participant for row in self.state.rows])

    def conceal(self) -> None:
        """Hide the names: when the screen is left, and at lock."""
        self.revealing.hide()

    def log_visit(self) -> None:
        if self.state.chosen:
            self.go.emit("log", self.state.chosen)

    def show_visits(self) -> None:
        """The list of visits, of this course."""
        if self.state.chosen:
            self.go.emit("sessions", self.state.chosen)

    def referral(self) -> Referral:
        """A new form; what it tells goes where this screen's goes."""
        self.state = replace(self.state, refer=False)
        made = self._form = Referral(self.jobs, self.texts, self.at, self)
        made.said.connect(self.said)
        return made

    def keep_draft(self) -> None:
        """Before the lock: a half-typed referral goes to the desk, and no name stays."""
        self.conceal()
        if self._form is not None and self._form.open:
            self._form.keep_draft()

    def referred(self, course: str) -> None:
        """A referral was saved: its card is shown."""
        self.open(course)

    def layout_changed(self, layout: bytes) -> None:
        """The columns were moved or widened; kept once the hand has come to rest."""
        self._layout = layout
        self._settling.start()

    def _keep_layout(self) -> None:
        layout = self._layout
        self.change(lambda vault: _keep(vault, layout), _nothing)

    def _load_card(self) -> None:
        course = self.state.chosen
        self.query(lambda vault: vault.do.course_cards.card(course), self._card_loaded)

    def _loaded(self, read: _Read) -> None:
        self._all = read.rows
        self._become(
            self._listed(
                replace(
                    self.state,
                    loaded=True,
                    volunteers=read.volunteers,
                    programmes=read.programmes,
                    today=read.today,
                    layout=read.layout,
                )
            )
        )
        self._show_group_of_chosen()

    def _card_loaded(self, card: CourseCard) -> None:
        if card.row.course.id == self.state.chosen:
            words = card_words(card, self.texts)
            self._become(replace(self.state, card=words, name=self.revealing.names.get(words.participant, "")))

    def _show_group_of_chosen(self) -> None:
        """A course that the filter would hide, and that was asked for, brings its group with it."""
        row = next((one for one in self._all if one.course.id == self.state.chosen), None)
        if row is not None and row not in self.state.rows:
            self._become(self._listed(replace(self.state, group=group_of(row.status), typed="")))

    def _listed(self, state: CoursesState) -> CoursesState:
        wanted, beginning = GROUPS[state.group][1], alias_rules.fold(state.typed)
        rows = [row for row in self._all if row.status in wanted and alias_rules.fold(row.alias).startswith(beginning)]
        rows.sort(key=_Key(state.sort), reverse=state.descending)
        counts = tuple((code, sum(row.status in statuses for row in self._all)) for code, (_name, statuses) in GROUPS.items())
        return replace(state, rows=tuple(rows), counts=counts)

    def _become(self, state: CoursesState) -> None:
        before, self.state = self.state, state
        if state.rows != before.rows:
            if self.revealing.shown and not _people(state.rows) <= _people(before.rows):
                self.revealing.hide()  # the row of the audit trail names the list that was open
            self.table.show_rows(state.rows)
        self.changed.emit()

    def _names_changed(self) -> None:
        names = self.revealing.names
        self.table.show_names(names)
        participant = self.state.card.participant if self.state.card else ""
        self._become(replace(self.state, names_shown=bool(names), name=names.get(participant, "")))


def _people(rows: tuple[CourseRow, ...]) -> set[str]:
    return {row.course.participant for row in rows}


class _Key:
    """How rows are ordered by a column: what is unknown comes last, and the alias decides between equals."""

    def __init__(self, column: int) -> None:
        self._column = column

    def __call__(self, row: CourseRow) -> tuple[str, str, str]:
        course = row.course
        dates = {
            course_table.NEXT: row.next_on,
            course_table.LATEST: course.last_held,
            course_table.FIRST: course.first_held,
            course_table.REFERRED: course.referred_on,
        }
        alias = danish(row.alias)
        if self._column in dates:
            day = dates[self._column]
            return day.isoformat() if day else "9", alias, course.id
        words = {course_table.STATUS: group_of(row.status), course_table.VOLUNTEERS: danish(", ".join(row.volunteers)) or "~"}
        words[course_table.PROGRAMME] = course.programme
        return words.get(self._column, ""), alias, course.id


_LAST_LETTERS = str.maketrans("æøå", "{|}")


def danish(text: str) -> str:
    """A word as a Danish list orders it: æ, ø and å come last."""
    return text.casefold().translate(_LAST_LETTERS)


def _read(vault: OpenVault) -> _Read:
    people = tuple((one.id, f"{one.given} {one.family}".strip()) for one in vault.do.volunteers.list())
    return _Read(vault.do.course_cards.list(), people, vault.do.courses.offered(), vault.context.today(), vault.do.desk.find(LAYOUT))


def _keep(vault: OpenVault, layout: bytes) -> Change[None]:
    vault.do.desk.keep(LAYOUT, layout)
    return Change(frozenset(), None)


def _nothing(_change: Change[None]) -> None:
    """The desk says nothing."""
