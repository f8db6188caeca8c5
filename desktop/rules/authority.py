"""Who may change what: one static matrix of role x table x unit x verb, each with how far it reaches.

Source: the service's division of work between volunteer, visit leader and headquarters. The matrix is asked in the
services and again when a save of another laptop is imported; a breach is set aside for a person, never lost.
docs/authority.md is printed from it. `erase` names no unit ("").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desktop.models.rows.registry import TABLES

VOLUNTEER, VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN = "VOLUNTEER", "VISIT_LEADER", "HQ_COORDINATOR", "HQ_ADMIN"
ROLES = (VOLUNTEER, VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
VERBS = ("put", "tomb", "erase")


class Reach(StrEnum):
    """How far a right goes."""

    OWN_COURSES = "own courses"
    SELF = "own courses, about oneself"
    ONESELF = "about oneself"
    OWN_SITE = "own site"
    OWN_VAULT = "own vault"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Right:
    role: str
    table: str
    unit: str
    verb: str
    reach: Reach


PUBLIC = frozenset({"site", "site_programme", "vault", "user", "verdict", "incarnation", "revocation", "programme", "setting", "label"})
"""Tables whose rows are told to everyone or to a whole site; a row of any other never has the scope "all"."""

CERTIFIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        VISIT_LEADER: frozenset({VOLUNTEER, VISIT_LEADER, "volunteer"}),
        HQ_ADMIN: frozenset({*ROLES, "volunteer", "site", "hq"}),
    }
)
"""Role → the roles of users and the kinds of vaults that it may certify."""

_CASE_WORK = (
    "volunteer",
    "contact",
    "qualification",
    "participant",
    "person",
    "identity",
    "grant",
    "consent",
    "movement",
    "restriction",
    "course",
    "pause",
    "match",
    "session",
    "participation",
    "note",
    "exam",
    "group_event",
    "attendance",
    "group_year",
)
_COUNTS = ("cell", "restriction_month", "snapshot", "erasure")
"""What a place counts and tells instead of what it keeps or has deleted, and that it was deleted."""
_CONFIGURED = ("programme", "setting", "label")
EXTENSION = ("course", "extension")
"""Headquarters alone extends a course."""
LOGGED = ("facts", "minutes", "present", "next", "areas")
"""Units of a visit that the logging of it puts."""


def _whole(role: str, table: str, reach: Reach) -> Iterator[Right]:
    """Everything in a table."""
    yield from _units(role, table, reach)
    yield Right(role, table, "", "erase", reach)


def _units(role: str, table: str, reach: Reach) -> Iterator[Right]:
    """All units of a table, but not its erasure."""
    for unit in TABLES[table].units:
        yield from _unit(role, table, unit.name, reach)


def _unit(role: str, table: str, unit: str, reach: Reach) -> Iterator[Right]:
    yield Right(role, table, unit, "put", reach)
    yield Right(role, table, unit, "tomb", reach)


def _volunteer() -> Iterator[Right]:
    """What logging puts may be taken back by the same hand; what a leader alone puts may not."""
    for unit in LOGGED:
        yield from _unit(VOLUNTEER, "session", unit, Reach.OWN_COURSES)
    yield from _unit(VOLUNTEER, "participation", "facts", Reach.SELF)
    yield from _unit(VOLUNTEER, "note", "text", Reach.OWN_COURSES)
    yield Right(VOLUNTEER, "talk", "asked", "put", Reach.ONESELF)
    for unit in ("address", "reach"):
        yield from _unit(VOLUNTEER, "contact", unit, Reach.ONESELF)


def _visit_leader() -> Iterator[Right]:
    for table in (*_CASE_WORK, "vault", "user"):
        yield from (right for right in _whole(VISIT_LEADER, table, Reach.OWN_SITE) if (right.table, right.unit) != EXTENSION)
    for unit in ("complete", "levels", "contact"):
        yield from _unit(VISIT_LEADER, "site_programme", unit, Reach.OWN_SITE)
    for table in _COUNTS:
        yield from _units(VISIT_LEADER, table, Reach.OWN_SITE)
    yield Right(VISIT_LEADER, "tally", "count", "put", Reach.OWN_SITE)
    yield from _unit(VISIT_LEADER, "talk", "done", Reach.OWN_SITE)
    yield Right(VISIT_LEADER, "talk", "", "erase", Reach.OWN_SITE)
    yield Right(VISIT_LEADER, "verdict", "decision", "put", Reach.OWN_SITE)
    yield from _unit(VISIT_LEADER, "revocation", "ended", Reach.OWN_SITE)
    for table, unit in (("hand_over", "handed"), ("claim", "claimed")):
        yield from _unit(VISIT_LEADER, table, unit, Reach.OWN_SITE)
        yield Right(VISIT_LEADER, table, "", "erase", Reach.OWN_SITE)
    yield from _unit(VISIT_LEADER, "withdrawal", "done", Reach.OWN_SITE)
    yield Right(VISIT_LEADER, "departed", "count", "put", Reach.OWN_SITE)


def _coordinator(role: str) -> Iterator[Right]:
    yield from _unit(role, "site", "coordinator", Reach.EVERYWHERE)
    yield Right(role, "verdict", "decision", "put", Reach.EVERYWHERE)
    yield Right(role, "grant", "wrap", "put", Reach.EVERYWHERE)
    yield from _unit(role, *EXTENSION, Reach.EVERYWHERE)
    for table in ("link", "hold", "year_close", "closed_figure", *_COUNTS):
        yield from _units(role, table, Reach.EVERYWHERE)
    for table, unit in (("hand_over", "moved"), ("withdrawal", "asked")):
        yield Right(role, table, unit, "put", Reach.EVERYWHERE)
    for table in (*_CASE_WORK, "hand_over", "claim", "withdrawal"):
        yield Right(role, table, "", "erase", Reach.EVERYWHERE)


def _admin() -> Iterator[Right]:
    yield from _coordinator(HQ_ADMIN)
    for unit in ("facts", "reference", "aliases"):
        yield from _unit(HQ_ADMIN, "site", unit, Reach.EVERYWHERE)
    for unit in ("agreement", "levels", "contact", "end"):
        yield from _unit(HQ_ADMIN, "site_programme", unit, Reach.EVERYWHERE)
    for table in _CONFIGURED:
        yield from _units(HQ_ADMIN, table, Reach.EVERYWHERE)
    yield from _unit(HQ_ADMIN, "revocation", "ended", Reach.EVERYWHERE)
    for table in ("user", "vault"):
        yield from _whole(HQ_ADMIN, table, Reach.EVERYWHERE)


def _everybody() -> Iterator[Right]:
    for role in ROLES:
        yield Right(role, "incarnation", "restored", "put", Reach.OWN_VAULT)


MATRIX: tuple[Right, ...] = (*_volunteer(), *_visit_leader(), *_coordinator(HQ_COORDINATOR), *_admin(), *_everybody())

_REACH: Mapping[tuple[str, str, str, str], Reach] = MappingProxyType(
    {(right.role, right.table, right.unit, right.verb): right.reach for right in MATRIX}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who saves: the user, the role of its certificate, its site, its volunteer row and the vault that it saves in; "" = none."""

    user: str
    role: str
    site: str = ""
    volunteer: str = ""
    vault: str = ""


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One change and what it concerns, found out by the caller; "" = not known or does not apply.

    `scope` is the part's ("all", "site/…", "course/…", "volunteer/…"); `subject_site` the site that the row belongs to;
    `course_of_row`, `volunteer_of_row` and `vault_of_row` the course, volunteer or vault that it is about (an
    incarnation's vault); `own_courses` the courses on which the actor's volunteer is or was matched; `certified` the
    role or kind of vault that a certificate put by this change names.
    """

    table: str
    unit: str
    verb: str
    scope: str = ""
    subject_site: str = ""
    course_of_row: str = ""
    volunteer_of_row: str = ""
    own_courses: frozenset[str] = frozenset()
    vault_of_row: str = ""
    certified: str = ""


def may(role: str, table: str, unit: str, verb: str) -> bool:
    """Whether the role has this right at all, wherever."""
    return (role, table, unit, verb) in _REACH


def judge(actor: Actor, facts: ChangeFacts) -> str:
    """Nothing where the change is within the actor's rights, else the class name of the refusal.

    "UnauthorisedUser": the role may never do it. "OutOfScope": it may, but not there. Where the row's own site or course
    is not known (it is new, or its main unit is gone), the part's scope speaks for it.
    """
    reach = _REACH.get((actor.role, facts.table, facts.unit, facts.verb))
    if reach is None or not _may_certify(actor, facts):
        return "UnauthorisedUser"
    if not _fits_scope(facts):
        return "OutOfScope"
    return "" if _within(reach, actor, facts) else "OutOfScope"


def _fits_scope(facts: ChangeFacts) -> bool:
    """What is everybody's is never told to one course or volunteer alone, and what is not never to all."""
    if facts.table in PUBLIC:
        return not facts.scope.startswith(("course/", "volunteer/"))
    return facts.scope != "all"


def _may_certify(actor: Actor, facts: ChangeFacts) -> bool:
    if facts.unit != "certificate" or facts.verb != "put":
        return True
    return facts.certified in CERTIFIES[actor.role]


def _within(reach: Reach, actor: Actor, facts: ChangeFacts) -> bool:
    match reach:
        case Reach.EVERYWHERE:
            return True
        case Reach.OWN_SITE:
            return _is(actor.site, facts.subject_site, _scoped("site", facts.scope))
        case Reach.OWN_VAULT:
            return _is(actor.vault, facts.vault_of_row, "")
        case Reach.OWN_COURSES:
            return _in_own_course(actor, facts)
        case Reach.ONESELF:
            return _is(actor.volunteer, facts.volunteer_of_row, _scoped("volunteer", facts.scope)) and not facts.scope.startswith("course/")
    return _in_own_course(actor, facts) and _is(actor.volunteer, facts.volunteer_of_row, "")  # Reach.SELF


def _in_own_course(actor: Actor, facts: ChangeFacts) -> bool:
    course = _scoped("course", facts.scope)
    known = facts.course_of_row or course
    return known in facts.own_courses and course in ("", known) and _scoped("site", facts.scope) in ("", actor.site)


def _is(own: str, known: str, scoped: str) -> bool:
    """Whether the row is the actor's own: what is known of it, else its scope, and never against its scope."""
    return own != "" and own == (known or scoped) and scoped in ("", own)


def _scoped(kind: str, scope: str) -> str:
    """The id that a scope of this kind names, else nothing."""
    return scope.removeprefix(f"{kind}/") if scope.startswith(f"{kind}/") else ""
