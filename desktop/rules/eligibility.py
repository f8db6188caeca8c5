"""Whether somebody may be taken into a programme, with every reason why not.

Source: the programmes' own descriptions. Age and legal status are asked on the **referral date**, so a birthday or a
conviction later changes nothing. A guardian's consent and the criteria may be settled after the referral has come in:
they are asked before the leader approves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.errors import N_, NotEligible
from desktop.rules.dates import age_on
from desktop.rules.programmes import Programme

AGE_UNKNOWN, TOO_YOUNG, TOO_OLD = "age_unknown", "too_young", "too_old"
LEGAL_UNKNOWN, LEGAL_OTHER = "legal_unknown", "legal_other"
GUARDIAN, CRITERIA = "guardian", "criteria"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        AGE_UNKNOWN: N_("the date of birth is not known, and the programme asks for an age"),
        TOO_YOUNG: N_("the participant is too young on the day of the referral"),
        TOO_OLD: N_("the participant is too old on the day of the referral"),
        LEGAL_UNKNOWN: N_("the legal status is not stated, and the programme asks for it"),
        LEGAL_OTHER: N_("the legal status on the day of the referral is not the one that the programme is for"),
        GUARDIAN: N_("a guardian's consent is missing, and no reason is given"),
        CRITERIA: N_("nobody has confirmed that all criteria of the programme are met"),
    }
)
"""Reason → what a person reads."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who is referred, as it is known. `legal_status` and the ages are those of the referral date; "" and None are not known.

    `age_least` and `age_most` are equal where the date of birth is known; where only the year is, they lie one apart.
    """

    age_least: int | None = None
    age_most: int | None = None
    legal_status: str = ""
    guardian_on: date | None = None
    guardian_reason: str = ""
    criteria_confirmed_on: date | None = None


def applicant(
    referred_on: date | None,
    born: date | None,
    *,
    birth_year: int | None = None,
    legal_status: str = "",
    guardian_on: date | None = None,
    guardian_reason: str = "",
    criteria_confirmed_on: date | None = None,
) -> Applicant:
    """The ages on the referral date, from the date of birth or, without it, from the year."""
    least = most = None
    if referred_on is not None and born is not None:
        least = most = age_on(born, referred_on)
    elif referred_on is not None and birth_year is not None:
        most = referred_on.year - birth_year
        least = most - (referred_on < date(referred_on.year, 12, 31))  # on the last day of a year everybody has had a birthday
    return Applicant(least, most, legal_status, guardian_on, guardian_reason, criteria_confirmed_on)


def at_referral(programme: Programme, who: Applicant) -> tuple[str, ...]:
    """Every reason against a referral: codes of WORDS, none where the programme is possible."""
    return (*_age(programme, who), *_legal(programme, who))


def before_approval(programme: Programme, who: Applicant) -> tuple[str, ...]:
    """Every reason against the leader's approval. Age and legal status were judged when the referral came in."""
    return (*_guardian(programme, who), *_criteria(programme, who))


def require(programme: Programme, codes: tuple[str, ...]) -> None:
    """Raises NotEligible, with every reason, unless there is none."""
    if codes:
        raise NotEligible(programme=programme.code, reasons=tuple(WORDS[code] for code in codes))


def undecided(programme: Programme, who: Applicant) -> bool:
    """Whether the year of birth alone does not tell if the age fits, so that the date must be looked up."""
    if who.age_least == who.age_most:
        return False
    bounds = (programme.age_from, programme.age_before, programme.guardian_below)
    return who.age_most in bounds


def _age(programme: Programme, who: Applicant) -> Iterator[str]:
    if programme.age_from is None and programme.age_before is None:
        return
    if who.age_least is None or who.age_most is None or undecided(programme, who):
        yield AGE_UNKNOWN
    elif programme.age_from is not None and who.age_most < programme.age_from:
        yield TOO_YOUNG
    elif programme.age_before is not None and who.age_least >= programme.age_before:
        yield TOO_OLD


def _legal(programme: Programme, who: Applicant) -> Iterator[str]:
    if programme.legal and not who.legal_status:
        yield LEGAL_UNKNOWN
    elif programme.legal and who.legal_status != programme.legal:
        yield LEGAL_OTHER


def _guardian(programme: Programme, who: Applicant) -> Iterator[str]:
    asked = programme.guardian_below is not None and who.age_least is not None and who.age_least < programme.guardian_below
    if asked and who.guardian_on is None and not who.guardian_reason:
        yield GUARDIAN


def _criteria(programme: Programme, who: Applicant) -> Iterator[str]:
    if programme.criteria and who.criteria_confirmed_on is None:
        yield CRITERIA
