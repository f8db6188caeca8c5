"""All that a form is made of: the field around an answer, and the editors that it is given in."""

from desktop.views.widgets.checks import CheckBox
from desktop.views.widgets.dates import DateField
from desktop.views.widgets.editors import Choice, NoteField, PassphraseField, TextField
from desktop.views.widgets.field import Field, named, target

__all__ = ["CheckBox", "Choice", "DateField", "Field", "NoteField", "PassphraseField", "TextField", "named", "target"]
