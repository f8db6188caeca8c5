"""The whole main path with invented people: from new vaults to national figures on paper, through the services alone.

Every laptop is a folder of its own and what passes between laptops passes as a file on "the stick". The passphrases are
drawn, printed, and as cheap to open as the rules allow. What a machine remembers of vaults stays in the demo's folder, too,
so that deleting that folder leaves no trace; who opens a demo vault later without it starts a new incarnation there.
"""

import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from desktop import house
from desktop.crypto.passphrase import FLOOR, Cost
from desktop.crypto.words import load_words
from desktop.demo import beginning
from desktop.demo.count import count
from desktop.demo.going_on import Cases
from desktop.demo.place import LEADER, Coming, Place
from desktop.demo.script import Script
from desktop.demo.stage import Login, Stage, accepted
from desktop.demo.writing import write_script
from desktop.log import clock
from desktop.rules.dates import today_in_denmark
from desktop.services.figure_sheet import sheet
from desktop.texts import Texts
from desktop.vault.atomic import write_file
from desktop.vault.state import make_folder

ADMIN, NAME = "HQ_ADMIN", "Demo Landskontoret"
ROUNDS = 6
"""Files travel both ways until the receipts say that everything is safe: a few rounds bring all there is, and who was handed over."""


def run_demo(  # noqa: PLR0913 - the command's own options
    directory: Path | None,
    *,
    sites: int = 3,
    seed: int = 1,
    sessions: int = 60,
    now: date | None = None,
    texts: Texts,
    progress: Callable[[str], None],
    cost: Cost = FLOOR,
) -> dict[str, object]:
    """Make the vaults under `directory` (a new temporary folder without one) and carry the script out.

    Gives the object of the command `demo`: what was made, the figures, and beside them the plain count of the script
    ("expected", "expected_last_year", "expected_by_site", "expected_completeness"), which nobody compares here. Raises VaultExists
    where the folder holds a demo already, StorageError.
    """
    folder = (directory or Path(tempfile.mkdtemp(prefix="indenfor-demo-"))).resolve()
    day = now or today_in_denmark(clock.system_now())
    script = write_script(seed, day, max(1, sites), max(0, sessions))
    stage = _stage(folder, script, now, texts, progress, cost)
    headquarters = stage.login("headquarters", "hq", "Hanne Hyldebær", ADMIN)
    places = [_place(stage, script, number) for number in range(len(script.sites))]
    _found(stage, headquarters, places)
    _enrol(stage, headquarters, places)
    safe = _work(stage, headquarters, places)
    found = _papers(stage, headquarters, places[0], script)
    return found | {
        "ok": True,
        "seed": seed,
        "directory": str(folder),
        "safe": safe,
        "state": str(stage.settings.state_folder),
        "hq": headquarters.shown(),
        "sites": [place.shown() for place in places],
        **_expected(script),
    }


def _expected(script: Script) -> dict[str, object]:
    counted, before = count(script, script.now.year), count(script, script.now.year - 1)
    return {
        "expected": dict(counted.national),
        "expected_last_year": dict(before.of_the_year),
        "expected_by_site": {key: dict(numbers) for key, numbers in counted.by_site.items()},
        "expected_completeness": dict(counted.completeness),
    }


def _stage(folder: Path, script: Script, now: date | None, texts: Texts, progress: Callable[[str], None], cost: Cost) -> Stage:
    # passphrases that are drawn and printed need no judgement of how well a person chose them
    settings = house.Settings(cost=cost, state=make_folder(folder) / "state", weak_passphrases=True, demo=True)
    if now is not None:
        noon = datetime.combine(now, time(12), UTC)
        settings = house.Settings(now=lambda: noon, cost=cost, state=folder / "state", weak_passphrases=True, demo=True)
    words = load_words((house.RESOURCES / "reference" / "words-da.txt").read_text(encoding="utf-8"))
    chance = random.Random(f"passphrases/{script.seed}")  # noqa: S311 - demo passphrases are printed
    progress(texts.say("The demo makes its vaults in {folder}", folder=str(folder)))
    return Stage(folder, settings, texts, progress, words, chance)


def _place(stage: Stage, script: Script, number: int) -> Place:
    written = script.sites[number]
    leader = stage.login(f"site-{number + 1}", "leader", written.leader, LEADER)
    return Place(stage, written, number + 1, leader, Cases(written))


def _found(stage: Stage, headquarters: Login, places: Sequence[Place]) -> None:
    stage.say(stage.texts.say("Making headquarters and {count} sites …", count=len(places)))
    house.create_vault(headquarters.path, "hq", NAME, headquarters.person, stage.settings)
    for place in places:
        place.found()


def _enrol(stage: Stage, headquarters: Login, places: Sequence[Place]) -> None:
    """Request, answer and acceptance as files, with the words of each typed in at the other end."""
    with stage.open(headquarters) as opened:
        beginning.set_up_everywhere(opened)
        for place in places:
            stage.say(stage.texts.say("{site}: enrolled by files, courses begun, volunteers given vaults …", site=place.script.name))
            if not place.script.early:
                beginning.introduce(opened, place.script)
            file, words = place.ask()
            write_file(stage.stick(f"{place.laptop}-request"), file)
            answer = opened.do.enrolling.answer_site(file, words, place.script.name)
            write_file(stage.stick(f"{place.laptop}-answer"), answer.file)
            if place.script.early:
                beginning.introduce(opened, place.script)
            place.accept(answer)
            if place.script.early:  # it asked before anything was known of it: its programmes come with a file of their own
                child = opened.do.delivering.child(place.script.name)
                place.learn(opened.do.delivering.down(stage.onto_stick(f"{place.laptop}-first"), child.id).path)


def _work(stage: Stage, headquarters: Login, places: Sequence[Place]) -> bool:
    """Visits are logged, files go up, receipts and deliveries come down, until all of it is known to be safe: whether it is."""
    for place in places:
        stage.say(stage.texts.say("{site}: visits logged in the volunteers' vaults and the leader's …", site=place.script.name))
        place.log()
    _move(places)
    stage.say(stage.texts.say("Files travel to headquarters, receipts and deliveries back …"))
    return any(_import(stage, headquarters, places) for _round in range(ROUNDS))


def _move(places: Sequence[Place]) -> None:
    """Whoever has left one place is claimed at another by the code on the card."""
    for place in places:
        for arrival in place.script.arrivals:
            old = places[arrival.site]
            code = old.hand_over(arrival.course)
            place.claim(code, Coming(old.script.courses[arrival.course], arrival, old.cases.courses[arrival.course]))


def _import(stage: Stage, headquarters: Login, places: Sequence[Place]) -> bool:
    """One round: every file of every stick, the latest first and the first one once more; whether all is safe now."""
    down: list[Path | None] = []
    with stage.open(headquarters) as opened:
        for place in places:
            accepted(opened.take_in([*reversed(place.bundles), *place.bundles[:1]]))
            child = opened.do.delivering.child(place.script.name)
            sent = opened.do.delivering.down(stage.onto_stick(f"{place.laptop}-down"), child.id)
            down.append(sent.path)
    safe = [place.receive(path) for place, path in zip(places, down, strict=True)]
    return all(safe)


def _papers(stage: Stage, headquarters: Login, place: Place, script: Script) -> dict[str, object]:
    """The last year closed, the national figures, the year's page and the first site's status page."""
    stage.say(stage.texts.say("Counting, and printing two pages …"))
    folder = make_folder(stage.folder / "papers")
    year = script.now.year
    with stage.open(headquarters) as opened:
        opened.do.snapshots.month_end()
        last = sheet(opened.do.year_close.close(year - 1))
        figures = sheet(opened.do.papers.figures(year=year, as_of=script.now))
        make_year = partial(opened.do.papers.year, year, script.now, stage.texts)
        write_file(folder / f"year-{year}.pdf", make_year())
    with stage.open(place.leader) as opened:
        write_file(folder / "status-site-1.pdf", opened.do.papers.status(script.now, stage.texts))
    return {"figures": figures, "last_year": last, "pdf": [str(folder / f"year-{year}.pdf"), str(folder / "status-site-1.pdf")]}
