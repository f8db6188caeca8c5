"""Letter and visit control, which leaders of the site alone know, and its count by month, which is all that goes up.

The rows themselves have a class that no edge carries but the one to another laptop of the same site, sealed to it.
"""

from datetime import date, timedelta

from desktop.crypto.digests import domain_hash, new_id
from desktop.errors import N_, InvalidValue, UnknownParticipant
from desktop.models.rows.domain import Course, Participant
from desktop.models.rows.fields import RESTRICTIONS, Value
from desktop.models.rows.groups import Restriction
from desktop.models.rows.moves import HandOver
from desktop.rules import moving, status
from desktop.rules import restrictions as rules
from desktop.rules.findings import Finding
from desktop.services import checks, course_reading, rights, transfer
from desktop.services.audience import of_site
from desktop.services.context import Context
from desktop.store import state
from desktop.store.repositories import courses, hand_overs, participants, restrictions
from desktop.store.unit_of_work import About, Reading, Work

DOMAIN = "indenfor-restriction-month/1"


class Restrictions:
    def __init__(self, context: Context) -> None:
        self._context = context

    def set(self, participant: str, kind: str, from_on: date, to_on: date | None = None) -> str:
        """From a day on the participant is under this control; the row's id. What held until then ends on the day before.

        The same kind from the same day is the same row. Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "restriction", "facts")
        checks.code(N_("Control"), kind, RESTRICTIONS)
        day = checks.happened(N_("From"), from_on, self._context.today())
        if to_on is not None:
            checks.ordered(N_("To"), from_on, to_on)
        with self._context.store.writing(self._context.author) as work:
            about = _about(_participant(work, participant))
            known = restrictions.of_participants(work.connection, (participant,))
            same = next((one for one in known if (one.kind, one.from_on) == (kind, from_on)), None)
            id_ = same.id if same else new_id()
            for one in known:
                if one.id != id_ and one.to_on is None and one.from_on is not None and one.from_on < from_on:
                    work.put("restriction", one.id, "end", {"to_on": (from_on - timedelta(days=1)).isoformat()}, about)
            work.put("restriction", id_, "facts", {"participant": participant, "kind": kind, "from_on": day}, about)
            if to_on is not None:
                work.put("restriction", id_, "end", {"to_on": to_on.isoformat()}, about)
        return id_

    def end(self, participant: str, to_on: date) -> None:
        """The control that goes on has this last day. Raises NotAllowed, UnknownParticipant, InvalidValue (there is none)."""
        rights.require(self._context, "restriction", "end")
        day = checks.dated(N_("To"), to_on)
        with self._context.store.writing(self._context.author) as work:
            about = _about(_participant(work, participant))
            open_ = [one for one in restrictions.of_participants(work.connection, (participant,)) if one.to_on is None]
            if not open_:
                raise InvalidValue(field=N_("Control"), reason=N_("there is none that goes on"))
            for one in open_:
                checks.ordered(N_("To"), one.from_on, to_on)
                work.put("restriction", one.id, "end", {"to_on": day}, about)

    def take_back(self, restriction: str) -> None:
        """It was written down by mistake. Raises NotAllowed; says nothing where there is none."""
        rights.require(self._context, "restriction", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            for one in restrictions.everything(work.connection):
                if one.id == restriction:
                    for unit in ("facts", "end"):
                        work.tomb("restriction", one.id, unit, _about(_participant(work, one.participant)))

    def of(self, participant: str) -> tuple[Restriction, ...]:
        """By first day. Raises NotAllowed."""
        rights.require(self._context, "restriction", "facts")
        with self._context.store.reading() as reading:
            return restrictions.of_participants(reading.connection, (participant,))

    def found(self) -> tuple[Finding, ...]:
        """What breaks a rule among all of the site. Raises NotAllowed."""
        rights.require(self._context, "restriction", "facts")
        with self._context.store.reading() as reading:
            return rules.findings(restrictions.everything(reading.connection))


def tell(context: Context, work: Work) -> None:
    """Put what changed of the counts by month, asked before every file to headquarters. Participants are told of by no more than this,

    and those who have not agreed that anything about them travels are not in it at all.
    """
    site, today = state.text(work.connection, state.SITE), context.today()
    known = restrictions.everything(work.connection)
    counted = restrictions.months(work.connection, site)
    months = tuple(rules.months_to_count(known, counted, today))
    if not months:
        return
    here = _Here(work, site, today, date.fromisoformat(f"{months[0]}-01"))
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        found = rules.count(first, here.courses(first), known, here.remand)
        value: Value = {
            "site": site,
            "month": month,
            "courses": found.courses,
            "controlled": found.controlled,
            "remand": found.remand,
            "remand_controlled": found.remand_controlled,
            "median_tenths": found.median_tenths,
        }
        work.put("restriction_month", row_of(site, month), "count", value, About(f"site/{site}"))


class _Here:
    """The courses that a site answers for, of participants who have agreed that something about them travels.

    `since`: the first day that is asked about.
    """

    def __init__(self, work: Work, site: str, today: date, since: date) -> None:
        self._places = {site, work.own}  # a laptop calls its place by its own id until it is enrolled
        self._handed: dict[str, list[HandOver]] = {}
        for one in hand_overs.everything(work.connection):
            self._handed.setdefault(one.participant, []).append(one)
        every = courses.everything(work.connection)
        silent = {who for who in {one.participant for one in every} if transfer.held_back(work, who, today)}
        self._told = [one for one in every if one.participant not in silent]
        self.remand = restrictions.on_remand(work.connection)
        self._facts = course_reading.facts_of(work, self._told, since - timedelta(days=1))
        self._intervals = course_reading.intervals_on(work, today)

    def courses(self, first: date) -> list[Course]:
        """Those of the month that begins on `first`, but for what a clock had ended before it; who moved is at the new place at its end."""
        last = rules.last_of(first)
        return [
            one
            for one in self._told
            if moving.responsible_site(one, self._handed.get(one.participant, ()), last) in self._places
            and not self._was_over(one, first, last)
        ]

    def _was_over(self, course: Course, first: date, last: date) -> bool:
        """Whether the course had ended before the month, and no visit in it says that it goes on."""
        days = (first - timedelta(days=1), last)
        return all(status.status_on(self._facts[course.id], day, self._intervals) is status.Status.ENDED for day in days)


def row_of(site: str, month: str) -> str:
    """The id of a month's count: every laptop of a site speaks of the same row."""
    return domain_hash(DOMAIN, f"{site}/{month}".encode()).hex()[:32]


def _participant(reading: Reading, id_: str) -> Participant:
    found = participants.by_id(reading.connection, id_)
    if found is None:
        raise UnknownParticipant(alias=id_)
    return found


def _about(who: Participant) -> About:
    """The class of the table says who is told; held back or not is the same."""
    return of_site(who.site, who.id, local=False)
