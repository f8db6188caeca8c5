"""An entry as it travels: its bytes, and what became of each of its parts on this edge."""

from dataclasses import dataclass
from enum import IntEnum

from desktop.log.entry import RawEntry


class State(IntEnum):
    """What a file says of a part: not carried on this edge, carried, or erased for good."""

    WITHHELD = 0
    PRESENT = 1
    ERASED = 2


@dataclass(frozen=True, slots=True)
class Carried:
    """`raw.parts[i]` is None unless `states[i]` is PRESENT; both are as long as the header's list of parts.

    `traces` is empty, or as long: what is left of a part that is ERASED, nothing where the sender says nothing of it.
    """

    raw: RawEntry
    states: tuple[State, ...]
    traces: tuple[bytes, ...] = ()
