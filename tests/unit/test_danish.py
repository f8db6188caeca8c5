"""The Danish of the whole program: one word for one thing, on screen, on paper and in the command line."""

import ast
from collections.abc import Iterator, Mapping

import pytest
from babel.messages.pofile import read_po

from tools.texts import DANISH, ROOT

OTHER_WORDS = {
    "indmeld": "tilmeld",
    "dæknavn": "alias",
    "kaldenavn": "det korte navn",
    "usb-stik": "USB-nøgle",
    "gravsten": "slettet post",
    "gemt post": "registrering",
    "gemte ændringer": "registreringer",
    "hovedkontor": "landskontoret",
    "matrikel": "sted",
    " programmer": "indsatser",
    "gennemført besøg": "afholdt besøg",
    "importér": "indlæs",
    "hent ind": "indlæs",
}
"""What the program does not say → what it says instead."""


@pytest.fixture(scope="module")
def danish() -> Mapping[str, str]:
    with DANISH.open("rb") as stream:
        return {str(one.id): str(one.string) for one in read_po(stream, locale="da") if one.id}


@pytest.mark.parametrize("word", list(OTHER_WORDS))
def test_one_word_for_one_thing(danish: Mapping[str, str], word: str) -> None:
    assert [source for source, said in danish.items() if word in said.lower()] == [], f"say: {OTHER_WORDS[word]}"


@pytest.mark.parametrize(
    ("english", "said"), [("Save", "Gem"), ("Held", "Afholdt"), ("Load again", "Opdater"), ("Programme", "Indsats"), ("Import", "Indlæs")]
)
def test_the_words_of_buttons(danish: Mapping[str, str], english: str, said: str) -> None:
    assert danish[english] == said


def sentences() -> Iterator[tuple[str, str]]:
    """(sentence, file) of all that the source says, also inside an f-string, where the extractor does not look."""
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            if name in ("say", "N_") and isinstance(node.args[0].value, str):
                yield node.args[0].value, path.name


def test_every_sentence_of_the_source_is_in_the_catalogue(danish: Mapping[str, str]) -> None:
    assert [(said, file) for said, file in sentences() if said and not danish.get(said)] == []
