"""Five vaults, the theorem, and whatever can happen to them; and the bugs that the machine finds when they are planted."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.sync.machine.machine import Machine, Step
from tests.integration.sync.machine.planted import PLANTED
from tests.integration.sync.tree import Tree

LENGTH = 75
"""Steps of one life of the five vaults."""


def search(template: Tree, lives: int, **other: object) -> int:
    """The number of steps that were done."""
    done: list[None] = []

    class Run(Machine):
        """On these vaults."""

    Run.template, Run.counted = template, lambda: done.append(None)
    run_state_machine_as_test(Run, settings=settings(max_examples=lives, stateful_step_count=LENGTH, **other))  # type: ignore[arg-type] # settings
    return len(done)


@pytest.mark.timeout(300)
def test_whatever_happens_the_theorem_holds(planted_twins: Tree) -> None:
    """The same lives each time. They are not shrunk here, which takes minutes; `replay` tells them step by step."""
    assert search(planted_twins, 4, phases=(Phase.generate,)) >= 300


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_whatever_happens_the_theorem_holds_in_long_lives(planted_twins: Tree) -> None:
    """Other lives each time; a failure is told with the fewest steps that show it."""
    assert search(planted_twins, 27, derandomize=False) >= 2000


def replay(template: Tree, steps: Sequence[Step]) -> None:
    """A life of its own, told step by step and to its end."""

    class Run(Machine):
        """On these vaults."""

    Run.template = template
    run = Run()
    try:
        for step in steps:
            run.happens(step)
    finally:
        run.teardown()


STORY = (
    # a visit with a note comes to everybody who may know it
    Step("visit", "bo", day=3, flag=True),
    Step("exchange", "bo"),
    Step("exchange", "a1"),
    Step("exchange", "a2"),
    Step("keep", "bo"),
    Step("keep", "a1"),
    # two opinions on it, of which the volunteer's is the later one; they are resolved, and the first comes again
    Step("correct", "a1", day=5, flag=True),
    Step("correct", "bo", day=4, flag=True),
    Step("send_up", "bo"),
    Step("deliver"),
    Step("resolve", "a1", n=1),
    Step("resolve", "a1", n=1),
    Step("resolve", "a1", n=1),
    Step("send_up", "bo"),
    Step("deliver"),
    Step("exchange", "bo"),
    # two forged ends of a course upon the true one: the first is refused, the second admitted
    Step("course", "a1", n=0, day=14),
    Step("exchange", "bo"),
    Step("forge", "bo", n=1, day=2),
    Step("forge", "bo", n=1, day=3),
    Step("exchange", "bo"),
    Step("decide", "a1", n=0),
    Step("decide", "a1", n=1, flag=True),
    # a file is lost; the visit is erased; both vaults are put back
    Step("send_up", "a1"),
    Step("lose"),
    Step("erase", "a1", day=6),
    Step("exchange", "bo"),
    Step("put_back", "a1"),
    Step("visit", "bo", day=6),
    Step("send_up", "bo"),
    Step("deliver"),
    Step("put_back", "bo"),
    Step("visit", "bo", day=7),
    Step("exchange", "bo"),
)


def test_the_story_holds(planted_twins: Tree) -> None:
    replay(planted_twins, STORY)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_bug_is_found(planted_twins: Tree, plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """By the same story, which holds without it."""
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        replay(planted_twins, STORY)
