"""Words of courses that several screens say: purposes, reasons, groups of statuses, events."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.errors import N_
from desktop.rules.status import ONGOING, OVER, WAITING, Status

SHORT: Mapping[Status, str] = MappingProxyType(
    {
        Status.REFERRED: N_("Referred"),
        Status.AWAITING_APPROVAL: N_("Awaiting approval"),
        Status.APPROVED: N_("Waiting for a volunteer"),
        Status.SETTING_UP: N_("Being set up"),
        Status.ACTIVE: N_("Active"),
        Status.PAUSED: N_("Paused"),
        Status.TRANSITION: N_("Passage to freedom"),
        Status.FOLLOW_UP: N_("Follow-up"),
        Status.ENDED: N_("Ended"),
        Status.DECLINED: N_("Declined"),
        Status.WITHDRAWN: N_("Called back"),
    }
)
"""A status where there is little room."""
PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "processing": N_("That we keep the data"),
        "transfer": N_("That it is sent to headquarters"),
        "hand_over": N_("Hand-over to another prison"),
        "rk_urk": N_("Sharing between Red Cross and Youth Red Cross"),
        "contact_after_release": N_("Contact after release"),
        "disclosure": N_("Telling the prison about visits"),
        "evaluation": N_("Evaluation"),
    }
)
END_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "released": N_("Released"),
        "transferred": N_("Moved to another prison"),
        "completed": N_("Completed"),
        "participant": N_("The participant stopped"),
        "volunteer": N_("The volunteer stopped"),
        "prison": N_("The prison stopped it"),
        "moved": N_("Moved to another programme"),
        "died": N_("Died"),
        "other": N_("Other reason"),
    }
)
LEGAL_STATUSES: Mapping[str, str] = MappingProxyType(
    {"": N_("Not stated"), "REMAND": N_("In remand"), "SERVING": N_("Serving a sentence"), "RELEASED": N_("Released")}
)
GENDERS: Mapping[str, str] = MappingProxyType({"": N_("Not stated"), "f": N_("Woman"), "m": N_("Man"), "x": N_("Other")})
GROUPS: Mapping[str, tuple[str, frozenset[Status]]] = MappingProxyType(
    {
        "open": (N_("All open courses"), frozenset(Status) - OVER),
        "waiting": (N_("Waiting list"), WAITING),
        "setting_up": (N_("Being set up"), frozenset({Status.SETTING_UP})),
        "active": (N_("Active courses"), ONGOING),
        "ended": (N_("Ended courses"), OVER),
    }
)
"""Group of the list -> its name and its statuses."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "referred": N_("Referred"),
        "staff_approval": N_("Approved by the prison"),
        "leader_approval": N_("Approved by the visit leader"),
        "consent": N_("Consent: {detail}"),
        "withdrawn": N_("Consent withdrawn: {detail}"),
        "matched": N_("{detail} became the volunteer"),
        "unmatched": N_("Last day of {detail}"),
        "first_held": N_("First visit"),
        "last_held": N_("Latest visit"),
        "next": N_("Next visit"),
        "missed": N_("Next visit: nothing is logged of it"),
        "declined": N_("Declined"),
        "called_back": N_("Referral called back"),
        "criteria": N_("All criteria confirmed"),
        "paused": N_("Paused"),
        "resumed": N_("Goes on"),
        "released": N_("Released"),
        "transferred": N_("Moved to another prison"),
        "gone": N_("No longer here"),
        "returned": N_("Here again"),
        "died": N_("Died"),
        "extended": N_("Extended to this day by headquarters"),
        "planned_end": N_("Planned end"),
        "ended": N_("Ended: {detail}"),
    }
)


def group_of(status: Status) -> str:
    """The group that a status belongs to, apart from "open"."""
    return next(code for code, (_name, statuses) in GROUPS.items() if code != "open" and status in statuses)
