"""A process that types into the volunteer's form on a real vault, and says so once what it typed lies on the desk; then it is killed."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import house
from desktop.jobs import WorkerJobs
from desktop.texts import Texts
from desktop.viewmodels.log_saving import DESK
from desktop.viewmodels.own_courses import OwnCourses
from desktop.viewmodels.screen import AtWork, at_work
from desktop.views.own_courses import OwnCoursesView
from desktop.views.style.look import Look
from desktop.views.style.palettes import LIGHT
from desktop.views.style.sheet import dress
from desktop.views.style.theme import Theme
from tests.gui.conftest import PHRASE, settings_in


class Typist:
    """Opens the vault on the worker, types as soon as the courses are there, and waits for the desk."""

    def __init__(self, app: QApplication, home: Path, note: str) -> None:
        self.note = note
        self.look = Look(Theme(LIGHT), Texts("da"))
        dress(app, self.look.theme)
        self.jobs = WorkerJobs()
        self.view: OwnCoursesView | None = None
        self.jobs.open(lambda: house.open_vault(home / "home" / "bo", "Bo", PHRASE, settings_in(home)), at_work, self.begin, _fail)

    def begin(self, at: AtWork) -> None:
        self.model = OwnCourses(self.jobs, self.look.texts, at)
        self.view = OwnCoursesView(self.model, self.look)
        self.view.show()
        self.model.changed.connect(self.type)
        self.model.load()

    def type(self) -> None:
        if self.view is None or not self.model.state.cards or self.model.state.open or not self.model.form.state.loaded:
            return
        self.model.begin(self.model.state.cards[0].id)
        QTest.keyClicks(self.view.form.minutes.line, "45")
        QTest.keyClicks(self.view.form.note.edit, self.note)
        self.ask()

    def ask(self) -> None:
        self.jobs.query(lambda vault: vault.do.desk.find(DESK), self.heard, _fail)

    def heard(self, kept: bytes | None) -> None:
        if kept is not None and self.note.encode() in kept:
            print("kept", flush=True)  # noqa: T201 - to the test that waits to kill this process
        else:
            QTimer.singleShot(20, self.ask)


def _fail(fault: Exception) -> None:
    raise fault


def main(home: str, note: str) -> int:
    app = QApplication([])
    typist = Typist(app, Path(home), note)
    assert typist.jobs is not None
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
