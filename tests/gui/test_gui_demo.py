"""The demo from the first screen: made in a temporary folder, stopped on the way, opened, and never mixed with real people."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import DemoData
from desktop.texts import Texts
from desktop.viewmodels.demo_making import STEPS, DemoMaking
from desktop.viewmodels.first_run import FirstRun
from desktop.views.first_run import FirstRunView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import BO, settings_in
from tests.gui.judged import faults_of


@pytest.mark.parametrize("texts", ["da"], indirect=True)  # it takes a while, and the other language says the same
def test_the_demo_is_made_with_progress_and_opened_as_its_first_leader(tmp_path: Path, look: Look, qtbot: QtBot) -> None:
    jobs = ImmediateJobs()
    model = FirstRun(jobs, look.texts, tmp_path / "home", lambda: settings_in(tmp_path))
    view = FirstRunView(model, look)
    qtbot.addWidget(view)
    view.resize(1366, 768)
    with qtbot.waitExposed(view):
        view.show()
    steps: set[int] = set()
    model.demo.changed.connect(lambda: steps.add(model.demo.state.done))
    ready: list[tuple[object, ...]] = []
    model.demo_ready.connect(lambda *told: ready.append(told))
    model.choose_demo()
    assert view.demo.begin.hasFocus()
    model.demo.make(tmp_path / "demo")
    assert STEPS in steps
    made = model.demo.state.made
    assert made is not None
    assert view.demo.openers[0].hasFocus()
    assert faults_of(view) == []
    view.demo.openers[0].click()
    ((home, state, path, label, passphrase),) = ready
    assert isinstance(path, Path)
    assert isinstance(state, Path)
    assert home == path.parent
    with house.open_vault(path, str(label), str(passphrase), house.Settings(state=state, memory_security=False)) as vault:
        assert (vault.context.demo, vault.card.kind, vault.context.author.role) == (True, "site", "VISIT_LEADER")
        (volunteer, *_) = [one for one in vault.do.volunteers.list() if not one.device]
        house.adopt_volunteer(vault, path.parent / "more", volunteer, BO)
    with house.open_vault(path.parent / "more", "Bo", BO.passphrase, house.Settings(state=state, memory_security=False)) as more:
        assert more.context.demo


def test_the_demo_is_stopped_between_two_steps_and_leaves_nothing(tmp_path: Path, texts: Texts) -> None:
    model = DemoMaking(ImmediateJobs(), texts)
    stopped: list[str] = []

    def stop_at_the_first() -> None:
        if model.state.done == 1:
            stopped.append(model.state.step)
            model.cancel()

    model.changed.connect(stop_at_the_first)
    model.make(tmp_path / "demo")
    assert len(stopped) == 1
    assert str(tmp_path / "demo") in stopped[0]
    assert (model.state.busy, model.state.made, model.state.fault) == (False, None, None)
    assert not (tmp_path / "demo").exists()


def test_a_vault_of_invented_people_is_never_put_below_a_real_one(home: Path, texts: Texts) -> None:
    """Both present on one laptop, without words: the same refusal."""
    settings = settings_in(home)
    demo = house.Settings(now=settings.now, cost=settings.cost, state=settings.state, memory_security=False, demo=True)
    house.create_vault(home / "home" / "play", "volunteer", "Storstrøm", house.Person("Eva", "Eva Engblomst", BO.passphrase), demo)
    with (
        house.open_vault(home / "home" / "site", "Anna", BO.passphrase, settings) as site,
        house.open_vault(home / "home" / "play", "Eva", BO.passphrase, settings) as play,
    ):
        site.do.volunteers.add("Eva", "Engblomst", site.context.today())
        volunteer = site.do.volunteers.find("Eva Engblomst")
        with pytest.raises(DemoData) as refused:
            site.do.enrolling.adopt(play.do.enrolling, play.slot.sealing, volunteer)
    assert texts.fault(refused.value)
