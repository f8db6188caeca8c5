"""From what a person prefers, and what the system says, to the look that the whole application wears; Qt's own words with it."""

from PySide6 import QtCore
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication

from desktop.settings import Language, Preferences, spoken
from desktop.texts import Texts
from desktop.views.style.look import Look
from desktop.views.style.palettes import DARK, HIGH_CONTRAST, LIGHT, PALETTES, Palette
from desktop.views.style.sheet import dress
from desktop.views.style.theme import Theme


def palette_of(preferences: Preferences, hints: QStyleHints) -> Palette:
    """The chosen one, or the system's: high contrast where it asks for that, else its dark or light."""
    if preferences.theme != "system":
        return PALETTES[preferences.theme]
    if hints.accessibility().contrastPreference() == QtCore.Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST
    return DARK if hints.colorScheme() == QtCore.Qt.ColorScheme.Dark else LIGHT


def wear(application: QApplication, preferences: Preferences, language: Language | None = None, *, remembered: bool = False) -> Look:
    """Dress the application; the look for its windows. `language` takes the place of the preferred one.

    `remembered`: where the system decides, do as it asked the last time; asking it anew loads much, and is done later.
    """
    spoken_language = language or spoken(preferences, QLocale.system().name())
    known = PALETTES.get(preferences.system) if remembered and preferences.theme == "system" else None
    theme = Theme(known or palette_of(preferences, application.styleHints()), preferences.text_size / 100)
    dress(application, theme)
    speak(application, spoken_language)
    return Look(theme, Texts(spoken_language))


def speak(application: QApplication, language: Language) -> None:
    """Qt's own buttons and menus in this language; English is what they say without a translator."""
    former = application.findChild(QTranslator, "qt")
    if former is not None:
        application.removeTranslator(former)
        former.setParent(None)
        former.deleteLater()
    if language == "da":
        translator = QTranslator(application)
        translator.setObjectName("qt")
        translator.load("qtbase_da", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        application.installTranslator(translator)
