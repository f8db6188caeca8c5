"""Visits: the list of all of them page by page, its filters, the card of one visit, and what can be done with it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Literal

import msgspec
from PySide6.QtCore import QObject, QTimer
from typing_extensions import override

from desktop.errors import WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.models.rows.pages import Bounds, Order, Page
from desktop.rules import authority
from desktop.services.session_drafts import SessionDraft
from desktop.services.session_list import ORDERS, Choices, SessionCard, SessionFilter, SessionLine
from desktop.texts import Texts
from desktop.viewmodels import session_words
from desktop.viewmodels.paged import PagedTable
from desktop.viewmodels.screen import AtWork, Screen
from desktop.viewmodels.session_words import SessionWords

DESK = "table/sessions"
SETTLED = 400
"""Milliseconds after the last change of the table until its layout is kept."""
COUNTED = 100_001
"""Visits are counted up to here; of more it is only said that they are more."""
KINDS = frozenset({"session", "participation", "note"})


class Kept(msgspec.Struct, frozen=True):
    """How a person left the list: what lies on the desk, as JSON. `layout` is the view's own, nothing before it was changed."""

    asked: SessionFilter = SessionFilter()
    column: str = "date"
    descending: bool = True
    layout: bytes = b""


@dataclass(frozen=True, slots=True)
class SessionsState:
    """`typed` is what stands in the field of the alias: what was typed, or the alias of the course that was asked for.

    `empty`: why no row is shown, if none is. `card`: of the chosen visit. `layout`: of the columns, as the view keeps it.
    """

    loaded: bool = False
    asked: SessionFilter = field(default_factory=SessionFilter)
    typed: str = ""
    order: Order = field(default_factory=lambda: Order("date", descending=True))
    total: str = ""
    empty: Literal["", "none", "filtered"] = ""
    working: bool = False
    chosen: str = ""
    card: SessionWords | None = None
    volunteers: tuple[tuple[str, str], ...] = ()
    today: date = date.min
    layout: bytes = b""
    may: frozenset[str] = field(default_factory=frozenset)
    """Of "correct", "separate" and "take_back" what the person may do."""

    @property
    def filtered(self) -> bool:
        return self.asked != SessionFilter()


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the worker reads before the first page."""

    choices: Choices
    kept: bytes | None


class SessionsScreen(Screen):
    kinds: ClassVar[frozenset[str]] = frozenset({"session", "participation", "note", "course", "participant", "match", "volunteer", "file"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = SessionsState(may=_may(at.role))
        self.table = PagedTable[SessionLine](jobs, session_words.columns(texts), lambda line: line.id, self.fail, self)
        self.table.arrived.connect(self._arrived)
        self.table.sort_wanted.connect(self.sort_by)
        self._wanted: str | None = None
        self._counted: tuple[int, SessionFilter] | None = None
        self._changes = 0
        self._unkept = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED)
        self._settling.timeout.connect(self.keep)

    # --- showing -------------------------------------------------------------------------------------------------

    @override
    def load(self) -> None:
        """The first time as the person left the list; after that what is shown is read anew, and the place stays."""
        if not self.state.loaded:
            self.query(lambda vault: _Begun(vault.do.session_list.choices(), vault.do.desk.find(DESK)), self._begin)
            return
        self._changes += 1
        self.query(lambda vault: vault.do.session_list.choices(), self._choices)
        self.table.reload()
        self._load_card()

    def open(self, argument: object) -> None:
        """What another screen asked to see: the visits of one course."""
        if not isinstance(argument, str) or not argument:
            return
        if not self.state.loaded:
            self._wanted = argument
            return
        asked = SessionFilter(course=argument)
        self._become(chosen="", card=None)

        def named(alias: str) -> None:
            if self.state.asked == asked:
                self._become(typed=alias)

        self._ask(asked, "")
        self.query(lambda vault: vault.do.session_list.alias_of(argument), named)

    def filter(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the filter, each of its own type
        """Narrow the list. An alias that is typed takes the place of the course that was asked for."""
        if "alias" in changes:
            changes["course"] = ""
        asked = replace(self.state.asked, **changes)
        if asked != self.state.asked:
            self._ask(asked, asked.alias if "alias" in changes else self.state.typed)

    def clear_filter(self) -> None:
        """All visits again."""
        if self.state.filtered:
            self._ask(SessionFilter(), "")

    def sort_by(self, column: str, descending: bool = False) -> None:
        order = Order(column, descending)
        if order != self.state.order and column in ORDERS:
            self._become(order=order)
            self._show()
            self._keep_soon()

    def layout_changed(self, layout: bytes) -> None:
        """The columns were moved, widened or hidden; kept once the hand has come to rest."""
        if layout != self.state.layout:
            self.state = replace(self.state, layout=layout)
            self._keep_soon()

    def keep(self) -> None:
        """Put on the desk how the list stands now, if that is not there yet: after a pause, and when the screen is left."""
        if not self._unkept:
            return
        state, self._unkept = self.state, False
        self._settling.stop()
        asked = SessionFilter() if state.asked.course else state.asked  # one course was asked for in passing
        kept = msgspec.json.encode(Kept(asked, state.order.column, state.order.descending, state.layout))
        self.change(lambda vault: _keep(vault, kept), _nothing)

    # --- one visit -----------------------------------------------------------------------------------------------

    def choose(self, session: str) -> None:
        """Show the card of a visit; of "", none."""
        if session != self.state.chosen:
            self._become(chosen=session, card=None)
            self._load_card()

    def log_new(self) -> None:
        self.go.emit("log", self.state.asked.course or None)

    def correct(self) -> None:
        """Open the visit as it was logged, to be corrected."""
        if self.state.chosen:
            self.go.emit("correct", self.state.chosen)

    def separate(self) -> None:
        """Two loggings of one day are two meetings after all; or they are one again, where that was said before."""
        card = self.state.card
        if card is None:
            return
        session, apart = card.id, not card.separate

        def work(vault: OpenVault) -> Change[None]:
            vault.do.sessions.separate(session, separate=apart)
            return Change(KINDS, None, undo)

        def undo(vault: OpenVault) -> Change[object]:
            vault.do.sessions.separate(session, separate=not apart)
            return Change(KINDS, None)

        said = self.texts.say("They count as two meetings now.") if apart else self.texts.say("They count as one meeting again.")
        self.change(work, lambda change: self.tell(said, undo=self.take_back(change)))

    def take_back_visit(self) -> None:
        """The visit was logged by mistake; it can be put back."""
        card = self.state.card
        if card is None:
            return
        said = self.texts.say("The visit with {alias}, {day}, was taken back.", alias=card.alias, day=card.day)

        def done(change: Change[None]) -> None:
            self.choose("")
            self.tell(said, undo=self.take_back(change))

        self.change(lambda vault: _taken_back(vault, card.id, separate=card.separate), done)

    # --- what comes back -----------------------------------------------------------------------------------------

    def _begin(self, begun: _Begun) -> None:
        kept = Kept()
        if begun.kept:
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):  # a desk of another version: the list as it is at first
                kept = msgspec.json.decode(begun.kept, type=Kept)
        order = Order(kept.column, kept.descending) if kept.column in ORDERS else Order("date", descending=True)
        self._become(loaded=True, order=order, asked=kept.asked, typed=kept.asked.alias, layout=kept.layout)
        self._choices(begun.choices)
        if self._wanted is None:
            self._show()
        else:
            self.open(self._wanted)

    def _choices(self, choices: Choices) -> None:
        self._become(volunteers=choices.volunteers, today=choices.today)

    def _ask(self, asked: SessionFilter, typed: str) -> None:
        self._become(asked=asked, typed=typed)
        self._show()
        self._keep_soon()

    def _keep_soon(self) -> None:
        self._unkept = True
        self._settling.start()

    def _show(self) -> None:
        """Begin the list anew."""
        asked, order = self.state.asked, self.state.order
        self._changes += 1
        self._become(working=True)
        self.table.show(_source(asked, order))

    def _arrived(self) -> None:
        """A page has come: whether there is anything at all is known now, and how much there is can be counted."""
        filtered: Literal["none", "filtered"] = "filtered" if self.state.filtered else "none"
        self._become(working=False, empty=filtered if self.table.empty else "")
        counting = (self._changes, self.state.asked)
        if counting == self._counted:
            return
        self._counted = counting

        def counted(count: int) -> None:
            if counting == self._counted:
                self._become(total=session_words.count_words(count, COUNTED, self.texts, filtered=self.state.filtered))

        self.query(lambda vault: vault.do.session_list.count(counting[1], COUNTED), counted)

    def _load_card(self) -> None:
        session = self.state.chosen
        if not session:
            return

        def loaded(card: SessionCard | None) -> None:
            if session != self.state.chosen:
                return
            if card is None:
                self._become(chosen="", card=None)
            else:
                self._become(card=session_words.card_words(card, self.texts))

        self.query(lambda vault: vault.do.session_list.card(session), loaded)

    @override
    def fail(self, fault: WorldFault) -> None:
        self._become(working=False)
        super().fail(fault)

    def _become(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the state, each of its own type
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.changed.emit()


def _source(asked: SessionFilter, order: Order) -> Callable[[OpenVault, Bounds], Page[SessionLine]]:
    return lambda vault, bounds: vault.do.session_list.page(asked, order, bounds)


def _may(role: str) -> frozenset[str]:
    verbs = {"correct": ("facts", "put"), "separate": ("separate", "put"), "take_back": ("facts", "tomb")}
    return frozenset(name for name, (unit, verb) in verbs.items() if authority.may(role, "session", unit, verb))


def _taken_back(vault: OpenVault, session: str, *, separate: bool) -> Change[None]:
    course, before = vault.do.sessions.written(session)
    vault.do.sessions.take_back(session)
    return Change(KINDS, None, lambda again: _put_back(again, session, course, before, separate=separate))


def _put_back(vault: OpenVault, session: str, course: str, before: SessionDraft, *, separate: bool) -> Change[object]:
    """It stands again as it was, as the same visit."""
    vault.do.sessions.log(course, before, again=session)
    if separate:
        vault.do.sessions.separate(session)
    return Change(KINDS, None)


def _keep(vault: OpenVault, kept: bytes) -> Change[None]:
    vault.do.desk.keep(DESK, kept)
    return Change(frozenset(), None)


def _nothing(_change: Change[None]) -> None:
    """The desk says nothing."""
