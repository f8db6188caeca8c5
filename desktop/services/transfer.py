"""Consent to transfer: whether what is saved about a participant may leave the site, and telling it again once it may."""

from collections.abc import Collection
from datetime import date

from desktop.log.entry import read_part
from desktop.models.rows.domain import Consent, Course
from desktop.models.rows.registry import Leaf
from desktop.rules.status import Period, has_basis
from desktop.services.audience import of_course, of_site, of_volunteer
from desktop.store import state
from desktop.store.layout import Key
from desktop.store.repositories import consents, courses, participants, units
from desktop.store.unit_of_work import About, Reading, Work

PURPOSE = "transfer"
BATCH = 40
"""Rows in one entry when much is told again: far below what an entry may hold."""


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

    A volunteer's vault hears of a consent only with the next delivery. What this vault saved itself was told again when
    the consent was given.
    """
    last = int(state.text(work.connection, state.TOLD) or 0)
    parts = participants.held_back_since(work.connection, last)
    rows: dict[str, set[Key]] = {}
    for _, body in parts:
        part = read_part(body)
        rows.setdefault(part.subject, set()).update((change.table, change.row) for change in part.changes)
    told = 0
    for participant in participants.by_ids(work.connection, sorted(rows)):
        if not held_back(work, participant.id, today):
            tell_again(work, participant.id, participant.site, local=False, rows=rows[participant.id])
            told += len(rows[participant.id])
    if parts:
        state.put(work.connection, state.TOLD, str(parts[-1][0]).encode())
    return told


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
    all present heads.
    """
    written = 0
    for table, row in participants.rows_about(work.connection, participant):
        if row in but or (only and table not in only) or (rows is not None and (table, row) not in rows):
            continue
        present = units.present(work.connection, table, row)
        fields: dict[str, Leaf] = {name: leaf for value in present.values() if value for name, leaf in value.items()}
        about = _about(table, row, fields, participant, site, local=local)
        for unit, value in present.items():
            if value is None:
                work.tomb(table, row, unit, about)
            else:
                work.put(table, row, unit, value, about, again=True)
        written += 1
        if table == "participant" or written % BATCH == 0:  # the alias travels in a part of its own
            work.flush()


def _about(table: str, row: str, fields: dict[str, Leaf], participant: str, site: str, *, local: bool) -> About:
    match table:
        case "course":
            return of_course(row, participant, local=local)
        case "match" | "session":
            return of_course(str(fields["course"]), participant, local=local)
        case "participation":
            return of_volunteer(str(fields["volunteer"]), participant, local=local)
        case _:
            return of_site(site, participant, local=local)
