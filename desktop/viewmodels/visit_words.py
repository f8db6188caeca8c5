"""What a person reads for the codes of a visit, in the order in which they are offered."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.log_draft import LogDraft, read

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "held": N_("Held"),
        "held_short": N_("Held, but cut short"),
        "cancelled_prison": N_("Cancelled by the prison"),
        "cancelled_participant": N_("Cancelled by the participant"),
        "cancelled_volunteer": N_("Cancelled by the volunteer"),
        "transport": N_("Cancelled: transport"),
        "other": N_("Not held, another reason"),
        "planned": N_("Planned"),
        "unknown": N_("I do not know"),
    }
)
CAUSES: Mapping[str, str] = MappingProxyType(
    {"staff": N_("Too few staff"), "lockdown": N_("Lockdown"), "moved": N_("Moved to another day"), "other": N_("Another cause")}
)
MODES: Mapping[str, str] = MappingProxyType(
    {"in_person": N_("In person"), "video": N_("By video"), "phone": N_("By telephone"), "outside": N_("Outside the prison")}
)
PRESENCE: Mapping[str, str] = MappingProxyType({"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Unsure")})


def programme(texts: Texts, code: str) -> str:
    """The name of a programme; a code that this version does not know as it is."""
    return texts.say(PROGRAMME_NAMES[code]) if code in PROGRAMME_NAMES else code


def outcome(texts: Texts, code: str) -> str:
    return texts.say(OUTCOMES[code]) if code in OUTCOMES else ""


def day(texts: Texts, on: date, today: date) -> str:
    """ "i dag", "i går", "i morgen", else "fredag 6. marts", with the year where it is another one."""
    if abs((on - today).days) <= 1:
        return days.away(texts, on, today)
    return days.weekday(texts, on) if on.year == today.year else days.short(texts, on)


def line(texts: Texts, alias: str, draft: LogDraft, today: date) -> str:
    """A visit in one line: "Ravn, i dag: Gennemført, 90 minutter"."""
    found = read(draft, today)
    said = texts.say(
        "{alias}, {day}: {outcome}", alias=alias, day=day(texts, found.day or today, today), outcome=outcome(texts, draft.outcome)
    )
    return said if found.minutes is None else texts.say("{line}, {minutes} minutes", line=said, minutes=found.minutes)
