"""The demo as a test of the whole main path: what headquarters counts equals a plain count of the script, offline."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, permutations
from pathlib import Path

import pypdf
import pytest

from desktop import house
from desktop.crypto.passphrase import Cost
from desktop.demo import beginning, names, run
from desktop.demo.count import count
from desktop.demo.script import Script
from desktop.demo.writing import write_script
from desktop.errors import VaultExists
from desktop.rules.names import k1_message
from desktop.store.digest import state_digest
from desktop.texts import Texts

CHEAP = Cost(1024, 1, 1)


def demo(folder: Path, seed: int, *, sites: int, sessions: int, now: date) -> dict[str, object]:
    return run.run_demo(
        folder, sites=sites, seed=seed, sessions=sessions, now=now, texts=Texts("en"), progress=lambda _line: None, cost=CHEAP
    )


def dig(found: object, *keys: str) -> object:
    for key in keys:
        assert isinstance(found, dict)
        found = found[key]
    return found


def numbers(found: dict[str, object]) -> tuple[dict[str, object], dict[str, dict[str, object]], dict[str, object]]:
    """National values, values by place, and completeness, as the figures say."""
    figures = dig(found, "figures", "figures")
    assert isinstance(figures, dict)
    national = {key: figure["value"] for key, figure in figures.items()}
    by_site = {key: {name: one["value"] for name, one in figure["by_site"].items()} for key, figure in figures.items()}
    places = dig(found, "figures", "completeness", "sites")
    assert isinstance(places, list)
    return national, by_site, {one["site"]: one["state"] for one in places}


SIZES = ((1, 2, 18, date(2026, 11, 22)), (2, 3, 24, date(2026, 3, 2)), (7, 1, 12, date(2027, 1, 14)))
"""(seed, sites, sessions, day)."""
Size = tuple[int, int, int, date]
Made = Callable[[Size], dict[str, object]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A demo of a size, made once."""

    @cache
    def make(size: Size) -> dict[str, object]:
        seed, sites, sessions, now = size
        return demo(tmp_path_factory.mktemp("made") / "demo", seed, sites=sites, sessions=sessions, now=now)

    return make


@pytest.mark.parametrize("size", SIZES)
def test_headquarters_counts_what_the_script_says(size: Size, made: Made) -> None:
    found = made(size)
    national, by_site, completeness = numbers(found)
    expected = found["expected"]
    assert isinstance(expected, dict)
    assert expected == {key: national[key] for key in expected}
    for key, places in dict(found["expected_by_site"]).items():  # type: ignore[call-overload] # the object is plain
        assert by_site[key] == places, key
    assert found["expected_completeness"] == completeness
    assert found["safe"] is True


@pytest.mark.parametrize("size", SIZES)
def test_the_last_year_is_closed_as_the_script_says(size: Size, made: Made) -> None:
    found = made(size)
    last, expected = dig(found, "last_year", "figures"), found["expected_last_year"]
    assert isinstance(last, dict)
    assert isinstance(expected, dict)
    assert expected == {key: last[key]["value"] for key in expected}
    assert dig(found, "last_year", "closed") is True


@pytest.mark.parametrize("number", [0, 1])
def test_a_leader_opens_a_place_with_all_programmes_and_nothing_amiss(number: int, made: Made) -> None:
    """Both of whose leaders know somebody who has moved."""
    found, now = made(SIZES[0]), SIZES[0][3]
    places = found["sites"]
    assert isinstance(places, list)
    (user,) = places[number]["users"]
    settings = house.Settings(now=lambda: datetime.combine(now, time(12), UTC), state=Path(str(found["state"])))
    with house.open_vault(Path(places[number]["vault"]), user["label"], user["passphrase"], settings) as opened:
        lines = opened.do.courses.list()
        assert {line.course.programme for line in lines} == set(beginning.PROGRAMMES) - {"GROUP"}
        assert {"REFERRED", "AWAITING_APPROVAL", "APPROVED", "SETTING_UP", "ACTIVE", "DECLINED"} <= {line.status for line in lines}
        today = opened.do.today.read()
        assert [remark.code for remark in today.remarks if "held" in remark.code] == []
        assert next(visit.on for visit in today.ahead if visit.start) == now
        planned = opened.do.planning.between(now, now + timedelta(days=10))
        assert [visit.needs_another for visit in planned].count(True) == 1
        assert [bool(one.hand_over.to_site) for one in opened.do.moving.list()] == [True]
        assert {line.event.state for line in opened.do.groups.list()} == {"held", "planned", "cancelled"}
        assert any(opened.do.restrictions.of(line.course.participant) for line in lines) is (number == 0)


def test_the_object_and_the_papers(made: Made) -> None:
    found = made(SIZES[0])
    assert {"ok", "seed", "hq", "sites", "figures", "expected", "pdf"} <= found.keys()
    places = found["sites"]
    assert isinstance(places, list)
    assert sum(place["sessions"] for place in places) == 18
    for place in places:
        assert {"name", "vault", "users", "volunteers", "sessions", "bundle", "receipt"} == place.keys()
        assert Path(place["bundle"]).is_file()
        assert Path(place["receipt"]).is_file()
        assert all((Path(one["vault"]) / "vault.json").is_file() for one in [place, *place["volunteers"]])
    papers = found["pdf"]
    assert isinstance(papers, list)
    year, status = ("".join(page.extract_text() for page in pypdf.PdfReader(paper).pages) for paper in papers)
    assert all(place["name"] in year for place in places)
    assert places[0]["name"] in status
    assert "demo" in year.casefold()
    assert "demo" in status.casefold()
    with pytest.raises(VaultExists):
        demo(Path(str(found["directory"])), 1, sites=2, sessions=18, now=date(2026, 11, 22))


def test_the_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    script = staying(write_script(5, date(2026, 11, 22), 2, 12))
    stage = run._stage(tmp_path, script, script.now, Texts("en"), lambda _line: None, CHEAP)
    headquarters = stage.login("headquarters", "hq", "Hanne", "HQ_ADMIN")
    places = [run._place(stage, script, number) for number in range(2)]
    run._found(stage, headquarters, places)
    run._enrol(stage, headquarters, places)
    for place in places:
        place.log()
    files = [path for place in places for path in place.bundles]
    orders = list(permutations(files))
    random.Random(5).shuffle(orders)
    before = tmp_path / "before"
    shutil.copytree(headquarters.path, before)
    outcomes = set()
    for order in islice(orders, 5):
        shutil.rmtree(headquarters.path)
        shutil.copytree(before, headquarters.path)
        with stage.open(headquarters) as opened:
            results = opened.take_in([*order, order[0]])
            assert [result.outcome for result in results] == ["imported"] * len(files) + ["already"]
            figures = opened.do.papers.figures(year=2026, as_of=script.now)
            with opened.store.reading() as reading:
                digest = state_digest(reading.connection)
            outcomes.add((digest, *((key, figure.value) for key, figure in figures.figures.items())))
    assert len(outcomes) == 1
    values: dict[str, object] = dict(next(iter(outcomes))[1:])  # type: ignore[arg-type] # pairs after the digest
    counted = count(script, 2026).national
    assert {key: values[key] for key in counted} == counted


def staying(script: Script) -> Script:
    """The same script, in which nobody moves: the files of the first round alone are asked for."""
    return replace(
        script,
        sites=tuple(
            replace(site, arrivals=(), courses=tuple(replace(course, moves_on=None) for course in site.courses)) for site in script.sites
        ),
    )


@pytest.mark.parametrize(("sites", "sessions"), [(1, 0), (2, 1), (3, 60), (10, 300)])
def test_scripts_keep_their_promises(sites: int, sessions: int) -> None:
    now = date(2026, 2, 28)
    script = write_script(4, now, sites, sessions)
    assert script == write_script(4, now, sites, sessions)
    assert sum(site.loggings for site in script.sites) == sessions
    assert len({site.name for site in script.sites}) == sites
    keys: dict[bytes, int] = {}
    for course in (course for site in script.sites for course in site.courses):
        assert all(visit.held_on <= now for visit in course.visits)
        assert course.leader_on is None or course.matched_on is None or course.leader_on <= course.matched_on
        who = course.person
        if who.birth_date is not None:  # equal keys are the same human being, and the reverse
            assert (who.birth_date.month, who.birth_date.day) != (1, 1)
            key = k1_message(who.given, who.family, who.birth_date)
            assert keys.setdefault(key, who.human) == who.human
    assert len(set(keys.values())) == len(keys)


def test_a_script_of_the_usual_size_has_every_kind_of_course() -> None:
    script = write_script(1, date(2026, 11, 22), 3, 60)
    every = [course for site in script.sites for course in site.courses]
    visited = Counter(course.programme for course in every if course.visits)
    assert set(visited) == {"VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "STUDY_FREE"}
    assert any(course.guardian_on for course in every)
    assert any(course.interrupted_on for course in every)
    assert any(course.follows is not None for course in every)
    assert any(course.gone_on for course in every)
    assert any(course.released_on and course.programme == "PRIMUS_MOTOR" for course in every)
    assert any(not course.transfer for course in every)
    assert any(course.withdrawn for course in every)
    assert {exam.result for course in every for exam in course.exams} >= {"passed", "not_passed", ""}
    assert sum(len(site.arrivals) for site in script.sites) == 1
    assert all({"church_service", "bingo"} <= {event.kind for event in site.events} for site in script.sites)
    assert any(event.named for site in script.sites for event in site.events)


def test_the_demo_lies_at_places_of_the_list_and_one_that_is_on_none() -> None:
    listed = {
        line.split("|")[0].strip() for line in (house.RESOURCES / "reference" / "sites-da.txt").read_text(encoding="utf-8").splitlines()
    }
    script = write_script(1, date(2026, 11, 22), 4, 8)
    assert [site.name in listed for site in script.sites] == [True, True, True, False]
    assert {name for name, *_ in names.LISTED} <= listed


def test_somebody_is_visited_at_two_places() -> None:
    script = write_script(1, date(2026, 11, 22), 3, 60)
    spelt = [{(course.person.human, course.person.given) for course in site.courses} for site in script.sites]
    humans = [{human for human, _ in known} for known in spelt]
    assert humans[0] & humans[1]
    assert humans[1] & humans[2]
    assert not spelt[0] & spelt[1]
