"""What headquarters may set: each name with its kind, its default and its words; and the value that holds on a day.

A setting is dated and lies in the log like everything else. A rule asks with the day of what it judges, so an old visit is
judged by the rules of its day. Where headquarters has said nothing the default holds; an empty value means "not set".
Source: the service's own intervals, ages and periods of keeping, which headquarters answers for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from desktop.errors import N_, InvalidValue

Kind = Literal["number", "yes", "text", "choice"]

CHILDREN, BLOCKS, WARNS, NOTHING = "children", "blocks", "warns", "nothing"
EFFECTS = (BLOCKS, WARNS, NOTHING)
YES, NO = "yes", "no"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """`default` as text, "" = not set. Numbers lie within `least` and `most`; a choice is one of `choices`."""

    name: str
    kind: Kind
    default: str
    words: str
    least: int = 0
    most: int = 1200
    choices: tuple[str, ...] = ()


def _number(name: str, default: int | None, words: str, least: int = 0, most: int = 1200) -> Setting:
    return Setting(name, "number", "" if default is None else str(default), words, least, most)


def _basis(purpose: str, words: str) -> Setting:
    return Setting(f"lawful_basis.{purpose}", "text", "GDPR art. 6(1)(a), 9(2)(a)", words)


_ALL = (
    _number("age.visitor", 25, N_("youngest age of a visitor"), 15, 99),
    _number("age.mentor", 25, N_("youngest age of a mentor in Primus Motor"), 15, 99),
    _number("age.study_helper", None, N_("youngest age of a study helper"), 15, 99),
    _number("age.group_helper", None, N_("youngest age of a helper at group activities"), 15, 99),
    _number("age.other", None, N_("youngest age in every other programme"), 15, 99),
    _number("interview.pause_months", 12, N_("months of pause after which there is a new interview"), 1),
    _number("clearance.months", 24, N_("months that a security clearance without a date is valid"), 1),
    Setting("rules.version", "text", "1", N_("version of the rules that volunteers sign")),
    _number("rules.grace_days", 30, N_("days of grace after new rules")),
    Setting("declaration.version", "text", "1", N_("version of the three declarations")),
    _number("basic_course.refresher_months", 36, N_("months until the basic course is refreshed"), 1),
    _number("support.months", 6, N_("months between coaching, exchange or supervision"), 1),
    Setting("criminal_record.effect", "choice", NOTHING, N_("what a criminal record that was not seen does"), choices=EFFECTS),
    _number("criminal_record.months", None, N_("months until the criminal record is seen again"), 1),
    Setting("child_certificate.asked", "yes", NO, N_("child certificates are asked for")),
    _number("child_certificate.months", 24, N_("months until the child certificate is seen again"), 1),
    Setting("reminder.days", "text", "60,30,7", N_("days before an expiry on which a person is reminded")),
    _number("course.ask_days", 42, N_("days without a visit after which the leader is asked"), 1),
    _number("course.end_months", 12, N_("months without a visit after which a course ends"), 1),
    _number("course.warn_months", 3, N_("months before the planned end in which a person is warned")),
    _number("course.transition_days", 30, N_("days after the release that are the passage to freedom")),
    _number("retention.referral_months", 3, N_("months that a referral without approval is kept"), 1),
    _number("retention.declined_months", 3, N_("months that a declined referral is kept"), 1),
    _number("retention.visiting_months", 12, N_("months that is kept what belongs to the visiting service"), 1),
    _number("retention.course_months", 24, N_("months that is kept what belongs to every other course"), 1),
    _number("retention.note_days", 90, N_("days that a note is kept"), 1, 90),
    _number("retention.volunteer_months", 24, N_("months that a volunteer who left is kept"), 1),
    _number("retention.audit_years", 5, N_("years that the list of what was done is kept"), 1, 30),
    _number("retention.warning_days", 30, N_("days of warning before something is deleted"), 0, 365),
    _number("public.smallest", 5, N_("smallest number that is printed for the public"), 3, 100),
    _number("public.base", 20, N_("smallest number of which a share is printed"), 1, 1000),
    _number("file.late_days", 14, N_("days after which the last file of a place is late"), 1),
    _number("file.receipt_days", 7, N_("days after which a file without a receipt is late"), 1),
    _number("backup.days", 14, N_("days after which a backup is old"), 1),
    _number("snapshot.earlier_days", 90, N_("days that an earlier figure lies back at least"), 1),
    _basis("processing", N_("lawful basis of keeping what is kept")),
    _basis("transfer", N_("lawful basis of telling headquarters")),
    _basis("hand_over", N_("lawful basis of handing over to another place")),
    _basis("rk_urk", N_("lawful basis of sharing between the two organisations")),
    _basis("contact_after_release", N_("lawful basis of contact after the release")),
    _basis("disclosure", N_("lawful basis of telling the prison")),
    _basis("evaluation", N_("lawful basis of the evaluation")),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType({one.name: one for one in _ALL})


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """What headquarters said: a value of a setting, from a day on."""

    name: str
    from_on: date
    value: str


class Configuration:
    """Every setting on any day. Of two values said from the same day on, the greater text holds: that is a conflict for a person."""

    def __init__(self, said: Iterable[Said] = ()) -> None:
        self._said: dict[str, tuple[Said, ...]] = {}
        for one in sorted(said):
            self._said[one.name] = (*self._said.get(one.name, ()), one)

    def text(self, name: str, day: date) -> str:
        """The value that holds on `day`, as it is kept; "" = not set. Raises KeyError for a name that does not exist."""
        standing = [one.value for one in self._said.get(name, ()) if one.from_on <= day and not fault_of(name, one.value)]
        return standing[-1] if standing else SETTINGS[name].default

    def since(self, name: str, day: date) -> date | None:
        """The day from which the value that holds on `day` holds, None where it is the default or has held before."""
        value, found = self.text(name, day), None
        for one in reversed([said for said in self._said.get(name, ()) if said.from_on <= day]):
            if one.value != value:
                break
            found = one.from_on
        return found

    def number(self, name: str, day: date) -> int | None:
        """A whole number, None where it is not set."""
        value = self.text(name, day)
        return int(value) if value else None

    def required(self, name: str, day: date) -> int:
        """A number that is never without value: its default holds where headquarters emptied it."""
        value = self.text(name, day) or SETTINGS[name].default
        return int(value)

    def yes(self, name: str, day: date) -> bool:
        return self.text(name, day) == YES

    def numbers(self, name: str, day: date) -> tuple[int, ...]:
        """A list of whole numbers ("60,30,7"), the greatest first."""
        return tuple(sorted((int(one) for one in self.text(name, day).split(",") if one), reverse=True))

    def said(self, name: str) -> tuple[Said, ...]:
        """What was ever said of it, by date."""
        return self._said.get(name, ())


DEFAULT = Configuration()
"""What holds where headquarters has said nothing."""


def fault_of(name: str, value: str) -> str:
    """Why a value does not fit, as a source sentence; nothing where it does."""
    setting = SETTINGS.get(name)
    if setting is None:
        return N_("there is no setting of that name")
    if not value:
        return "" if not setting.default or setting.kind == "text" or name in _MAY_BE_EMPTY else N_("it is missing")
    match setting.kind:
        case "number":
            fits = value.isascii() and value.isdecimal() and setting.least <= int(value) <= setting.most
            return "" if fits else N_("it is not a number within its limits")
        case "yes":
            return "" if value in (YES, NO) else N_("say yes or no")
        case "choice":
            return "" if value in setting.choices else N_("it is not one of the known codes")
        case _:
            return _text_fault(setting, value)


_MAY_BE_EMPTY = frozenset({"age.visitor", "age.mentor"})
"""Numbers with a default that headquarters may take away altogether."""


def _text_fault(setting: Setting, value: str) -> str:
    if len(value) > LONGEST:
        return N_("it is too long")
    if setting.name == "reminder.days" and not all(one.isascii() and one.isdecimal() and len(one) <= 3 for one in value.split(",")):
        return N_("write days as 60,30,7")
    return ""


def require(name: str, value: str) -> None:
    """Raises InvalidValue where there is no such setting or the value does not fit."""
    if fault := fault_of(name, value):
        raise InvalidValue(field=SETTINGS[name].words if name in SETTINGS else N_("Setting"), reason=fault)
