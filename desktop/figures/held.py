"""What was held and what was cancelled: meetings, minutes, gaps, and what video could have saved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from desktop.figures.board import Board, every_programme, grouped, total
from desktop.figures.courses import Standing
from desktop.figures.meetings import Line
from desktop.figures.met import Met
from desktop.figures.shown import median
from desktop.figures.unnamed import Unnamed
from desktop.figures.values import Behind, Figure, Listed, Scope
from desktop.rules.meeting import HELD

VIDEO_CAUSES = frozenset({"staff", "lockdown"})
"""Why a prison called a visit off that could have been held by video: where somebody moved, it could not."""
_VIDEO = "SELECT site, programme FROM site_programme WHERE state = 'live' AND video"


class _Cell(NamedTuple):
    """What a place and programme did of one kind."""

    site: str
    programme: str
    line: Line


def held(connection: Connection, met: Iterable[Met], others: Iterable[Unnamed], board: Board) -> tuple[Figure, ...]:
    rows, told = tuple(met), tuple(others)
    cells = _cells(rows)
    listed = Listed(_listed(rows, told))
    meetings = [(one.site, one.programme, one.line.mode, one.line.times) for one in cells if one.line.outcome in HELD]
    meetings += [(one.site, one.programme, "", one.meetings) for one in told]
    minutes = [(one.site, one.programme, one.line.mode, one.line.minutes) for one in cells]
    minutes += [(one.site, one.programme, "", one.minutes) for one in told]
    present = [(one.site, one.programme, one.line.mode, one.line.volunteer_minutes) for one in cells]
    return (
        _amount("sessions_held", meetings, board, listed),
        _outcomes(cells, board, listed),
        _amount("contact_minutes", minutes, board, listed),
        _amount("volunteer_minutes", present, board, listed),
        _gaps(rows, board),
        _saved(connection, cells, rows, board),
    )


def first_visits(courses: Iterable[Standing], scope: Scope, board: Board) -> Figure:
    """From the referral to the first visit, at the place that answered for it; a course whose referral is dated after it does not count.

    `courses` are all that are known, whatever their place.
    """
    dated = (one for one in courses if one.first_held and one.referred_on and scope.first <= one.first_held <= scope.last)
    begun = [one for one in dated if scope.site in (None, one.began_at)]
    rows = [(one, days) for one in begun if one.first_held and one.referred_on and (days := (one.first_held - one.referred_on).days) >= 0]
    return board.figure(
        "referral_to_first_median",
        _middle(days for _, days in rows),
        by_site={site: _middle(days for _, days in group) for site, group in grouped(rows, lambda row: row[0].began_at).items()},
        by_programme={code: _middle(days for _, days in group) for code, group in grouped(rows, lambda row: row[0].programme).items()},
        behind=(Behind(one.id, days, "course", one.began_at) for one, days in rows),
        nothing=None,
    )


def _cells(met: Iterable[Met]) -> list[_Cell]:
    """Lines added up by place and programme: few, however many courses there are."""
    sums: dict[tuple[str, str, str, str, str], list[int]] = {}
    for one in met:
        site, programme = one.site, one.course.programme
        for mode, outcome, cause, times, minutes, present in one.counted.lines:
            cell = sums.get(key := (site, programme, mode, outcome, cause))
            if cell is None:
                sums[key] = [times, minutes, present]
            else:
                cell[0] += times
                cell[1] += minutes
                cell[2] += present
    return [
        _Cell(site, programme, Line(mode, outcome, cause, times, minutes, present))
        for (site, programme, mode, outcome, cause), (times, minutes, present) in sums.items()
    ]


def _listed(met: Iterable[Met], told: Iterable[Unnamed]) -> Iterable[Behind]:
    for one in met:
        if one.counted.meetings:
            yield Behind(one.course.id, one.counted.meetings, "course", one.site)
    yield from (Behind(one.row, one.meetings, one.table, one.site) for one in told if one.meetings)


def _amount(key: str, rows: list[tuple[str, str, str, int]], board: Board, listed: Listed) -> Figure:
    """Of (site, programme, mode, number)."""
    by_programme = total((programme, number) for _, programme, _, number in rows)
    return board.figure(
        key,
        sum(number for *_, number in rows),
        by_site=total((site, number) for site, _, _, number in rows if number),
        by_programme=every_programme(by_programme),
        split={"mode": total((mode or "unknown", number) for _, _, mode, number in rows if number)},
        behind=listed,
    )


def _outcomes(cells: Iterable[_Cell], board: Board, listed: Listed) -> Figure:
    rows = tuple(cells)

    def by(of: Callable[[_Cell], str]) -> Mapping[str, int]:
        return total((of(one), one.line.times) for one in rows if of(one))

    return board.figure(
        "sessions",
        sum(one.line.times for one in rows),
        by_site=total((one.site, one.line.times) for one in rows),
        by_programme=every_programme(by(lambda one: one.programme)),
        split={
            "mode": by(lambda one: one.line.mode or "unknown"),
            "outcome": by(lambda one: one.line.outcome),
            "cause": by(lambda one: one.line.cause),
            "mode_outcome": by(lambda one: f"{one.line.mode or 'unknown'} {one.line.outcome}"),
        },
        behind=listed,
    )


def _gaps(met: Iterable[Met], board: Board) -> Figure:
    spread: dict[tuple[str, str], dict[int, int]] = {}
    for one in met:
        days = spread.setdefault((one.site, one.course.programme), {})
        for gap, often in one.counted.gaps:
            days[gap] = days.get(gap, 0) + often
    sites = grouped(spread.items(), lambda item: item[0][0])
    programmes = grouped(spread.items(), lambda item: item[0][1])
    return board.figure(
        "gap_median",
        median(_pooled(spread.values())),
        by_site={site: median(_pooled(days for _, days in group)) for site, group in sites.items()},
        by_programme={code: median(_pooled(days for _, days in group)) for code, group in programmes.items()},
        behind=(Behind(one.course.id, _days(one), "course", one.site) for one in met if one.counted.gaps),
        nothing=None,
    )


def _days(one: Met) -> int:
    return sum(gap * often for gap, often in one.counted.gaps)


def _pooled(spreads: Iterable[Mapping[int, int]]) -> dict[int, int]:
    found: Counter[int] = Counter()
    for one in spreads:
        found.update(one)
    return dict(found)


def _middle(days: Iterable[int]) -> int | None:
    return median(dict(Counter(days)))


def _saved(connection: Connection, cells: Iterable[_Cell], met: Iterable[Met], board: Board) -> Figure:
    allowed = {(site, programme) for site, programme in connection.exec_driver_sql(_VIDEO)}
    saved = [one for one in cells if (one.site, one.programme) in allowed and _could(one.line)]
    return board.figure(
        "video_could_have_saved",
        sum(one.line.times for one in saved),
        by_site=total((one.site, one.line.times) for one in saved),
        by_programme=every_programme(total((one.programme, one.line.times) for one in saved)),
        split={"outcome": total((one.line.outcome, one.line.times) for one in saved)},
        behind=(
            Behind(one.course.id, many, "course", one.site)
            for one in met
            if (one.site, one.course.programme) in allowed and (many := sum(line.times for line in one.counted.lines if _could(line)))
        ),
    )


def _could(line: Line) -> bool:
    if line.mode != "in_person":
        return False
    return line.outcome in ("transport", "cancelled_volunteer") or (line.outcome == "cancelled_prison" and line.cause in VIDEO_CAUSES)
