"""A question and where it is answered: label, explanation, editor, and what is wrong with the answer.

The label is the editor's buddy and its accessible name; explanation and error are its accessible description.
"""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.labels import label
from desktop.views.widgets.marks import mark


def target(editor: QWidget) -> QWidget:
    """The widget of an editor that takes the keyboard."""
    return editor.focusProxy() or editor


def named(editor: QWidget, name: str, description: str = "") -> None:
    """What is read aloud of an editor that stands outside a Field."""
    target(editor).setAccessibleName(name)
    target(editor).setAccessibleDescription(description)


class Field(QWidget):
    """`text` may hold one "&" before the letter that, with Alt, goes to the editor."""

    def __init__(self, look: Look, text: str, editor: QWidget, *, help: str = "", optional: bool = False) -> None:  # noqa: A002 - the word of the agreed interface
        super().__init__()
        self.editor = editor
        self._help, self._error = help, ""
        shown = look.say("{label} (may be left empty)", label=text) if optional else text
        self.label = label(look, shown, "strong")
        self.label.setBuddy(target(editor))
        self._look = look
        self._wrong: QLabel | None = None
        self._fault: QWidget | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.label)
        if help:
            column.addWidget(label(look, help, "small", "quiet"))
        column.addWidget(editor)
        self._name = shown.replace("&", "")
        named(editor, self._name, help)

    @property
    def error(self) -> str:
        return self._error

    def set_error(self, text: str) -> None:
        """What is wrong, in the words of the banner; the answer stays. Nothing is wrong where the text is empty."""
        self._error = text
        if text and self._fault is None:
            self._make_fault()
        if self._wrong is not None and self._fault is not None:
            self._wrong.setText(text)
            self._fault.setVisible(bool(text))
        mark(target(self.editor), "fault", bool(text))
        named(self.editor, self._name, " ".join(part for part in (text, self._help) if part))

    def _make_fault(self) -> None:
        """Where the sentence stands, made for the first one: most fields never have any."""
        look = self._look
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap("circle-alert", 16, "bad"))
        self._wrong = label(look, "", "body", "bad")
        self._fault = QWidget()
        row = QHBoxLayout(self._fault)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(sign)
        row.addWidget(self._wrong, 1)
        self._column.addWidget(self._fault)
