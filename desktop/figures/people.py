"""Who is whom: the participants that headquarters knows to be one person, computed whenever it is asked and never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.rules import likeness
from desktop.rules.likeness import KeyRow, Likeness, Pair, pair

_SHARED = "length(k.{0}) > 0 AND k.{0} IN (SELECT {0} FROM person_key GROUP BY {0} HAVING count(*) > 1)"
_ROWS = (
    "SELECT k.participant, k.k1, coalesce(p.site, ''), coalesce(f.gender, ''), k.first_january, k.k2, k.k3"  # noqa: S608 - constants
    " FROM person_key k"
    " JOIN participant p ON p.id = k.participant AND p.state = 'live'"
    " LEFT JOIN person f ON f.id = k.participant AND f.state = 'live' WHERE "
    + " OR ".join(_SHARED.format(key) for key in ("k1", "k2", "k3"))
    + " ORDER BY k.participant"
)
_DECIDED = "SELECT first, second, likeness, ground FROM link WHERE state = 'live' AND kind = ? ORDER BY id"
_CLAIMED = (
    "SELECT h.participant, c.known_as FROM claim c JOIN hand_over h ON h.id = c.hand_over AND h.state = 'live'"
    " WHERE c.state = 'live' AND c.known_as IS NOT NULL AND c.known_as <> '' AND c.known_as <> h.participant"
    " AND h.to_site IS NOT NULL AND h.to_site = c.site ORDER BY c.id"
)
PARTICIPANT, VOLUNTEER = "participant", "volunteer"


@dataclass(frozen=True, slots=True)
class People:
    """`person_of` has only those who are linked; everybody else is a person alone. `keyed`: those for whom there is a key."""

    person_of: Mapping[str, str]
    keyed: frozenset[str]
    open_pairs: Mapping[Pair, str]

    def person(self, participant: str) -> str:
        return self.person_of.get(participant, participant)


def people(connection: Connection) -> People:
    known = participants(connection)
    keyed = frozenset(str(id_) for (id_,) in connection.exec_driver_sql("SELECT participant FROM person_key"))
    return People(known.united(), keyed, known.open_pairs())


def participants(connection: Connection) -> Likeness:
    """What links participants and what is asked about them. A claim links once headquarters has moved the person there."""
    rows = [_key_row(row) for row in connection.exec_driver_sql(_ROWS)]
    certain = [pair(str(first), str(second)) for first, second in connection.exec_driver_sql(_CLAIMED)]
    return likeness.likeness(rows, decided(connection, PARTICIPANT), certain)


def volunteers(connection: Connection) -> Likeness:
    """What links volunteers: there are no keys of theirs, so only what somebody has said."""
    return likeness.likeness((), decided(connection, VOLUNTEER))


def of_kind(connection: Connection, kind: str) -> Likeness:
    return participants(connection) if kind == PARTICIPANT else volunteers(connection)


def decided(connection: Connection, kind: str) -> Mapping[Pair, tuple[str, str]]:
    """Pair → (same, different or unsure; what it rests on), as it was decided."""
    rows = connection.exec_driver_sql(_DECIDED, (kind,))
    return {pair(str(first), str(second)): (str(word or ""), str(ground or "")) for first, second, word, ground in rows}


def _key_row(row: Sequence[Any]) -> KeyRow:
    participant, k1, site, gender, january, k2, k3 = row
    return KeyRow(participant, bytes(k1), site, gender, bool(january), bytes(k2 or b""), bytes(k3 or b""))
