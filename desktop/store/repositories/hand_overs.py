"""Hand-overs between sites with their claims and withdrawals; which rows a move takes along, and from whom it takes them away."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.log.entry import Part, read_part
from desktop.models.rows.moves import Claim, HandOver, LateEdit, Withdrawal
from desktop.rules import moving
from desktop.store.layout import Key
from desktop.store.repositories import participants
from desktop.store.repositories.cells import day, text

_HAND_OVER = "SELECT id, participant, site, handed_on, code, to_site, moved_on FROM hand_over WHERE state = 'live'"
_CLAIM = (
    "SELECT c.id, c.hand_over, c.site, c.claimed_on, c.known_as FROM claim c JOIN entry e ON e.hash = substr(c.h_claimed, 1, 32)"
    " WHERE c.state = 'live'"
)
_MERGE_ORDER = "ORDER BY e.hlc, e.dev, e.inc, e.seq, e.hash"
_WITHDRAWAL = "SELECT id, hand_over, vault, asked_on, done_on FROM withdrawal WHERE state = 'live'"
_LET_GO = (
    '(SELECT DISTINCT t."row" FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place'
    " WHERE t.tab = 'course' AND p.state = 'withheld')"
)
_SESSIONS_LET_GO = f"SELECT id FROM session WHERE course IN {_LET_GO}"  # noqa: S608 - constants
_STRAY = (
    ("course", f"SELECT id FROM course WHERE id IN {_LET_GO}"),  # noqa: S608 - constants
    ("match", f"SELECT id FROM match WHERE course IN {_LET_GO}"),  # noqa: S608 - constants
    ("session", _SESSIONS_LET_GO),
    ("pause", f"SELECT id FROM pause WHERE course IN {_LET_GO}"),  # noqa: S608 - constants
    ("exam", f"SELECT id FROM exam WHERE course IN {_LET_GO}"),  # noqa: S608 - constants
    ("participation", f"SELECT id FROM participation WHERE session IN ({_SESSIONS_LET_GO})"),  # noqa: S608 - constants
    ("note", f"SELECT id FROM note WHERE session IN ({_SESSIONS_LET_GO})"),  # noqa: S608 - constants
)
"""What came late about courses that this vault has let go of."""
_KEPT_HERE = (
    ("note", "SELECT n.id FROM note n JOIN session s ON s.id = n.session JOIN course c ON c.id = s.course WHERE c.participant = ?1"),
    ("restriction", "SELECT id FROM restriction WHERE participant = ?1"),
)
"""What never leaves a site, and is deleted there when the person moves."""

Spot = tuple[int, int, str, str, int]
"""(log id, index of the part, dev, inc, seq)."""


def everything(connection: Connection) -> tuple[HandOver, ...]:
    return tuple(_hand_over(row) for row in connection.exec_driver_sql(f"{_HAND_OVER} ORDER BY handed_on, id"))


def by_id(connection: Connection, id_: str) -> HandOver | None:
    found = connection.exec_driver_sql(f"{_HAND_OVER} AND id = ?", (id_,)).first()
    return None if found is None else _hand_over(found)


def of_participant(connection: Connection, participant: str) -> tuple[HandOver, ...]:
    rows = connection.exec_driver_sql(f"{_HAND_OVER} AND participant = ? ORDER BY handed_on, id", (participant,))
    return tuple(_hand_over(row) for row in rows)


def of_erased(connection: Connection, until: date) -> tuple[HandOver, ...]:
    """Of participants about whom everything was deleted, on that day at the latest."""
    rows = connection.exec_driver_sql(
        f"{_HAND_OVER} AND participant IN (SELECT p.id FROM participant p JOIN erasure e ON e.subject = p.id AND e.state = 'live'"  # noqa: S608 - constants
        " WHERE p.state = 'erased' AND e.erased_on <= ?) ORDER BY handed_on, id",
        (until.isoformat(),),
    )
    return tuple(_hand_over(row) for row in rows)


def claims(connection: Connection, hand_over: str) -> tuple[Claim, ...]:
    """In merge order: the first is the one that is served."""
    rows = connection.exec_driver_sql(f"{_CLAIM} AND c.hand_over = ? {_MERGE_ORDER}", (hand_over,))
    return tuple(_claim(row) for row in rows)


def claims_of_site(connection: Connection, site: str) -> tuple[Claim, ...]:
    rows = connection.exec_driver_sql(f"{_CLAIM} AND c.site = ? {_MERGE_ORDER}", (site,))
    return tuple(_claim(row) for row in rows)


def claimed(connection: Connection) -> tuple[str, ...]:
    """The hand-overs that somebody claims, known or not."""
    return tuple(text(id_) for (id_,) in connection.exec_driver_sql("SELECT DISTINCT hand_over FROM claim WHERE state = 'live' ORDER BY 1"))


def withdrawals(connection: Connection, hand_over: str) -> tuple[Withdrawal, ...]:
    rows = connection.exec_driver_sql(f"{_WITHDRAWAL} AND hand_over = ? ORDER BY id", (hand_over,))
    return tuple(_withdrawal(row) for row in rows)


def asked_of(connection: Connection, vault: str) -> tuple[Withdrawal, ...]:
    """What a laptop is to let go of, done or not."""
    rows = connection.exec_driver_sql(f"{_WITHDRAWAL} AND vault = ? ORDER BY asked_on, id", (vault,))
    return tuple(_withdrawal(row) for row in rows)


def home_of(connection: Connection, participant: str) -> str:
    """The site at which a participant was first referred, "" where it is not known here."""
    return text(connection.exec_driver_sql("SELECT site FROM participant WHERE id = ?", (participant,)).scalar())


def holder(connection: Connection, participant: str) -> str:
    """The site where a participant is now, as far as headquarters has moved anybody."""
    return moving.holder(home_of(connection, participant), of_participant(connection, participant))


# --- which rows move ---------------------------------------------------------------------------------------------


def came_to(connection: Connection, site: str) -> set[Key]:
    """At headquarters: everything about the people who were moved to a site and are there, with how they came."""
    found: set[Key] = set()
    for participant in _moved(connection, "to_site", site):
        if holder(connection, participant) == site:
            found.update(participants.rows_about(connection, participant))
            known = of_participant(connection, participant)
            found.update(("hand_over", one.id) for one in known)
            found.update(("claim", claim.id) for one in known if one.to_site == site for claim in claims(connection, one.id))
    return found


def gone_from(connection: Connection, site: str) -> set[Key]:
    """At headquarters: everything about the people who were moved away from a site and are not back."""
    found: set[Key] = set()
    for participant in _moved(connection, "site", site):
        if holder(connection, participant) != site:
            found.update(participants.rows_about(connection, participant))
    return found


def _moved(connection: Connection, end: str, site: str) -> list[str]:
    """The participants of hand-overs that were carried out with the site at this end of them."""
    statement = f"SELECT DISTINCT participant FROM hand_over WHERE state = 'live' AND to_site IS NOT NULL AND {end} = ? ORDER BY 1"  # noqa: S608 - a constant
    return [text(participant) for (participant,) in connection.exec_driver_sql(statement, (site,))]


# --- what an old site holds of a person --------------------------------------------------------------------------


def parts_about(connection: Connection, participant: str) -> list[tuple[Spot, Part]]:
    """The parts about a participant that are here, in log order: also notes, and what came after the rest was let go of.

    Not those that erase: what is erased stays erased.
    """
    keys = set(participants.rows_about(connection, participant))
    for table, statement in _KEPT_HERE:
        keys.update((table, text(id_)) for (id_,) in connection.exec_driver_sql(statement, (participant,)))
    for table, statement in _STRAY:
        keys.update((table, text(id_)) for (id_,) in connection.exec_driver_sql(statement))
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT e.id, t.place, e.dev, e.inc, e.seq, p.body FROM json_each(?) k"
        ' JOIN touch t ON t."row" = k.value ->> 1 AND t.tab = k.value ->> 0 JOIN entry e ON e.id = t.entry'
        " JOIN part p ON p.entry = t.entry AND p.place = t.place AND p.state = 'present' ORDER BY e.id, t.place",
        (json.dumps([list(key) for key in sorted(keys)]),),
    )
    found = (((int(id_), int(place), text(dev), text(inc), int(seq)), read_part(bytes(body))) for id_, place, dev, inc, seq, body in rows)
    return [(spot, part) for spot, part in found if part.subject == participant and all(change.verb != "erase" for change in part.changes)]


# --- what the old site saved meanwhile ---------------------------------------------------------------------------


def late_edits(connection: Connection, one: HandOver, vaults: Iterable[str]) -> tuple[LateEdit, ...]:
    """Rows about the person that these vaults saved after the hand-over was written, each once, by the hybrid clock of the saves."""
    about = [key for key in participants.rows_about(connection, one.participant) if key[0] != "grant"]
    rows = connection.exec_driver_sql(
        'SELECT t.tab, t."row", e.dev, max(e.hlc) FROM json_each(?1) k JOIN touch t ON t."row" = k.value ->> 1 AND t.tab = k.value ->> 0'
        " JOIN entry e ON e.id = t.entry JOIN part p ON p.entry = t.entry AND p.place = t.place AND p.state = 'present'"
        " WHERE e.dev IN (SELECT value FROM json_each(?2)) AND e.hash NOT IN (SELECT hash FROM aside)"
        " AND e.hlc > (SELECT h.hlc FROM hand_over o JOIN entry h ON h.hash = substr(o.h_handed, 1, 32) WHERE o.id = ?3)"
        ' GROUP BY t.tab, t."row", e.dev ORDER BY 4, 1, 2',
        (json.dumps([list(key) for key in about]), json.dumps(sorted(vaults)), one.id),
    )
    return tuple(LateEdit(one.id, text(table), text(row), text(dev), text(at)) for table, row, dev, at in rows)


# --- counts of those who moved away ------------------------------------------------------------------------------


def departed(connection: Connection, site: str) -> dict[tuple[str, int], tuple[int, int, int]]:
    """(programme, year) -> (persons, meetings, minutes) that a site counted of people who have moved away since.

    Each laptop of the site counts all of them, so the greatest of their counts is the site's.
    """
    rows = connection.exec_driver_sql(
        "SELECT programme, year, max(persons), max(meetings), max(minutes) FROM departed WHERE state = 'live' AND site = ?"
        " GROUP BY programme, year ORDER BY programme, year",
        (site,),
    )
    return {
        (text(programme), int(year)): (int(persons), int(meetings), int(minutes)) for programme, year, persons, meetings, minutes in rows
    }


def counted(connection: Connection, row: str) -> tuple[int, int, int]:
    """(persons, meetings, minutes) of one laptop's count; nothing where there is none."""
    found = connection.exec_driver_sql("SELECT persons, meetings, minutes FROM departed WHERE id = ? AND state = 'live'", (row,)).first()
    return (0, 0, 0) if found is None else (int(found[0]), int(found[1]), int(found[2]))


def _hand_over(row: Sequence[object]) -> HandOver:
    id_, participant, site, handed_on, code, to_site, moved_on = row
    return HandOver(text(id_), text(participant), text(site), day(handed_on), text(code), text(to_site), day(moved_on))


def _claim(row: Sequence[object]) -> Claim:
    id_, hand_over, site, claimed_on, known_as = row
    return Claim(text(id_), text(hand_over), text(site), day(claimed_on), text(known_as))


def _withdrawal(row: Sequence[object]) -> Withdrawal:
    id_, hand_over, vault, asked_on, done_on = row
    return Withdrawal(text(id_), text(hand_over), text(vault), day(asked_on), day(done_on))
