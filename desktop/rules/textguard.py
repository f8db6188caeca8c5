"""The guard over every free text: what must never be stored is refused, what is often too much is asked about.

Source: databeskyttelsesloven § 11(2) (no CPR number) and the service's own list of what is not collected.
The guard returns a verdict and logs nothing; whoever records that it spoke records no text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.errors import N_, TextRefused

CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])[ .\-/]{0,3}(?:0[1-9]|1[0-2])[ .\-/]{0,3}\d{2}[ .\-–—/]{0,3}\d{4}(?!\d)")
_TELEPHONE = re.compile(
    r"(?:\+|(?<!\d)00)[ .()\-/]{0,3}\d(?:[ .()\-/]{0,3}\d){6,13}(?!\d)"  # from abroad
    r"|(?<!\d)\d{2}(?:[ .\-/]{0,3}\d{2}){3}(?!\d)|(?<!\d)\d(?:[ .\-/]?\d){7}(?!\d)"  # eight digits, in pairs or any groups
)
_MAIL = re.compile(r"[^\s@]+\s?(?:@|[(\[](?:at|snabel-?a)[)\]])\s?[^\s@]+\.\w{2,}")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d{2})(?!\d)"
)
_HOURS = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])[.:][0-5]\d ?[-–] ?(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)")
_TOKEN = re.compile(r"\w+")

_STEMS = (
    *("dømt", "domfæld", "sigtel", "sigtet", "tiltal", "anklag", "drab", "mord", "vold", "røver", "tyver", "narko", "kriminal"),
    *("bandemed", "banderel", "rocker", "diagnos", "psyk", "medicin", "sygdom", "misbrug", "selvmord", "depress", "religi", "muslim"),
    *("convict", "sentenc", "violen", "rapist", "robber", "illness", "medicat", "suicid", "addict"),
)
"""Beginnings of words about an offence, health, religion or a gang."""

_WORDS = frozenset(
    {
        *("dom", "dommen", "sag", "sagen", "hash", "stoffer", "bande", "banden", "bander", "syg", "hiv", "jøde", "kristen"),
        *("murder", "rape", "theft", "drugs", "gangs", "biker", "bikers", "sick", "charged"),
    }
)
"""Words of the same kind whose beginnings are harmless."""

SUBJECT_NAMES = ("psykologi", "religion", "religionshistorie")
"""Names of school subjects that a stem would catch ("Psykologi B")."""


class Outcome(StrEnum):
    OK = "OK"
    REFUSE = "REFUSE"
    WARN = "WARN"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a source string, where refused; `words` are those to ask "change" or "keep" about."""

    outcome: Outcome
    reason: str = ""
    words: tuple[str, ...] = ()


def guard(text: str, *, names_allowed: Sequence[str] = ()) -> Verdict:
    """The verdict on one text. `names_allowed`: further names, of subjects for example, whose words do not warn."""
    plain = _plain(text)
    reason = _refusal(plain)
    if reason:
        return Verdict(Outcome.REFUSE, reason)
    spared = {token for name in (*SUBJECT_NAMES, *names_allowed) for token in _TOKEN.findall(_plain(name).casefold())}
    tokens = dict.fromkeys(_TOKEN.findall(plain.casefold()))
    words = tuple(token for token in tokens if token not in spared and (token in _WORDS or token.startswith(_STEMS)))
    return Verdict(Outcome.WARN, words=words) if words else Verdict(Outcome.OK)


def check_contact(field: str, text: str) -> None:
    """An address, a telephone number or an e-mail address of a volunteer: what may not stand in it is a CPR number. Raises TextRefused."""
    if CPR.search(_plain(text)):
        raise TextRefused(field=field, reason=N_("it looks like a CPR number"))


def check(field: str, text: str, *, names_allowed: Sequence[str] = ()) -> tuple[str, ...]:
    """The words to ask about. Raises TextRefused; `field` is the source string of the field's name."""
    verdict = guard(text, names_allowed=names_allowed)
    if verdict.outcome is Outcome.REFUSE:
        raise TextRefused(field=field, reason=verdict.reason)
    return verdict.words


def _refusal(plain: str) -> str:
    if CPR.search(plain):
        return N_("it looks like a CPR number")
    if _MAIL.search(plain):
        return N_("it looks like an e-mail address")
    if _TELEPHONE.search(_HOURS.sub("\n", _DATE.sub("\n", plain))):
        return N_("it looks like a telephone number")
    return ""


def _plain(text: str) -> str:
    """Digits of every script as 0-9, wide forms as plain ones, invisible characters gone."""
    if text.isascii():
        return text  # nothing of it would change
    visible = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in visible)
