"""The theorem of synchronisation as a function of sets: who are the heads of a unit, and which of them is its value.

For a unit of a row, P is every put and tomb of it, each known by its entry hash, with bases = entry hashes of the
heads its author saw. The heads are the members that are neither refused nor an ancestor, through P, of another
member that is not refused: a refused put loses its value and keeps its edges. The value is the greatest head by
(rank, hlc, dev, inc, seq, hash). More than one head is one open conflict that shows all. Nothing here depends on
order, doubling, restarts or clocks; a missing base can only add a shown conflict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.models.rows.fields import Value

Order = tuple[int, str, str, str, int, bytes]
"""(rank, hlc, dev, inc, seq, hash): compared from the left."""

_HQ_LAST = MappingProxyType({"hq": 2, "site": 1, "volunteer": 0})
_PLACE_LAST = MappingProxyType({"hq": 1, "site": 1, "volunteer": 0})
_BY_RANK: Mapping[str, Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(
        (
            "site",
            "site_programme",
            "vault",
            "user",
            "verdict",
            "revocation",
            "link",
            "hold",
            "programme",
            "setting",
            "label",
            "year_close",
            "closed_figure",
        ),
        _HQ_LAST,
    )
)


@dataclass(frozen=True, slots=True)
class Put:
    """A put or (value None) a tomb of one unit, as one member of P."""

    hash: bytes
    bases: frozenset[bytes]
    order: Order
    value: Value | None
    refused: bool = False


def rank(table: str, kind: str) -> int:
    """Whose word counts more when nobody saw the other's: headquarters for reference data, a leader before a volunteer."""
    return _BY_RANK.get(table, _PLACE_LAST).get(kind, 0)


def heads(puts: Iterable[Put]) -> tuple[Put, ...]:
    """The heads, the value first. Empty when P is empty or all of it is refused."""
    members = {put.hash: put for put in puts}
    covered: set[bytes] = set()
    for put in members.values():
        if not put.refused:
            _cover(put, members, covered)
    open_ = (put for put in members.values() if not put.refused and put.hash not in covered)
    return tuple(sorted(open_, key=lambda put: put.order, reverse=True))


def _cover(put: Put, members: Mapping[bytes, Put], covered: set[bytes]) -> None:
    """Add every ancestor of `put` to `covered`; what is covered already has had its own ancestors added."""
    waiting = [base for base in put.bases if base in members and base not in covered]
    while waiting:
        hash_ = waiting.pop()
        if hash_ not in covered:
            covered.add(hash_)
            waiting.extend(base for base in members[hash_].bases if base in members)
