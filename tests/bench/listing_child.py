"""Shows the list of visits of a vault on a window that is on no screen: `python -m tests.bench.listing_child VAULT`.

The worker, the view-model and the view are the program's. Time is taken on the thread of the window: until the rows are
painted, and for each notch of the wheel until its frame is. Between two notches the window waits for what is left of a
sixtieth of a second: faster than a hand. The store's own memory is full before that of the list is compared.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication  # noqa: TID251 - this child is a window
from typing_extensions import override

from desktop import house
from desktop.house import OpenVault
from desktop.jobs import Jobs, WorkerJobs
from desktop.models.rows.pages import Bounds, Order
from desktop.services.session_list import SessionFilter
from desktop.store.repositories import session_pages
from desktop.store.repositories.session_pages import Wanted
from desktop.texts import Texts
from desktop.viewmodels.paged import SIZE
from desktop.viewmodels.screen import AtWork, at_work
from desktop.viewmodels.sessions import SessionsScreen
from desktop.views.sessions import SessionsView
from desktop.views.style.look import Look
from desktop.views.style.palettes import LIGHT
from desktop.views.style.sheet import dress
from desktop.views.style.theme import Theme
from tests.bench.world import CHEAP

T = TypeVar("T")
ROUNDS = 15
TURNS = 1500
WALKED = 60
"""Pages that are read before memory is compared."""
FRAME = 1 / 60
ORDER = Order("date", descending=True)


class Painted(QObject):
    """Ends a loop once the rows that have come are painted."""

    def __init__(self, view: SessionsView) -> None:
        super().__init__()
        self.loop = QEventLoop()
        self._come = False
        view.table.viewport().installEventFilter(self)
        view.table.model().modelReset.connect(self._reset)

    def _reset(self) -> None:
        self._come = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._come and event.type() == QEvent.Type.Paint:
            self._come = False
            QTimer.singleShot(0, self.loop.quit)
        return False


def main(vault: str) -> None:
    app = QApplication([])
    dress(app, Theme(LIGHT))
    jobs = WorkerJobs()
    jobs.broke.connect(_broken)
    model = SessionsScreen(jobs, Texts("da"), _opened(jobs, Path(vault)))
    view = SessionsView(model, Look(Theme(LIGHT), Texts("da")))
    view.resize(1130, 708)
    view.show()
    app.processEvents()
    _answer(jobs, _all_pages)
    before = _resident()
    painted = Painted(view)
    model.load()
    painted.loop.exec()
    sql, ours = _first_rows(jobs, model, painted)
    frames, most = _wheel(app, view)
    found = {
        "sql": statistics.median(sql),
        "first_rows": statistics.median(ours),
        "frame": sorted(frames)[len(frames) * 95 // 100],
        "frame_median": statistics.median(frames),
        "worst": max(frames),
        "frames": len(frames),
        "rows": model.table.rowCount(),
        "memory": most - before,
    }
    jobs.stop(app.quit)
    app.exec()
    jobs.wait()
    json.dump(found, sys.stdout)


def _first_rows(jobs: Jobs, model: SessionsScreen, painted: Painted) -> tuple[list[float], list[float]]:
    """Seconds of the statements alone, and of the list from the question to the paint, in turn."""
    sql: list[float] = []
    ours: list[float] = []
    for _ in range(ROUNDS):
        sql.append(_answer(jobs, _statements))
        start = time.perf_counter()
        model.table.show(lambda vault, bounds: vault.do.session_list.page(SessionFilter(), ORDER, bounds))
        painted.loop.exec()
        ours.append(time.perf_counter() - start)
    return sql, ours


def _wheel(app: QApplication, view: SessionsView) -> tuple[list[float], float]:
    """Seconds of each frame, and the most memory on the way."""
    viewport = view.table.viewport()
    middle = QPointF(viewport.rect().center())
    frames: list[float] = []
    most = _resident()
    for number in range(TURNS):
        start = time.perf_counter()
        turn = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        app.sendEvent(viewport, turn)
        app.processEvents()
        taken = time.perf_counter() - start
        frames.append(taken)
        time.sleep(max(0.0, FRAME - taken))
        if number % 50 == 0:
            most = max(most, _resident())
    return frames, max(most, _resident())


def _statements(vault: OpenVault) -> float:
    with vault.store.reading() as reading:
        start = time.perf_counter()
        keys = session_pages.keys(reading.connection, Wanted(), ORDER, Bounds(most=SIZE + 1))
        ids = [str(key[-1]) for key in keys[:SIZE]]
        known = session_pages.listed(reading.connection, ids)
        session_pages.who_came(reading.connection, ids)
        session_pages.same_days(reading.connection, ids)
        courses = {one.session.course for one in known.values()}
        session_pages.courses_of(reading.connection, courses)
        session_pages.matches_of(reading.connection, courses)
        return time.perf_counter() - start


def _all_pages(vault: OpenVault) -> int:
    """Reads all that the list can read, so that the store's own memory is full before the list is shown."""
    read, bounds = 0, Bounds(most=SIZE)
    for _ in range(WALKED):
        bounds = Bounds(vault.do.session_list.page(SessionFilter(), ORDER, bounds).last, None, SIZE)
    with vault.store.reading() as reading:
        for table in ("participation", "session", "match", "course", "participant", "volunteer"):
            indexes = reading.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,))
            for (index,) in indexes.all():
                if not index.startswith("sqlite_"):
                    read += reading.connection.exec_driver_sql(f"SELECT count(*) FROM {table} INDEXED BY {index}").scalar_one()  # noqa: S608 - names of the schema
            read += reading.connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE state = 'live'").scalar_one()  # noqa: S608 - a name of the registry
    return read


def _opened(jobs: Jobs, vault: Path) -> AtWork:
    """Unlocks on the worker."""
    settings = house.Settings(cost=CHEAP, state=vault.parent / "state", weak_passphrases=True)
    loop, answers = QEventLoop(), _Answers[AtWork]()
    jobs.open(lambda: house.open_vault(vault, "A", "p", settings), at_work, answers.taker(loop), _failed)
    loop.exec()
    return answers[0]


def _answer(jobs: Jobs, work: Callable[[OpenVault], T]) -> T:
    """What the worker answers; waits for it."""
    loop, answers = QEventLoop(), _Answers[T]()
    jobs.query(work, answers.taker(loop), _failed)
    loop.exec()
    return answers[0]


class _Answers(list[T]):
    def taker(self, loop: QEventLoop) -> Callable[[T], None]:
        """Takes one answer and ends the loop."""

        def take(answer: T) -> None:
            self.append(answer)
            loop.quit()

        return take


def _resident() -> float:
    """MiB of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def _failed(fault: Exception) -> None:
    raise SystemExit(repr(fault))


def _broken(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")
    raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1])
