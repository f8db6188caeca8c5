"""The checks of the repository find what they are there for. Forbidden words are put together here as well."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools import cleanliness, licences, sizes, texts


@pytest.mark.parametrize(
    "line",
    [
        "see /wor" + "k/main/x",
        "index = https://py" + "pi.org/simple",
        "# TO" + "DO later",
        "connection.open" + "_blob('t', 'c', 1)",
        "from PySide6.Qt" + "Network import QTcpSocket",
        "import PySide6.QtWeb" + "Sockets",
        "../shared/" + "design/x.md",
    ],
)
def test_a_forbidden_line_is_found(line: str) -> None:
    assert {number for number, _reason in cleanliness.complaints(f"clean\n{line}\n")} == {2}


def test_a_forbidden_word_is_found_whatever_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanliness, "WORDS", frozenset({cleanliness.digest("rhubarb")}))
    assert list(cleanliness.complaints("a Rhubarb pie")) == [(1, "a word that does not belong here")]


def test_ordinary_lines_are_left_alone() -> None:
    assert not list(cleanliness.complaints("The network is down.\nfrom PySide6.QtCore import QObject\nmethod todos hacksaw\n"))


def test_long_functions_are_measured_from_def_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "ROOT", tmp_path)
    path = tmp_path / "long.py"
    path.write_text("def short() -> None:\n    pass\n\n\ndef long() -> None:\n" + "    pass\n" * 40, encoding="utf-8")
    assert list(sizes.long_functions(path)) == [("long.py:5 long", 41)]


def written(folder: Path, danish: dict[str, str]) -> Path:
    catalogue = Catalog(locale="da", fuzzy=False)
    for source, text in danish.items():
        catalogue.add(source, text)
    path = folder / "da.po"
    with path.open("wb") as stream:
        write_po(stream, catalogue)
    return path


@pytest.mark.parametrize(
    ("danish", "fault"),
    [
        ({"Hello {name}": "Hej {name}", "Bye": "Farvel"}, None),
        ({"Hello {name}": "Hej {name}", "Bye": ""}, "untranslated: Bye"),
        ({"Hello {name}": "Hej {name}"}, "untranslated: Bye"),
        ({"Hello {name}": "Hej {name}", "Bye": "Farvel", "Old": "Gammel"}, "stale: Old"),
        ({"Hello {name}": "Hej {navn}", "Bye": "Farvel"}, "blanks differ: Hello {name}"),
    ],
)
def test_the_catalogue_is_held_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, danish: dict[str, str], fault: str | None) -> None:
    source = tmp_path / "desktop"
    source.mkdir()
    (source / "a.py").write_text('texts.say("Hello {name}", name="x")\nN_("Bye")\n', encoding="utf-8")
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "DANISH", written(tmp_path, danish))
    assert texts.faults() == ([fault] if fault else [])


def test_every_shipped_package_has_its_licence_text() -> None:
    assert licences.faults() == []
    assert {"cryptography", "pyside6-essentials", "sqlcipher3"} <= set(licences.shipped())
