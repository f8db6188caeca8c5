"""Courses from the referral to the end: two approvals, consents, matches. One method is one verb and one transaction.

A status is never set: every verb saves dated facts, after asking whether the step is possible on that day.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.crypto.digests import new_id, random_bytes
from desktop.errors import N_, InvalidValue, ProgrammeMissing, UnknownParticipant, UnknownVolunteer
from desktop.models.rows.domain import Consent, Course, Identity, Participant
from desktop.models.rows.registry import END_REASONS, LEGAL_STATUSES, PROGRAMMES, PURPOSES, Value
from desktop.rules import alias as alias_rules
from desktop.rules.status import Status, open_on
from desktop.services import checks, course_reading, rights, transfer, withdrawing
from desktop.services.audience import of_course, of_site
from desktop.services.context import Context
from desktop.services.course_reading import CourseLine
from desktop.services.identities import Identities
from desktop.store.repositories import consents, matches, participants, sites, volunteers
from desktop.store.unit_of_work import About, Reading, Work

COURSE_PROGRAMMES = tuple(code for code in PROGRAMMES if code != "GROUP")
"""Group events are counted by heads and have no course."""
GENDERS = ("f", "m", "x", "")
NO_LEGAL_STATUS = "IMMIGRATION"
"""The type of site at which no legal status is stored."""


class Referred(NamedTuple):
    participant: str
    course: str


class Courses:
    """`aliases` is the shipped list of words that new aliases are drawn from."""

    def __init__(self, context: Context, identities: Identities, aliases: Sequence[str]) -> None:
        self._context = context
        self._identities = identities
        self._aliases = aliases

    def refer(  # noqa: PLR0913, PLR0917 - the fields of the paper referral, in its order
        self,
        programme: str,
        given: str,
        family: str,
        birth_date: date | None,
        gender: str,
        legal_status: str,
        referred_on: date,
        alias: str | None = None,
        consents: Sequence[str] = (),
    ) -> Referred:
        """A new participant with a first course. `consents` are the purposes agreed to on the day of the referral.

        The alias is drawn from the list unless one is given. "" as gender or legal status says nothing. Raises NotAllowed,
        InvalidValue, TextRefused, ProgrammeMissing.
        """
        rights.require(self._context, "course", "referral")
        today = self._context.today()
        who = Identity(new_id(), checks.name(N_("Given name"), given), checks.name(N_("Family name"), family), birth_date)
        if birth_date is not None:
            checks.born(birth_date, today)
        checks.code(N_("Gender"), gender, GENDERS)
        checks.code(N_("Legal status"), legal_status, ("", *LEGAL_STATUSES))
        for purpose in consents:
            checks.code(N_("Consent"), purpose, PURPOSES)
        day = checks.happened(N_("Referred on"), referred_on, today)
        with self._context.store.writing(self._context.author) as work:
            site = _offered(work, programme)
            local = transfer.PURPOSE not in consents
            about = of_site(site, who.id, local=local)
            work.put("participant", who.id, "alias", {"alias": self._alias(work, site, alias, f"{who.given} {who.family}")}, about)
            work.put("participant", who.id, "home", {"site": site}, about)
            work.flush()  # the alias travels in a part of its own: a volunteer is told it, and nothing else of this
            _put_person(work, who, gender, legal_status, about)
            self._identities.seal(work, who, about)
            for purpose in dict.fromkeys(consents):
                work.put("consent", new_id(), "given", {"participant": who.id, "purpose": purpose, "given_on": day}, about)
            return Referred(who.id, _put_referral(work, who.id, programme, site, day, local=local))

    def refer_again(self, participant: str, programme: str, on: date) -> str:
        """A further course of a known participant; its id.

        Raises NotAllowed, UnknownParticipant, InvalidValue, ProgrammeMissing, StatusForbids (an open course in the programme).
        """
        rights.require(self._context, "course", "referral")
        day = checks.happened(N_("Referred on"), on, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            _participant(work, participant)
            site = _offered(work, programme)
            course_reading.require_none_open(work, participant, programme, on)
            local = transfer.held_back(work, participant, self._context.today())
            return _put_referral(work, participant, programme, site, day, local=local)

    def approve(self, course: str, by: Literal["staff", "leader"], on: date) -> None:
        """One of the two dated approvals. Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids."""
        checks.code(N_("Approved by"), by, ("staff", "leader"))
        unit = f"{by}_approval"
        rights.require(self._context, "course", unit)
        day = checks.happened(N_("Approved on"), on, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, course)
            course_reading.require_step(work, known, "approve", on)
            work.put("course", course, unit, {f"{unit}_on": day}, self._about(work, known))

    def match(self, course: str, volunteer: str, from_on: date) -> str:
        """A volunteer on a course from a first day; the match's id.

        Raises NotAllowed, UnknownCourse, UnknownVolunteer, InvalidValue (matched already), StatusForbids.
        """
        rights.require(self._context, "match", "pair")
        day = checks.dated(N_("From"), from_on)
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, course)
            if volunteers.by_id(work.connection, volunteer) is None:
                raise UnknownVolunteer(name=volunteer)
            course_reading.require_step(work, known, "match", from_on)
            others = matches.of_course(work.connection, course)
            if any(one.volunteer == volunteer and open_on(one.from_on, one.to_on, from_on) for one in others):
                raise InvalidValue(field=N_("Volunteer"), reason=N_("is matched on this course already"))
            id_ = new_id()
            work.put("match", id_, "pair", {"course": course, "volunteer": volunteer, "from_on": day}, self._about(work, known))
        return id_

    def unmatch(self, match: str, to_on: date) -> None:
        """The match's last day. Raises NotAllowed, UnknownCourse, InvalidValue."""
        rights.require(self._context, "match", "end")
        day = checks.dated(N_("To"), to_on)
        with self._context.store.writing(self._context.author) as work:
            known = matches.by_id(work.connection, match)
            if known is None:
                raise InvalidValue(field=N_("Match"), reason=N_("there is none like that here"))
            course = course_reading.required(work, known.course)
            course_reading.require_step(work, course, "end_match", to_on)
            checks.ordered(N_("To"), known.from_on, to_on)
            work.put("match", match, "end", {"to_on": day}, self._about(work, course))

    def end(self, course: str, on: date, reason: str) -> None:
        """The course ends. Its matches keep their own dates. Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids."""
        rights.require(self._context, "course", "end")
        checks.code(N_("Reason"), reason, END_REASONS)
        day = checks.dated(N_("Ended on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, course)
            course_reading.require_step(work, known, "end", on)
            checks.ordered(N_("Ended on"), known.referred_on, on)
            work.put("course", course, "end", {"ended_on": day, "end_reason": reason}, self._about(work, known))

    def consent(self, participant: str, purpose: str, on: date) -> str:
        """The participant agrees to one purpose; the consent's id. A consent that stands takes the new date.

        Consent to transfer lets everything about the participant travel from now on: its present values are saved once
        more as such. Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "consent", "given")
        checks.code(N_("Consent"), purpose, PURPOSES)
        today = self._context.today()
        day = checks.happened(N_("Given on"), on, today)
        with self._context.store.writing(self._context.author) as work:
            who = _participant(work, participant)
            held_back = transfer.held_back(work, participant, today)
            opens = held_back and purpose == transfer.PURPOSE
            standing = _standing(work, participant, purpose)
            id_ = standing[0].id if standing else new_id()
            value: Value = {"participant": participant, "purpose": purpose, "given_on": day}
            work.put("consent", id_, "given", value, of_site(who.site, participant, local=held_back and not opens))
            if opens:
                work.flush()
                transfer.tell_again(work, participant, who.site, local=False, but={id_})
        return id_

    def withdraw_consent(self, participant: str, purpose: str, on: date) -> None:
        """The consent is withdrawn: the day itself is already without it. Says nothing where none stands.

        Of a consent to transfer the withdrawal still travels, everything else that was told of the participant is taken back
        above, and what is saved afterwards stays at the site.
        Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "consent", "withdrawn")
        checks.code(N_("Consent"), purpose, PURPOSES)
        today = self._context.today()
        day = checks.happened(N_("Withdrawn on"), on, today)
        with self._context.store.writing(self._context.author) as work:
            who = _participant(work, participant)
            about = of_site(who.site, participant, local=transfer.held_back(work, participant, today))
            standing = _standing(work, participant, purpose)
            for one in standing:
                checks.ordered(N_("Withdrawn on"), one.given_on, on)
                work.put("consent", one.id, "withdrawn", {"withdrawn_on": day}, about)
            if standing and purpose == transfer.PURPOSE:
                work.flush()
                withdrawing.take_back(work, participant, who.site)

    def find(self, typed: str) -> Course:
        """The course "[SITE/]ALIAS/PROGRAMME" that has not ended. Raises UnknownSite, UnknownCourse, AmbiguousCourse, InvalidValue."""
        with self._context.store.reading() as reading:
            return course_reading.named_course(reading, typed, self._context.today())

    def status(self, course: str, on: date) -> Status:
        """Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            return course_reading.status_of(reading, course_reading.required(reading, course), on)

    def list(self, on: date | None = None) -> tuple[CourseLine, ...]:
        """Every course by alias with its status on a day, today unless given."""
        with self._context.store.reading() as reading:
            return course_reading.lines(reading, on or self._context.today())

    def participants(self) -> tuple[Participant, ...]:
        with self._context.store.reading() as reading:
            return participants.everybody(reading.connection)

    def draw_alias(self) -> str:
        """An alias that nobody of the own site has now. Nothing is kept: another may be drawn. Raises InvalidValue (none is left)."""
        with self._context.store.reading() as reading:
            return self._alias(reading, sites.own(reading.connection), None, "")

    def offered(self) -> tuple[str, ...]:
        """The programmes that a course here may be in: what headquarters says the site runs, and all before it has said so."""
        with self._context.store.reading() as reading:
            run = {row.programme for row in sites.programmes_of(reading.connection, sites.own(reading.connection))}
        return tuple(code for code in COURSE_PROGRAMMES if not run or code in run)

    def _alias(self, reading: Reading, site: str, alias: str | None, name: str) -> str:
        taken = participants.aliases(reading.connection, site)
        if alias is None:
            return alias_rules.propose(self._aliases, taken, _pick)
        kept = checks.tidy(alias)
        alias_rules.check_alias(kept, taken, name)
        return kept

    def _about(self, reading: Reading, course: Course) -> About:
        held_back = transfer.course_held_back(reading, course, self._context.today())
        return of_course(course.id, course.participant, local=held_back)


def _pick(words: Sequence[str]) -> str:
    return words[int.from_bytes(random_bytes(8), "big") % len(words)]


def _offered(reading: Reading, programme: str) -> str:
    """The own site's id, where the programme may be run there.

    Before headquarters has said what a site runs, every programme may be. Raises InvalidValue, ProgrammeMissing.
    """
    checks.code(N_("Programme"), programme, COURSE_PROGRAMMES)
    site = sites.own(reading.connection)
    run = {row.programme for row in sites.programmes_of(reading.connection, site)}
    if run and programme not in run:
        known = sites.by_id(reading.connection, site)
        raise ProgrammeMissing(site=known.name if known else site, programme=programme)
    return site


def _participant(reading: Reading, id_: str) -> Participant:
    found = participants.by_id(reading.connection, id_)
    if found is None:
        raise UnknownParticipant(alias=id_)
    return found


def _standing(reading: Reading, participant: str, purpose: str) -> list[Consent]:
    """The consents to a purpose that were not withdrawn."""
    known = consents.of_participant(reading.connection, participant)
    return [one for one in known if one.purpose == purpose and one.withdrawn_on is None]


def _put_person(work: Work, who: Identity, gender: str, legal_status: str, about: About) -> None:
    """Facts that no volunteer sees; none is written where nothing was said."""
    facts: Value = {"birth_year": who.birth_date.year if who.birth_date else None, "gender": gender}
    work.put("person", who.id, "facts", facts, about)
    site = sites.by_id(work.connection, sites.own(work.connection))
    if legal_status and not (site and site.type == NO_LEGAL_STATUS):
        work.put("person", who.id, "legal", {"legal_status": legal_status}, about)


def _put_referral(work: Work, participant: str, programme: str, site: str, day: str, *, local: bool) -> str:
    id_ = new_id()
    value: Value = {"participant": participant, "programme": programme, "site": site, "referred_on": day}
    work.put("course", id_, "referral", value, of_course(id_, participant, local=local))
    return id_
