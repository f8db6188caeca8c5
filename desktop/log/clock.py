"""The hybrid clock: 48 bits of milliseconds and a 16-bit counter, as 16 hex digits whose order is the order of text.

It never runs back, is strictly increasing for one vault, and never adopts a remote clock that is more than ten
minutes ahead: a laptop in the year 2099 does not poison the others. An implausible clock is flagged, nothing is capped.
"""

from datetime import UTC, datetime, timedelta

AHEAD = timedelta(minutes=10)
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this the program did not exist, so a clock that says so is wrong."""
ZERO = "0" * 16
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
"""48 bits of milliseconds reach the year 10889, which a foreign clock may claim."""


def system_now() -> datetime:
    return datetime.now(UTC)


def milliseconds(moment: datetime) -> int:
    return max(0, int(moment.timestamp() * 1000))


def tick(last: str, now: datetime) -> str:
    """The next stamp after `last`, at `now` or as soon after it as order allows."""
    physical, before = milliseconds(now) << 16, int(last, 16)
    return f"{max(physical, before + 1):016x}"


def observe(last: str, remote: str, now: datetime) -> str:
    """What `last` becomes after a remote stamp was seen: the later of both, unless the remote is implausibly ahead."""
    return last if ahead(remote, now) else max(last, remote)


def ahead(stamp: str, now: datetime) -> bool:
    """Whether a stamp lies more than ten minutes in the future of `now`."""
    return (int(stamp, 16) >> 16) > milliseconds(now + AHEAD)


def suspect(now: datetime, last: str = ZERO) -> bool:
    """Whether this machine's clock cannot be right: before the program existed, or a day behind its own last save."""
    return now < EARLIEST or (int(last, 16) >> 16) > milliseconds(now + timedelta(days=1))


def parse(written: str) -> datetime:
    """A time as the audit trail writes it ("2026-11-22T20:15:00Z")."""
    return datetime.fromisoformat(written)


def moment(stamp: str) -> datetime:
    """The physical part of a stamp, UTC; the last moment of the year 9999 for all that a calendar cannot say."""
    return datetime.fromtimestamp(min((int(stamp, 16) >> 16) / 1000, _LAST), UTC)
