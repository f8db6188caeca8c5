"""When the window locks by itself: a pure count of quiet seconds. The clock is the caller's, so that no test waits.

Idle is whoever presses no key and moves or presses no mouse in the window. For the last 30 seconds a countdown is shown, which
any key or mouse ends. The clock is the wall clock on purpose: one that leapt between two ticks means that the computer
slept, and a window must not come back open from a sleep.
"""

from dataclasses import dataclass
from enum import Enum

COUNTDOWN = 30
"""Seconds of warning before it locks."""
LEAP = 20
"""Seconds between two ticks, which come every second, from which on the computer must have slept."""


class Rest(Enum):
    """What the window does now."""

    AWAKE = "awake"
    COUNTING = "counting"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Stand:
    """`left`: seconds until it locks, while it counts."""

    rest: Rest
    left: int = 0


class Idle:
    """Quiet seconds since the last touch, in ticks. `minutes` is what the person prefers."""

    def __init__(self, minutes: int, now: float) -> None:
        self._limit = minutes * 60
        self._now = now
        self._touched = now

    def touched(self) -> None:
        """A key or the mouse: the count begins anew at the last tick."""
        self._touched = self._now

    def tick(self, now: float) -> Stand:
        """`now` in seconds. A clock that was set back begins the count anew; one that leapt forward locks."""
        before, self._now = self._now, now
        if now < before:
            self._touched = now
        if now - before >= LEAP:
            return Stand(Rest.LOCK)
        left = self._limit - (now - self._touched)
        if left <= 0:
            return Stand(Rest.LOCK)
        return Stand(Rest.COUNTING, max(1, round(left))) if left <= COUNTDOWN else Stand(Rest.AWAKE)
