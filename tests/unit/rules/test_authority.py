"""The whole matrix, allowed and refused, and how far each right reaches."""

from collections.abc import Iterator
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

WRITTEN = {
    "VOLUNTEER": """
        session: facts+ minutes+ present+ next+ areas+
        participation: facts+
        note: text+
        talk: asked
        contact: address+ reach+
        incarnation: restored
    """,
    "VISIT_LEADER": """
        volunteer contact qualification participant person identity grant consent movement restriction: *
        pause match session participation note exam group_event attendance group_year vault user: *
        course: referral+ staff_approval+ leader_approval+ end+ declined+ withdrawn+ criteria+ source+ study+ continues+ erase
        site_programme: complete+ levels+ contact+
        cell restriction_month: count+
        snapshot: value+
        erasure: done+
        tally departed: count
        talk: done+ erase
        verdict: decision
        revocation: ended+
        hand_over: handed+ erase
        claim: claimed+ erase
        withdrawal: done+
        incarnation: restored
    """,
    "HQ_COORDINATOR": """
        volunteer contact qualification participant person identity consent movement restriction: erase
        pause match session participation note exam group_event attendance group_year claim: erase
        grant: wrap erase
        course: extension+ erase
        site: coordinator+
        verdict: decision
        link: pair+ decision+
        hold: held+ end+
        year_close: closed+
        closed_figure snapshot: value+
        cell restriction_month: count+
        erasure: done+
        hand_over: moved erase
        withdrawal: asked erase
        incarnation: restored
    """,
}
"""The rights of each role, written a second time: `unit` may be put, `unit+` emptied too, `erase`, `*` everything."""
WRITTEN["HQ_ADMIN"] = (
    WRITTEN["HQ_COORDINATOR"]
    + """
        site: facts+ reference+ aliases+
        site_programme: agreement+ levels+ contact+ end+
        programme: name+ rules+
        setting: value+
        label: text+ nature+ end+
        revocation: ended+
        user vault: *
    """
)


def _said(role: str) -> Iterator[tuple[str, str, str, str]]:
    for line in filter(str.strip, WRITTEN[role].splitlines()):
        tables, _, rights = line.partition(":")
        for table, right in product(tables.split(), rights.split()):
            units = [unit.name for unit in TABLES[table].units] if right == "*" else [right.rstrip("+")]
            if right in {"*", "erase"}:
                yield role, table, "", "erase"
            if right != "erase":
                yield from ((role, table, unit, "put") for unit in units)
            if right.endswith(("*", "+")):
                yield from ((role, table, unit, "tomb") for unit in units)


EVERYTHING = [
    (role, table.name, unit, verb)
    for role, table, verb in product(ROLES, TABLES.values(), VERBS)
    for unit in ([""] if verb == "erase" else [unit.name for unit in table.units])
]


def test_the_whole_matrix_allowed_and_refused() -> None:
    expected = {place for role in ROLES for place in _said(role)}
    assert {place for place in EVERYTHING if may(*place)} == expected
    for role, table, unit, verb in EVERYTHING:
        if (role, table, unit, verb) not in expected:
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
