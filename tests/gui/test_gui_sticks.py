"""Sticks are told from the computer's own disks, and a refusal from what only the maker of a file could use."""

from pathlib import Path

import pytest

from desktop.errors import MalformedBundle, MalformedEntry, NonCanonical, SizeLimit, TamperedBundle
from desktop.texts import Texts
from desktop.viewmodels.file_words import plain
from desktop.viewmodels.sticks import Stick, is_stick, on_stick, sticks


@pytest.mark.parametrize(
    ("root", "system", "platform", "expected"),
    [
        ("/media/anna/STICK", "/", "linux", True),
        ("/run/media/anna/STICK", "/", "linux", True),
        ("/Volumes/STICK", "/", "darwin", True),
        ("/", "/", "linux", False),
        ("/home", "/", "linux", False),
        ("/media", "/", "linux", False),
        ("E:/", "C:/", "win32", True),
        ("c:/", "C:/", "win32", False),
        ("//server/share", "C:/", "win32", True),
    ],
)
def test_a_stick_is_told_from_the_computers_own_disks(root: str, system: str, platform: str, expected: bool) -> None:
    assert is_stick(root, system, platform) is expected


def test_sticks_are_looked_for_without_a_fault(tmp_path: Path) -> None:
    found = sticks()
    assert all(one.name and one.folder.is_absolute() for one in found)
    assert on_stick(tmp_path / "deep" / "er", (Stick("S", tmp_path),))
    assert not on_stick(tmp_path.parent, (Stick("S", tmp_path),))


def test_what_only_the_maker_of_a_file_could_use_is_not_said(texts: Texts) -> None:
    for fault in (MalformedBundle(what="order of frames"), NonCanonical(what="manifest"), MalformedEntry(what="part")):
        assert plain(texts, fault) == texts.fault(TamperedBundle())
    assert plain(texts, SizeLimit(what="body")) == texts.fault(SizeLimit(what="body"))
