"""The frame of a screen: its title, what can be done there at the right, and a body that scrolls where it must."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.labels import label, title


class Actions(Columns):
    """Buttons beside each other, or below each other where the text is large."""

    def addWidget(self, widget: QWidget) -> None:  # noqa: N802 - as a layout calls it
        self.add(widget, 0, Qt.AlignmentFlag.AlignLeft)


class Page(QScrollArea):
    """`actions` is the row at the right of the title, `banner` lies under it, `body` takes the rest. What has the focus is scrolled to."""

    actions: Actions  # type: ignore[assignment]  # hides QWidget.actions(), which no screen of ours uses

    def __init__(self, look: Look, text: str, lead: str = "") -> None:
        super().__init__()
        self._look = look
        self.start: QWidget | None = None
        """Where the keyboard goes when the screen is shown. No focus proxy: Tab would pass over everything that stands before it."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("ground", "canvas")
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(24))
        column.setSpacing(look.px(16))
        head = Columns(look.px(16))
        named = QWidget()
        words = QVBoxLayout(named)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(look.px(4))
        self.title, self.lead = title(look, text), label(look, lead, "body", "quiet")
        words.addWidget(self.title)
        words.addWidget(self.lead)
        self.lead.setVisible(bool(lead))
        self.actions = Actions(look.px(8))
        head.add(named, 1)
        head.add(self.actions, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(head)
        self.banner = Banner(look)
        column.addWidget(self.banner)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(16))
        column.addLayout(self.body, 1)
        self.setWidget(inside)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def set_lead(self, text: str) -> None:
        self.lead.setText(text)
        self.lead.setVisible(bool(text))

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, self._look.px(24), self._look.px(24))
