"""Headquarters and laptops that are not enrolled yet, and the three steps of enrolment one by one."""

import itertools
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from desktop import house
from desktop.house import OpenVault
from desktop.services.enrolling import Answered
from desktop.services.importing import FileResult
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import CHEAP, PASSPHRASE

NOON = datetime(2026, 3, 20, 11, tzinfo=UTC)
NUMBERS = itertools.count()


@dataclass(frozen=True)
class Land:
    """Vaults under one folder; `codes` are the recovery codes by vault."""

    root: Path
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> house.Settings:
        return house.Settings(now=lambda: NOON, cost=CHEAP, state=self.root / "state", weak_passphrases=True, memory_security=False)

    def new(self, vault: str, kind: str, label: str, name: str = "Nordby") -> None:
        person = house.Person(label, f"{label} Andersen", PASSPHRASE)
        self.codes[vault] = house.create_vault(self.root / vault, kind, name, person, self.settings).recovery_code  # type: ignore[arg-type] # a kind

    def open(self, vault: str, label: str) -> OpenVault:
        return house.open_vault(self.root / vault, label, PASSPHRASE, self.settings)

    def second(self, vault: str, first: str, label: str) -> None:
        with self.open(vault, first) as opened:
            house.add_user(opened, house.Person(label, f"{label} Andersen", PASSPHRASE), "VISIT_LEADER")

    def recover(self, vault: str, label: str) -> None:
        person = house.Person(label, f"{label} Andersen", PASSPHRASE)
        self.codes[vault] = house.recover_vault(self.root / vault, self.codes[vault], person, self.settings)

    def ask(self, vault: str, label: str) -> tuple[bytes, str]:
        with self.open(vault, label) as opened:
            file, words = opened.do.enrolling.request(opened.slot.sealing)
        return file, " ".join(words)

    def answer(self, asked: tuple[bytes, str], name: str) -> Answered:
        with self.open("hq", "Hanne") as hq:
            return hq.do.enrolling.answer_site(*asked, name)

    def accept(self, vault: str, label: str, answered: Answered) -> None:
        with self.open(vault, label) as opened:
            opened.do.enrolling.accept(answered.file, " ".join(answered.words))

    def enrol(self, vault: str, label: str, name: str) -> None:
        self.accept(vault, label, self.answer(self.ask(vault, label), name))

    def up(self, vault: str, label: str) -> FileResult:
        """A file from a site to headquarters."""
        with self.open(vault, label) as opened:
            path = trees.export(opened, self.root / f"up-{next(NUMBERS)}.indb")
        with self.open("hq", "Hanne") as hq:
            (result,) = hq.take_in([path])
        return result

    def down(self, vault: str, label: str) -> FileResult:
        with self.open(vault, label) as opened:
            child = opened.card.id
        with self.open("hq", "Hanne") as hq:
            path = hq.do.delivering.down(written(self.root / f"down-{next(NUMBERS)}.indb", fill_file), child).path
        assert path is not None
        with self.open(vault, label) as opened:
            (result,) = opened.take_in([path])
        return result

    def held(self) -> int | None:
        """Sessions that count at headquarters."""
        with self.open("hq", "Hanne") as hq:
            trees.check(hq)
            return trees.figures(hq)["sessions_held"]

    def aside(self) -> set[str]:
        """Why saves are set aside at headquarters."""
        with self.open("hq", "Hanne") as hq:
            return set(trees.aside(hq).values())

    def count(self, statement: str, *arguments: object) -> int:
        with self.open("hq", "Hanne") as hq:
            return trees.count(hq, statement, *arguments)

    def put_back(self, vault: str, copy: Path) -> None:
        shutil.rmtree(self.root / vault)
        shutil.copytree(copy, self.root / vault)


def visit(site: OpenVault) -> None:
    """An invented participant with consent, a volunteer, and one visit that was held."""
    volunteer = site.do.volunteers.add("Vera", "Vang", date(2024, 1, 1))
    trees.log(site, trees.course(site, volunteer, born=date(1950 + next(NUMBERS) % 50, 3, 3)), 5, volunteers=(volunteer,))
