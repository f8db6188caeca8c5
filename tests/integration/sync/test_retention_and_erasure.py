"""Deleting for good and after its time, over real vaults: what goes, what stays as a number, and that it goes everywhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.errors import InvalidValue, KeptByLaw, NotAllowed, UnknownParticipant
from desktop.house import OpenVault
from desktop.services.qualifying import Qualifying
from desktop.store import audit
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ABOUT = ("participant", "person", "identity", "grant", "consent", "course", "match", "session", "participation", "note")

LATE = "a sentence that comes late"


def alias_of(vault: OpenVault, course: str) -> str:
    with vault.store.reading() as reading:
        return str(
            reading.connection.exec_driver_sql(
                "SELECT p.alias FROM participant p JOIN course c ON c.participant = p.id WHERE c.id = ?", (course,)
            ).scalar_one()
        )


def erased(vault: OpenVault) -> set[str]:
    """Tables of which at least one row is erased."""
    return {table for table in ABOUT if trees.count(vault, f"SELECT count(*) FROM \"{table}\" WHERE state = 'erased'")}  # noqa: S608 - names of the registry


def later(tree: Tree, day: date) -> Tree:
    return replace(tree, now=lambda: datetime(day.year, day.month, day.day, 11, tzinfo=UTC))


def ended(tree: Tree) -> str:
    """Bo's course of the first site has one visit with a note in February and ends on 10 March; headquarters has it. The alias."""
    tree.log("bo", 2, note="husk matematikbogen")
    with tree.open("a/site") as site:
        site.arrive()
        site.do.courses.end(tree.courses["bo"], date(2026, 3, 10), "completed")
        alias = alias_of(site, tree.courses["bo"])
        site.leave()
    trees.exchange(tree, "a/site")
    return alias


def test_a_person_who_asks_is_deleted_at_the_place_at_headquarters_and_in_the_volunteers_vault(tree: Tree) -> None:
    alias = ended(tree)
    with tree.open("hq") as hq:
        before = trees.figures(hq)
    with tree.open("a/bo") as bo:
        bo.arrive()
    with tree.open("a/site") as site:
        found = site.do.erasing.find(alias)
        assert site.do.erasing.person(found.id, "request") > 8
        site.leave()
        assert erased(site) == set(ABOUT)
        with pytest.raises(UnknownParticipant):
            site.do.erasing.find(alias)
        trees.check(site)
    trees.exchange(tree, "a/site")
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert {"participant", "course", "session", "note"} <= erased(bo)
        assert trees.count(bo, "SELECT count(*) FROM course WHERE state = 'live'") == 0
        trees.check(bo)
    with tree.open("hq") as hq:
        assert set(ABOUT) - erased(hq) == {"note"}
        after = trees.figures(hq)
        assert (after["persons_visited"], after["sessions_held"]) == (before["persons_visited"], before["sessions_held"])
        assert trees.count(hq, "SELECT count(*) FROM erasure WHERE reason = 'request' AND subject = ?", found.id) == 1
        assert trees.aside(hq) == {}
        trees.check(hq)


def test_a_visit_that_was_saved_before_the_deletion_was_heard_of_goes_too(tree: Tree) -> None:
    alias = ended(tree)
    with tree.open("a/bo") as bo:
        bo.arrive()
        visit = trees.log(bo, tree.courses["bo"], 9, note=LATE)
        with bo.store.reading() as reading:
            (known,) = reading.connection.exec_driver_sql("SELECT id FROM session WHERE id <> ?", (visit,)).one()
        with bo.store.writing(bo.context.author) as work:  # and something more about a visit that was known
            work.put("note", known, "text", {"session": known, "text": f"{LATE} of another"}, trees.scope("course", tree.courses["bo"]))
        bo.leave()
    with tree.open("a/site") as site:
        site.do.erasing.person(site.do.erasing.find(alias).id)
        site.arrive()
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
    trees.exchange(tree, "a/site")
    for name in ("a/site", "a/bo", "hq"):
        with tree.open(name) as vault:
            assert not any(LATE.encode() in (part.body or b"") for entry in trees.logged(vault) for part in entry.parts)
            assert trees.count(vault, "SELECT count(*) FROM session WHERE id = ? AND state = 'erased'", visit) == 1
            assert trees.aside(vault) == {}
            trees.check(vault)


def test_whoever_says_that_a_visit_was_on_a_deleted_course_does_not_delete_it(tree: Tree) -> None:
    alias = ended(tree)
    others = tree.log("eva", 3)
    with tree.open("a/site") as site:
        site.arrive()
    with tree.open("a/bo") as bo:
        with trees.patched(bo) as work:
            work.put("session", others, "facts", trees.facts(tree.courses["bo"]), trees.scope("course", tree.courses["bo"]))
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
        site.do.erasing.person(site.do.erasing.find(alias).id)
        tree.log("eva", 4)
    with tree.open("a/site") as site:
        site.arrive()
        assert list(trees.aside(site).values()) == ["OutOfScope"]
        assert trees.count(site, "SELECT count(*) FROM session WHERE state = 'live'") == 2


def test_headquarters_deletes_and_the_place_follows(tree: Tree) -> None:
    alias = ended(tree)
    with tree.open("hq") as hq:
        assert hq.do.erasing.person(hq.do.erasing.find(f"Nordby/{alias}").id, "request") > 7
    trees.exchange(tree, "a/site")
    with tree.open("a/site") as site:
        assert {"participant", "identity", "course", "session"} <= erased(site)
        assert trees.aside(site) == {}
        trees.check(site)


def test_a_volunteer_deletes_nobody(tree: Tree) -> None:
    with tree.open("a/bo") as bo, pytest.raises(NotAllowed):
        bo.do.erasing.person(tree.courses["bo"])
    with tree.open("a/bo") as bo, pytest.raises(NotAllowed):
        bo.do.retention.plan()


def test_nothing_goes_before_its_day_is_warned_of_before_and_goes_on_it(tree: Tree) -> None:
    ended(tree)
    due = date(2027, 3, 31)  # the end and a year, but never before 31 March after the year of the last visit
    for day, warned, goes in (
        (due - timedelta(days=31), 0, 0),
        (due - timedelta(days=30), 1, 0),
        (due - timedelta(days=1), 1, 0),
        (due, 0, 1),
    ):
        with later(tree, day).open("a/site") as site:
            plan = site.do.retention.plan()
            assert [len([one for one in found if one.kind == "participant"]) for found in (plan.warned, plan.due)] == [warned, goes]
            site.do.retention.run()
            assert trees.count(site, "SELECT count(*) FROM participant WHERE state = 'erased'") == goes
    with later(tree, due).open("a/site") as site:
        figures = trees.figures(site)
        assert (figures["persons_visited"], figures["sessions_held"]) == (1, 1)
        trees.check(site)


def test_a_note_goes_after_90_days_while_its_visit_stays(tree: Tree) -> None:
    ended(tree)
    with later(tree, date(2026, 5, 3)).open("a/site") as site:
        assert [one.kind for one in site.do.retention.run().erased] == []
    with later(tree, date(2026, 5, 4)).open("a/site") as site:
        assert [one.kind for one in site.do.retention.run().erased] == ["note"]
        site.leave()
        assert trees.count(site, "SELECT count(*) FROM session WHERE state = 'live'") == 1
        trees.check(site)
    with later(tree, date(2026, 5, 4)).open("a/bo") as bo:
        bo.arrive()
        assert erased(bo) == {"note"}


def test_a_wish_to_talk_goes_as_a_note_does(tree: Tree) -> None:
    with tree.open("a/bo") as bo:
        bo.do.talks.ask()
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
    with later(tree, date(2026, 6, 19)).open("a/site") as site:
        assert [one.kind for one in site.do.retention.run().erased] == ["talk"]


def test_a_legal_hold_keeps_everything_until_headquarters_ends_it(tree: Tree) -> None:
    alias = ended(tree)
    with tree.open("hq") as hq:
        who = hq.do.erasing.find(alias)
        first = hq.do.retention.hold(who.id, trees.TODAY)
        assert hq.do.retention.hold(who.id, trees.TODAY) == first
        with pytest.raises(KeptByLaw):
            hq.do.erasing.person(who.id)
    trees.exchange(tree, "a/site")
    with later(tree, date(2028, 1, 1)).open("a/site") as site:
        assert who.id in site.do.retention.plan().held
        assert [one for one in site.do.retention.run().erased if one.kind == "participant"] == []
        with pytest.raises(NotAllowed):
            site.do.retention.end_hold(who.id, trees.TODAY)
    with later(tree, date(2028, 1, 2)).open("hq") as hq:
        hq.do.retention.end_hold(who.id, date(2028, 1, 2))
        with pytest.raises(InvalidValue):
            hq.do.retention.end_hold(who.id, date(2028, 1, 2))
        assert [one.kind for one in hq.do.retention.run().erased] == ["participant"]


def test_a_legal_hold_keeps_notes_and_wishes_too_and_no_other_day_gets_round_it(tree: Tree) -> None:
    alias = ended(tree)
    with tree.open("a/bo") as bo:
        bo.do.talks.ask()
        bo.leave()
    with tree.open("hq") as hq:
        who = hq.do.erasing.find(alias).id
        for subject in (who, tree.volunteers["bo"]):
            hq.do.retention.hold(subject, trees.TODAY)
        hq.do.retention.end_hold(who, date(2029, 1, 1))
    trees.exchange(tree, "a/site")
    with later(tree, date(2028, 1, 1)).open("a/site") as site:
        assert site.do.retention.run().erased == ()
        assert site.do.retention.run(date(2030, 1, 1)).erased == ()


def test_another_day_than_today_shortens_the_list_of_what_was_done_by_nothing(tree: Tree) -> None:
    with later(tree, date(2026, 3, 22)).open("a/site") as site:
        site.do.volunteers.add("Ny", "Nielsen", date(2026, 3, 22))
        assert site.do.retention.run(date(2031, 3, 21)).audit_rows == 0
        assert trees.count(site, "SELECT count(*) FROM audit WHERE at < '2026-03-21'") > 0


def test_headquarters_closes_the_year_before_its_base_goes(tree: Tree) -> None:
    ended(tree)
    day = date(2027, 3, 31)
    with later(tree, date(2027, 3, 1)).open("hq") as hq:
        assert hq.do.retention.plan().close_soon == 2026
    with later(tree, day).open("hq") as hq:
        before = trees.figures(hq)
        done = hq.do.retention.run()
        assert (done.closed, [one.kind for one in done.erased]) == (2026, ["participant"])
        closed = hq.do.year_close.revision(2026, 1)
        assert {key: figure.value for key, figure in closed.figures.items()}["persons_visited"] == before["persons_visited"] == 1
        assert hq.do.retention.run().closed is None


def test_both_the_place_and_headquarters_delete_and_the_number_is_counted_once(tree: Tree) -> None:
    ended(tree)
    day = later(tree, date(2027, 4, 1))
    for vault in ("hq", "a/site"):
        with day.open(vault) as opened:
            assert [one.kind for one in opened.do.retention.run().erased if one.kind == "participant"] == ["participant"]
    trees.exchange(day, "a/site")
    with day.open("hq") as hq:
        assert (trees.figures(hq)["persons_visited"], trees.figures(hq)["sessions_held"]) == (1, 1)
        trees.check(hq)


def test_a_volunteer_who_left_goes_after_two_years_and_the_visits_stay(tree: Tree) -> None:
    ended(tree)
    with tree.open("a/site") as site:
        Qualifying(site.context).left(tree.volunteers["bo"], date(2026, 3, 11))
    with later(tree, date(2028, 3, 11)).open("a/site") as site:
        gone = {one.kind for one in site.do.retention.run().erased}
        assert "volunteer" in gone
        assert trees.count(site, "SELECT count(*) FROM volunteer WHERE id = ? AND state = 'erased'", tree.volunteers["bo"]) == 1
        trees.check(site)


def test_the_list_of_what_was_done_is_kept_for_five_years_and_its_chain_still_holds(tree: Tree) -> None:
    ended(tree)
    with later(tree, date(2031, 3, 21)).open("a/site") as site:
        done = site.do.retention.run()
        assert done.audit_rows > 0
        assert trees.count(site, "SELECT count(*) FROM audit WHERE at < '2026-03-21'") == 0
        with site.store.reading() as reading:
            assert audit.check(reading.connection) > done.audit_rows
        trees.check(site)
        assert site.do.retention.run().audit_rows == 0
