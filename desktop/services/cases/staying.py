"""What becomes of a participant's stay: released, transferred, no longer here, here again, died; and what follows for the courses.

A movement is a fact about the participant. Volunteers who are matched are told it, and nothing else of the person, so it travels in
a part of its own. An acquittal is a release: that there was a case is nobody's to keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, UnknownSite
from desktop.models.rows.domain import Course, Movement, Participant
from desktop.models.rows.fields import LEGAL_STATUSES, PRECISIONS, Value
from desktop.rules import clocks
from desktop.rules.clocks import DIED, GONE, RELEASED, RETURNED, TRANSFERRED, Stay
from desktop.rules.programmes import Programme
from desktop.rules.status import OVER, open_on
from desktop.services import checks, course_reading, rights
from desktop.services.cases.referring import legal_of
from desktop.services.cases.work import CaseWork, missing, participant_of
from desktop.store.repositories import configured, courses, matches, movements, participants, sessions, sites
from desktop.store.unit_of_work import Reading, Work

EXACT, UNKNOWN = "exact", "unknown"
PLANNED = "planned"
FREE = "RELEASED"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a movement does, and what it leaves to do. Ids of courses, unless said otherwise.

    `ended` have ended with it; `going_on` go on (by the clock after a release, or along to the next place); `interrupted` are study
    courses that a transfer interrupts; `to_continue` are ended study courses that can go on outside. `again`: codes of programmes
    that the participant can be referred to at the next place. `call_off`: ids of planned visits; `to_call`: ids of volunteers.
    """

    movement: str
    ended: tuple[str, ...] = ()
    going_on: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ()
    to_continue: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    call_off: tuple[str, ...] = ()
    to_call: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is no longer here, nobody knows why: what is to be called off, and whom to call (ids)."""

    participant: str
    alias: str
    since: date
    precision: str
    call_off: tuple[str, ...]
    to_call: tuple[str, ...]


class Staying(CaseWork):
    """Of a day that is not known (None) the movement is dated today, the day on which it was learnt."""

    def release(self, participant: str, on: date | None, precision: str = EXACT) -> Consequences:
        """The participant is released, also by an acquittal: what ends with the stay ends, other clocks run from that day.

        Raises NotAllowed, UnknownParticipant, InvalidValue, StayForbids; so do the other four.
        """
        return self._moved(participant, RELEASED, on, precision)

    def transfer(self, participant: str, on: date | None, precision: str = EXACT, to_site: str = "") -> Consequences:
        """The participant is moved to another prison, `to_site` where it is known. Visiting ends, and may be asked for there again.

        Raises UnknownSite, too.
        """
        return self._moved(participant, TRANSFERRED, on, precision, to_site)

    def gone(self, participant: str, on: date | None, precision: str = EXACT) -> Consequences:
        """No longer here, and nobody said why: the courses pause until it is known."""
        return self._moved(participant, GONE, on, precision)

    def returned(self, participant: str, on: date | None, precision: str = EXACT) -> Consequences:
        """Here after all, or here again."""
        return self._moved(participant, RETURNED, on, precision)

    def died(self, participant: str, on: date | None, precision: str = EXACT) -> Consequences:
        """Every course ends."""
        return self._moved(participant, DIED, on, precision)

    def note_legal_status(self, participant: str, legal_status: str) -> None:
        """The current legal status, as after a conviction; no course ends with it. At an immigration centre none is kept.

        Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "person", "legal")
        checks.code(N_("Legal status"), legal_status, LEGAL_STATUSES)
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            if legal_of(work, legal_status):
                work.put("person", participant, "legal", {"legal_status": legal_status}, self._about_person(work, who))

    def expect_release(self, participant: str, month: str) -> None:
        """The month in which the release is expected ("2026-09"). Raises NotAllowed, UnknownParticipant, InvalidValue."""
        rights.require(self._context, "person", "expected")
        kept = checks.month(N_("Expected release"), month)
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            work.put("person", participant, "expected", {"expected_release": kept}, self._about_person(work, who))

    def take_back_movement(self, movement: str) -> None:
        """It was noted by mistake: it is emptied, and so is the end of each course that ended with it on that day.

        Raises NotAllowed, InvalidValue.
        """
        rights.require(self._context, "movement", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            known = movements.by_id(work.connection, movement)
            if known is None:
                raise missing(N_("Movement"))
            who = participant_of(work, known.participant)
            work.tomb("movement", movement, "facts", self._about_person(work, who))
            for one in courses.of_participant(work.connection, who.id):
                if (one.ended_on, one.end_reason) == (known.moved_on, known.kind):
                    work.tomb("course", one.id, "end", self._about(work, one))

    def away(self) -> tuple[Away, ...]:
        """Everybody who is no longer here without anybody knowing why, the longest away first."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            moved = movements.everything(reading.connection)
            ids = sorted({one.participant for one in moved if one.kind == GONE})
            found = [
                self._away(reading, who, [one for one in moved if one.participant == who.id], today)
                for who in participants.by_ids(reading.connection, ids)
            ]
        return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.since, one.alias)))

    def _away(self, reading: Reading, who: Participant, moved: Sequence[Movement], today: date) -> Away | None:
        if clocks.stay_on(moved, today) is not Stay.GONE:
            return None
        last = clocks.counting(moved, None, today)[-1]
        known = courses.of_participant(reading.connection, who.id)
        since = last.moved_on or today
        return Away(who.id, who.alias, since, last.precision, *_to_do(reading, known, since))

    def _moved(self, participant: str, kind: str, on: date | None, precision: str, to_site: str = "") -> Consequences:
        rights.require(self._context, "movement", "facts")
        checks.code(N_("Precision"), precision, PRECISIONS)
        day = on or self._context.today()
        written = self._happened(N_("Date"), day)
        value: Value = {
            "participant": participant,
            "kind": kind,
            "moved_on": written,
            "precision": precision if on is not None else UNKNOWN,
            "to_site": to_site or None,
        }
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            if to_site and sites.by_id(work.connection, to_site) is None:
                raise UnknownSite(name=to_site, names=", ".join(site.name for site in sites.everything(work.connection)))
            clocks.require_movement(clocks.stay_on(movements.of_participants(work.connection, (participant,)), day), kind)
            known = courses.of_participant(work.connection, participant)
            standing = course_reading.statuses(work, known, day)
            open_ = [one for one in known if standing[one.id] not in OVER]
            made = new_id()
            work.put("movement", made, "facts", value, self._about_person(work, who))
            work.flush()
            self._put_legal(work, who, kind)
            return self._follow(work, made, kind, day, open_)

    def _put_legal(self, work: Work, who: Participant, kind: str) -> None:
        """The current legal status follows a release, where one is kept."""
        if kind == RELEASED and legal_of(work, FREE) and participants.facts(work.connection, who.id) is not None:
            work.put("person", who.id, "legal", {"legal_status": FREE}, self._about_person(work, who))

    def _follow(self, work: Work, made: str, kind: str, day: date, open_: Sequence[Course]) -> Consequences:
        known = configured.programmes(work.connection)
        mine = [one for one in open_ if one.referred_on is None or one.referred_on < day]
        ending = [one for one in mine if one.programme in known and _ends(known[one.programme], kind)]
        for one in ending:
            work.put("course", one.id, "end", {"ended_on": day.isoformat(), "end_reason": kind}, self._about(work, one))
        left = [one for one in open_ if one not in ending]
        away = kind != RETURNED
        call_off, to_call = _to_do(work, open_ if kind in (GONE, DIED, TRANSFERRED) else ending, day) if away else ((), ())
        return Consequences(
            movement=made,
            ended=_ids(ending),
            going_on=_ids(left) if kind in (RELEASED, TRANSFERRED) else (),
            interrupted=_ids([one for one in left if one.programme in known and known[one.programme].interrupted_by_transfer])
            if kind == TRANSFERRED
            else (),
            to_continue=_ids([one for one in ending if known[one.programme].continued_as and one.first_held]) if kind == RELEASED else (),
            again=tuple(sorted({one.programme for one in ending})) if kind == TRANSFERRED else (),
            call_off=call_off,
            to_call=to_call,
        )


def _ends(programme: Programme, kind: str) -> bool:
    """Whether a movement ends the programme's courses on its day."""
    return kind == DIED or (kind == RELEASED and programme.ends_on_release) or (kind == TRANSFERRED and programme.ends_on_transfer)


def _ids(found: Sequence[Course]) -> tuple[str, ...]:
    return tuple(one.id for one in found)


def _to_do(reading: Reading, known: Sequence[Course], day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the visits that are planned from a day on, and of the volunteers who are matched then."""
    planned = [
        visit.id
        for one in known
        for visit in sessions.of_course(reading.connection, one.id)
        if visit.outcome == PLANNED and visit.held_on is not None and visit.held_on >= day
    ]
    matched = matches.of_courses(reading.connection, [one.id for one in known])
    return tuple(planned), tuple(sorted({one.volunteer for one in matched if open_on(one.from_on, one.to_on, day)}))
