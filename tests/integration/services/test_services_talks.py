"""The wish to talk: asked once, seen by the leader, answered; and who may do which."""

from collections.abc import Callable

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.services.talks import OpenTalk, Talks
from tests.integration.services.vaults import TODAY, Bench, active, deliver

Pair = tuple[Bench, Bench, str]


@pytest.fixture
def pair(site: Bench, make: Callable[..., Bench]) -> Pair:
    """A site, a volunteer's vault that knows its volunteer, the volunteer."""
    _, _, volunteer = active(site)
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    return site, own, volunteer


def test_a_second_wish_while_one_is_open_writes_nothing(pair: Pair) -> None:
    _, own, volunteer = pair
    talks = Talks(own.context)
    asked = talks.ask()
    assert asked == OpenTalk(asked.id, volunteer, "Vilma Prøvesen", TODAY)
    count = len(own.log())
    assert talks.ask() == asked
    assert talks.open() == (asked,)
    assert len(own.log()) == count


def test_it_is_a_part_of_its_own_that_only_the_volunteer_may_be_told(pair: Pair) -> None:
    _, own, volunteer = pair
    count = len(own.log())
    Talks(own.context).ask()
    assert [(class_, scope, subject) for class_, scope, subject, _ in own.changes(count)] == [("note", f"volunteer/{volunteer}", "")]


def test_only_a_volunteer_asks_and_only_a_leader_answers(pair: Pair, make: Callable[..., Bench], hq: Bench) -> None:
    site, own, _ = pair
    nobody = make("volunteer", site=site.sites.own())
    for bench in (site, nobody, hq):
        with pytest.raises(NotAllowed):
            Talks(bench.context).ask()
    asked = Talks(own.context).ask()
    for bench in (own, hq):
        with pytest.raises(NotAllowed):
            Talks(bench.context).done(asked.id)
        with pytest.raises(NotAllowed):
            Talks(bench.context).reopen(asked.id)
    with pytest.raises(InvalidValue):
        Talks(site.context).done(asked.id)  # it has not arrived
