"""A volunteer's wish to talk goes to the site and no further; the answer goes back down."""

from desktop.log.entry import read_part
from desktop.models.rows.fields import Value
from desktop.store.repositories import entries
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import TODAY, Tree


def ask(tree: Tree, vault: str = "a/bo") -> str:
    with tree.open(vault) as opened:
        asked = opened.do.talks.ask().id
        opened.leave()
    return asked


def arrived(tree: Tree, vault: str) -> None:
    with tree.open(vault) as opened:
        assert all(result.aside == 0 for result in opened.arrive())


def said_of_talks(tree: Tree, vault: str) -> list[str]:
    """Verbs of all changes about wishes to talk that can be read in a vault."""
    with tree.open(vault) as opened, opened.store.reading() as reading:
        bodies = [part.body for entry in entries.everything(reading.connection) for part in entry.parts if part.body]
    return [change.verb for body in bodies for change in read_part(body).changes if change.table == "talk"]


def test_it_goes_up_to_the_site_and_its_answer_down_again(tree: Tree) -> None:
    asked = ask(tree)
    with tree.open("a/site") as site:
        assert all(result.aside == 0 for result in site.arrive())
        (found,) = site.do.talks.open()
        assert (found.id, found.volunteer, found.name, found.asked_on) == (asked, tree.volunteers["bo"], "Bo Berg", TODAY)
        site.do.talks.done(asked)
        assert site.do.talks.open() == ()
        site.leave()
    arrived(tree, "a/bo")
    with tree.open("a/bo") as bo:
        assert bo.do.talks.open() == ()
        trees.check(bo)
    again = ask(tree)
    assert again != asked


def test_an_answer_is_taken_back(tree: Tree) -> None:
    asked = ask(tree)
    with tree.open("a/site") as site:
        site.arrive()
        site.do.talks.done(asked)
        site.do.talks.reopen(asked)
        assert [one.id for one in site.do.talks.open()] == [asked]
        trees.check(site)


def test_headquarters_and_other_volunteers_never_read_it(tree: Tree) -> None:
    asked = ask(tree)
    with tree.open("a/site") as site:
        site.arrive()
        site.do.talks.done(asked)
        site.leave()
    assert said_of_talks(tree, "a/site") == ["put", "put"]
    assert tree.take("hq", tree.up("a/site", "second.indb"))[0].outcome == "imported"
    arrived(tree, "a/eva")
    assert said_of_talks(tree, "hq") == said_of_talks(tree, "a/eva") == []


def test_nobody_asks_for_somebody_else(tree: Tree) -> None:
    """A patched program of Bo's asks in Eva's name: it is set aside at the site."""
    with tree.open("a/bo") as bo:
        wish: Value = {"volunteer": tree.volunteers["eva"], "asked_on": TODAY.isoformat()}
        with trees.patched(bo) as work:
            work.put("talk", "7" * 32, "asked", wish, trees.scope("volunteer", tree.volunteers["bo"]))
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
        assert set(trees.aside(site).values()) == {"OutOfScope"}
        assert site.do.talks.open() == ()


def test_what_a_volunteer_takes_back_counts_nowhere(tree: Tree) -> None:
    session = tree.log("bo", 2)
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.figures(site)["sessions_held"] == 1
    with tree.open("a/bo") as bo:
        bo.do.sessions.take_back(session)
        bo.leave()
    with tree.open("a/site") as site:
        assert all(result.aside == 0 for result in site.arrive())
        assert trees.figures(site)["sessions_held"] == 0
        trees.check(site)
