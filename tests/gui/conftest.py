"""Real vaults for the window's tests: headquarters, a prison with two courses, a volunteer beside it; made once, copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop import house
from desktop.crypto.passphrase import Cost
from desktop.texts import Texts
from desktop.views.style.look import Look
from desktop.views.style.palettes import DARK, LIGHT
from desktop.views.style.sheet import dress
from desktop.views.style.theme import Theme
from tests.fakes import ImmediateJobs

NOW = datetime(2026, 3, 20, 11, tzinfo=UTC)
TODAY = date(2026, 3, 20)
PHRASE = "violet kedel springer hjemad"
CHEAP = Cost(1024, 1, 1)
HANNE = house.Person("Hanne", "Hanne Hyldebær", PHRASE)
ANNA = house.Person("Anna", "Anna Asp", PHRASE)
BO = house.Person("Bo", "Bo Berg", PHRASE)

Opener = Callable[[str], house.OpenVault]


def settings_in(folder: Path) -> house.Settings:
    return house.Settings(now=lambda: NOW, cost=CHEAP, state=folder / "state", memory_security=False)


def refer(opened: house.OpenVault, alias: str, given: str, family: str) -> str:
    """A course that is approved and has its basis; the id."""
    do = opened.do.courses
    referred = do.refer(
        "VISITING", given, family, date(1990, 5, 6), "m", "SERVING", date(2026, 1, 10), alias=alias, consents=("processing", "transfer")
    )
    do.approve(referred.course, "staff", date(2026, 1, 12))
    do.approve(referred.course, "leader", date(2026, 1, 13))
    return referred.course


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """hq/, home/site (Anna's, enrolled as Storstrøm; courses Ravn and Birk) and home/bo, a volunteer's, matched on both."""
    folder = tmp_path_factory.mktemp("made")
    settings = settings_in(folder)
    house.create_vault(folder / "hq", "hq", "Landskontoret", HANNE, settings)
    house.create_vault(folder / "home" / "site", "site", "Storstrøm", ANNA, settings)
    with house.open_vault(folder / "home" / "site", "Anna", PHRASE, settings) as site:
        request, asked = site.do.enrolling.request(site.slot.sealing)
        with house.open_vault(folder / "hq", "Hanne", PHRASE, settings) as hq:
            answer = hq.do.enrolling.answer_site(request, " ".join(asked), "Storstrøm")
        site.do.enrolling.accept(answer.file, " ".join(answer.words))
        volunteer = site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        for course in (refer(site, "Ravn", "Ole", "Olsen"), refer(site, "Birk", "Per", "Poulsen")):
            site.do.courses.match(course, volunteer, date(2026, 1, 15))
        (known,) = site.do.volunteers.list()
        house.adopt_volunteer(site, folder / "home" / "bo", known, BO)
        site.leave()
    return folder


@pytest.fixture
def home(tmp_path: Path, made_home: Path) -> Path:
    """A copy for one test: `home/site`, `home/bo`, `hq`, and what the machine remembers of them."""
    shutil.copytree(made_home, tmp_path / "made")
    return tmp_path / "made"


@pytest.fixture
def opener(home: Path) -> Iterator[Opener]:
    """Opens "site", "bo" or "hq"; closed at the end of the test."""
    opened: list[house.OpenVault] = []
    places = {"site": (home / "home" / "site", "Anna"), "bo": (home / "home" / "bo", "Bo"), "hq": (home / "hq", "Hanne")}

    def open_(which: str) -> house.OpenVault:
        path, label = places[which]
        opened.append(house.open_vault(path, label, PHRASE, settings_in(home)))
        return opened[-1]

    yield open_
    for vault in opened:
        if vault.store.engine is not None:
            vault.close()


@pytest.fixture
def jobs_of(opener: Opener) -> Callable[[str], ImmediateJobs]:
    """Jobs at once on one of the vaults."""
    return lambda which: ImmediateJobs(opener(which))


@pytest.fixture(params=["da", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param)


def worn(app: QApplication, theme: Theme, texts: Texts) -> Look:
    """A look that the application wears."""
    dress(app, theme)
    return Look(theme, texts)


@pytest.fixture
def look(qapp: QApplication, texts: Texts) -> Look:
    """Light, text at 100 %, in the language of the test."""
    return worn(qapp, Theme(LIGHT), texts)


@pytest.fixture
def dark_look(qapp: QApplication, texts: Texts) -> Look:
    return worn(qapp, Theme(DARK), texts)
