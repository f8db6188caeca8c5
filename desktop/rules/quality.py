"""Whether a volunteer may visit at a place on a day: every reason against it, and when what holds now ends.

Source: the service's quality assurance of volunteers; the three declarations of besøgsbekendtgørelsen (BEK 1022/2022, § 21)
and varetægtsbekendtgørelsen (BEK 1130/2023, § 58). Ages, intervals and versions are configuration. Valid-until is inclusive.
A reason never deletes anything: it is shown, and what was planned is marked as needing another volunteer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.quality import Qualification, Standing
from desktop.rules.configuration import BLOCKS, NOTHING, WARNS, Configuration
from desktop.rules.dates import add_months, age_on

DECLARATIONS = ("declaration_inform", "declaration_receive", "declaration_confidential")
SUPPORT = ("coaching", "exchange", "supervision")
AGE_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "VISITING": "age.visitor",
        "PRIMUS_MOTOR": "age.mentor",
        "STUDY_INSIDE": "age.study_helper",
        "STUDY_FREE": "age.study_helper",
        "GROUP": "age.group_helper",
    }
)
"""Programme → the setting of its youngest age; every other programme has "age.other"."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "left": N_("has left"),
        "interview": N_("the interview is missing"),
        "interview_pause": N_("a new interview is needed after the pause"),
        "age": N_("is younger than the programme asks"),
        "age_unknown": N_("it is not known whether the age requirement is met"),
        "clearance": N_("there is no security clearance at this place"),
        "clearance_applied": N_("the security clearance is applied for and not given yet"),
        "clearance_not_available": N_("the security clearance is not available"),
        "clearance_expired": N_("the security clearance has expired"),
        "declaration_inform": N_("the declaration on telling the prison is missing"),
        "declaration_receive": N_("the declaration on receiving nothing is missing"),
        "declaration_confidential": N_("the declaration of confidentiality is missing"),
        "rules": N_("the rules for volunteers are not signed"),
        "rules_old": N_("the new rules for volunteers are not signed"),
        "basic_course": N_("the basic course is missing"),
        "refresher": N_("the basic course is to be refreshed"),
        "support": N_("coaching, exchange or supervision is due"),
        "criminal_record": N_("the criminal record has not been seen"),
        "child_certificate": N_("the child certificate has not been seen"),
    }
)
"""Code → what a person reads."""


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """`effect` is "blocks" or "warns". `since`: the first day on which it holds, where that is known."""

    effect: str
    code: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day on which something that a volunteer has still counts. `kind` is a code of WORDS; `site` "" = everywhere."""

    kind: str
    until: date
    site: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`reasons` sorted, those that block first; `expires`: what holds on the day and ends first, None where nothing ends."""

    reasons: tuple[Reason, ...]
    expires: Expiry | None

    @property
    def blocks(self) -> tuple[Reason, ...]:
        return tuple(one for one in self.reasons if one.effect == BLOCKS)

    @property
    def allowed(self) -> bool:
        return not self.blocks


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and as what somebody is to come. `accompanied`: another volunteer comes along; `children`: under 15, take part."""

    site: str
    programme: str
    day: date
    accompanied: bool = False
    children: bool = False


def can_visit(volunteer: Standing, occasion: Occasion, known: Configuration) -> Answer:
    """Every reason against, and the earliest end of what counts. Nothing that is dated after the day counts."""
    day = occasion.day
    held = tuple(one for one in volunteer.qualifications if one.on_date is not None and one.on_date <= day)
    asked = _Asked(volunteer, occasion, known, held)
    reasons = tuple(sorted(asked.reasons()))
    ends = sorted(
        (one for one in expiries(volunteer, occasion.site, day, known) if one.until >= day), key=lambda one: (one.until, one.kind)
    )
    return Answer(reasons, ends[0] if ends else None)


class _Asked:
    """One question, with what counts on its day."""

    def __init__(self, volunteer: Standing, occasion: Occasion, known: Configuration, held: Sequence[Qualification]) -> None:
        self._volunteer = volunteer
        self._at = occasion
        self._known = known
        self._held = held

    def reasons(self) -> Iterator[Reason]:
        left = self._volunteer.left_on
        if left is not None and left <= self._at.day:
            yield Reason(BLOCKS, "left", left)
        yield from self._interview()
        yield from self._age()
        yield from self._clearance()
        yield from self._declarations()
        yield from self._rules()
        yield from self._course()
        yield from self._support()
        yield from self._records()

    def _interview(self) -> Iterator[Reason]:
        latest = _latest(self._held, "interview")
        if latest is None:
            yield Reason(BLOCKS, "interview")
            return
        until = _interview_until(self._volunteer, latest, self._at.day, self._known)
        if until < self._at.day:
            yield Reason(BLOCKS, "interview_pause", until + timedelta(days=1))

    def _age(self) -> Iterator[Reason]:
        least = self._known.number(AGE_SETTINGS.get(self._at.programme, "age.other"), self._at.day)
        if least is None:
            return
        born = self._volunteer.birth_date
        if born is not None:
            if age_on(born, self._at.day) < least:
                yield Reason(BLOCKS, "age")
        elif not (self._volunteer.age_met and (self._volunteer.age_asked or 0) >= least):
            too_young = not self._volunteer.age_met and self._volunteer.age_asked is not None and self._volunteer.age_asked <= least
            yield Reason(BLOCKS, "age" if too_young else "age_unknown")

    def _clearance(self) -> Iterator[Reason]:
        here = _clearances(self._held, self._at.site)
        granted = [one for one in here if one.clearance == "valid"]
        if granted:
            until = max(clearance_until(one, self._known) for one in granted)
            if until >= self._at.day and here[-1].clearance != "not_available":
                return
            if here[-1].clearance == "valid":
                yield Reason(BLOCKS, "clearance_expired", until + timedelta(days=1))
                return
        states = {"applied": "clearance_applied", "not_available": "clearance_not_available"}
        yield Reason(BLOCKS, states.get(here[-1].clearance, "clearance") if here else "clearance")

    def _declarations(self) -> Iterator[Reason]:
        granted = [one.on_date for one in _clearances(self._held, self._at.site) if one.clearance == "valid" and one.on_date is not None]
        former = sorted(set(granted))[-2] if len(set(granted)) > 1 else None
        for kind in DECLARATIONS:
            signed = _latest(self._held, kind)
            if signed is None or (former is not None and signed <= former):
                yield Reason(BLOCKS, kind)

    def _rules(self) -> Iterator[Reason]:
        day = self._at.day
        signed = {one.version for one in self._held if one.kind == "rules"}
        if self._known.text("rules.version", day) in signed:
            return
        since = self._known.since("rules.version", day)
        if not signed or since is None:
            yield Reason(BLOCKS, "rules_old" if signed else "rules", since)
            return
        last = since + timedelta(days=self._known.required("rules.grace_days", day))
        yield Reason(BLOCKS if day > last else WARNS, "rules_old", since)

    def _course(self) -> Iterator[Reason]:
        effect = WARNS if self._at.accompanied else BLOCKS
        if _latest(self._held, "basic_course") is None:
            yield Reason(effect, "basic_course")
            return
        until = _course_until(self._held, self._at.day, self._known)
        if until is not None and until < self._at.day:
            yield Reason(effect, "refresher", until + timedelta(days=1))

    def _support(self) -> Iterator[Reason]:
        until = _support_until(self._volunteer, self._held, self._at.day, self._known)
        if until is not None and until < self._at.day:
            yield Reason(WARNS, "support", until + timedelta(days=1))

    def _records(self) -> Iterator[Reason]:
        day, known = self._at.day, self._known
        effect = known.text("criminal_record.effect", day)
        if effect != NOTHING and _seen_until(self._held, "criminal_record", known, day) < day:
            yield Reason(effect, "criminal_record")
        if (
            self._at.children
            and known.yes("child_certificate.asked", day)
            and _seen_until(self._held, "child_certificate", known, day) < day
        ):
            yield Reason(BLOCKS, "child_certificate")


def expiries(volunteer: Standing, site: str, day: date, known: Configuration) -> tuple[Expiry, ...]:
    """The last days of what the volunteer has and what ends by itself, seen on `day`; also those that have passed."""
    held = tuple(one for one in volunteer.qualifications if one.on_date is not None and one.on_date <= day)
    return tuple(_expiries(volunteer, held, site, day, known))


def _expiries(volunteer: Standing, held: Sequence[Qualification], site: str, day: date, known: Configuration) -> Iterator[Expiry]:
    granted = [clearance_until(one, known) for one in _clearances(held, site) if one.clearance == "valid"]
    if granted:
        yield Expiry("clearance_expired", max(granted), site)
    interview = _latest(held, "interview")
    if interview is not None:
        yield Expiry("interview_pause", _interview_until(volunteer, interview, day, known))
    course = _course_until(held, day, known)
    if course is not None:
        yield Expiry("refresher", course)
    support = _support_until(volunteer, held, day, known)
    if support is not None:
        yield Expiry("support", support)
    since = known.since("rules.version", day)
    signed = {one.version for one in held if one.kind == "rules"}
    if since is not None and signed and known.text("rules.version", day) not in signed:
        yield Expiry("rules_old", since + timedelta(days=known.required("rules.grace_days", day)))
    for kind, asked in (
        ("criminal_record", known.text("criminal_record.effect", day) != NOTHING),
        ("child_certificate", known.yes("child_certificate.asked", day)),
    ):
        until = _seen_until(held, kind, known, day)
        if asked and date.min < until < date.max:
            yield Expiry(kind, until)


def reminder(until: date, day: date, days: Iterable[int]) -> int | None:
    """The smallest of `days` (60, 30, 7) within which `until` lies, seen on `day`; None where it is further away or has passed."""
    left = (until - day).days
    within = [one for one in days if 0 <= left <= one]
    return min(within) if within else None


def clearance_until(one: Qualification, known: Configuration) -> date:
    """The last day of a clearance that was given: as it says, else so many months after it was given."""
    if one.valid_until is not None:
        return one.valid_until
    given = one.on_date or date.min
    return add_months(given, known.required("clearance.months", given))


def _clearances(held: Iterable[Qualification], site: str) -> list[Qualification]:
    """Those of a place, the latest last."""
    return sorted((one for one in held if one.kind == "clearance" and one.site == site), key=lambda one: (one.on_date or date.min, one.id))


def _latest(held: Iterable[Qualification], *kinds: str) -> date | None:
    return max((one.on_date for one in held if one.kind in kinds and one.on_date is not None), default=None)


def _interview_until(volunteer: Standing, interview: date, day: date, known: Configuration) -> date:
    """Counted from the last visit before the day, else from the interview; after a pause only a new interview counts."""
    months, last = known.required("interview.pause_months", day), interview
    for held in sorted(one for one in volunteer.held_on if interview < one < day):
        if held > add_months(last, months):
            break
        last = held
    return add_months(last, months)


def _course_until(held: Iterable[Qualification], day: date, known: Configuration) -> date | None:
    taken = _latest(held, "basic_course", "refresher")
    return None if taken is None else add_months(taken, known.required("basic_course.refresher_months", day))


def _support_until(volunteer: Standing, held: Iterable[Qualification], day: date, known: Configuration) -> date | None:
    """Counted from the last support, else from the day on which the volunteer joined."""
    base = _latest(held, *SUPPORT) or volunteer.joined_on
    return None if base is None else add_months(base, known.required("support.months", day))


def _seen_until(held: Iterable[Qualification], kind: str, known: Configuration, day: date) -> date:
    """The last day on which a paper that was seen counts: date.min where none was seen, date.max where it never ends."""
    seen = _latest(held, kind)
    if seen is None:
        return date.min
    months = known.number(f"{kind}.months", day)
    return date.max if months is None else add_months(seen, months)
