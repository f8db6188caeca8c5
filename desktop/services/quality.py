"""Whether volunteers may visit, what ends soon, and who might be matched: reading, nothing is saved."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.errors import N_, UnknownVolunteer
from desktop.models.rows.domain import Match, Volunteer
from desktop.models.rows.quality import Contact, Qualification, Standing
from desktop.rules import matching, quality
from desktop.rules.configuration import Configuration
from desktop.rules.matching import Candidate, Suggestion
from desktop.rules.quality import Answer, Expiry, Occasion
from desktop.rules.status import open_on
from desktop.services import checks, configuring, course_reading
from desktop.services.context import Context
from desktop.store.repositories import configured, courses, matches, participants, qualifications, sites, volunteers
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class QualityCard:
    """One volunteer as a leader sees it. `answers`: programme → whether the volunteer may visit here today."""

    volunteer: Volunteer
    contact: Contact | None
    qualifications: tuple[Qualification, ...]
    answers: Mapping[str, Answer]
    expiries: tuple[Expiry, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that ends within 60, 30 or 7 days (`within`), or has ended already (`within` 0)."""

    volunteer: str
    name: str
    expiry: Expiry
    within: int
    days_left: int


class Quality:
    def __init__(self, context: Context) -> None:
        self._context = context

    def card(self, volunteer: str) -> QualityCard:
        """Raises UnknownVolunteer."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            found = volunteers.by_id(reading.connection, volunteer)
            if found is None:
                raise UnknownVolunteer(name=volunteer)
            site, known = sites.own(reading.connection), configuring.read(reading)
            stands = standings(reading, (volunteer,))[volunteer]
            runs = [row.programme for row in sites.programmes_of(reading.connection, site)]
            contact = qualifications.contacts(reading.connection, (volunteer,)).get(volunteer)
        answers = {one: quality.can_visit(stands, Occasion(site, one, today), known) for one in runs}
        return QualityCard(found, contact, stands.qualifications, answers, quality.expiries(stands, site, today, known))

    def may_visit(
        self, volunteer: str, programme: str, day: date, *, site: str = "", accompanied: bool = False, children: bool = False
    ) -> Answer:
        """At a site, the own one unless another is said. Raises UnknownVolunteer, InvalidValue for a programme that nobody knows here."""
        with self._context.store.reading() as reading:
            if volunteers.by_id(reading.connection, volunteer) is None:
                raise UnknownVolunteer(name=volunteer)
            checks.code(N_("Programme"), programme, configured.programmes(reading.connection))
            at = Occasion(site or sites.own(reading.connection), programme, day, accompanied=accompanied, children=children)
            return quality.can_visit(standings(reading, (volunteer,))[volunteer], at, configuring.read(reading))

    def reminders(self) -> tuple[Reminder, ...]:
        """What ends within the days that headquarters has set, or has ended, of volunteers who have not left; the first to end first."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            known, site = configuring.read(reading), sites.own(reading.connection)
            present = [one for one in volunteers.everybody(reading.connection) if one.left_on is None or one.left_on > today]
            stands = standings(reading, [one.id for one in present])
        days = known.numbers("reminder.days", today)
        found = []
        for one in present:
            for expiry in quality.expiries(stands[one.id], site, today, known):
                left = (expiry.until - today).days
                within = 0 if left < 0 else quality.reminder(expiry.until, today, days)
                if within is not None:
                    found.append(Reminder(one.id, one.name, expiry, within, left))
        return tuple(sorted(found, key=lambda one: (one.expiry.until, one.name, one.expiry.kind)))

    def suggest(self, course: str) -> tuple[Suggestion, ...]:
        """Every volunteer of the site who is not on the course, with what speaks for and against. Raises UnknownCourse, NotAllowed."""
        self._context.require_leader()
        today = self._context.today()
        with self._context.store.reading() as reading:
            wanted = course_reading.required(reading, course)
            known = configuring.read(reading)
            everybody = [one for one in volunteers.everybody(reading.connection) if one.left_on is None or one.left_on > today]
            stands = standings(reading, [one.id for one in everybody])
            taken = matches.everything(reading.connection)
            facts = participants.facts(reading.connection, wanted.participant)
            same = {one.id for one in courses.of_participant(reading.connection, wanted.participant)}
        on_course = {one.volunteer for one in taken if one.course == course and open_on(one.from_on, one.to_on, today)}
        at = Occasion(wanted.site, wanted.programme, today)
        candidates = [
            _candidate(one, quality.can_visit(stands[one.id], at, known), taken, same, today)
            for one in everybody
            if one.id not in on_course
        ]
        return matching.suggestions(candidates, wanted.programme, facts.language if facts is not None else "")


def standings(reading: Reading, ids: Collection[str]) -> Mapping[str, Standing]:
    """Volunteer → what is asked about the volunteer, as far as this vault knows it."""
    steps, days = qualifications.of_volunteers(reading.connection, ids), qualifications.held_days(reading.connection, ids)
    reached = qualifications.contacts(reading.connection, ids)
    found = {}
    for one in volunteers.by_ids(reading.connection, sorted(ids)):
        contact = reached.get(one.id)
        found[one.id] = Standing(
            volunteer=one.id,
            birth_date=None if contact is None else contact.birth_date,
            age_asked=one.age_asked,
            age_met=one.age_met,
            joined_on=one.joined_on,
            left_on=one.left_on,
            held_on=days.get(one.id, ()),
            qualifications=steps.get(one.id, ()),
        )
    return found


def answers(reading: Reading, asked: Iterable[tuple[str, Occasion]], known: Configuration) -> tuple[Answer, ...]:
    """One answer for each (volunteer, occasion), in their order; a volunteer of whom nothing is known is not answered for but blocked."""
    listed = tuple(asked)
    stands = standings(reading, {volunteer for volunteer, _ in listed})
    return tuple(quality.can_visit(stands.get(volunteer, Standing(volunteer)), at, known) for volunteer, at in listed)


def _candidate(one: Volunteer, answer: Answer, taken: Iterable[Match], same: Collection[str], today: date) -> Candidate:
    mine = [match for match in taken if match.volunteer == one.id]
    roles = {name for name in ("visitor", "mentor", "study_helper", "group_helper") if getattr(one, name)}
    return Candidate(
        volunteer=one.id,
        name=one.name,
        answer=answer,
        days_left=None if answer.expires is None else (answer.expires.until - today).days,
        courses=sum(open_on(match.from_on, match.to_on, today) for match in mine),
        wishes=one.free,
        roles=frozenset(roles),
        languages=matching.spoken(one.languages),
        before=any(match.course in same for match in mine),
    )
