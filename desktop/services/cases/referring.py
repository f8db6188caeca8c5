"""Referrals: a participant comes with a first course, comes back with a further one, or goes on from a course that has ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from desktop.crypto.digests import new_id, random_bytes
from desktop.errors import N_, InvalidValue, ProgrammeMissing
from desktop.models.rows.domain import Identity, SiteProgrammeRow
from desktop.models.rows.fields import GUARDIAN_REASONS, LEGAL_STATUSES, LEVELS, PROGRAMMES, PURPOSES, SOURCES, Value
from desktop.rules import alias as alias_rules
from desktop.rules import eligibility
from desktop.rules.programmes import STUDY, Programme
from desktop.services import checks, course_reading, rights, transfer
from desktop.services.audience import of_course, of_site
from desktop.services.cases.work import CaseWork, participant_of
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.store.repositories import configured, participants, sites
from desktop.store.unit_of_work import About, Reading, Work

GENDERS = ("f", "m", "x", "")
NO_LEGAL_STATUS = "IMMIGRATION"
"""The type of site at which no legal status is stored."""


class Referred(NamedTuple):
    participant: str
    course: str


@dataclass(frozen=True, slots=True)
class Details:
    """What a referral may say beside who and what; nothing of it has to be said.

    `language`: the wished one, which goes at the match. `guardian_on`: the guardian's consent, or `guardian_reason`, a code of
    GUARDIAN_REASONS, why there is none. `expected_release` and `exam_month` are months; subject, level and exam are of study support.
    """

    source: str = ""
    language: str = ""
    guardian_on: date | None = None
    guardian_reason: str = ""
    expected_release: str = ""
    subject: str = ""
    level: str = ""
    exam_month: str = ""


NOTHING = Details()


class Referring(CaseWork):
    """`aliases` is the shipped list of words that new aliases are drawn from."""

    def __init__(self, context: Context, identities: Identities, aliases: Sequence[str]) -> None:
        super().__init__(context, identities)
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
        details: Details = NOTHING,
    ) -> Referred:
        """A new participant with a first course. `consents` are the purposes agreed to on the day of the referral.

        The alias is drawn from the list unless one is given. "" as gender or legal status says nothing; the legal status is that of
        the day of the referral. Raises NotAllowed, InvalidValue, TextRefused, ProgrammeMissing, NotEligible.
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
        day = self._happened(N_("Referred on"), referred_on)
        told = _checked(details, today)
        with self._context.store.writing(self._context.author) as work:
            asked, site = self._offered(work, programme)
            found = eligibility.applicant(referred_on, birth_date, legal_status=legal_of(work, legal_status))
            eligibility.require(asked, eligibility.at_referral(asked, found))
            local = transfer.PURPOSE not in consents
            about = of_site(site, who.id, local=local)
            work.put("participant", who.id, "alias", {"alias": self._alias(work, site, alias, f"{who.given} {who.family}")}, about)
            work.put("participant", who.id, "home", {"site": site}, about)
            work.flush()  # the alias travels in a part of its own: a volunteer is told it, and nothing else of this
            _put_person(work, who, gender, legal_of(work, legal_status), about)
            _put_told(work, who.id, told, about)
            self._identities.seal(work, who, about)
            for purpose in dict.fromkeys(consents):
                work.put("consent", new_id(), "given", {"participant": who.id, "purpose": purpose, "given_on": day}, about)
            return Referred(who.id, _put_referral(work, who.id, asked, site, day, told, local=local))

    def refer_again(
        self,
        participant: str,
        programme: str,
        on: date,
        *,
        legal_status: str = "",
        birth_date: date | None = None,
        details: Details = NOTHING,
    ) -> str:
        """A further course of a known participant; its id. `legal_status`: that of the day, where it has changed since it was noted.

        Where the programme asks for an age that the year of birth does not tell, the sealed date of birth is looked up, unless
        `birth_date` says it. Raises NotAllowed, UnknownParticipant, InvalidValue, TextRefused, ProgrammeMissing, NotEligible,
        StatusForbids (an open course in the programme).
        """
        rights.require(self._context, "course", "referral")
        checks.code(N_("Legal status"), legal_status, ("", *LEGAL_STATUSES))
        day = self._happened(N_("Referred on"), on)
        told = _checked(details, self._context.today())
        with self._context.store.reading() as reading:
            participant_of(reading, participant)
            asked, _ = self._offered(reading, programme)
        found = self._applicant(asked, participant, on, birth_date)
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            asked, site = self._offered(work, programme)
            legal = legal_of(work, legal_status)
            eligibility.require(asked, eligibility.at_referral(asked, replace(found, legal_status=legal or found.legal_status)))
            course_reading.require_none_open(work, participant, programme, on)
            about = self._about_person(work, who)
            if legal:
                work.put("person", participant, "legal", {"legal_status": legal}, about)
            _put_told(work, participant, told, about)
            return _put_referral(work, participant, asked, site, day, told, local=about.local)

    def continue_from(self, course: str, on: date, programme: str = "") -> str:
        """A new course that goes on from one that has begun, and starts anew; its id. It is referred, and is approved like any other.

        `programme`: what it goes on as, else what the old one's programme says, else the same. Raises as `refer_again`, and
        UnknownCourse, StatusForbids (it has not begun).
        """
        rights.require(self._context, "course", "continues")
        day = self._happened(N_("Referred on"), on)
        with self._context.store.reading() as reading:
            former = course_reading.required(reading, course)
            course_reading.require_step(reading, former, "continue", on)
            code = programme or course_reading.programme_of(reading, former.programme).continued_as or former.programme
            asked, _ = self._offered(reading, code)
        found = self._applicant(asked, former.participant, on)
        study = Details(subject=former.subject, level=former.level, exam_month=former.exam_month)
        with self._context.store.writing(self._context.author) as work:
            asked, site = self._offered(work, code)
            eligibility.require(asked, eligibility.at_referral(asked, found))
            course_reading.require_none_open(work, former.participant, code, on)
            local = transfer.held_back(work, former.participant, self._context.today())
            made = _put_referral(work, former.participant, asked, site, day, study, local=local)
            work.put("course", made, "continues", {"continues_from": course}, of_course(made, former.participant, local=local))
        return made

    def rename(self, course: str, alias: str | None = None) -> str:
        """Another alias for the participant of a course, drawn unless one is given; the alias. What the person was called before is
        found, too, as long as it was one person alone.

        Raises NotAllowed, UnknownCourse, UnknownParticipant, InvalidValue, TextRefused.
        """
        rights.require(self._context, "participant", "alias")
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, course_reading.required(work, course).participant)
            given = self._alias(work, who.site, alias, "")
            work.put("participant", who.id, "alias", {"alias": given}, self._about_person(work, who))
        return given

    def draw_alias(self) -> str:
        """An alias that nobody of the own site has now. Nothing is kept: another may be drawn. Raises InvalidValue (none is left)."""
        with self._context.store.reading() as reading:
            return self._alias(reading, sites.own(reading.connection), None, "")

    def offered(self) -> tuple[str, ...]:
        """The programmes that a course here may be in: what headquarters says the site runs, and all before it has said so."""
        with self._context.store.reading() as reading:
            run = self._run(reading)
            known = configured.programmes(reading.connection).values()
            told = sites.programmes_of(reading.connection, sites.own(reading.connection))
        return tuple(sorted((one.code for one in known if one.has_courses and (not told or one.code in run)), key=_place))

    def _offered(self, reading: Reading, programme: str) -> tuple[Programme, str]:
        """The programme, and the own site's id, where it may be run there.

        Before headquarters has said what a site runs, every programme may be. Raises InvalidValue, ProgrammeMissing.
        """
        found = course_reading.programme_of(reading, programme)
        site = sites.own(reading.connection)
        if sites.programmes_of(reading.connection, site) and programme not in self._run(reading):
            known = sites.by_id(reading.connection, site)
            raise ProgrammeMissing(site=known.name if known else site, programme=programme)
        return found, site

    def _run(self, reading: Reading) -> frozenset[str]:
        """The programmes whose agreement with the own site has not ended."""
        month = self._context.today().strftime("%Y-%m")
        told = sites.programmes_of(reading.connection, sites.own(reading.connection))
        return frozenset(row.programme for row in told if runs(row, month))

    def _alias(self, reading: Reading, site: str, alias: str | None, name: str) -> str:
        taken = participants.aliases(reading.connection, site)
        if alias is None:
            return alias_rules.propose(self._aliases, taken, _pick)
        kept = checks.tidy(alias)
        alias_rules.check_alias(kept, taken, name)
        return kept


def runs(row: SiteProgrammeRow, month: str) -> bool:
    """Whether an agreement has not ended before a month ("2024-10"). One that is to begin counts: people are referred to it."""
    return not row.agreement_to or row.agreement_to >= month


def _place(code: str) -> tuple[int, str]:
    """The built-in programmes in their order, then the others."""
    return (PROGRAMMES.index(code) if code in PROGRAMMES else len(PROGRAMMES), code)


def _pick(words: Sequence[str]) -> str:
    return words[int.from_bytes(random_bytes(8), "big") % len(words)]


def _checked(details: Details, today: date) -> Details:
    """The details as they are kept. Raises InvalidValue, TextRefused."""
    checks.code(N_("Referred by"), details.source, ("", *SOURCES))
    checks.code(N_("Guardian"), details.guardian_reason, ("", *GUARDIAN_REASONS))
    checks.code(N_("Level"), details.level, ("", *LEVELS))
    if details.guardian_on is not None:
        checks.happened(N_("Guardian"), details.guardian_on, today)
    for field, month in ((N_("Expected release"), details.expected_release), (N_("Exam"), details.exam_month)):
        if month:
            checks.month(field, month)
    return replace(
        details,
        language=checks.optional(N_("Language"), details.language, 40),
        subject=checks.optional(N_("Subject"), details.subject, 60),
    )


def legal_of(reading: Reading, legal_status: str) -> str:
    """The legal status as it may be kept: none at an immigration centre."""
    site = sites.by_id(reading.connection, sites.own(reading.connection))
    return "" if site and site.type == NO_LEGAL_STATUS else legal_status


def _put_person(work: Work, who: Identity, gender: str, legal_status: str, about: About) -> None:
    """Facts that no volunteer sees; none is written where nothing was said."""
    facts: Value = {"birth_year": who.birth_date.year if who.birth_date else None, "gender": gender}
    work.put("person", who.id, "facts", facts, about)
    if legal_status:
        work.put("person", who.id, "legal", {"legal_status": legal_status}, about)


def _put_told(work: Work, participant: str, told: Details, about: About) -> None:
    if told.expected_release:
        work.put("person", participant, "expected", {"expected_release": told.expected_release}, about)
    if told.guardian_on is not None or told.guardian_reason:
        work.put("person", participant, "guardian", guardian_value(told.guardian_on, told.guardian_reason), about)
    if told.language:
        work.put("person", participant, "language", {"language": told.language}, about)


def guardian_value(on: date | None, reason: str) -> Value:
    return {"guardian_on": None if on is None else on.isoformat(), "guardian_reason": reason or None}


def _put_referral(work: Work, participant: str, programme: Programme, site: str, day: str, told: Details, *, local: bool) -> str:
    id_ = new_id()
    about = of_course(id_, participant, local=local)
    value: Value = {"participant": participant, "programme": programme.code, "site": site, "referred_on": day}
    work.put("course", id_, "referral", value, about)
    if told.source:
        work.put("course", id_, "source", {"source": told.source}, about)
    if programme.family == STUDY and (told.subject or told.level or told.exam_month):
        study: Value = {"subject": told.subject or None, "level": told.level or None, "exam_month": told.exam_month or None}
        work.put("course", id_, "study", study, about)
    elif told.subject or told.level or told.exam_month:
        raise InvalidValue(field=N_("Subject"), reason=N_("only study support has one"))
    return id_
