"""Consent to transfer is withdrawn: what the vault above was told of the participant is taken back there, and stays here.

For each row two saves: a tomb that travels, standing on everything that was told, and the same value again in a part that
does not travel. So nothing changes at the place; above the row is gone, and headquarters deletes what it held (forgetting).
Given again, the consent lets a new put travel that stands on the tomb.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from desktop.models.rows.fields import Leaf, Value
from desktop.services import transfer, trust
from desktop.services.transfer import BATCH, PURPOSE, about_returning, about_row
from desktop.store import state
from desktop.store.layout import Key
from desktop.store.repositories import consents, participants, told, units
from desktop.store.unit_of_work import Work

Present = Mapping[str, Value | None]


def take_back(work: Work, participant: str, site: str, *, rows: Collection[Key] | None = None) -> int:
    """Take back what was told above of a participant, all of it or these `rows`; how many rows.

    The consent to transfer itself stays told: it says why. Rows that others hang on go last and come back first.
    """
    kept = {("consent", one.id) for one in consents.of_participant(work.connection, participant) if one.purpose == PURPOSE}
    about = [key for key in participants.rows_about(work.connection, participant) if key not in kept and (rows is None or key in rows)]
    found = [(key, units.present(work.connection, *key)) for key in about if _said(work, key)]
    for key, present in _paged(work, reversed(found)):
        where = about_row(*key, _fields(present), participant, site, local=False)
        for unit, heads in told.heads(work.connection, *key).items():
            if any(heads.values()):
                work.tomb(*key, unit, where, also=tuple(heads))
    for key, present in _paged(work, found):
        here = about_returning(*key, _fields(present), participant, site, local=True)
        for unit, value in present.items():
            if value is not None:
                work.put(*key, unit, value, here, again=True)
    return len(found)


def take_back_late(work: Work, today: date) -> int:
    """Take back what arrived as something that travels, of participants who do not wish it; how many rows.

    A volunteer's vault hears of a withdrawal only with the next delivery, and saves as before until then; so does this one where it
    was saved on another laptop of the place. Each laptop takes back what was saved on it and in the volunteers' vaults below it.
    """
    ours = trust.tree_of(trust.load(work), work.own)
    arrived = transfer.arrived_since(work, state.TAKEN_BACK, participants.told_since, ours)
    count = 0
    for participant in participants.by_ids(work.connection, sorted(arrived)):
        if transfer.held_back(work, participant.id, today):
            about = arrived[participant.id] or participants.rows_about(work.connection, participant.id)
            rows = {key for key in about if told.authors(work.connection, _full(work, key)) & ours}
            count += take_back(work, participant.id, participant.site, rows=rows)
    return count


def _full(work: Work, key: Key) -> set[bytes]:
    """The heads of a row above that say something."""
    return {hash_ for heads in told.heads(work.connection, *key).values() for hash_, full in heads.items() if full}


def _said(work: Work, key: Key) -> bool:
    """Whether the vault above holds a value of the row."""
    return any(any(heads.values()) for heads in told.heads(work.connection, *key).values())


def _paged(work: Work, found: Iterable[tuple[Key, Present]]) -> Iterator[tuple[Key, Present]]:
    """The same, with a save after each batch and between tables: a row is judged by those that it hangs on."""
    table, written = "", 0
    for key, present in found:
        if written and (key[0] != table or written % BATCH == 0):
            work.flush()
        table, written = key[0], written + 1
        yield key, present
    work.flush()


def _fields(present: Present) -> dict[str, Leaf]:
    return {name: leaf for value in present.values() if value for name, leaf in value.items()}
