"""What asks for a look besides visits: aliases that are alike, letter and visit control, exams, activities.

Each is of one course where there is one: that is where a person puts it right.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.models.rows.domain import Course
from desktop.rules import findings, programmes, restrictions, study
from desktop.rules.findings import Called
from desktop.services import groups
from desktop.store.repositories import configured, courses, exams, participants
from desktop.store.repositories import groups as events
from desktop.store.repositories import restrictions as restricted
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of a course, with how many rows it is about and the day of the latest of them.

    Of an activity `course` and `alias` are empty, and `activity` is its label, or the code of its kind.
    """

    course: str
    alias: str
    code: str
    count: int
    latest: date
    activity: str = ""


def besides_visits(reading: Reading, since: date, today: date) -> tuple[Remark, ...]:
    """By alias; those of activities last. What was over before `since` has been seen; whose aliases are alike is said till they are not."""
    found = [*_named_alike(reading, today), *_of_restrictions(reading, since), *_of_exams(reading, since, today)]
    return (*sorted(found, key=lambda one: (one.alias, one.course, one.code)), *_of_activities(reading, since, today))


def _named_alike(reading: Reading, today: date) -> Iterator[Remark]:
    """Who must be given another alias."""
    called = (
        Called(id_, alias, site, (hlc, dev, inc, seq, hash_))
        for id_, alias, site, hlc, dev, inc, seq, hash_ in participants.called(reading.connection)
    )
    who = {row for finding in findings.same_aliases(called) for row in finding.rows}
    for course, alias in _latest(reading, who).values():
        yield Remark(course.id, alias, "same_alias", 1, today)


def _of_restrictions(reading: Reading, since: date) -> Iterator[Remark]:
    known = {one.id: one for one in restricted.everything(reading.connection) if one.to_on is None or one.to_on >= since}
    found: dict[tuple[str, str], list[date]] = {}
    for finding in restrictions.findings(tuple(known.values())):
        latest = known[max(finding.rows, key=lambda row: known[row].from_on or date.min)]
        found.setdefault((latest.participant, finding.code), []).append(latest.from_on or since)
    on = _latest(reading, {participant for participant, _ in found})
    for (participant, code), days in found.items():
        if participant in on:
            course, alias = on[participant]
            yield Remark(course.id, alias, code, len(days), max(days))


def _of_exams(reading: Reading, since: date, today: date) -> Iterator[Remark]:
    known = {one.id: one for one in exams.everything(reading.connection) if not one.exam_month or one.exam_month >= _month(since)}
    if not known:
        return
    own = {one.id: one for one in courses.by_ids(reading.connection, sorted({one.course for one in known.values()}))}
    added = configured.programmes(reading.connection)
    studies = [one.id for one in own.values() if programmes.of_code(one.programme, added).family == programmes.STUDY]
    counted: dict[tuple[str, str], int] = {}
    for finding in study.findings(tuple(known.values()), studies, _month(today)):
        spot = known[finding.rows[0]].course, finding.code
        counted[spot] = counted.get(spot, 0) + 1
    aliases = _aliases(reading, own.values())
    for (course, code), count in counted.items():
        if course in own:
            yield Remark(course, aliases.get(own[course].participant, ""), code, count, today)


def _of_activities(reading: Reading, since: date, today: date) -> Iterator[Remark]:
    lately = {one.id: one for one in events.everything(reading.connection, since, today)}
    if not lately:
        return
    found: dict[tuple[str, str], list[date]] = {}
    for finding in groups.findings(reading, tuple(lately.values()), events.attendances(reading.connection, list(lately))):
        event = lately[finding.rows[0]]
        found.setdefault((event.label or event.kind, finding.code), []).append(event.from_on or today)
    for (activity, code), days in sorted(found.items()):
        yield Remark("", "", code, len(days), max(days), activity)


def _latest(reading: Reading, who: Iterable[str]) -> Mapping[str, tuple[Course, str]]:
    """Participant -> the course to which the person was referred last, and the alias."""
    wanted, latest = frozenset(who), dict[str, Course]()
    if not wanted:
        return {}
    for course in courses.everything(reading.connection):
        if course.participant in wanted:
            latest[course.participant] = max(latest.get(course.participant, course), course, key=_newest)
    aliases = _aliases(reading, latest.values())
    return {participant: (course, aliases.get(participant, "")) for participant, course in latest.items()}


def _aliases(reading: Reading, known: Iterable[Course]) -> dict[str, str]:
    """Participant -> alias."""
    return {one.id: one.alias for one in participants.by_ids(reading.connection, sorted({one.participant for one in known}))}


def _newest(course: Course) -> tuple[date, str]:
    return course.referred_on or date.min, course.id


def _month(day: date) -> str:
    """ "2026-03"."""
    return day.isoformat()[:7]
