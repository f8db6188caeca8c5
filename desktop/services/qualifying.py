"""What a leader records about a volunteer: each step of the quality assurance, the birth date, how the volunteer is reached.

Only the positive is stored: that something was seen and in order, with its day; never a paper, never what stood in it.
"""

from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, UnknownVolunteer
from desktop.models.rows.domain import Volunteer
from desktop.models.rows.fields import CLEARANCE_STATES, QUALIFICATIONS, Value
from desktop.rules import textguard
from desktop.rules.dates import age_on
from desktop.rules.quality import SUPPORT
from desktop.services import checks, configuring, rights
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.store.repositories import qualifications, sites, volunteers
from desktop.store.unit_of_work import Reading, Work

CLEARANCE, RULES = "clearance", "rules"
LONGEST_MINUTES = 24 * 60
AGE_SETTING = "age.visitor"
"""The age that is told to other vaults: the greatest that the service asks for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as typed. A clearance names its state and, where the prison gave one, its last day; the rules their version,
    today's where none is said; coaching, exchange and supervision their minutes. `seen_by`: who saw the paper or held the talk.
    """

    kind: str
    on: date
    site: str = ""
    valid_until: date | None = None
    clearance: str = ""
    version: str = ""
    provider: str = ""
    minutes: int | None = None
    seen_by: str = ""


class Qualifying:
    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, volunteer: str, step: Step) -> str:
        """A step was done; its id. A clearance is at the own site where none is said.

        Raises NotAllowed, UnknownVolunteer, InvalidValue, TextRefused.
        """
        rights.require(self._context, "qualification", "facts")
        with self._context.store.writing(self._context.author) as work:
            _required(work, volunteer)
            id_ = new_id()
            put_qualification(work, id_, volunteer, step, self._context.today())
        return id_

    def change(self, qualification: str, step: Step) -> None:
        """The step was as `step` says: an application that was granted, a date that was wrong. Raises as `add`."""
        rights.require(self._context, "qualification", "facts")
        with self._context.store.writing(self._context.author) as work:
            known = qualifications.by_id(work.connection, qualification)
            if known is None:
                raise InvalidValue(field=N_("Step"), reason=N_("there is none like that here"))
            put_qualification(work, qualification, known.volunteer, step, self._context.today())

    def take_back(self, qualification: str) -> None:
        """It was recorded by mistake. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "qualification", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            known = qualifications.by_id(work.connection, qualification)
            if known is None:
                raise InvalidValue(field=N_("Step"), reason=N_("there is none like that here"))
            for unit in ("facts", "by"):
                work.tomb("qualification", qualification, unit, of_volunteer(known.volunteer))

    def born(self, volunteer: str, birth_date: date) -> None:
        """The birth date, which stays among the leaders; what other vaults are told is whether the age requirement is met.

        Raises NotAllowed, UnknownVolunteer, InvalidValue.
        """
        rights.require(self._context, "contact", "birth")
        today = self._context.today()
        checks.born(birth_date, today)
        with self._context.store.writing(self._context.author) as work:
            _required(work, volunteer)
            put_birth(work, volunteer, birth_date, today)

    def reached(self, volunteer: str, street: str, postcode: str, town: str, phone: str, email: str) -> None:
        """Address, telephone and e-mail; a volunteer says so of oneself. Raises NotAllowed, UnknownVolunteer, InvalidValue, TextRefused."""
        rights.require(self._context, "contact", "address")
        address: Value = {
            "street": _contact(N_("Street"), street, 120),
            "postcode": _contact(N_("Postcode"), postcode, 10),
            "town": _contact(N_("Town"), town, 60),
        }
        reach: Value = {"phone": _contact(N_("Telephone"), phone, 40), "email": _contact(N_("E-mail"), email, 120)}
        with self._context.store.writing(self._context.author) as work:
            _required(work, volunteer)
            about = of_volunteer(volunteer)
            work.put("contact", volunteer, "address", address, about)
            work.put("contact", volunteer, "reach", reach, about)

    def wishes(
        self, volunteer: str, *, visitor: bool, mentor: bool, study_helper: bool, group_helper: bool, languages: str, free: bool
    ) -> None:
        """As what the volunteer helps, in which languages, and whether there is room for another course.

        Raises NotAllowed, UnknownVolunteer, InvalidValue, TextRefused.
        """
        rights.require(self._context, "volunteer", "roles")
        spoken = checks.optional(N_("Languages"), languages, 120)
        with self._context.store.writing(self._context.author) as work:
            _required(work, volunteer)
            about = of_volunteer(volunteer)
            roles: Value = {"visitor": visitor, "mentor": mentor, "study_helper": study_helper, "group_helper": group_helper}
            work.put("volunteer", volunteer, "roles", roles, about)
            work.put("volunteer", volunteer, "languages", {"languages": spoken}, about)
            work.put("volunteer", volunteer, "free", {"free": free}, about)

    def left(self, volunteer: str, on: date) -> None:
        """The volunteer has left, from that day on. Raises NotAllowed, UnknownVolunteer, InvalidValue."""
        rights.require(self._context, "volunteer", "left")
        day = checks.dated(N_("Left on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = _required(work, volunteer)
            checks.ordered(N_("Left on"), known.joined_on, on)
            work.put("volunteer", volunteer, "left", {"left_on": day}, of_volunteer(volunteer))


def put_qualification(work: Work, id_: str, volunteer: str, step: Step, today: date) -> None:
    """Check a step and say it in this unit of work. Raises InvalidValue, TextRefused."""
    checks.code(N_("Step"), step.kind, QUALIFICATIONS)
    checks.code(N_("Clearance"), step.clearance, CLEARANCE_STATES[1:] if step.kind == CLEARANCE else ("",))
    day = checks.happened(N_("Date"), step.on, today)
    until = None
    if step.valid_until is not None:
        checks.ordered(N_("Valid until"), step.on, step.valid_until)
        until = step.valid_until.isoformat()
    if step.minutes is not None and step.kind not in SUPPORT:
        raise InvalidValue(field=N_("Minutes"), reason=N_("only coaching, exchange and supervision have minutes"))
    if step.minutes is not None and not 1 <= step.minutes <= LONGEST_MINUTES:
        raise InvalidValue(field=N_("Minutes"), reason=N_("it lasts from 1 minute to a day"))
    version = step.version
    if not version and (step.kind == RULES or step.kind.startswith("declaration_")):
        version = configuring.read(work).text("rules.version" if step.kind == RULES else "declaration.version", step.on)
    facts: Value = {
        "volunteer": volunteer,
        "kind": step.kind,
        "site": (step.site or sites.own(work.connection) or None) if step.kind == CLEARANCE else None,
        "on_date": day,
        "valid_until": until,
        "clearance": step.clearance,
        "version": checks.optional(N_("Version"), version, 40),
        "provider": checks.optional(N_("Provider"), step.provider, 80),
        "minutes": step.minutes,
    }
    about = of_volunteer(volunteer)
    work.put("qualification", id_, "facts", facts, about)
    if seen_by := checks.optional(N_("By"), step.seen_by, 80):
        work.put("qualification", id_, "by", {"seen_by": seen_by}, about)


def put_birth(work: Work, volunteer: str, birth_date: date, today: date) -> None:
    about = of_volunteer(volunteer)
    work.put("contact", volunteer, "birth", {"birth_date": birth_date.isoformat()}, about)
    put_age(work, volunteer, birth_date, today)


def put_age(work: Work, volunteer: str, birth_date: date, today: date) -> None:
    """What other vaults are told of the age, as headquarters asks for it now. What is equal is not saved again."""
    asked = configuring.read(work).number(AGE_SETTING, today)
    if asked is not None:
        value: Value = {"age_asked": asked, "age_met": age_on(birth_date, today) >= asked}
        work.put("volunteer", volunteer, "age", value, of_volunteer(volunteer))


def tell_ages(work: Work, today: date) -> None:
    """Say anew whether volunteers have reached the age that is asked for: birthdays pass, and headquarters may ask for another."""
    known = [one.id for one in volunteers.everybody(work.connection)]
    for volunteer, contact in qualifications.contacts(work.connection, known).items():
        if contact.birth_date is not None:
            put_age(work, volunteer, contact.birth_date, today)


def _contact(field: str, text: str, most: int) -> str:
    kept = checks.tidy(text)
    if len(kept) > most:
        raise InvalidValue(field=field, reason=N_("it is too long"))
    textguard.check_contact(field, kept)
    return kept


def _required(reading: Reading, volunteer: str) -> Volunteer:
    found = volunteers.by_id(reading.connection, volunteer)
    if found is None:
        raise UnknownVolunteer(name=volunteer)
    return found
