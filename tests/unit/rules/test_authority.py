"""The whole matrix, allowed and refused, and how far each right reaches."""

from dataclasses import replace
from itertools import product

import pytest

from desktop.models.rows.registry import TABLES
from desktop.rules.authority import (
    CERTIFIES,
    HQ_ADMIN,
    HQ_COORDINATOR,
    MATRIX,
    PUBLIC,
    ROLES,
    VERBS,
    VISIT_LEADER,
    VOLUNTEER,
    Actor,
    ChangeFacts,
    Reach,
    Right,
    judge,
    may,
)

CASE_WORK = {"volunteer", "participant", "person", "identity", "grant", "consent", "course", "match", "session", "participation", "note"}
PUT_TOMB = {"put", "tomb"}


def _expected(role: str, table: str, unit: str, verb: str) -> bool:
    """The rights of each role, written a second time and otherwise."""
    place = f"{table}.{unit}"
    if place == "incarnation.restored":
        return verb == "put"
    at_hq = (
        (place == "verdict.decision" and verb == "put")
        or (place == "site.coordinator" and verb in PUT_TOMB)
        or (place == "grant.wrap" and verb == "put")
        or (verb == "erase" and table in CASE_WORK)
    )
    match role:
        case "VOLUNTEER":
            logged = {"session.facts", "session.minutes", "session.present", "session.next", "participation.facts", "note.text"}
            return (verb in PUT_TOMB and place in logged) or (verb == "put" and place == "talk.asked")
        case "VISIT_LEADER":
            decides = place == "verdict.decision" and verb == "put"
            answers = (place == "talk.done" and verb in PUT_TOMB) or (table == "talk" and verb == "erase")
            typed_in = place == "site_programme.complete" and verb in PUT_TOMB
            counts = place == "tally.count" and verb == "put"
            ends = place == "revocation.ended" and verb in PUT_TOMB
            return decides or answers or typed_in or counts or ends or table in CASE_WORK | {"user", "vault"}
        case "HQ_COORDINATOR":
            return at_hq
        case _:
            units = {"site.facts", "site_programme.agreement", "revocation.ended"}
            return at_hq or table in {"user", "vault"} or (place in units and verb in PUT_TOMB)


EVERYTHING = [
    (role, table.name, unit, verb)
    for role, table, verb in product(ROLES, TABLES.values(), VERBS)
    for unit in ([""] if verb == "erase" else [unit.name for unit in table.units])
]


def test_the_whole_matrix_allowed_and_refused() -> None:
    assert {place for place in EVERYTHING if may(*place)} == {place for place in EVERYTHING if _expected(*place)}
    for role, table, unit, verb in EVERYTHING:
        if not _expected(role, table, unit, verb):
            assert judge(Actor("u", role, "s", "v", "d"), ChangeFacts(table, unit, verb)) == "UnauthorisedUser"


def test_nothing_outside_the_registry_and_nothing_twice() -> None:
    keys = [(right.role, right.table, right.unit, right.verb) for right in MATRIX]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(EVERYTHING)
    assert not may("STRANGER", "site", "facts", "put")
    assert not may(VISIT_LEADER, "session", "facts", "erase")
    assert set(TABLES) >= PUBLIC


def _own(right: Right) -> tuple[Actor, ChangeFacts]:
    """An actor with this right, and a change that is within its reach."""
    actor = Actor("u", right.role, "" if right.reach is Reach.EVERYWHERE else "s", "v" if right.role == VOLUNTEER else "", "d")
    certified = min(CERTIFIES.get(right.role, {""})) if right.unit == "certificate" else ""
    scope = "volunteer/v" if right.reach is Reach.ONESELF else "site/s"
    facts = ChangeFacts(right.table, right.unit, right.verb, scope, "s", "c", "v", frozenset({"c"}), "d", certified)
    return actor, facts


@pytest.mark.parametrize("right", MATRIX, ids=lambda right: f"{right.role}-{right.table}-{right.unit}-{right.verb}")
def test_within_reach_and_beyond(right: Right) -> None:
    actor, facts = _own(right)
    assert judge(actor, facts) == ""
    beyond = {
        Reach.EVERYWHERE: [],
        Reach.OWN_SITE: [
            replace(facts, subject_site="t"),
            replace(facts, scope="site/t"),
            replace(facts, subject_site="", scope="course/c"),
        ],
        Reach.OWN_VAULT: [replace(facts, vault_of_row="e"), replace(facts, vault_of_row="")],
        Reach.OWN_COURSES: [replace(facts, course_of_row="k"), replace(facts, scope="course/k"), replace(facts, scope="site/t")],
        Reach.ONESELF: [
            replace(facts, volunteer_of_row="w"),
            replace(facts, scope="volunteer/w"),
            replace(facts, scope="course/c"),
            replace(facts, volunteer_of_row="", scope="site/s"),
        ],
        Reach.SELF: [replace(facts, course_of_row="k"), replace(facts, volunteer_of_row="w"), replace(facts, volunteer_of_row="")],
    }[right.reach]
    for change in beyond:
        assert judge(actor, change) == "OutOfScope", change
    told_to_all = replace(facts, scope="all")
    assert judge(actor, told_to_all) == ("" if right.table in PUBLIC else "OutOfScope")


def test_the_scope_speaks_for_a_row_whose_place_is_not_known() -> None:
    leader, volunteer = Actor("u", VISIT_LEADER, "s"), Actor("u", VOLUNTEER, "s", "v")
    assert judge(leader, ChangeFacts("course", "referral", "put", "site/s")) == ""
    assert judge(leader, ChangeFacts("course", "referral", "put", "site/t")) == "OutOfScope"
    own = frozenset({"c"})
    assert judge(volunteer, ChangeFacts("session", "facts", "put", "course/c", own_courses=own)) == ""
    assert judge(volunteer, ChangeFacts("session", "facts", "put", "course/k", own_courses=own)) == "OutOfScope"
    assert judge(volunteer, ChangeFacts("session", "facts", "put")) == "OutOfScope"


def test_an_actor_without_a_place_reaches_none() -> None:
    assert judge(Actor("u", VISIT_LEADER), ChangeFacts("course", "end", "put")) == "OutOfScope"
    assert judge(Actor("u", VOLUNTEER), ChangeFacts("incarnation", "restored", "put")) == "OutOfScope"


@pytest.mark.parametrize(("role", "certified"), list(product(ROLES, [*ROLES, "volunteer", "site", "hq", ""])))
@pytest.mark.parametrize("table", ["user", "vault"])
def test_who_certifies_whom(role: str, certified: str, table: str) -> None:
    change = ChangeFacts(table, "certificate", "put", "site/s", "s", certified=certified)
    may_certify = {
        VISIT_LEADER: certified in {VOLUNTEER, VISIT_LEADER, "volunteer"},
        HQ_ADMIN: certified != "",
        HQ_COORDINATOR: False,
        VOLUNTEER: False,
    }[role]
    assert judge(Actor("u", role, "s"), change) == ("" if may_certify else "UnauthorisedUser")
    assert (judge(Actor("u", role, "s"), replace(change, verb="tomb")) == "") is (role in {VISIT_LEADER, HQ_ADMIN})


@pytest.mark.parametrize("table", sorted(PUBLIC))
@pytest.mark.parametrize("scope", ["course/c", "volunteer/v"])
def test_what_is_everybodys_is_not_told_to_one_course_or_volunteer_alone(table: str, scope: str) -> None:
    admin = Actor("u", HQ_ADMIN, vault="d")
    units = [unit.name for unit in TABLES[table].units if may(HQ_ADMIN, table, unit.name, "put")]
    for unit in units:
        change = ChangeFacts(table, unit, "put", scope, vault_of_row="d", certified="site")
        assert judge(admin, change) == "OutOfScope"
        assert judge(admin, replace(change, scope="all")) == judge(admin, replace(change, scope="site/s")) == ""
    assert units
