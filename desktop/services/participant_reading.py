"""Which participant is meant by what a person types."""

from desktop.errors import UnknownParticipant
from desktop.models.rows.domain import Participant
from desktop.rules import alias as aliases
from desktop.services.sites import named
from desktop.store.repositories import participants
from desktop.store.unit_of_work import Reading


def named_participant(reading: Reading, typed: str) -> Participant:
    """The participant "[SITE/]ALIAS", however it is cased. Raises UnknownSite, UnknownParticipant (also where several fit)."""
    place, _, alias = (piece.strip() for piece in typed.rpartition("/"))
    site = named(reading, place).id if place else ""
    wanted = aliases.fold(alias)
    found = [
        one for one in participants.everybody(reading.connection) if aliases.fold(one.alias) == wanted and one.site == (site or one.site)
    ]
    if len(found) != 1 or not wanted:
        raise UnknownParticipant(alias=typed)
    return found[0]
