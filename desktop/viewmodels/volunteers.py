"""Volunteers: who there is, with whom they are matched, and a datalager of their own for those who want one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop import house
from desktop.errors import N_, InvalidValue, SavesMissing, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Failed, Jobs
from desktop.services.parting import Parting
from desktop.services.volunteer_list import VolunteerLine
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Screen
from desktop.viewmodels.volunteer_table import VolunteerTable
from desktop.viewmodels.volunteer_words import VolunteerWords, volunteer_words

ADD = "add"
"""The argument that asks for the form of a new volunteer."""
Done = Callable[[], None]


@dataclass(frozen=True, slots=True)
class VolunteersState:
    loaded: bool = False
    lines: tuple[VolunteerWords, ...] = ()
    today: date = date.min
    chosen: str = ""
    busy: bool = False
    """A datalager is being made, which takes some seconds."""
    add: bool = False
    """The form of a new volunteer is wanted."""

    @property
    def line(self) -> VolunteerWords | None:
        return next((one for one in self.lines if one.id == self.chosen), None)


class VolunteersScreen(Screen):
    kinds: ClassVar[frozenset[str]] = frozenset({"volunteer", "match", "course", "vault", "file"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = VolunteersState()
        self.table = VolunteerTable(texts, self)
        self._known: dict[str, VolunteerLine] = {}

    @override
    def load(self) -> None:
        self.query(lambda vault: (vault.do.volunteer_list.read(), vault.context.today()), self._loaded)

    def open(self, argument: object) -> None:
        """What another screen asked for: the form of a new volunteer, or one of them."""
        self._become(replace(self.state, add=True) if argument == ADD else replace(self.state, chosen=str(argument or "")))

    def choose(self, volunteer: str) -> None:
        if volunteer != self.state.chosen:
            self._become(replace(self.state, chosen=volunteer))

    def form_opened(self) -> None:
        """The form that was wanted is on the screen."""
        self.state = replace(self.state, add=False)

    def add(self, given: str, family: str, joined_on: date | None, done: Done, failed: Failed) -> None:
        if joined_on is None:
            failed(InvalidValue(field=N_("Joined on"), reason=N_("it is missing")))
            return
        on: date = joined_on

        def saved(change: Change[str]) -> None:
            done()
            self.choose(change.result)
            self.tell(self.texts.say("{name} is a volunteer here now.", name=f"{given} {family}".strip()))

        self.jobs.change(lambda vault: Change(frozenset({"volunteer"}), vault.do.volunteers.add(given, family, on)), saved, failed)

    def give_vault(self, volunteer: str, label: str, passphrase: str, again: str, done: Done, failed: Failed) -> None:
        """A datalager on this laptop, both present. It takes some seconds, and the form stays until it is made."""
        if not label.strip():
            failed(InvalidValue(field=N_("Short name"), reason=N_("it is missing")))
            return
        if passphrase != again:
            failed(InvalidValue(field=N_("Passphrase"), reason=N_("the two are not the same")))
            return
        known = self._known[volunteer]
        person = house.Person(label.strip(), known.name, passphrase)

        def work(vault: OpenVault) -> Change[None]:
            house.adopt_volunteer(vault, vault.do.volunteer_list.new_folder(), known.volunteer, person)
            vault.leave()
            return Change(frozenset({"volunteer", "vault"}), None)

        def saved(_change: Change[None]) -> None:
            self._become(replace(self.state, busy=False))
            done()
            self.tell(self.texts.say("{name} can open a datalager on this laptop now, as {label}.", name=known.name, label=person.label))

        def refused(fault: WorldFault) -> None:
            self._become(replace(self.state, busy=False))
            failed(fault)

        self._become(replace(self.state, busy=True))
        self.jobs.change(work, saved, refused)

    def remove_vault(self, volunteer: str, done: Done, missing: Callable[[str], None], failed: Failed, *, anyway: bool = False) -> None:
        """Delete the volunteer's datalager of this laptop. Where saves have not arrived, `missing` is told how many, as a sentence."""
        known = self._known[volunteer]
        folder = known.folder
        if folder is None:
            return

        def work(vault: OpenVault) -> Change[Parting]:
            parting = house.remove_volunteer_vault(vault, folder, anyway=anyway)
            return Change(frozenset({"volunteer", "vault", "session", "file"}), parting)

        def saved(_change: Change[Parting]) -> None:
            done()
            self.tell(self.texts.say("The datalager of {name} is deleted from this laptop.", name=known.name))

        def refused(fault: WorldFault) -> None:
            if isinstance(fault, SavesMissing):
                missing(self._missing(fault))
            else:
                failed(fault)

        self.jobs.change(work, saved, refused)

    def enrol_own(self) -> None:
        """The volunteer's own laptop, by file and words."""
        if self.state.chosen:
            self.go.emit("enrol-volunteer", self.state.chosen)

    def _missing(self, fault: SavesMissing) -> str:
        count = fault.arguments["count"]
        say = self.texts.say
        if not isinstance(count, int):
            return say("Nobody can say whether all of it has come here.")
        return say("1 save has not come here yet.") if count == 1 else say("{count} saves have not come here yet.", count=count)

    def _loaded(self, read: tuple[tuple[VolunteerLine, ...], date]) -> None:
        lines, today = read
        self._known = {line.volunteer.id: line for line in lines}
        self._become(replace(self.state, loaded=True, today=today, lines=tuple(volunteer_words(line, today, self.texts) for line in lines)))

    def _become(self, state: VolunteersState) -> None:
        before, self.state = self.state, state
        if state.lines != before.lines:
            self.table.show_lines(state.lines)
        self.changed.emit()
