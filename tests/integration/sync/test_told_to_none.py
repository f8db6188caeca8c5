"""What leaves a site and what does not: control, group events and guardians are no volunteer's, control is not headquarters' either."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import NotForUs
from desktop.house import OpenVault
from desktop.rules.slips import Slip
from desktop.services.group_drafts import GroupDraft
from desktop.sync.sealed import SealedItem, open_part
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.test_leaks import found, pages
from tests.integration.sync.test_siblings import closed, same
from tests.integration.sync.tree import Tree

PARTY, LANGUAGE = "Zkwparty", "Qvxlingua"
GUARDED, BEGAN = date(1999, 9, 9), date(1998, 8, 8)
KEPT = (GUARDED.isoformat(), BEGAN.isoformat(), PARTY, LANGUAGE)
"""What is written down at the site of a participant whom a volunteer visits: found wherever it lies in a store."""
CODES = frozenset({"VISIT_BAN", "CONTROLLED", "SERVING", "UNIQUE_NAMED"})
"""The same in codes, of which every store holds the list: no cell of a table is one of them."""
NOT_TOLD = ("person", "identity", "grant", "consent", "restriction", "group_event", "attendance", "group_year", "restriction_month")


def _who(site: OpenVault, course: str) -> str:
    return next(line.course.participant for line in site.do.courses.list() if line.course.id == course)


def _write_down(site: OpenVault, course: str) -> str:
    """Everything that only leaders know of the participant of a course; the participant."""
    who = _who(site, course)
    site.do.restrictions.set(who, "VISIT_BAN", BEGAN)
    site.do.restrictions.set(who, "CONTROLLED", date(2026, 2, 3))
    site.do.courses.guardian(who, GUARDED)
    held = GroupDraft("other", date(2026, 2, 8), label=PARTY, state="held", inmates=4, volunteers=1, method="UNIQUE_NAMED")
    site.do.groups.attend(site.do.groups.log(held).id, (who,))
    site.do.groups.estimate(2026, 77)
    with site.store.writing(site.context.author) as work:
        about = site.do.courses._about_person(work, next(one for one in site.do.courses.participants() if one.id == who))
        work.put("person", who, "language", {"language": LANGUAGE}, about)
    return who


def test_a_volunteer_is_told_nothing_of_it(tree: Tree) -> None:
    with tree.open("a/site") as site:
        who = _write_down(site, tree.courses["bo"])
        read = pages(site)
        assert found(read, *KEPT) == set(KEPT)  # the scan finds what is there
        site.do.sessions.log(tree.courses["bo"], replace(trees.VISIT, held_on=date(2026, 2, 9), start="09:30"))
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert [(one.held_on, one.start) for one in bo.do.sessions.of_course(tree.courses["bo"])] == [(date(2026, 2, 9), "09:30")]
        assert found(pages(bo), *KEPT) == set()
        dumped = trees.dump(bo)
        for table, rows in dumped.items():
            assert all(cell not in CODES for row in rows for cell in row if isinstance(cell, str)), table
        for table in NOT_TOLD:
            assert all(set(row[2:]) <= {None} for row in dumped[table]), table
        assert all(who not in row for table in NOT_TOLD for row in dumped[table] if table not in {"person", "identity"})


def test_control_goes_sealed_to_the_other_laptop_and_to_headquarters_as_a_count_by_month(twins: Tree) -> None:
    course = twins.courses["bo"]
    with twins.open("a/site") as first:
        first.do.sessions.log(course, replace(trees.VISIT, held_on=date(2026, 1, 20)))
        who = _write_down(first, course)
    for site in ("a/site", "c/site", "a/site"):
        trees.exchange(twins, site)
    with twins.open("c/site") as second:
        assert [one.kind for one in second.do.restrictions.of(who)] == ["VISIT_BAN", "CONTROLLED"]
        assert second.do.sessions.log(course, replace(trees.VISIT, held_on=date(2026, 1, 21))).findings == ("held_under_ban",)
    trees.exchange(twins, "c/site")
    trees.exchange(twins, "a/site")
    same(twins)
    with twins.open("hq") as hq:
        assert trees.dump(hq)["restriction"] == []
        assert found(pages(hq), BEGAN.isoformat()) == set()
        assert trees.count(hq, "SELECT count(*) FROM part WHERE class = 'restriction' AND state = 'present'") == 0
        sealed = closed(hq)
        assert sealed or trees.count(hq, "SELECT count(*) FROM part WHERE class = 'restriction'") > 0
        for hash_, place, recipient, body in sealed:
            for key in (hq.context.keys.seal, hq.slot.sealing):
                with pytest.raises(NotForUs):
                    open_part(key, SealedItem(1, hash_, place, recipient, body))
        counted = trees.count(hq, "SELECT count(*) FROM restriction_month WHERE state = 'live' AND month = '2026-02' AND controlled = 1")
        assert counted == 1
        assert not trees.aside(hq)
        assert hq.do.deciding.conflicts() == ()


def test_the_count_by_month_is_one_row_whichever_laptop_says_it(twins: Tree) -> None:
    course = twins.courses["bo"]
    with twins.open("a/site") as first:
        first.do.sessions.log(course, replace(trees.VISIT, held_on=date(2026, 1, 20)))
        first.do.restrictions.set(_who(first, course), "CONTROLLED", date(2026, 1, 22))
    for site in ("a/site", "c/site", "c/site", "a/site"):
        trees.exchange(twins, site)
    with twins.open("hq") as hq, twins.open("c/site") as second:
        months = "SELECT count(*) FROM restriction_month WHERE state = 'live'"
        assert trees.count(hq, months) == trees.count(second, months) == 2
        assert second.do.exporting.up(written(twins.root / "up.indb", fill_file)).entries == 0


def test_two_volunteers_and_a_slip_are_one_meeting(tree: Tree) -> None:
    """Two mentors log on their own laptops, the leader types the slip: counted once, the greatest minutes, everybody who came."""
    course = tree.courses["bo"]
    with tree.open("a/site") as site:
        site.do.courses.match(course, tree.volunteers["eva"], date(2026, 1, 20))
        alias = next(one.alias for one in site.do.courses.participants() if one.id == _who(site, course))
        site.leave()
    for vault, minutes in (("a/bo", 45), ("a/eva", 90)):
        with tree.open(vault) as volunteer:
            volunteer.arrive()
            assert not volunteer.do.sessions.log(course, replace(trees.VISIT, held_on=date(2026, 2, 9), minutes=minutes)).already
            volunteer.leave()
    with tree.open("a/site") as site:
        site.arrive()
        rows = [
            Slip(site.do.slips.code(course), "09-02-2026", "held", "60"),
            Slip(alias, "09-02-2026", "cancelled_participant"),
            Slip(alias, "09-02-2026", "held", "60", mode="video"),
        ]
        results = site.do.slips.save(rows)
        assert [one.logged and one.logged.already for one in results] == [True, False, False]
        (meeting, video) = site.do.sessions.meetings(course)
        assert (meeting.minutes, set(meeting.volunteers), len(meeting.sessions)) == (90, {tree.volunteers["bo"], tree.volunteers["eva"]}, 3)
        assert (video.key.mode, video.minutes) == ("video", 60)
        card = site.do.course_cards.card(course)
        assert (card.held, card.cancelled) == (2, 0)
        assert trees.figures(site)["sessions_held"] == 2
    assert tree.take("hq", tree.up("a/site", "up.indb"))[0].outcome == "imported"
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 2
