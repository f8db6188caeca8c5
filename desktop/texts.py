"""The words of Indenfor in one language, as a value that is handed down.

One gettext catalogue serves window, command line, papers and errors. The English source string is the message id;
Danish comes from `resources/translations/da/LC_MESSAGES/indenfor.mo`, which `tools/texts.py build` makes from `da.po`.
Where the built catalogue is missing, the English sentence is shown rather than nothing. Dates and numbers follow
the Unicode locale data (CLDR), as Babel ships it.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

from desktop.errors import N_, Argument, Fault

Language = Literal["da", "en"]

CATALOGUES = Path(__file__).resolve().parent.parent / "resources" / "translations"
WORDED = frozenset({"field", "hint", "reason", "status", "what"})
_LOCALES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}
_WORDS = (
    N_("zero"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"),
    N_("seven"), N_("eight"), N_("nine"), N_("ten"), N_("eleven"), N_("twelve"),
)  # fmt: skip


def _catalogue(lang: Language, folder: Path) -> NullTranslations:
    """The built catalogue of `lang`; an empty one for English, and where none has been built."""
    built = folder / lang / "LC_MESSAGES" / "indenfor.mo"
    if lang == "en" or not built.is_file():
        return NullTranslations()
    with built.open("rb") as stream:
        return GNUTranslations(stream)


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences, dates and numbers of one language. Two values of the same language are equal."""

    lang: Language = "da"
    catalogues: Path = CATALOGUES
    _translations: NullTranslations = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_translations", _catalogue(self.lang, self.catalogues))

    def say(self, sentence: str, /, **arguments: Argument) -> str:
        """`sentence` in this language, filled with its arguments as they are: a name or a year is never reworded.

        The sentence stands as a literal where it is called, or is marked with `N_`, so that it can be extracted.
        """
        translated = self._translations.gettext(sentence) if sentence else ""
        return translated.format(**arguments)

    def fault(self, error: Fault) -> str:
        """The one sentence of an error for a person, without the name of its class."""
        return self.say(error.sentence, **{name: self._in_words(name, value) for name, value in error.arguments.items()})

    def date(self, day: dt.date) -> str:
        """A day in full: "15. marts 2025", "15 March 2025"."""
        from babel.dates import format_date  # noqa: PLC0415 - heavy, and the first picture of the window says no date

        return format_date(day, format="d. MMMM y" if self.lang == "da" else "d MMMM y", locale=_LOCALES[self.lang])

    def month(self, day: dt.date) -> str:
        """The month of a day: "oktober 2024", "October 2024"."""
        from babel.dates import format_date  # noqa: PLC0415 - the same

        return format_date(day, format="MMMM y", locale=_LOCALES[self.lang])

    def number(self, count: int) -> str:
        """A whole number with its thousands marked: "1.234", "1,234"."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - the same

        return format_decimal(count, locale=_LOCALES[self.lang])

    def tenths(self, count: int) -> str:
        """A number that is kept in tenths, with its one decimal: "14,5", "14.5"."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - the same

        return format_decimal(Decimal(count) / 10, format="#,##0.0", locale=_LOCALES[self.lang])

    def count_word(self, count: int) -> str:
        """A small number as a word ("fire", "four") up to twelve; a greater or negative one in digits."""
        return self.say(_WORDS[count]) if 0 <= count < len(_WORDS) else self.number(count)

    def _in_words(self, name: str, value: Argument) -> Argument:
        """Arguments that are source strings themselves are said in this language; names and paths are left alone.

        Several `reasons` stand one after the other.
        """
        if name == "reasons" and isinstance(value, str):
            return "; ".join(self.say(one) for one in value.split("; "))
        return self.say(value) if name in WORDED and isinstance(value, str) and "{" not in value else value


_DANISH_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def alphabetical(name: str) -> tuple[str, str]:
    """A key by which names stand as in a Danish list: æ, ø, å at the end of the alphabet (aa as it is typed), capitals as small letters."""
    return name.casefold().translate(_DANISH_LAST), name
