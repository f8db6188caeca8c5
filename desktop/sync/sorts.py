"""What sort of file somebody has in hand, by its first bytes: so that a whole file in the wrong place is not called damaged.

Nothing is believed of a file here; whether it is whole and genuine, its own reader says.
"""

from typing import Final

from desktop.errors import N_, AnotherFile
from desktop.sync import container

REQUEST: Final = N_("a request for enrolment")
ANSWER: Final = N_("the answer to an enrolment")
BUNDLE: Final = N_("a file with saved work or a receipt")
SPARE_REQUEST: Final = N_("a request for the spare key")
SPARE_ANSWER: Final = N_("the answer with the spare key")

BEGINNINGS = (
    (b'{"doc":', REQUEST),
    (container.ANSWER.magic, ANSWER),
    (container.BUNDLE.magic, BUNDLE),
    (b'{"ask":', SPARE_REQUEST),
    (b'{"answer":', SPARE_ANSWER),
)
LONGEST = max(len(beginning) for beginning, _ in BEGINNINGS)


def require(beginning: bytes, wanted: str) -> None:
    """Raise AnotherFile where the first bytes are those of a sort that is not `wanted`; an unknown sort is left to the reader."""
    sort = next((sort for first, sort in BEGINNINGS if beginning.startswith(first)), wanted)
    if sort != wanted:
        raise AnotherFile(what=sort, hint=wanted)
