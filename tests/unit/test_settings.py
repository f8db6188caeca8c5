"""Preferences: what is kept comes back, what cannot be read is no reason to stop, and the file is whole or not there."""

from dataclasses import asdict
from pathlib import Path

import pytest

from desktop.errors import StorageError
from desktop.settings import FILE, Preferences, read_preferences, spoken, write_preferences

OTHER = Preferences(
    language="en", theme="high_contrast", text_size=150, lock_minutes=5, last_vault="0" * 32, last_label="Anna", several=True, system="dark"
)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    write_preferences(folder, OTHER)
    assert read_preferences(folder) == OTHER
    assert [path.name for path in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"text_size":300}', '{"lock_minutes":0}', '{"theme":"pink"}', "\xff"])
def test_what_cannot_be_read_gives_the_defaults(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(text.encode("latin-1"))
    assert read_preferences(tmp_path) == Preferences()


def test_what_is_understood_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"language":"en","text_size":true,"lock_minutes":5}', encoding="utf-8")
    assert read_preferences(tmp_path) == Preferences(language="en", lock_minutes=5)


def test_a_later_versions_fields_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"language":"en","later":{"deep":1}}', encoding="utf-8")
    assert read_preferences(tmp_path).language == "en"


def test_nothing_personal_is_kept() -> None:
    """The id is random, the label is what the unlock screen shows to everybody."""
    kept = set(asdict(OTHER))
    assert kept == {"language", "theme", "text_size", "lock_minutes", "last_vault", "last_label", "several", "system"}


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(StorageError):
        write_preferences(tmp_path / "state", OTHER)


@pytest.mark.parametrize(
    ("system", "expected"), [("en_GB", "en"), ("en-US", "en"), ("da_DK", "da"), ("de_DE", "da"), ("C", "da"), ("", "da")]
)
def test_the_systems_language_where_it_is_ours_else_danish(system: str, expected: str) -> None:
    assert spoken(Preferences(), system) == expected
    assert spoken(Preferences(language="en"), system) == "en"
    assert spoken(Preferences(language="da"), system) == "da"
