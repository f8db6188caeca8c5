"""Text that stands still: wrapped, in one of the sizes of the type scale, never read as markup."""

from PySide6.QtWidgets import QLabel

from desktop.views.style.look import Look
from desktop.views.style.theme import Role
from desktop.views.widgets.marks import put


def label(look: Look, text: str, role: Role = "body", tone: str = "", *, wrap: bool = True) -> QLabel:
    """`tone` is "", "quiet", "accent", "good", "warn" or "bad"."""
    made = QLabel()
    put(made, "textFormat", "PlainText")
    made.setText(text)
    made.setWordWrap(wrap)
    made.setFont(look.font(role))
    made.setProperty("tone", tone)
    return made


def title(look: Look, text: str) -> QLabel:
    """The name of a screen."""
    return label(look, text, "title")


def heading(look: Look, text: str) -> QLabel:
    """The name of a part of a screen."""
    return label(look, text, "heading")


def body(look: Look, text: str) -> QLabel:
    return label(look, text)


def strong(look: Look, text: str) -> QLabel:
    return label(look, text, "strong")


def quiet(look: Look, text: str) -> QLabel:
    """What explains, smaller and in grey."""
    return label(look, text, "small", "quiet")


def key(look: Look, text: str) -> QLabel:
    """A key of the keyboard, drawn as one."""
    made = label(look, text, "small", wrap=False)
    made.setProperty("piece", "key")
    return made
