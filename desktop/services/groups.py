"""Group events: planned, held, called off; counted by heads, and by name only where that is allowed.

A kind that is religious has heads alone: neither names nor any text, because they would tell a religion. What recurs is planned
again when it was held or called off, so that there is always a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.crypto.digests import domain_hash, new_id
from desktop.errors import N_, InvalidValue, UnknownEvent, UnknownParticipant
from desktop.models.rows.fields import Value
from desktop.models.rows.groups import Attendance, GroupEvent
from desktop.rules import groups as rules
from desktop.rules.findings import Finding
from desktop.rules.groups import ATTENDANCES, CANCELLED, HELD, NAMED, PLANNED, Kinds
from desktop.services import checks, rights, transfer
from desktop.services.audience import of_site
from desktop.services.context import Context
from desktop.services.group_drafts import GroupDraft, check_heads, checked, kinds
from desktop.store.repositories import consents, groups, participants, sites
from desktop.store.unit_of_work import About, Reading, Work

DOMAIN = "indenfor-attendance/1"
YEAR_DOMAIN = "indenfor-group-year/1"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """`next` is the id of the next time that was planned with it, else "". `words`: words of the label to ask about."""

    id: str
    next: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with how many stand on its list, and codes of what breaks a rule."""

    event: GroupEvent
    named: int
    found: tuple[str, ...]


class Groups:
    def __init__(self, context: Context) -> None:
        self._context = context

    def log(self, draft: GroupDraft, *, another: bool = False) -> LoggedEvent:
        """An event as it is planned, was held or was called off.

        It is the one that stands there, if this site has one of that kind on that day, or one that is planned for days among which
        it is; otherwise, or if it is `another` on that day, a new one. A plan says nothing of what was held or called off already.
        Raises NotAllowed, TextRefused, InvalidValue (also where one was held on that day and other heads were counted).
        """
        rights.require(self._context, "group_event", "facts")
        with self._context.store.writing(self._context.author) as work:
            wanted, words = checked(work, draft, self._context.today())
            found = None if another else _standing(work, sites.own(work.connection), wanted)
            if found is None:
                return self._save(work, new_id(), wanted, words)
            if wanted.state == PLANNED and found.state != PLANNED:
                return LoggedEvent(found.id)
            return self._save(work, found.id, _going_on(found, wanted), words)

    def change(self, event: str, draft: GroupDraft) -> LoggedEvent:
        """The event was, or is to be, as `draft` says. Raises NotAllowed, UnknownEvent, InvalidValue, TextRefused."""
        rights.require(self._context, "group_event", "facts")
        with self._context.store.writing(self._context.author) as work:
            _required(work, event)
            wanted, words = checked(work, draft, self._context.today())
            if kinds(work).is_religious(wanted.kind) and groups.attendances(work.connection, (event,)):
                raise InvalidValue(field=N_("Kind"), reason=N_("names stand on its list: take them off first"))
            return self._save(work, event, wanted, words)

    def find(self, kind: str, on: date) -> GroupEvent:
        """The event of a kind that may be on a day, one on just that day first. Raises NotAllowed, UnknownEvent."""
        rights.require(self._context, "group_event", "facts")
        with self._context.store.reading() as reading:
            known = groups.of_kind(reading.connection, sites.own(reading.connection), kind)
        found = sorted((one for one in known if rules.covers(one, on)), key=lambda one: (one.to_on is not None, one.id))
        if not found:
            raise UnknownEvent()
        return found[0]

    def cancel(self, event: str) -> LoggedEvent:
        """A planned event is called off. Raises NotAllowed, UnknownEvent, InvalidValue (it was held)."""
        rights.require(self._context, "group_event", "state")
        with self._context.store.writing(self._context.author) as work:
            known = _required(work, event)
            if known.state == HELD:
                raise InvalidValue(field=N_("Activity"), reason=N_("it was held"))
            work.put("group_event", event, "state", {"event_state": CANCELLED}, _about(known.site))
            return LoggedEvent(event, self._plan_next(work, replace(known, state=CANCELLED)))

    def take_back(self, event: str) -> None:
        """The event was written down by mistake: empties it and its list of names. Raises NotAllowed, UnknownEvent."""
        rights.require(self._context, "group_event", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            known = _required(work, event)
            for unit in ("facts", "state", "recurrence", "heads"):
                work.tomb("group_event", event, unit, _about(known.site))
            for one in groups.attendances(work.connection, (event,)):
                self._unattend(work, one)

    def attend(self, event: str, who: Sequence[str]) -> None:
        """Participants were at the event, by name. All of them or none.

        Raises NotAllowed, UnknownEvent, UnknownParticipant; InvalidValue for a religious kind, an event that was not held or is not
        counted by names, and for whoever has not agreed that anything is kept.
        """
        rights.require(self._context, "attendance", "facts")
        today = self._context.today()
        with self._context.store.writing(self._context.author) as work:
            known = _required(work, event)
            day = _require_names(known, kinds(work))
            for id_ in who:
                one = participants.by_id(work.connection, id_)
                if one is None:
                    raise UnknownParticipant(alias=id_)
                if not rules.agreed(consents.of_participant(work.connection, id_), id_, day):
                    raise InvalidValue(field=one.alias, reason=N_("has not agreed that anything is kept, so no name is written down"))
                about = of_site(one.site, id_, local=transfer.held_back(work, id_, today))
                value: Value = {"event": event, "participant": id_}
                work.put("attendance", _attendance(event, id_), "facts", value, about)

    def unattend(self, event: str, participant: str) -> None:
        """The participant was not there after all. Raises NotAllowed, UnknownEvent."""
        rights.require(self._context, "attendance", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            _required(work, event)
            for one in groups.attendances(work.connection, (event,)):
                if one.participant == participant:
                    self._unattend(work, one)

    def attendances(self, event: str) -> tuple[Attendance, ...]:
        """Who was there by name. Raises NotAllowed."""
        rights.require(self._context, "attendance", "facts")
        with self._context.store.reading() as reading:
            return groups.attendances(reading.connection, (event,))

    def estimate(self, year: int, persons: int) -> str:
        """How many different inmates came to the site's events of a year, as the leader reckons; the row's id.

        Raises NotAllowed, InvalidValue.
        """
        rights.require(self._context, "group_year", "estimate")
        if not checks.EARLIEST.year <= year <= self._context.today().year:
            raise InvalidValue(field=N_("Year"), reason=N_("it is no year of the service"))
        check_heads(N_("Persons"), persons)
        with self._context.store.writing(self._context.author) as work:
            site = sites.own(work.connection)
            id_ = domain_hash(YEAR_DOMAIN, f"{site}/{year}".encode()).hex()[:32]
            work.put("group_year", id_, "estimate", {"site": site, "year": year, "persons": persons}, _about(site))
        return id_

    def list(self, first: date | None = None, last: date | None = None) -> tuple[EventLine, ...]:
        """The events that may be between two days, by date. Raises NotAllowed."""
        rights.require(self._context, "group_event", "facts")
        with self._context.store.reading() as reading:
            events = groups.everything(reading.connection, first, last)
            named = groups.attendances(reading.connection, [one.id for one in events])
            found = findings(reading, events, named)
        return tuple(EventLine(one, sum(row.event == one.id for row in named), _codes(found, one.id)) for one in events)

    def _save(self, work: Work, id_: str, draft: GroupDraft, words: tuple[str, ...]) -> LoggedEvent:
        site = sites.own(work.connection)
        about = _about(site)
        before = groups.by_id(work.connection, id_)
        event = _put(work, id_, site, draft, before, about)
        if before is not None and before.recurrence == event.recurrence and before.state == event.state:
            return LoggedEvent(id_, words=words)
        return LoggedEvent(id_, self._plan_next(work, event) if event.state != PLANNED else "", words)

    def _plan_next(self, work: Work, event: GroupEvent) -> str:
        """Plan the next time of what recurs, unless one of that kind is written down for it or later; its id."""
        days = rules.next_time(event)
        if days is None:
            return ""
        others = groups.of_kind(work.connection, event.site, event.kind)
        series = (one for one in others if one.id != event.id and (one.recurrence, one.label) == (event.recurrence, event.label))
        if any(one.from_on is not None and (one.to_on or one.from_on) >= days.first for one in series):
            return ""
        id_ = new_id()
        last = None if days.first == days.last else days.last
        coming = GroupDraft(event.kind, days.first, last, event.vague, event.label, PLANNED, event.recurrence)
        _put(work, id_, event.site, coming, None, _about(event.site))
        return id_

    def _unattend(self, work: Work, one: Attendance) -> None:
        who = participants.by_id(work.connection, one.participant)
        site = who.site if who else sites.own(work.connection)
        local = transfer.held_back(work, one.participant, self._context.today())
        work.tomb("attendance", one.id, "facts", of_site(site, one.participant, local=local))


def findings(reading: Reading, events: Sequence[GroupEvent], named: Sequence[Attendance]) -> tuple[Finding, ...]:
    """What breaks a rule at these events, to which those came by name."""
    agreed = consents.of_participants(reading.connection, sorted({one.participant for one in named}))
    return rules.findings(events, named, agreed, groups.years(reading.connection), kinds(reading))


def _going_on(found: GroupEvent, draft: GroupDraft) -> GroupDraft:
    """What a draft says of an event that is written down: what it leaves unsaid stays. Raises InvalidValue."""
    if found.state == HELD:
        if draft.state == CANCELLED:
            raise InvalidValue(field=N_("Activity"), reason=N_("it was held"))
        pairs = ((found.inmates, draft.inmates), (found.volunteers, draft.volunteers))
        if any(None not in pair and pair[0] != pair[1] for pair in pairs):
            raise InvalidValue(field=N_("Heads"), reason=N_("one of that kind is written down for that day, with other heads"))
        inmates, volunteers = (before if said is None else said for before, said in pairs)
        draft = replace(draft, inmates=inmates, volunteers=volunteers, method=draft.method or found.method)
    return replace(
        draft, vague=draft.vague or found.vague, label=draft.label or found.label, recurrence=draft.recurrence or found.recurrence
    )


def _put(work: Work, id_: str, site: str, draft: GroupDraft, before: GroupEvent | None, about: About) -> GroupEvent:
    """Save what differs; the event as it is then."""
    facts: Value = {
        "site": site,
        "kind": draft.kind,
        "from_on": draft.from_on.isoformat() if draft.from_on else None,
        "to_on": draft.to_on.isoformat() if draft.to_on else None,
        "vague": draft.vague,
        "label": draft.label,
    }
    work.put("group_event", id_, "facts", facts, about)
    work.put("group_event", id_, "state", {"event_state": draft.state}, about)
    if draft.recurrence or (before and before.recurrence):
        work.put("group_event", id_, "recurrence", {"recurrence": draft.recurrence}, about)
    if draft.state == HELD:
        heads: Value = {"inmates": draft.inmates, "volunteers": draft.volunteers, "method": draft.method or ATTENDANCES}
        work.put("group_event", id_, "heads", heads, about)
    elif before is not None and before.method:
        work.tomb("group_event", id_, "heads", about)
    return GroupEvent(
        id_, site, draft.kind, draft.from_on, draft.to_on, draft.vague, draft.label, draft.state, draft.recurrence, draft.inmates,
        draft.volunteers, draft.method,
    )  # fmt: skip


def _standing(reading: Reading, site: str, draft: GroupDraft) -> GroupEvent | None:
    """The event that a draft speaks of, if one of that kind is written down: rules.groups says which."""
    known = groups.of_kind(reading.connection, site, draft.kind)
    return rules.meant(known, draft.from_on, draft.to_on, planned=draft.state == PLANNED)


def _require_names(event: GroupEvent, known: Kinds) -> date:
    """The day of an event at which names may be written down. Raises InvalidValue."""
    if known.is_religious(event.kind):
        raise InvalidValue(field=N_("Names"), reason=N_("a list of names would tell a religion, so only heads are counted"))
    if event.state != HELD or event.from_on is None:
        raise InvalidValue(field=N_("Names"), reason=N_("the activity was not held"))
    if event.method != NAMED:
        raise InvalidValue(field=N_("Names"), reason=N_("the activity is not counted by names"))
    return event.from_on


def _required(reading: Reading, event: str) -> GroupEvent:
    found = groups.by_id(reading.connection, event)
    if found is None:
        raise UnknownEvent()
    return found


def _about(site: str) -> About:
    return About(f"site/{site}")


def _attendance(event: str, participant: str) -> str:
    """The id of a name on a list, so that two laptops that write it down speak of one row."""
    return domain_hash(DOMAIN, f"{event}/{participant}".encode()).hex()[:32]


def _codes(found: Sequence[Finding], event: str) -> tuple[str, ...]:
    return tuple(one.code for one in found if event in one.rows)
