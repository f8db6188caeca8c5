"""The window of an opened vault: navigation, menus, one screen at a time, and what lies over them.

It builds a screen when it is first wanted, tells what its view-models say, and goes where they point. It knows no vault.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import N_, BrokenPromise
from desktop.jobs import Jobs
from desktop.viewmodels.courses import NEW
from desktop.viewmodels.finder import Finder, Offer
from desktop.viewmodels.help_words import HELP, LOCKING, OFFLINE
from desktop.viewmodels.screen import AtWork, LongWork, Notice, Screen
from desktop.views.dialogs.finder import FinderDialog
from desktop.views.dialogs.help import HelpDialog
from desktop.views.shell.menus import Entry, buttons_of, click, fill, list_buttons
from desktop.views.shell.navigation import Navigation, Opened, Shown, Station
from desktop.views.shell.overlays import Watermark, WorkStrip
from desktop.views.shell.top import TopBar
from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.page import Page
from desktop.views.widgets.table import DataTable
from desktop.views.widgets.toast import Toast

Opener = Callable[[object, QWidget], Opened]
"""Makes a dialog about something, the argument of `go`, over a widget."""

DEMO = N_("DEMO – invented people")


class Workplace(QWidget):
    """A volunteer's shows its first screen and no navigation; others are reached by the menus, with a way back.

    `dialogs`: what `go` opens over the screens, by key ("log").
    """

    lock_wanted = Signal()
    preferences_wanted = Signal()

    def __init__(
        self, jobs: Jobs, at: AtWork, look: Look, stations: Sequence[Station], dialogs: Mapping[str, Opener], lock_minutes: int
    ) -> None:
        super().__init__()
        self.jobs, self.at, self.look = jobs, at, look
        self.stations = {one.key: one for one in stations}
        self.current = ""
        """The key of the screen that is shown."""
        self._shown: dict[str, Shown] = {}
        self._dialogs, self._lock_minutes = dialogs, lock_minutes
        self._opened: list[Screen] = []
        self.finder = Finder(jobs, look.texts, at, self)
        self._connect(self.finder)
        self._frame()
        jobs.busy.connect(self.top.show_busy)
        self._told_at_opening()

    # --- what stands where -------------------------------------------------------------------------------------

    def _frame(self) -> None:
        look, alone = self.look, self.at.kind == "volunteer"
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar = QMenuBar()
        self.entries = self._entries()
        menus = fill(look, bar, self.entries, self)
        self.navigation = None if alone else Navigation(look, self.at.place, tuple(self.stations.values()))
        here = menus[look.say("Ac&tions")]
        here.addSeparator()
        self._here = here.addMenu(look.say("On this &screen"))
        self._here.setFont(look.font("body"))
        self._here.aboutToShow.connect(self._list_buttons)
        self.top = TopBar(look, self.at, bar, with_place=alone)
        self.top.search.clicked.connect(self.open_finder)
        self.top.lock.clicked.connect(self.lock_wanted)
        self.top.back.clicked.connect(lambda: self.show_screen(next(iter(self.stations))))
        self.banner, self.strip = Banner(look), WorkStrip(look)
        self.stack = QStackedWidget()
        self._lay_out()
        self.toast = Toast(look, self.stack)
        if self.at.demo:
            self.watermark = Watermark(look, self, look.say(DEMO))

    def _lay_out(self) -> None:
        look, right = self.look, QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        told = QVBoxLayout()
        told.setContentsMargins(look.px(32), look.px(8), look.px(32), 0)
        told.addWidget(self.banner)
        right.addLayout(told)
        right.addWidget(self.stack, 1)
        right.addWidget(self.strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        if self.navigation is not None:
            row.addWidget(self.navigation)
            self.navigation.chosen.connect(self.show_screen)
        row.addLayout(right, 1)

    def _entries(self) -> tuple[Entry, ...]:
        say = self.look.say
        file, do, view, go, help_ = say("&File"), say("Ac&tions"), say("&View"), say("&Go to"), say("&Help")
        found = [
            Entry(file, say("Lock"), "Ctrl+L", "lock", self.lock_wanted.emit),
            Entry(file, say("Preferences …"), "Ctrl+,", "settings", self.preferences_wanted.emit),
            Entry(file, say("Quit"), "Ctrl+Q", "log-out", self.close_window),
            Entry(do, say("Find and do …"), "Ctrl+K", "search", self.open_finder),
            Entry(do, say("Undo"), "Ctrl+Z", "undo-2", self.undo),
        ]
        log = next((key for key in ("log", "own") if key in {*self._dialogs, *self.stations}), "")
        if log:
            found.insert(3, Entry(do, say("Log a visit"), "Ctrl+N", "plus", partial(self.go, log, None)))
        if "courses" in self.stations:
            found.insert(4, Entry(do, say("New referral"), "Ctrl+Shift+N", "file-text", partial(self.go, "courses", NEW)))
        found += [
            Entry(view, say("Load again"), "F5", "refresh-cw", self.load),
            Entry(view, say("Columns of the table …"), "Ctrl+Shift+C", "columns-3", self.open_columns),
        ]
        if len(self.stations) > 1:
            for place, one in enumerate(self.stations.values(), start=1):
                found.append(Entry(go, one.title, f"Ctrl+{place}", one.icon, partial(self.show_screen, one.key)))
        return (
            *found,
            Entry(help_, say("About this screen"), "F1", "circle-question-mark", self.show_help),
            Entry(help_, say("Keys"), "Ctrl+/", "keyboard", self.open_keys),
        )

    # --- screens -----------------------------------------------------------------------------------------------

    def show_screen(self, key: str, argument: object = None) -> None:
        """Build it where it is new, show it, load it, and put the keyboard into it. Raises BrokenPromise for a key that is none."""
        if key not in self.stations:
            raise BrokenPromise(promise=f"the window has a screen {key}")
        if key not in self._shown:
            made = self.stations[key].make()
            self._connect(made.model)
            self.stack.addWidget(made.view)
            self._shown[key] = made
        shown = self._shown[key]
        if self.current and key != self.current:  # what was met at opening is said until then
            self.banner.clear()
        self.current = key
        if self.navigation is not None:
            self.navigation.mark(key)
        self.top.back.setVisible(self.navigation is None and key != next(iter(self.stations)))
        self.stack.setCurrentWidget(shown.view)
        if shown.point is not None and argument is not None:
            shown.point(argument)
        if not focus_into(shown.view) and self.navigation is not None:  # before it loads: what is loaded may have a better place for it
            self.navigation.buttons[key].setFocus(Qt.FocusReason.OtherFocusReason)
        shown.model.load()

    def load(self) -> None:
        """Ask again for what the screen shows."""
        if self.current:
            self._shown[self.current].model.load()

    def go(self, key: str, argument: object) -> None:
        """Where a view-model points: a screen, a dialog, the lock."""
        if key == "lock":
            self.lock_wanted.emit()
        elif key == "preferences":
            self.preferences_wanted.emit()
        elif key in self._dialogs:
            self._open(self._dialogs[key](argument, self))
        else:
            self.show_screen(key, argument)

    def _open(self, opened: Opened) -> None:
        """A view-model of a dialog is heard like that of a screen, also after its dialog has gone: what it saved may be taken back."""
        if opened.model not in self._opened:
            self._opened.append(opened.model)
            self._connect(opened.model)
        opened.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opened.dialog.open()

    def _connect(self, model: Screen) -> None:
        model.said.connect(self.tell)
        model.go.connect(self.go)
        model.work.connect(self.show_work)

    # --- what is said ------------------------------------------------------------------------------------------

    def tell(self, notice: Notice) -> None:
        """What was done comes and goes at the lower edge; a warning or an error stays at the top until it is read."""
        if notice.kind in ("done", "told"):
            self.toast.show_notice(notice.text, notice.kind, notice.undo)
            return
        over = QApplication.activeModalWidget()
        banner = over.banner if isinstance(over, FormDialog) else self.banner
        actions = [(self.look.say("Undo"), notice.undo)] if notice.undo else []
        banner.show_notice(notice.text, notice.kind, [*actions, (self.look.say("Close"), banner.clear)])

    def show_work(self, work: LongWork | None) -> None:
        self.strip.show_work(work)

    def undo(self) -> None:
        """Take back what the notice tells of, while it is shown."""
        if self.toast.can_undo:
            self.toast.undo()

    def _told_at_opening(self) -> None:
        if self.at.notices:
            text = "\n".join(self.look.fault(one) for one in self.at.notices)
            self.banner.show_notice(text, "warning", [(self.look.say("Close"), self.banner.clear)])

    # --- finding, help, columns --------------------------------------------------------------------------------

    def open_finder(self) -> None:
        offers = [Offer(entry.text.replace("&", ""), entry.key, entry.icon or "arrow-right", entry.does) for entry in self.entries]
        if self.current:
            offers += [
                Offer(one.text().replace("&", ""), one.shortcut().toString(), "arrow-right", partial(click, one))
                for one in buttons_of(self._shown[self.current].view)
            ]
        self.finder.offer(offers)
        self.finder.load()
        dialog = FinderDialog(self.finder, self.look, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def open_help(self) -> HelpDialog:
        station = self.stations[self.current or next(iter(self.stations))]
        say = self.look.say
        words = [say(sentence) for sentence in HELP.get(station.key, ())]
        words += [say(LOCKING, minutes=self._lock_minutes), say(OFFLINE)]
        sheet = [(one.key, one.text.replace("&", "")) for one in self.entries]
        dialog = HelpDialog(self.look, station.title, words, sheet, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def show_help(self) -> None:
        self.open_help()

    def open_keys(self) -> None:
        self.open_help().show_keys()

    def open_columns(self) -> None:
        """The menu of the columns, for the table that has the keyboard or else the first one shown."""
        shown = self.stack.currentWidget()
        if shown is None:
            return
        tables = [one for one in shown.findChildren(DataTable) if one.isVisible()]
        if tables:
            max(tables, key=lambda one: one.hasFocus()).open_columns_menu()

    def _list_buttons(self) -> None:
        shown = self.stack.currentWidget()
        if shown is not None:
            list_buttons(self._here, shown, self.look.say("Nothing more here"))

    def close_window(self) -> None:
        self.window().close()

    # --- leaving -----------------------------------------------------------------------------------------------

    def put_away(self, done: Callable[[], None]) -> None:
        """Put every half-typed form on the desk, and then call `done`: before the worker is stopped."""
        for model in (*(one.model for one in self._shown.values()), *self._opened):
            keep = getattr(model, "keep_draft", None)
            if keep is not None:
                keep()
        # work is done in the order in which it was asked for: this comes after every draft, also after one that failed
        self.jobs.prepare(lambda: None, lambda _nothing: done(), lambda _fault: done())

    def dismiss(self) -> None:
        """Drop the view-models and all they know, and every dialog that is open."""
        for dialog in self.findChildren(QDialog):
            dialog.close()
        for model in (*(one.model for one in self._shown.values()), *self._opened, self.finder):
            model.deleteLater()
        self._shown.clear()
        self._opened.clear()
        self.deleteLater()


def focus_into(view: QWidget) -> bool:
    """The keyboard goes where it was in this view, else where the view wants it, else to the first thing inside that takes it.

    Whether anything did.
    """
    before = view.focusWidget()
    if before is not None and before.isEnabled() and before.isVisibleTo(view):  # type: ignore[redundant-expr]  # there may be none, whatever the stub says
        before.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
    if isinstance(view, Page) and view.start is not None and view.start.isEnabled() and view.start.isVisibleTo(view):
        view.start.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
    inside = view
    while (following := inside.nextInFocusChain()) is not None and view.isAncestorOf(following):
        inside = following
        if inside.focusPolicy() & Qt.FocusPolicy.TabFocus and inside.isEnabled() and inside.isVisibleTo(view):
            inside.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
    return False
