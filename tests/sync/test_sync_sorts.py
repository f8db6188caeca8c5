"""A whole file in the wrong place is called by its name; anything unknown is left to the reader of what was wanted."""

import pytest

from desktop.errors import AnotherFile
from desktop.sync import sorts

BEGINNINGS = {sorts.REQUEST: b'{"doc":"eyJ', sorts.ANSWER: b"INDA\0\1", sorts.BUNDLE: b"INDB\0\1"}


@pytest.mark.parametrize("wanted", BEGINNINGS)
@pytest.mark.parametrize("given", BEGINNINGS)
def test_each_sort_is_told_from_the_others(given: str, wanted: str) -> None:
    if given == wanted:
        sorts.require(BEGINNINGS[given], wanted)
        return
    with pytest.raises(AnotherFile) as refused:
        sorts.require(BEGINNINGS[given], wanted)
    assert refused.value.arguments == {"what": given, "hint": wanted}


@pytest.mark.parametrize("beginning", [b"", b"IND", b"\xff\xd8\xff", b'{"DOC":'])
def test_what_is_of_no_sort_is_left_to_the_reader(beginning: bytes) -> None:
    for wanted in BEGINNINGS:
        sorts.require(beginning, wanted)
