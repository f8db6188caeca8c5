"""One place of the demo: its leader's laptop, its volunteers, and their part of the script carried out by the services."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from desktop import house
from desktop.demo.beginning import LEADER
from desktop.demo.going_on import Cases
from desktop.demo.script import ScriptedArrival, ScriptedCourse, ScriptedSite, ScriptedVolunteer
from desktop.demo.stage import Login, Stage, accepted
from desktop.reports.workbook_writing import DATE, NUMBER, Column, Tab, write_workbook
from desktop.services.enrolling import Answered
from desktop.vault.atomic import fill_file

__all__ = ["LEADER", "Coming", "Place"]

VOLUNTEER = "VOLUNTEER"


@dataclass(frozen=True, slots=True)
class Coming:
    """A course on its way: the script of it at the old place and of it here, and its id, which is the same at both."""

    course: ScriptedCourse
    arrival: ScriptedArrival
    id: str


@dataclass(slots=True)
class Place:
    """Grows as the story goes on: the courses, the volunteers' vaults, the files on the stick, who is on the way here."""

    stage: Stage
    script: ScriptedSite
    number: int
    leader: Login
    cases: Cases
    coming: list[Coming] = field(default_factory=list)
    vaults: dict[int, Login] = field(default_factory=dict)
    bundles: list[Path] = field(default_factory=list)
    receipt: Path | None = None
    declared: bool = False
    safe: set[int] = field(default_factory=set)
    """Places of the volunteers whose vaults know that everything of theirs is safe."""

    @property
    def laptop(self) -> str:
        return f"site-{self.number}"

    def found(self) -> None:
        """The leader makes the vault; a leader who is early begins to work at once."""
        house.create_vault(self.leader.path, "site", f"Demo {self.script.name}", self.leader.person, self.stage.settings)

    def ask(self) -> tuple[bytes, str]:
        """The request to headquarters, and the words that the leader reads out."""
        with self.stage.open(self.leader) as opened:
            if self.script.early:
                self.cases.set_up(opened)
            file, words = opened.do.enrolling.request(opened.slot.sealing)
        return file, " ".join(words)

    def accept(self, answer: Answered) -> None:
        """The answer, with headquarters' words typed in; then the work, and the vaults of the volunteers."""
        with self.stage.open(self.leader) as opened:
            opened.do.enrolling.accept(answer.file, " ".join(answer.words))
            if not self.script.early:
                self.cases.set_up(opened)
            self.cases.qualify(opened)
            self.export(opened)
            for place, volunteer in enumerate(self.script.volunteers):
                if volunteer.vault:
                    self.vaults[place] = self._equip(opened, place, volunteer)
            opened.leave()

    def learn(self, down: Path | None) -> None:
        """What headquarters says of the place, before the work goes on."""
        with self.stage.open(self.leader) as opened:
            accepted(opened.take_in([down] if down is not None else []))
            opened.leave()

    def _equip(self, opened: house.OpenVault, place: int, volunteer: ScriptedVolunteer) -> Login:
        """A volunteer's vault: beside the leader's with both present, or on a laptop of the volunteer's own, by files."""
        known = next(one for one in opened.do.volunteers.list() if one.id == self.cases.volunteers[place])
        if volunteer.vault == "beside":
            login = self.stage.login(self.laptop, f"volunteer-{place + 1}", volunteer.name, VOLUNTEER)
            house.adopt_volunteer(opened, login.path, known, login.person)
            return login
        login = self.stage.login(f"{self.laptop}-volunteer", "volunteer", volunteer.name, VOLUNTEER)
        house.create_vault(login.path, "volunteer", f"Demo {self.script.name}", login.person, self.stage.settings)
        with self.stage.open(login) as own:
            file, words = own.do.enrolling.request(own.slot.sealing)
            answer = opened.do.enrolling.answer_volunteer(file, " ".join(words), known)
            own.do.enrolling.accept(answer.file, " ".join(answer.words))
        return login

    def log(self) -> None:
        """The volunteers log their own visits, the leader the others and all that happens; then a file goes onto the stick."""
        for place, login in self.vaults.items():
            with self.stage.open(login) as opened:
                accepted(opened.arrive())
                self.cases.log(opened, place)
                self._hand_up(opened, place)
        with self.stage.open(self.leader) as opened:
            accepted(opened.arrive())
            for place in self._own_laptops():
                accepted(opened.take_in([self.stage.stick(self._file(place, "up"))]))
            self.cases.log(opened, None)
            self.cases.happen(opened)
            self._bring_in(opened)
            self.export(opened)

    def _bring_in(self, opened: house.OpenVault) -> None:
        """What was counted before there was a vault: a spreadsheet."""
        if self.script.earlier is None:
            return
        day, counted = self.script.earlier
        columns = (Column("site"), Column("date", DATE), Column("figure"), Column("value", NUMBER), Column("source"))
        row = (self.script.name, day, "active_now VISITING", counted, "lederens egen liste")
        path = self.stage.stick(self.laptop).with_suffix(".xlsx")
        fill_file(path, partial(_write, (Tab("Snapshots", columns, (row,)),)))
        for refused in opened.do.sheets.take(path).refused:
            raise refused.error

    def hand_over(self, number: int) -> str:
        """Whoever is on a course has left for another prison; the code on the card."""
        course = self.script.courses[number]
        with self.stage.open(self.leader) as opened:
            code = opened.do.moving.hand_over(self.cases.participants[number], course.moves_on or self.script.through).code
            self.export(opened)
        return code

    def claim(self, code: str, coming: Coming) -> None:
        """The card was read here. What belongs to it comes with a later file."""
        self.coming.append(coming)
        with self.stage.open(self.leader) as opened:
            opened.do.moving.claim(code, coming.arrival.claimed_on)
            self.export(opened)

    def export(self, opened: house.OpenVault) -> Path | None:
        """What headquarters has not receipted, onto the stick; nothing where it has all of it."""
        name = f"{self.laptop}-{len(self.bundles) + 1}"
        path = opened.do.exporting.up(self.stage.onto_stick(name)).path
        if path is not None:
            self.bundles.append(path)
        return path

    def receive(self, down: Path | None) -> bool:
        """Headquarters' file with its receipt, where there was anything; whether everything is safe, at the volunteers' laptops, too.

        The first one brings what headquarters said of the programmes, so that the leader can declare how far all is typed in.
        """
        self.receipt = down or self.receipt
        with self.stage.open(self.leader) as opened:
            if down is not None:
                accepted(opened.take_in([down]))
            self._welcome(opened)
            if not self.declared:
                opened.do.sites.complete(opened.do.sites.own(), self.script.through)
                self.declared = True
            opened.leave()
            for place in self._own_laptops():
                child = opened.do.delivering.child(self.script.volunteers[place].name)
                opened.do.delivering.down(self.stage.onto_stick(self._file(place, "down")), child.id)
            safe = self.export(opened) is None
        waiting = [place for place in self.vaults if place not in self.safe]
        self.safe.update([place for place in waiting if self._receive_at(place, self.vaults[place])])
        return safe and not self.coming and len(self.safe) == len(self.vaults)

    def _welcome(self, opened: house.OpenVault) -> None:
        """Whoever has come by now goes on here."""
        here = {line.course.id for line in opened.do.courses.list()} if self.coming else set()
        for one in [one for one in self.coming if one.id in here]:
            self.cases.arrive(opened, one.arrival, one.course, one.id)
            self.coming.remove(one)

    def _receive_at(self, place: int, login: Login) -> bool:
        """Whether the volunteer's vault has nothing left that its leader's has not receipted."""
        with self.stage.open(login) as opened:
            accepted(opened.arrive())
            if place in self._own_laptops():
                accepted(opened.take_in([self.stage.stick(self._file(place, "down"))]))
            return not self._hand_up(opened, place)

    def _hand_up(self, opened: house.OpenVault, place: int) -> bool:
        """Leave what is new for the leader: in the exchange folder, or on the stick; whether there was anything."""
        if place not in self._own_laptops():
            return opened.leave() > 0
        return opened.do.exporting.up(self.stage.onto_stick(self._file(place, "up"))).path is not None

    def _own_laptops(self) -> Iterator[int]:
        return (place for place in self.vaults if self.script.volunteers[place].vault == "own")

    def _file(self, place: int, way: str) -> str:
        return f"{self.laptop}-volunteer-{place + 1}-{way}"

    def shown(self) -> dict[str, object]:
        """The place as the demo's object tells it."""
        return self.leader.shown() | {
            "name": self.script.name,
            "volunteers": [login.shown() for login in self.vaults.values()],
            "sessions": self.script.loggings,
            "bundle": str(self.bundles[-1]) if self.bundles else None,
            "receipt": None if self.receipt is None else str(self.receipt),
        }


def _write(tabs: tuple[Tab, ...], file: BinaryIO) -> None:
    write_workbook(file, tabs)
