"""The window of an opened vault: which screens each role has, and the view-models and views behind them.

It is imported on the worker while the person types the passphrase, for it draws in all there is; importing it makes no
widget. A screen is made when it is first wanted.
"""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from desktop.jobs import Jobs
from desktop.settings import Preferences
from desktop.viewmodels.courses import CoursesScreen
from desktop.viewmodels.enrolment import AnsweringModel, AskingModel
from desktop.viewmodels.figures import FiguresScreen
from desktop.viewmodels.files import FilesScreen
from desktop.viewmodels.inbox import InboxScreen
from desktop.viewmodels.log_form import LogForm
from desktop.viewmodels.own_courses import OwnCourses
from desktop.viewmodels.screen import AtWork
from desktop.viewmodels.sessions import SessionsScreen
from desktop.viewmodels.sites import SitesScreen
from desktop.viewmodels.today import TodayScreen
from desktop.viewmodels.volunteers import VolunteersScreen
from desktop.views.courses import CoursesView
from desktop.views.dialogs.enrol import AnswerDialog, EnrolDialog
from desktop.views.dialogs.log import LogDialog
from desktop.views.figures import FiguresView
from desktop.views.files import FilesView
from desktop.views.inbox import InboxView
from desktop.views.own_courses import OwnCoursesView
from desktop.views.sessions import SessionsView
from desktop.views.shell.navigation import Opened, Shown, Station
from desktop.views.sites import SitesView
from desktop.views.style.look import Look
from desktop.views.today import TodayView
from desktop.views.volunteers import VolunteersView
from desktop.views.workplace import Workplace

__all__ = ["Workplace", "workplace"]


def workplace(jobs: Jobs, at: AtWork, look: Look, preferences: Preferences, screen: str = "") -> Workplace:
    """The window for the role of whoever is at work, on `screen` where that is one of its own, else on its first."""
    rooms = _Rooms(jobs, at, look)
    stations, dialogs = rooms.of_the_role()
    place = Workplace(jobs, at, look, stations, dialogs, preferences.lock_minutes)
    keys = [one.key for one in stations]
    place.show_screen(screen if screen in keys else keys[0])
    return place


class _Rooms:
    """Makes view-models with their views."""

    def __init__(self, jobs: Jobs, at: AtWork, look: Look) -> None:
        self._jobs, self._at, self._look = jobs, at, look
        self._volunteers: VolunteersScreen | None = None
        self._log: LogForm | None = None

    def of_the_role(self) -> tuple[tuple[Station, ...], Mapping[str, Callable[[object, QWidget], Opened]]]:
        """The screens in the order of the navigation, and the dialogs that are opened over them."""
        say = self._look.say
        files = Station("files", say("Files"), "folder", self._files)
        figures = Station("figures", say("Figures"), "chart-column", self._figures)
        if self._at.kind == "volunteer":
            own = Station("own", say("My courses"), "handshake", self._own)
            return (own, files), {"enrol": self._enrol}
        if self._at.kind == "hq":
            return (
                Station("inbox", say("Inbox"), "inbox", self._inbox),
                Station("sites", say("Sites"), "building-2", self._sites),
                figures,
            ), {}
        return (
            Station("today", say("Today"), "house", self._today),
            Station("sessions", say("Visits"), "calendar-days", self._sessions),
            Station("courses", say("Courses"), "handshake", self._courses),
            Station("volunteers", say("Volunteers"), "users", self._volunteer_list),
            figures,
            files,
        ), {"log": self._log_visit, "correct": self._correct, "enrol": self._enrol, "enrol-volunteer": self._enrol_volunteer}

    # --- screens -----------------------------------------------------------------------------------------------

    def _own(self) -> Shown:
        model = OwnCourses(self._jobs, self._look.texts, self._at)
        return Shown(model, OwnCoursesView(model, self._look), lambda course: model.begin(str(course)))

    def _today(self) -> Shown:
        model = TodayScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, TodayView(model, self._look))

    def _sessions(self) -> Shown:
        model = SessionsScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, SessionsView(model, self._look), model.open)

    def _courses(self) -> Shown:
        model = CoursesScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, CoursesView(model, self._look), model.open)

    def _volunteer_list(self) -> Shown:
        model = self._volunteers = VolunteersScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, VolunteersView(model, self._look), model.open)

    def _files(self) -> Shown:
        model = FilesScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, FilesView(model, self._look))

    def _inbox(self) -> Shown:
        model = InboxScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, InboxView(model, self._look))

    def _sites(self) -> Shown:
        model = SitesScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, SitesView(model, self._look))

    def _figures(self) -> Shown:
        model = FiguresScreen(self._jobs, self._look.texts, self._at)
        return Shown(model, FiguresView(model, self._look))

    # --- dialogs -----------------------------------------------------------------------------------------------

    def _log_visit(self, course: object, parent: QWidget) -> Opened:
        form = self._log_form(parent)
        return Opened(form, LogDialog(form, self._look, parent, course=str(course or "")))

    def _correct(self, session: object, parent: QWidget) -> Opened:
        form = self._log_form(parent)
        return Opened(form, LogDialog(form, self._look, parent, session=str(session)))

    def _log_form(self, parent: QWidget) -> LogForm:
        """One for all: it takes back what was saved after its dialog has gone."""
        if self._log is None:
            self._log = LogForm(self._jobs, self._look.texts, self._at, parent)
        return self._log

    def _enrol(self, _nothing: object, parent: QWidget) -> Opened:
        model = AskingModel(self._jobs, self._look.texts, self._at, parent)
        return Opened(model, EnrolDialog(model, self._look, parent))

    def _enrol_volunteer(self, volunteer: object, parent: QWidget) -> Opened:
        lines = self._volunteers.state.lines if self._volunteers is not None else ()
        name = next((line.name for line in lines if line.id == volunteer), "")
        model = AnsweringModel(self._jobs, self._look.texts, self._at, str(volunteer), name, parent)
        return Opened(model, AnswerDialog(model, self._look, parent))
