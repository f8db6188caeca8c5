"""How far an enrolment has come: what was asked, whether it was answered, and what a request says before it is answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desktop.crypto.sealing import SealKey
from desktop.crypto.words import fold
from desktop.errors import NotOurRequest
from desktop.log import clock
from desktop.rules.dates import today_in_denmark
from desktop.services import trust
from desktop.services.context import Context
from desktop.services.enrolling import Enrolling
from desktop.store import trustbook
from desktop.store.repositories import enrolments
from desktop.store.unit_of_work import Reading
from desktop.sync import sorts
from desktop.sync.request import read_request, request_words

_BETWEEN = re.compile(r"[\s,;.\-]+")


@dataclass(frozen=True, slots=True)
class Standing:
    """The vault's own enrolment. `enrolled`: there is a vault above, which vouches for the person at work, too.

    `words` are those of the newest open request that names the person at work, made on `asked_on`; none where none is open.
    """

    enrolled: bool
    above: str = ""
    asked_on: date | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request says of itself: the label of the place, the kind of the vault, whether its people are invented."""

    place: str
    kind: Literal["volunteer", "site"]
    demo: bool


class Enrolments:
    """`words` is the list of 2,048."""

    def __init__(self, context: Context, words: Sequence[str], enrolling: Enrolling) -> None:
        self._context = context
        self._words = words
        self._folded = frozenset(fold(word) for word in words)
        self._enrolling = enrolling

    def standing(self) -> Standing:
        with self._context.store.reading() as reading:
            parent = trustbook.parent(reading.connection)
            asked = self._open(reading)
            known = trust.load(reading).users.get(self._context.author.user)
        vouched = known is not None and known.issuer != self._context.keys.sign.public
        enrolled = reading.kind == "hq" or (parent is not None and vouched)
        above = "" if parent is None else parent.name
        if asked is None:
            return Standing(enrolled, above)
        return Standing(enrolled, above, asked[0], request_words(asked[1], self._words))

    def request(self, seal: SealKey) -> tuple[bytes, tuple[str, ...]]:
        """The open request of the person at work once more, or else a new one; the file and its eight words.

        `seal` is the person's own sealing key. Raises AlreadyEnrolled.
        """
        with self._context.store.reading() as reading:
            asked = self._open(reading)
        return self._enrolling.request(seal) if asked is None else (asked[1], request_words(asked[1], self._words))

    def asking(self, file: bytes) -> Asking:
        """What a request says, for the one who is to answer it. Raises AnotherFile, and what a bad request raises."""
        sorts.require(file, sorts.REQUEST)
        request = read_request(file)
        return Asking(request.name, request.vault.kind, request.demo)

    def require_answer(self, file: bytes) -> None:
        """Raises AnotherFile for a whole file of another sort; NotOurRequest where nothing was asked."""
        sorts.require(file, sorts.ANSWER)
        with self._context.store.reading() as reading:
            if not enrolments.open_requests(reading.connection):
                raise NotOurRequest()

    def strange(self, typed: str) -> tuple[str, ...]:
        """The typed words that are not in the list at all: misheard, whatever the file."""
        return tuple(word for word in _BETWEEN.split(typed.strip()) if word and fold(word) not in self._folded)

    def _open(self, reading: Reading) -> tuple[date, bytes] | None:
        """The newest open request that names the person at work."""
        user = self._context.author.user
        asked = [(at, file) for at, file in enrolments.asked(reading.connection) if user in {one.id for one in read_request(file).users}]
        return (today_in_denmark(clock.parse(asked[-1][0])), asked[-1][1]) if asked else None
