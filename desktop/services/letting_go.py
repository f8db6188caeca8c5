"""The old site lets go of somebody who has moved, once headquarters asks it to and holds everything that was saved here.

First what is unsent must be receipted; then the content of every part about the person goes, notes too, and the rows with it.
Hashes and headers stay, so every chain still verifies; the laptop's word that it has let go travels with its next file. What the
site's own pages counted of the person before the hand-over stays as numbers without a person (`departed`). What comes late
afterwards, from a volunteer who had not heard of the move, goes up as any save and is then let go of in the same way.
"""

from collections.abc import Sequence
from typing import Literal

from desktop.crypto.digests import domain_hash
from desktop.models.rows.domain import Course, Session
from desktop.models.rows.fields import Value
from desktop.models.rows.moves import HandOver, Withdrawal
from desktop.rules.meeting import meetings
from desktop.rules.moving import holder, responsible_site
from desktop.services import trust
from desktop.services.context import Context
from desktop.store import state
from desktop.store.repositories import courses, files, hand_overs, sessions
from desktop.store.repositories.hand_overs import Spot
from desktop.store.unit_of_work import About, Work

DOMAIN = "indenfor-departed/1"

Cell = tuple[str, int]
"""(programme, year)."""


def let_go(context: Context, work: Work) -> int:
    """Let go of everybody whom headquarters asks for and of whom nothing is unsent; how many parts went. Asked after every import."""
    site, count = state.text(work.connection, state.SITE), 0
    work.flush()  # what was just told again is unsent, too
    for asked in hand_overs.asked_of(work.connection, work.own):
        one = hand_overs.by_id(work.connection, asked.hand_over)
        if one is None or not one.to_site:
            continue
        if _is_back(work, one, site):
            _undo(work, one, asked, site)
            continue
        spots = [spot for spot, _ in hand_overs.parts_about(work.connection, one.participant)]
        if not _safe(work, spots):
            continue
        if spots:
            _count(work, hand_overs.of_participant(work.connection, one.participant), one.participant, site, 1)
            work.let_go([(entry, place) for entry, place, *_ in spots])
            count += len(spots)
        work.put("withdrawal", asked.id, "done", {"done_on": (asked.done_on or context.today()).isoformat()}, About(f"site/{site}"))
    return count


def _is_back(work: Work, one: HandOver, site: str) -> bool:
    """Whether the person has come back here since, as far as the hand-overs that are known here say."""
    known = hand_overs.of_participant(work.connection, one.participant)
    return holder(one.site, (other for other in known if not _before(other, one))) == site


def _before(other: HandOver, one: HandOver) -> bool:
    return other.handed_on is not None and one.handed_on is not None and other.handed_on < one.handed_on


def _safe(work: Work, spots: Sequence[Spot]) -> bool:
    """Whether headquarters has receipted what was saved here and below; what came from headquarters it has anyway."""
    done, ours = files.receipted(work.connection), trust.tree_of(trust.load(work), work.own)
    return all(dev not in ours or seq <= done.get((dev, inc), 0) for _, _, dev, inc, seq in spots)


def _undo(work: Work, one: HandOver, asked: Withdrawal, site: str) -> None:
    """The person is back with all rows: what was counted for the rows that had gone is taken off again."""
    if asked.done_on is not None:
        known = [other for other in hand_overs.of_participant(work.connection, one.participant) if other == one or _before(other, one)]
        _count(work, known, one.participant, site, -1)
        work.tomb("withdrawal", asked.id, "done", About(f"site/{site}"))


def _count(work: Work, known: Sequence[HandOver], participant: str, site: str, sign: Literal[1, -1]) -> None:
    """Add what this site's pages count of a person to what they counted of those who left before, or take it off."""
    for course in courses.of_participant(work.connection, participant):
        held = sessions.of_course(work.connection, course.id)
        here = [visit for visit in held if visit.held_on is not None and responsible_site(course, known, visit.held_on) == site]
        for (programme, year), visits in _by_cell(course, here).items():
            met = meetings(visits)
            if met:
                row = domain_hash(DOMAIN, f"{site}/{programme}/{year}/{work.own}".encode()).hex()[:32]
                persons, count, minutes = hand_overs.counted(work.connection, row)
                value: Value = {
                    "site": site,
                    "programme": programme,
                    "year": year,
                    "persons": max(persons + sign, 0),
                    "meetings": max(count + sign * len(met), 0),
                    "minutes": max(minutes + sign * sum(meeting.minutes or 0 for meeting in met), 0),
                }
                work.put("departed", row, "count", value, About(f"site/{site}"))
                work.flush()  # two courses of a person in one programme add up


def _by_cell(course: Course, visits: Sequence[Session]) -> dict[Cell, list[Session]]:
    found: dict[Cell, list[Session]] = {}
    for visit in visits:
        if visit.held_on is not None:
            found.setdefault((course.programme, visit.held_on.year), []).append(visit)
    return found
