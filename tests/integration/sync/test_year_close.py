"""A year is closed at headquarters: frozen, revised when something comes, every revision printable, and told to nobody below."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.figures.values import Figures
from desktop.models.rows.fields import Value
from desktop.services import snapshots
from desktop.texts import Texts
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

YEAR = 2026
LATER = datetime(2027, 1, 10, 11, tzinfo=UTC)


def _values(found: Figures) -> dict[str, int | None]:
    return {key: figure.value for key, figure in found.figures.items()}


def _later(tree: Tree, root: Path) -> Tree:
    copied = tree.copy(root)
    return Tree(copied.root, copied.courses, copied.volunteers, lambda: LATER)


@pytest.fixture
def over(tree: Tree, tmp_path: Path) -> Tree:
    """The year is over, and headquarters knows of one visit."""
    tree.log("bo")
    tree.take("hq", tree.up("a/site", "up.indb"))
    return _later(tree, tmp_path / "later")


def test_a_year_that_is_not_over_cannot_be_closed_and_a_leader_closes_none(tree: Tree) -> None:
    with tree.open("hq") as hq, pytest.raises(InvalidValue):
        hq.do.year_close.close(YEAR)
    with tree.open("a/site") as site, pytest.raises(NotAllowed):
        site.do.year_close.close(2024)


def test_closing_freezes_and_closing_again_changes_nothing(over: Tree) -> None:
    with over.open("hq") as hq:
        live = hq.do.papers.figures(year=YEAR)
        assert (live.revision, live.closed, live.revised) == (1, False, False)
        closed = hq.do.year_close.close(YEAR)
        assert (closed.revision, closed.closed, closed.revised) == (1, True, False)
        count = trees.count(hq, "SELECT count(*) FROM entry")
        again = hq.do.year_close.close(YEAR)
        assert (again.revision, again.digest) == (1, closed.digest)
        assert trees.count(hq, "SELECT count(*) FROM entry") == count
        kept = hq.do.year_close.revision(YEAR, 1)
        assert _values(kept) == _values(live)
        assert {key: figure.by_site for key, figure in kept.figures.items()} == {
            key: figure.by_site for key, figure in live.figures.items()
        }
        assert {key: figure.split for key, figure in kept.figures.items()} == {key: figure.split for key, figure in live.figures.items()}
        assert [(one.site, one.state, one.through) for one in kept.completeness.sites] == [
            (one.site, one.state, one.through) for one in live.completeness.sites
        ]
        assert hq.do.year_close.years() == (YEAR,)
        shown = hq.do.papers.figures(year=YEAR)
        assert (shown.closed, shown.digest) == (True, closed.digest)
        with pytest.raises(InvalidValue):
            hq.do.year_close.revision(YEAR, 2)
        trees.check(hq)


def test_what_comes_later_makes_a_revision_and_the_first_stays_printable(over: Tree) -> None:
    with over.open("hq") as hq:
        first = _values(hq.do.year_close.close(YEAR))
    over.log("bo", day=9)
    over.take("hq", over.up("a/site", "late.indb"))
    with over.open("hq") as hq:
        live = hq.do.papers.figures(year=YEAR)
        assert (live.revision, live.closed, live.revised) == (2, False, True)
        assert hq.do.year_close.close(YEAR).revision == 2
        second = hq.do.papers.figures(year=YEAR)
        assert (second.revision, second.closed, second.revised) == (2, True, True)
        assert second.figures["sessions_held"].value == (first["sessions_held"] or 0) + 1
        assert _values(hq.do.year_close.revision(YEAR, 1)) == first
        assert hq.do.papers.year(YEAR, date(YEAR, 12, 31), Texts("en")).startswith(b"%PDF")


def test_where_what_was_counted_is_gone_the_closed_numbers_stand(over: Tree) -> None:
    with over.open("hq") as hq:
        closed = hq.do.year_close.close(YEAR)
        with trees.patched(hq) as work:
            value: Value = {
                "site": hq.do.sites.list()[0].id,
                "programme": "VISITING",
                "year": YEAR,
                "persons": 1,
                "meetings": 1,
                "minutes": 60,
            }
            work.put("cell", "ab" * 16, "count", value, trees.scope("site", str(value["site"])))
        shown = hq.do.papers.figures(year=YEAR)
        assert (shown.closed, shown.revision, _values(shown)) == (True, 1, _values(closed))
        assert hq.do.year_close.close(YEAR).revision == 1


def test_nothing_of_it_goes_down(over: Tree) -> None:
    with over.open("hq") as hq:
        hq.do.year_close.close(YEAR)
    over.receipt("a/site", "closed.indb")
    with over.open("a/site") as site:
        site.take_in([over.root / "closed.indb"])
        assert trees.count(site, "SELECT count(*) FROM year_close") == 0
        assert trees.count(site, "SELECT count(*) FROM closed_figure") == 0


def test_each_month_end_is_kept_once(over: Tree) -> None:
    kept = "SELECT count(*) FROM snapshot WHERE state = 'live' AND source = 'month_end' AND as_of = '2026-12-31'"
    for vault in ("a/site", "hq"):
        with over.open(vault) as opened:
            opened.do.snapshots.month_end()
            assert trees.count(opened, kept) >= 1
            assert opened.do.snapshots.month_end() is False
    with over.open("a/bo") as bo:
        assert bo.do.snapshots.month_end() is False


def test_a_page_that_is_printed_is_kept(over: Tree) -> None:
    with over.open("a/site") as site:
        site.do.papers.status(date(2026, 3, 1), Texts("da"))
        assert (
            trees.count(
                site, "SELECT value FROM snapshot WHERE source = ? AND figure = 'active_now' AND as_of = '2026-03-01'", snapshots.PAGE
            )
            == 1
        )


def test_what_is_counted_is_kept_and_thrown_away_when_something_changes(over: Tree) -> None:
    course = over.courses["bo"]
    kept = "SELECT count(*) FROM course_year WHERE course = ?"
    with over.open("hq") as hq:
        hq.do.year_close.count()
        assert trees.count(hq, kept, course) > 0
    over.log("bo", day=9)
    with over.open("a/site") as site:
        site.do.year_close.count()
        site.arrive()
        assert trees.count(site, kept, course) == 0
        (session, *_) = [row[0] for row in trees.dump(site)["session"] if row[2] == course]
        site.do.year_close.count()
        with site.store.writing(site.context.author) as work:
            value: Value = {"session": str(session), "volunteer": over.volunteers["eva"]}
            work.put("participation", "cd" * 16, "facts", value, trees.scope("site", site.do.sites.own()))
        assert trees.count(site, kept, course) == 0


def test_the_list_behind_a_number_is_for_those_who_may_see_it_and_audited(over: Tree) -> None:
    with over.open("a/site") as site:
        (row,) = site.do.papers.behind("sessions_held", year=YEAR)
        assert (row.table, row.row) == ("course", over.courses["bo"])
        assert trees.dump(site)["audit"][-1]
        with pytest.raises(InvalidValue):
            site.do.papers.behind("nothing")
    with over.open("a/bo") as bo, pytest.raises(NotAllowed):
        bo.do.papers.behind("sessions_held")
