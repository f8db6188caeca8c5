"""What a synchronised table is made of: fields in units, units in tables; and the lists of codes that fields take."""

from dataclasses import dataclass

Leaf = str | int | bool | None
Value = dict[str, Leaf]
"""Field name -> text, whole number, yes/no or nothing. Bytes are standard base64, dates are ISO text."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind`: text, int, bool, date, month, id, bytes or code; `ref` names the table an id points to."""

    name: str
    kind: str = "text"
    ref: str = ""
    codes: tuple[str, ...] = ()
    most: int = 200


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A synchronised table. `class_` is the class of its parts; `local` = may be held back without consent to transfer."""

    name: str
    class_: str
    units: tuple[Unit, ...]
    local: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for unit in self.units for field in unit.fields)

    def unit(self, name: str) -> Unit | None:
        return next((unit for unit in self.units if unit.name == name), None)


def id_(name: str, ref: str) -> Field:
    return Field(name, "id", ref=ref)


def code(name: str, codes: tuple[str, ...]) -> Field:
    return Field(name, "code", codes=codes)


def date_(name: str) -> Field:
    return Field(name, "date")


def month(name: str) -> Field:
    return Field(name, "month")


def number(name: str) -> Field:
    return Field(name, "int")


def truth(name: str) -> Field:
    return Field(name, "bool")


def blob(name: str, most: int = 8192) -> Field:
    return Field(name, "bytes", most=most)


def programme() -> Field:
    """The code of a programme: one of PROGRAMMES, or one that headquarters has set up."""
    return Field("programme", most=24)


PROGRAMMES = ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "STUDY_FREE", "GROUP")
"""The programmes that the product knows by itself; headquarters may set up further ones (table `programme`)."""
SITE_TYPES = ("CLOSED", "OPEN", "MIXED", "REMAND", "HALFWAY", "IMMIGRATION")
LEGAL_STATUSES = ("REMAND", "SERVING", "RELEASED")
END_REASONS = ("released", "transferred", "completed", "participant", "volunteer", "prison", "moved", "died", "other")
OUTCOMES = (
    "planned",
    "held",
    "held_short",
    "cancelled_participant",
    "cancelled_volunteer",
    "cancelled_prison",
    "transport",
    "other",
    "unknown",
)
CAUSES = ("staff", "lockdown", "moved", "other")
MODES = ("in_person", "video", "phone", "outside")
PRESENCE = ("yes", "no", "unknown")
PURPOSES = ("processing", "transfer", "hand_over", "rk_urk", "contact_after_release", "disclosure", "evaluation")
DECISIONS = ("admit", "refuse")
ENDINGS = ("lost", "left", "doubt", "other")
"""Why a vault or a person was shut out; what is behind it is never written."""
AREAS = ("housing", "economy", "employment", "network", "education")
"""What a meeting of Primus Motor was about: the only five."""
MOVEMENTS = ("released", "transferred", "gone", "returned", "died")
"""What became of a participant's stay. An acquittal is a release: that there was a case is nobody's to keep. `gone`: no longer here,
and nobody said why; `returned`: here again after all.
"""
PRECISIONS = ("exact", "about", "unknown")
PAUSE_CAUSES = ("leader", "transfer", "volunteer", "other")
GUARDIAN_REASONS = ("unreachable", "declined_contact", "authority", "other")
"""Why the guardian of a participant aged 17 was not asked; never what stands behind it."""
SOURCES = ("staff", "contact_teacher", "participant", "volunteer", "other")
"""Who referred a participant."""
CONFIRMERS = ("VISIT_LEADER", "STAFF", "HQ_COORDINATOR")
LEVELS = ("grade_9", "grade_10", "hf", "vocational", "higher")
RESULTS = ("passed", "not_passed", "not_sat")
EVENT_STATES = ("planned", "held", "cancelled")
RECURRENCES = ("", "weekly", "fortnightly", "monthly", "yearly")
METHODS = ("UNIQUE_NAMED", "UNIQUE_ESTIMATED", "ATTENDANCES")
RESTRICTIONS = ("NONE", "CONTROLLED", "VISIT_BAN", "ISOLATION", "UNKNOWN")
QUALIFICATIONS = (
    "interview",
    "clearance",
    "declaration_inform",
    "declaration_receive",
    "declaration_confidential",
    "rules",
    "basic_course",
    "refresher",
    "coaching",
    "exchange",
    "supervision",
    "criminal_record",
    "child_certificate",
)
CLEARANCE_STATES = ("", "applied", "valid", "not_available")
PEOPLE = ("participant", "volunteer")
LIKENESS = ("same", "different", "unsure")
GROUNDS = ("hand_over", "key", "officer", "site")
"""What a decision about two records rests on: a hand-over's code, equal keys, an officer's or a site's word."""
SNAPSHOT_SOURCES = ("month_end", "page", "imported")
ERASABLE = ("participant", "course", "volunteer")
ERASE_REASONS = ("retention", "request", "mistake", "consent", "duplicate")
"""Why something was deleted for good."""
