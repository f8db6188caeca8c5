"""Deleting for good: a person, a course, a note, a volunteer. What is left is a deleted record that says when and why, and a number.

What an erased person counted moves to an anonymous cell of place, programme and year, so that no open year falls. An erase is
never undone, travels both ways, and is done again when an older copy is put back (vault-format.md). Source: GDPR art. 5(1)(e), 17.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, KeptByLaw, UnknownParticipant
from desktop.models.rows.domain import Course, Participant, Session
from desktop.models.rows.fields import ERASE_REASONS, Leaf, Value
from desktop.rules.alias import fold
from desktop.rules.meeting import is_held, meetings
from desktop.rules.moving import responsible_site
from desktop.services import checks, rights, transfer
from desktop.services.audience import of_course, of_site, of_volunteer
from desktop.services.context import Context
from desktop.services.sites import named
from desktop.store.layout import Key
from desktop.store.repositories import courses, hand_overs, participants, retained, sessions, sites, units
from desktop.store.unit_of_work import About, Reading, Work

CELL, TOMBSTONE = "indenfor-cell/1", "indenfor-erasure/1"
AFTER = timedelta(days=30)
"""From a deletion until how somebody moved goes too: files that are older are not kept anywhere."""
BATCH = 100
"""Rows in one entry when much is deleted."""
TOLD_APART = frozenset({"participant", "movement"})
"""Tables whose rows a volunteer may have been told beside what a volunteer never is: their erasure goes in an entry of its own."""


class Erasing:
    def __init__(self, context: Context) -> None:
        self._context = context

    def person(self, participant: str, reason: str = "request") -> int:
        """Delete everything about a participant; how many rows. Raises NotAllowed, UnknownParticipant, InvalidValue."""
        rights.require(self._context, "participant", "", "erase")
        checks.code(N_("Reason"), reason, ERASE_REASONS)
        today = self._context.today()
        with self._context.store.writing(self._context.author) as work:
            found = participants.by_id(work.connection, participant)
            if found is None:
                raise UnknownParticipant(alias=participant)
            if participant in retained.holds(work.connection, today):
                raise KeptByLaw()
            return erase_participant(work, found, reason, today)

    def find(self, typed: str) -> Participant:
        """The participant "[SITE/]ALIAS". Raises UnknownParticipant, UnknownSite."""
        place, _, alias = typed.rpartition("/")
        with self._context.store.reading() as reading:
            site = named(reading, place).id if place else ""
            found = [
                one
                for one in participants.everybody(reading.connection)
                if fold(one.alias) == fold(alias) and one.site == (site or one.site)
            ]
        if len(found) != 1:
            raise UnknownParticipant(alias=typed)
        return found[0]


def erase_participant(work: Work, who: Participant, reason: str, today: date) -> int:
    """Everything about a participant, in this unit of work; how many rows. How somebody moved goes later: `erase_moves`."""
    local, told = transfer.held_back(work, who.id, today), _told(work, who.id, who.site)
    known = courses.of_participant(work.connection, who.id)
    for number, course in enumerate(known, start=1):
        _put_cells(work, course, known[number:])
    work.flush()
    rows = [
        *(key for course in known for key in retained.of_course(work.connection, course.id)),
        *(("restriction", id_) for id_ in retained.restrictions(work.connection, who.id)),
        *reversed(participants.rows_about(work.connection, who.id)),
    ]
    return _erase(work, dict.fromkeys(rows), who.id, told, "participant", reason, today, local=local)


def erase_course(work: Work, course: Course, reason: str, today: date) -> int:
    """One course of a participant who stays; how many rows."""
    local, told = transfer.held_back(work, course.participant, today), _told(work, course.participant, course.site)
    _put_cells(work, course, [one for one in courses.of_participant(work.connection, course.participant) if one.id != course.id])
    work.flush()
    rows = retained.of_course(work.connection, course.id)
    return _erase(work, dict.fromkeys(rows), course.participant, told, "course", reason, today, local=local, subject=course.id)


def erase_moves(work: Work, today: date) -> int:
    """At headquarters, what still names people who are deleted: how they moved, who claimed them, who was to let go; how many rows.

    Only where nobody waits for a place to let go any more, and some time after the deletion: what was saved before the new place
    heard of it is judged by the hand-over. Each place is told what it was told before.
    """
    count = 0
    for one in hand_overs.of_erased(work.connection, today - AFTER):
        asked = hand_overs.withdrawals(work.connection, one.id)
        if one.to_site and not all(each.done_on for each in asked):
            continue
        claims = hand_overs.claims(work.connection, one.id)
        for claim in claims:
            work.erase("claim", claim.id, About(f"site/{claim.site}"))
        for each in asked:
            work.erase("withdrawal", each.id, About(f"site/{one.site}"))
        for site in sorted({one.site, one.to_site} - {""}):
            work.flush()
            work.erase("hand_over", one.id, About(f"site/{site}"))
        work.flush()
        count += 1 + len(claims) + len(asked)
    return count


def _told(reading: Reading, participant: str, home: str) -> str:
    """The place that is told of a deletion: where the person is now. A place from which somebody moved has let go, or is about to."""
    holder = hand_overs.holder(reading.connection, participant)
    return holder if holder and (reading.kind == "hq" or holder == sites.own(reading.connection)) else home


def erase_volunteer(work: Work, volunteer: str, site: str, reason: str, today: date) -> int:
    """A volunteer's name and everything about the volunteer; that somebody took part in visits stays. How many rows."""
    rows = retained.of_volunteer(work.connection, volunteer)
    for table, row in rows:
        work.erase(table, row, of_volunteer(volunteer))
    _put_tombstone(work, "volunteer", volunteer, site, reason, today)
    return len(rows)


def erase_note(work: Work, note: str, course: Course) -> None:
    """The note of a visit whose session stays."""
    work.erase("note", note, of_course(course.id, course.participant, local=False))


def erase_talk(work: Work, talk: str, volunteer: str) -> None:
    work.erase("talk", talk, of_volunteer(volunteer))


def _erase(  # noqa: PLR0913, PLR0917 - what a deletion is about, named at the two calls
    work: Work, rows: Iterable[Key], participant: str, site: str, kind: str, reason: str, today: date, *, local: bool, subject: str = ""
) -> int:
    """Erase rows in entries of a bounded size, what hangs on others first, and leave the deleted record."""
    count, apart = 0, False
    for table, row in rows:
        found = work.row(table, row)
        if found is None or found[1] == "erased":
            continue
        if (table in TOLD_APART) != apart or count % BATCH == BATCH - 1:
            work.flush()
            apart = table in TOLD_APART
        work.erase(table, row, _about(work, (table, row), participant, site, local=local))
        count += 1
    work.flush()
    _put_tombstone(work, kind, subject or participant, site, reason, today)
    work.flush()
    return count


def _about(work: Work, key: Key, participant: str, site: str, *, local: bool) -> About:
    """Headquarters speaks to the place alone; a place to whoever was told the row."""
    if work.kind == "hq":
        return of_site(site, participant, local=False)
    table, row = key
    present = units.present(work.connection, table, row)
    fields: dict[str, Leaf] = {name: leaf for value in present.values() if value for name, leaf in value.items()}
    if table == "note":
        session = sessions.by_id(work.connection, str(fields.get("session") or ""))
        return of_course(session.course if session is not None else "", participant, local=local)
    if (table in {"match", "session", "pause", "exam"} and not fields.get("course")) or (
        table == "participation" and not fields.get("volunteer")
    ):
        return of_site(site, participant, local=local)
    return transfer.about_row(table, row, fields, participant, site, local=local)


def _put_cells(work: Work, course: Course, others: Iterable[Course]) -> None:
    """What the course counted, as a number of place, programme and year. Every vault that deletes the same says the same row.

    A year in which one of the `others`, which stay for now, still counts the person has only the meetings. A place from which
    the person moved keeps a number of its own (departed), so headquarters alone has this one of it.
    """
    known = hand_overs.of_participant(work.connection, course.participant)
    still = {
        (responsible_site(other, known, day), day.year)
        for other in others
        if other.programme == course.programme
        for day in _held_days(sessions.of_course(work.connection, other.id))
    }
    by_cell: dict[tuple[str, int], list[Session]] = {}
    for session in sessions.of_course(work.connection, course.id):
        if session.held_on is not None:
            by_cell.setdefault((responsible_site(course, known, session.held_on), session.held_on.year), []).append(session)
    holder = hand_overs.holder(work.connection, course.participant)
    for (site, year), logged in sorted(by_cell.items()):
        if met := meetings(logged):
            value: Value = {
                "site": site,
                "programme": course.programme,
                "year": year,
                "persons": int((site, year) not in still),
                "meetings": len(met),
                "minutes": sum(one.minutes or 0 for one in met),
            }
            id_ = domain_hash(CELL, f"{course.id}/{site}/{year}".encode()).hex()[:32]
            work.put("cell", id_, "count", value, About("hq" if work.kind == "hq" and site != holder else f"site/{site}"))


def _held_days(logged: Iterable[Session]) -> Iterator[date]:
    return (one.held_on for one in logged if one.held_on is not None and is_held(one.outcome))


def _put_tombstone(work: Work, kind: str, subject: str, site: str, reason: str, today: date) -> None:
    id_ = domain_hash(TOMBSTONE, subject.encode()).hex()[:32]
    value: Value = {"kind": kind, "subject": subject, "reason": reason, "erased_on": today.isoformat()}
    work.put("erasure", id_, "done", value, About(f"site/{site}"))
