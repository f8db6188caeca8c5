"""Headquarters' places: what runs there, how old the last file is, and the file that goes back with its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.errors import N_, InvalidValue
from desktop.jobs import Change, Jobs
from desktop.models.rows.fields import PROGRAMMES, SITE_TYPES
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.screen import AtWork, Screen
from desktop.viewmodels.tips import tip

if TYPE_CHECKING:
    from desktop.house import OpenVault
    from desktop.services.exporting import Exported
    from desktop.services.site_ages import SiteAge

Index = QModelIndex | QPersistentModelIndex
Level = Literal["good", "warn", "bad", "none"]
AMBER, RED = 7, 14
"""Days: a file that old is told of; one older than that is overdue."""
LEVEL = Qt.ItemDataRole.UserRole + 1
"""Role of a cell's level, which the view draws as an icon beside the words."""
_ROOT = QModelIndex()

TYPE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "CLOSED": N_("Closed prison"),
        "OPEN": N_("Open prison"),
        "MIXED": N_("Open and closed"),
        "REMAND": N_("Remand prison"),
        "HALFWAY": N_("Halfway house"),
        "IMMIGRATION": N_("Immigration centre"),
    }
)
COLUMNS = (N_("Place"), N_("Type"), N_("Programmes"), N_("Typed in to"), N_("Last file"), N_("Receipt"))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in words. `laptop` is the vault that a file is made for, "" before enrolment; `level` is that of the last file's age."""

    id: str
    name: str
    type: str
    municipality: str
    programmes: tuple[str, ...]
    through: str
    age: str
    level: Level
    receipt: str
    laptop: str
    volunteers: int
    waiting: int

    def cells(self) -> tuple[str, ...]:
        return (self.name, self.type, ", ".join(self.programmes), self.through, self.age, self.receipt)


@dataclass(frozen=True, slots=True)
class SitesState:
    """`chosen` is the id of the place whose card is open. `summary` says how many are overdue; `month` is this one ("2026-03")."""

    loaded: bool = False
    places: tuple[Place, ...] = ()
    chosen: str = ""
    summary: str = ""
    month: str = ""


class SitesTable(QAbstractTableModel):
    """The places as rows."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(texts.say(column) for column in COLUMNS)
        self.places: tuple[Place, ...] = ()

    def show(self, places: tuple[Place, ...]) -> None:
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.places)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return place.cells()[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(place.cells()[index.column()])
        if role == LEVEL and index.column() == 4:
            return place.level
        return None


class SitesScreen(Screen):
    saved = Signal()
    """What a form asked for is done."""
    refused = Signal(object)
    """Why it was not."""
    kinds: ClassVar[frozenset[str]] = frozenset({"site", "site_programme", "file", "user", "vault"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = SitesState()
        self.table = SitesTable(texts, self)

    @property
    def types(self) -> tuple[tuple[str, str], ...]:
        return tuple((code, self.texts.say(TYPE_NAMES[code])) for code in SITE_TYPES)

    @property
    def programmes(self) -> tuple[tuple[str, str], ...]:
        return tuple((code, self.texts.say(PROGRAMME_NAMES[code])) for code in PROGRAMMES)

    @property
    def chosen(self) -> Place | None:
        return next((place for place in self.state.places if place.id == self.state.chosen), None)

    @property
    def may_change(self) -> bool:
        """Only headquarters' administrators keep the places and enrol."""
        return self.at.role == "HQ_ADMIN"

    @override
    def load(self) -> None:
        self.query(lambda vault: (vault.do.site_ages.list(), vault.context.today()), lambda read: self._loaded(*read))

    def _loaded(self, ages: "tuple[SiteAge, ...]", today: date) -> None:
        places = tuple(self._place(age) for age in ages)
        said = self._summary(places)
        chosen = self.state.chosen if any(place.id == self.state.chosen for place in places) else places[0].id if places else ""
        self.table.show(places)
        self._become(replace(self.state, loaded=True, places=places, chosen=chosen, summary=said, month=today.strftime("%Y-%m")))

    def _summary(self, places: tuple[Place, ...]) -> str:
        """What is to be done about the files, or that all is well."""
        overdue, silent = (sum(place.level == level for place in places) for level in ("bad", "none"))
        said = []
        if overdue:
            said.append(self.texts.say("Places without a file for more than 14 days: {count}.", count=overdue))
        if silent:
            said.append(self.texts.say("Places that have not sent a file yet: {count}.", count=silent))
        return " ".join(said) or self.texts.say("Every place has sent a file within 14 days.")

    def choose(self, place: str) -> None:
        if place != self.state.chosen:
            self._become(replace(self.state, chosen=place))

    def add(self, name: str, type_: str, municipality: str) -> None:
        """Add a place."""

        def work(vault: "OpenVault") -> Change[str]:
            return Change(frozenset({"site"}), vault.do.sites.add(name, type_, municipality))

        if not type_:
            self.refused.emit(InvalidValue(field=N_("Type"), reason=N_("it is missing")))
            return
        self.jobs.change(work, partial(self._added, name), self.refused.emit)

    def _added(self, name: str, change: Change[str]) -> None:
        self._become(replace(self.state, chosen=change.result))
        self.saved.emit()
        self.tell(self.texts.say("{place} was added.", place=name))

    def programme(self, programme: str, since: str, *, video: bool) -> None:
        """The chosen place runs a programme from a month ("2026-03") on."""
        place = self.chosen
        if place is None:
            return
        if not programme:
            self.refused.emit(InvalidValue(field=N_("Programme"), reason=N_("it is missing")))
            return
        id_ = place.id

        def work(vault: "OpenVault") -> Change[str]:
            return Change(frozenset({"site_programme"}), vault.do.sites.programme(id_, programme, since.strip(), video=video))

        said = self.texts.say(
            "{place} runs {programme}.", place=place.name, programme=self.texts.say(PROGRAMME_NAMES.get(programme, programme))
        )
        self.jobs.change(work, lambda _change: self._programme_saved(said), self.refused.emit)

    def _programme_saved(self, said: str) -> None:
        self.saved.emit()
        self.tell(said)

    def down(self, path: Path) -> None:
        """The file down to the chosen place: the receipt, and whatever headquarters has said since."""
        place = self.chosen
        if place is None or not place.laptop:
            self.fail(InvalidValue(field=N_("Place"), reason=N_("it is not enrolled yet")))
            return
        laptop = place.laptop

        def work(vault: "OpenVault") -> "Change[Exported]":
            from desktop.vault.atomic import written  # noqa: PLC0415 - on the worker, after the first picture

            return Change(frozenset({"file"}), vault.do.delivering.down(written(path), laptop))

        self.change(work, partial(self._sent, place.name))

    def _sent(self, name: str, change: "Change[Exported]") -> None:
        path = change.result.path
        if path is None:
            self.tell(self.texts.say("{place} has everything already; no file was made.", place=name), "told")
        else:
            self.tell(self.texts.say("The file for {place} lies in {file}.", place=name, file=str(path)))

    def _place(self, age: "SiteAge") -> Place:
        say, site = self.texts.say, age.site
        text, level = self._age(age)
        return Place(
            id=site.id,
            name=site.name,
            type=say(TYPE_NAMES[site.type]) if site.type in TYPE_NAMES else "–",
            municipality=site.municipality,
            programmes=tuple(say(PROGRAMME_NAMES.get(row.programme, row.programme)) for row in age.programmes),
            through=self._day(age.through),
            age=text,
            level=level,
            receipt=self._receipt(age),
            laptop=age.laptops[0] if age.laptops else "",
            volunteers=age.volunteers,
            waiting=age.waiting,
        )

    def _age(self, age: "SiteAge") -> tuple[str, Level]:
        say = self.texts.say
        if not age.laptops:
            return say("not enrolled"), "none"
        if age.days is None:
            return say("no file yet"), "none"
        words = {0: say("today"), 1: say("yesterday")}.get(age.days, say("{days} days", days=age.days))
        level: Level = "bad" if age.days > RED else "warn" if age.days >= AMBER else "good"
        if level == "bad":
            return say("{when}, overdue", when=words), level
        return words, level

    def _receipt(self, age: "SiteAge") -> str:
        if age.owed:
            return self.texts.say("to be sent")
        return "–" if age.came_on is None else self._day(age.told_on)

    def _day(self, day: date | None) -> str:
        return days.short(self.texts, day) or "–"

    def _become(self, state: SitesState) -> None:
        self.state = state
        self.changed.emit()
