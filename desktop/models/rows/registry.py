"""The registry of synchronised tables: their units, fields, classes and references, as plain data.

This is the one source of the wire names. `models.tables` makes SQL tables of it, `log` checks values against it,
`rules.authority` speaks in its names. Wire names and payload shapes are frozen once released: a change of meaning
is a new unit, never a new meaning of an old one.

A **unit** is a group of fields that must change together. The first unit of a table is its main unit: a row is
`live` when its main unit has a value. A table has one class (retention and audience, `log.classes`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCHEMA = 1
"""The payload schema that entries of this version carry in `sch`."""

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


PROGRAMMES = ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "STUDY_FREE", "GROUP")
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


def _id(name: str, ref: str) -> Field:
    return Field(name, "id", ref=ref)


def _code(name: str, codes: tuple[str, ...]) -> Field:
    return Field(name, "code", codes=codes)


def _date(name: str) -> Field:
    return Field(name, "date")


def _blob(name: str, most: int = 8192) -> Field:
    return Field(name, "bytes", most=most)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table(
                "site",
                "core",
                (
                    Unit("facts", (Field("name", most=80), _code("type", SITE_TYPES), Field("municipality", most=80))),
                    Unit("coordinator", (Field("coordinator", most=120),)),
                ),
            ),
            Table(
                "site_programme",
                "core",
                (
                    Unit(
                        "agreement",
                        (_id("site", "site"), _code("programme", PROGRAMMES), Field("agreement_from", "month"), Field("video", "bool")),
                    ),
                    Unit("complete", (_date("through"),)),
                ),
            ),
            Table(
                "vault",
                "core",
                (Unit("place", (_id("site", "site"), Field("label", most=80))), Unit("certificate", (_blob("doc"), _blob("sig", 200)))),
            ),
            Table(
                "user",
                "core",
                (
                    Unit("name", (Field("name", most=120),)),
                    Unit("keys", (_blob("sign", 64), _blob("seal", 2000))),
                    Unit("certificate", (_blob("doc"), _blob("sig", 200))),
                ),
            ),
            Table(
                "volunteer",
                "core",
                (
                    Unit("name", (Field("given", most=80), Field("family", most=80))),
                    Unit("member", (_id("site", "site"), _date("joined_on"))),
                    Unit("access", (_id("login", "user"), _id("device", "vault"))),
                ),
            ),
            Table("participant", "core", (Unit("alias", (Field("alias", most=40),)), Unit("home", (_id("site", "site"),))), local=True),
            Table(
                "person",
                "person",
                (
                    Unit(
                        "facts",
                        (Field("birth_year", "int"), _code("gender", ("f", "m", "x", ""))),
                    ),
                    Unit("legal", (_code("legal_status", LEGAL_STATUSES),)),
                ),
                local=True,
            ),
            Table("identity", "identity", (Unit("sealed", (_blob("blob", 600),)),), local=True),
            Table(
                "grant",
                "identity",
                (Unit("wrap", (_id("subject", "identity"), Field("recipient", most=64), _blob("wrap", 2400))),),
                local=True,
            ),
            Table(
                "consent",
                "core",
                (
                    Unit("given", (_id("participant", "participant"), _code("purpose", PURPOSES), _date("given_on"))),
                    Unit("withdrawn", (_date("withdrawn_on"),)),
                ),
                local=True,
            ),
            Table(
                "course",
                "core",
                (
                    Unit(
                        "referral",
                        (_id("participant", "participant"), _code("programme", PROGRAMMES), _id("site", "site"), _date("referred_on")),
                    ),
                    Unit("staff_approval", (_date("staff_approval_on"),)),
                    Unit("leader_approval", (_date("leader_approval_on"),)),
                    Unit("end", (_date("ended_on"), _code("end_reason", END_REASONS))),
                ),
                local=True,
            ),
            Table(
                "match",
                "core",
                (Unit("pair", (_id("course", "course"), _id("volunteer", "volunteer"), _date("from_on"))), Unit("end", (_date("to_on"),))),
                local=True,
            ),
            Table(
                "session",
                "core",
                (
                    Unit(
                        "facts",
                        (
                            _id("course", "course"),
                            _date("held_on"),
                            _code("mode", MODES),
                            _code("outcome", OUTCOMES),
                            _code("cause", ("", *CAUSES)),
                        ),
                    ),
                    Unit("minutes", (Field("minutes", "int"),)),
                    Unit("present", (_code("present", PRESENCE),)),
                    Unit("next", (_date("next_on"),)),
                    Unit("separate", (Field("separate", "bool"),)),
                ),
                local=True,
            ),
            Table("participation", "core", (Unit("facts", (_id("session", "session"), _id("volunteer", "volunteer"))),), local=True),
            Table("note", "note", (Unit("text", (_id("session", "session"), Field("text", most=200))),), local=True),
            Table(
                "talk",
                "note",
                (Unit("asked", (_id("volunteer", "volunteer"), _date("asked_on"))), Unit("done", (_date("done_on"),))),
            ),
            Table(
                "tally",
                "core",
                (
                    Unit(
                        "count",
                        (
                            _id("site", "site"),
                            _code("programme", PROGRAMMES),
                            Field("year", "int"),
                            Field("persons", "int"),
                            Field("meetings", "int"),
                        ),
                    ),
                ),
            ),
            Table("verdict", "core", (Unit("decision", (_code("decision", DECISIONS),)),)),
            Table(
                "incarnation",
                "core",
                (Unit("restored", (_id("vault", "vault"), Field("old", most=16), Field("seq", "int"), Field("hash", most=64))),),
            ),
            Table(
                "revocation",
                "core",
                (
                    Unit(
                        "ended",
                        (
                            Field("subject", most=32),
                            Field("dev", most=32),
                            Field("inc", most=16),
                            Field("from_seq", "int"),
                            _code("reason", ENDINGS),
                        ),
                    ),
                ),
            ),
        )
    }
)


def references() -> Iterator[tuple[str, str, str]]:
    """Every (table, field, table it points to): what makes a stub when the row is not known."""
    for table in TABLES.values():
        for field in table.fields:
            if field.ref:
                yield table.name, field.name, field.ref
