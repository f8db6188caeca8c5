"""Configuration: what headquarters sets for everybody, dated and in the log, with defaults where it says nothing."""

from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import Value
from desktop.rules import configuration
from desktop.rules.configuration import SETTINGS, Configuration, Said
from desktop.services import checks, rights
from desktop.services.audience import EVERYONE
from desktop.services.context import Context
from desktop.store.repositories import configured
from desktop.store.repositories.configured import LabelRow
from desktop.store.unit_of_work import Reading

LISTS = ("primus_criteria", "group_kind", "group_label")
"""The lists of words that headquarters keeps."""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting on a day. `since`: the day from which it holds, None where the default does; `coming`: what holds later."""

    name: str
    words: str
    value: str
    default: str
    since: date | None
    coming: tuple[Said, ...] = ()


def read(reading: Reading) -> Configuration:
    """The configuration as this vault knows it."""
    return Configuration(configured.settings(reading.connection))


class Configuring:
    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self, on: date | None = None) -> tuple[SettingLine, ...]:
        """Every setting as it holds on a day, today where none is given."""
        day = on or self._context.today()
        with self._context.store.reading() as reading:
            known = read(reading)
        return tuple(
            SettingLine(
                one.name,
                one.words,
                known.text(one.name, day),
                one.default,
                known.since(one.name, day),
                tuple(said for said in known.said(one.name) if said.from_on > day),
            )
            for one in SETTINGS.values()
        )

    def set(self, name: str, value: str, from_on: date) -> None:
        """From a day on the setting has this value; "" = not set. Said again for the same day, it replaces what was said.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, TextRefused.
        """
        rights.require(self._context, "setting", "value")
        kept = checks.optional(N_("Value"), value, configuration.LONGEST)
        configuration.require(name, kept)
        day = checks.dated(N_("From"), from_on)
        with self._context.store.writing(self._context.author) as work:
            put: Value = {"name": name, "value": kept, "from_on": day}
            work.put("setting", _id("setting", name, day), "value", put, EVERYONE)

    def labels(self, list_: str) -> tuple[LabelRow, ...]:
        """The words of one list that are offered today. Raises InvalidValue."""
        checks.code(N_("List"), list_, LISTS)
        today = self._context.today()
        with self._context.store.reading() as reading:
            return tuple(row for row in configured.labels(reading.connection, list_) if row.to_on is None or row.to_on >= today)

    def label(self, list_: str, code: str, danish: str, english: str, *, religious: bool = False) -> str:
        """A word of a list, in both languages; the id. Said again, it replaces the words.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, TextRefused.
        """
        rights.require(self._context, "label", "text")
        checks.code(N_("List"), list_, LISTS)
        kept = checks.name(N_("Code"), code, 40)
        id_ = _id("label", list_, kept)
        value: Value = {
            "list": list_,
            "code": kept,
            "danish": checks.name(N_("Danish"), danish, 120),
            "english": checks.name(N_("English"), english, 120),
        }
        with self._context.store.writing(self._context.author) as work:
            work.put("label", id_, "text", value, EVERYONE)
            work.put("label", id_, "nature", {"religious": religious}, EVERYONE)
        return id_

    def end_label(self, list_: str, code: str, last_on: date) -> None:
        """The word is offered until that day, inclusive. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "label", "end")
        day = checks.dated(N_("To"), last_on)
        with self._context.store.writing(self._context.author) as work:
            found = next((row for row in configured.labels(work.connection, list_) if row.code == code), None)
            if found is None:
                raise InvalidValue(field=N_("Code"), reason=N_("there is none like that here"))
            work.put("label", found.id, "end", {"to_on": day}, EVERYONE)


def _id(*said: str) -> str:
    """The id of a row that is found by what it says, so that two laptops that say it speak of one row."""
    return domain_hash("indenfor-configured/1", "\n".join(said).encode()).hex()[:32]
