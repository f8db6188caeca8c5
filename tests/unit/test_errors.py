"""Every error that a person can meet is raised by some test, and says what to do."""

import re
from pathlib import Path

from desktop import errors

TESTS = Path(__file__).resolve().parent.parent


def concrete(base: type[errors.Fault]) -> list[type[errors.Fault]]:
    """The classes without further ones below them."""
    below = base.__subclasses__()
    return [one for sub in below for one in concrete(sub)] if below else [base]


def test_every_error_class_is_named_by_a_test() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    missing = [error.__name__ for error in concrete(errors.WorldFault) if not re.search(rf"\b{error.__name__}\b", text)]
    assert missing == []


def test_every_sentence_is_whole_and_its_own() -> None:
    sentences = [error.sentence for error in concrete(errors.Fault)]
    assert len(set(sentences)) == len(sentences)
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []
