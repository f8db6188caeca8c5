"""The records of a person's move as repositories return them: frozen values with plain ids and calendar dates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HandOver:
    """A participant leaves a site. `code` is what the card says; `to_site` and `moved_on` are headquarters' word that the person moved."""

    id: str
    participant: str = ""
    site: str = ""
    handed_on: date | None = None
    code: str = ""
    to_site: str = ""
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A site says that the person of a hand-over is there. `known_as` is a participant that it had made meanwhile, or ""."""

    id: str
    hand_over: str = ""
    site: str = ""
    claimed_on: date | None = None
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One laptop of the old site is to let go of the person; `done_on` is its word that it has."""

    id: str
    hand_over: str = ""
    vault: str = ""
    asked_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class LateEdit:
    """A row about the person that the old site saved after handing the person over: it counts, and somebody should look at it."""

    hand_over: str
    table: str
    row: str
    vault: str
    at: str
