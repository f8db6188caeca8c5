"""What a vault says of its own enrolment: before it asked, while it waits, once it is enrolled; and of a request it is handed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop import house
from desktop.crypto.passphrase import Cost
from desktop.errors import AlreadyEnrolled, AnotherFile, NotAllowed, NotOurRequest

PHRASE = "violet kedel springer hjemad"
SETTINGS = house.Settings(now=lambda: datetime(2026, 3, 20, 23, 30, tzinfo=UTC), cost=Cost(1024, 1, 1), memory_security=False)


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[dict[str, house.OpenVault]]:
    settings = replace(SETTINGS, state=tmp_path / "state")
    opened: dict[str, house.OpenVault] = {}
    for kind in ("site", "hq"):
        person = house.Person("Anna", "Anna Asp", PHRASE)
        house.create_vault(tmp_path / kind, "site" if kind == "site" else "hq", "Nordby", person, settings)
        opened[kind] = house.open_vault(tmp_path / kind, "Anna", PHRASE, settings)
    yield opened
    for vault in opened.values():
        vault.close()


def test_a_request_is_remembered_until_its_answer_is_taken(vaults: dict[str, house.OpenVault]) -> None:
    site, hq = vaults["site"], vaults["hq"]
    before = site.do.enrolments.standing()
    assert (before.enrolled, before.words, before.asked_on) == (False, (), None)
    file, words = site.do.enrolments.request(site.slot.sealing)
    assert site.do.enrolments.request(site.slot.sealing) == (file, words)
    waiting = site.do.enrolments.standing()
    assert (waiting.enrolled, waiting.words) == (False, words)
    assert waiting.asked_on == date(2026, 3, 21)  # the calendar day in Denmark
    asking = hq.do.enrolments.asking(file)
    assert (asking.place, asking.kind, asking.demo) == ("Nordby", "site", False)
    answered = hq.do.enrolling.answer_site(file, " ".join(words), "Nordby")
    site.do.enrolling.accept(answered.file, " ".join(answered.words))
    after = site.do.enrolments.standing()
    assert (after.enrolled, after.words) == (True, ())
    with pytest.raises(AlreadyEnrolled):
        site.do.enrolments.request(site.slot.sealing)


def test_files_of_another_sort_are_told_apart_wherever_they_are_handed_in(vaults: dict[str, house.OpenVault], tmp_path: Path) -> None:
    site, hq = vaults["site"], vaults["hq"]
    with pytest.raises(NotOurRequest):
        site.do.enrolments.require_answer(b"INDA")
    file, words = site.do.enrolments.request(site.slot.sealing)
    answer = hq.do.enrolling.answer_site(file, " ".join(words), "Nordby").file
    enrolling: tuple[Callable[[], object], ...] = (
        lambda: hq.do.enrolments.asking(answer),
        lambda: hq.do.enrolling.answer_site(answer, "", "Nordby"),
        lambda: site.do.enrolments.require_answer(file),
        lambda: site.do.enrolling.accept(file, ""),
    )
    for wrong in enrolling:
        with pytest.raises(AnotherFile):
            wrong()
    for name, data in (("request", file), ("answer", answer)):
        (tmp_path / name).write_bytes(data)
        (result,) = hq.do.importing.file(tmp_path / name)
        assert (result.outcome, type(result.error)) == ("refused", AnotherFile)


def test_words_that_are_in_no_list_are_named(vaults: dict[str, house.OpenVault]) -> None:
    assert vaults["site"].do.enrolments.strange("Kedel, gelaender. xyz ÅÅÅ") == ("xyz", "ÅÅÅ")


def test_only_headquarters_sees_how_old_each_places_file_is(vaults: dict[str, house.OpenVault]) -> None:
    assert vaults["hq"].do.site_ages.list() == ()
    with pytest.raises(NotAllowed):
        vaults["site"].do.site_ages.list()
