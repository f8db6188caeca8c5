"""A property of a widget that the sheet looks at."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.errors import BrokenPromise


def put(thing: QObject, name: str, value: str) -> None:
    """A property of Qt's by the name of its value, as the constant of that name would set it.

    For what the first picture is made of: the list of all of Qt's constants takes a fifth of the time that a bare window
    needs, and is loaded when the first of them is named. Raises BrokenPromise for a name that Qt does not know.
    """
    known = thing.metaObject().indexOfProperty(name) >= 0
    if not known or not thing.setProperty(name, value):
        raise BrokenPromise(promise=f"{name} can be {value}")


def tone(widget: QWidget, name: str) -> None:
    """Another tone for a label that stands already."""
    mark(widget, "tone", name)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the sheet looks at, and let the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
