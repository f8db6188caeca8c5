"""Consent to transfer: whether what is saved about a participant may leave the site, and telling it again once it may."""

from collections.abc import Collection
from datetime import date

from desktop.log.entry import read_part
from desktop.models.rows.domain import Consent, Course
from desktop.models.rows.fields import Leaf
from desktop.rules.status import Period, has_basis
from desktop.services import trust
from desktop.services.audience import of_course, of_site, of_volunteer
from desktop.store import state
from desktop.store.layout import Key
from desktop.store.repositories import consents, courses, participants, told, units
from desktop.store.unit_of_work import About, Reading, Work

PURPOSE = "transfer"
BATCH = 40
"""Rows in one entry when much is told again: far below what an entry may hold."""
_ALONE = frozenset({"participant", "course", "movement"})
"""After these an entry ends: an alias and a movement are parts of their own, for volunteers are told; visits are judged by the course."""


def held_back(reading: Reading, participant: str, today: date) -> bool:
    """Whether changes about the participant stay at the site: no consent to transfer is given and not withdrawn today."""
    return not consented(consents.of_participant(reading.connection, participant), today)


def consented(known: Collection[Consent], today: date) -> bool:
    return has_basis([Period(one.given_on, one.withdrawn_on) for one in known if one.purpose == PURPOSE], today)


def course_held_back(reading: Reading, course: Course, today: date) -> bool:
    """The same of a course's participant, also in a volunteer's vault.

    A volunteer's vault is not told the consents. There the course itself tells: the site delivers it as `core` once the
    participant has consented, and what is not known to be so is held back.
    """
    if reading.kind == "volunteer":
        return courses.newest_class(reading.connection, course.id) != "core"
    return held_back(reading, course.participant, today)


def tell_late(work: Work, today: date) -> int:
    """Tell again what volunteers saved as held back and what arrived after the consent to transfer; how many rows.

    A volunteer's vault hears of a consent only with the next delivery, and this one of a consent that was saved on another laptop
    of the place. What this vault saved itself was told again when the consent was given. Each laptop tells what was saved on it
    and in the volunteers' vaults below it, so that nothing is told twice.
    """
    ours = trust.tree_of(trust.load(work), work.own)
    arrived = arrived_since(work, state.TOLD, participants.held_back_since, ours)
    count = 0
    for participant in participants.by_ids(work.connection, sorted(arrived)):
        if not held_back(work, participant.id, today):
            about = arrived[participant.id] or participants.rows_about(work.connection, participant.id)
            rows = {key for key in about if told.authors(work.connection, _untold(work, key)) & ours}
            if rows:
                tell_again(work, participant.id, participant.site, local=False, rows=rows)
            count += len(rows)
    return count


def arrived_since(work: Work, cursor: str, since: participants.Since, ours: frozenset[str]) -> dict[str, set[Key]]:
    """Participant -> the rows about which something came since the last time, or none of them where a consent came: then it is all."""
    last = int(state.text(work.connection, cursor) or 0)
    parts, said = since(work.connection, last, ours - {work.own}), participants.consents_since(work.connection, last)
    rows: dict[str, set[Key]] = {}
    for _, body in parts:
        part = read_part(body)
        rows.setdefault(part.subject, set()).update((change.table, change.row) for change in part.changes)
    latest = max([last, *(id_ for id_, _ in parts), *(id_ for id_, _ in said)])
    if latest > last:
        state.put(work.connection, cursor, str(latest).encode())
    return rows | {participant: set() for _, participant in said}


def _untold(work: Work, key: Key) -> set[bytes]:
    """The heads of a row that the vault above has not got."""
    above = told.heads(work.connection, *key)
    return {hash_ for unit, heads in units.heads(work.connection, *key).items() for hash_ in heads if hash_ not in above.get(unit, {})}


def tell_again(
    work: Work,
    participant: str,
    site: str,
    *,
    local: bool,
    only: Collection[str] = (),
    but: Collection[str] = (),
    rows: Collection[Key] | None = None,
) -> None:
    """Save the present values of a participant's rows once more, so that they travel as the consent now says.

    `only`: these tables (otherwise all, notes apart); `but`: not these row ids; `rows`: these alone. Each new put stands on
    all present heads, and on those that the vault above still has.
    """
    written = 0
    for table, row in participants.rows_about(work.connection, participant):
        if row in but or (only and table not in only) or (rows is not None and (table, row) not in rows):
            continue
        present = units.present(work.connection, table, row)
        fields: dict[str, Leaf] = {name: leaf for value in present.values() if value for name, leaf in value.items()}
        above = {} if local else told.heads(work.connection, table, row)
        place = about_returning if above else about_row
        about = place(table, row, fields, participant, site, local=local)
        for unit, value in present.items():
            if value is None:
                work.tomb(table, row, unit, about, also=tuple(above.get(unit, ())))
            else:
                work.put(table, row, unit, value, about, again=True, also=tuple(above.get(unit, ())))
        written += 1
        if table in _ALONE or written % BATCH == 0:
            work.flush()


def about_returning(table: str, row: str, fields: dict[str, Leaf], participant: str, site: str, *, local: bool) -> About:
    """The same for a row that was taken back: of a course that is gone nobody can tell the place, so the part says it."""
    return of_site(site, participant, local=local) if table == "course" else about_row(table, row, fields, participant, site, local=local)


def about_row(table: str, row: str, fields: dict[str, Leaf], participant: str, site: str, *, local: bool) -> About:
    match table:
        case "course":
            return of_course(row, participant, local=local)
        case "match" | "session" | "pause" | "exam":
            return of_course(str(fields["course"]), participant, local=local)
        case "participation":
            return of_volunteer(str(fields["volunteer"]), participant, local=local)
        case _:
            return of_site(site, participant, local=local)
