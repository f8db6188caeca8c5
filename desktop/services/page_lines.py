"""The lines of a site's status page: how each programme is told, in which order, and the social activities.

Which number leads is the programme's: how many are active in the visiting service, how many started since the agreement in
Kickstart, how many courses go on in the other mentoring, how many study courses began in the last term. Order: as the page is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from desktop.figures.values import Figures
from desktop.models.rows import papers
from desktop.models.rows.domain import SiteProgrammeRow
from desktop.models.rows.groups import GroupEvent
from desktop.models.rows.papers import ActivityLine, Amount, Count, StatusLine
from desktop.rules import groups as group_rules
from desktop.rules.programmes import GROUPS, MENTORING, STUDY, VISIT, Programmes
from desktop.rules.vague_days import VAGUE
from desktop.store.repositories import configured, groups
from desktop.store.unit_of_work import Reading

KICKSTART = "KICKSTART"
AUTUMN, SPRING = (9, 11, 30), (2, 4, 30)
"""First month, last month and its last day of the weeks in which study courses begin."""


def last_term(as_of: date) -> tuple[date, date]:
    """The latest term whose weeks of beginning are over on a day: September to November, or February to April."""
    found = []
    for year in (as_of.year, as_of.year - 1):
        for first, last, day in (AUTUMN, SPRING):
            found.append((date(year, first, 1), date(year, last, day)))
    return max(term for term in found if term[1] <= as_of)


def status_lines(found: Figures, runs: Iterable[SiteProgrammeRow], known: Programmes) -> tuple[StatusLine, ...]:
    """A line for each programme that the site runs or that has a course to tell of; the visiting service always."""
    agreed = {row.programme: row.agreement_from for row in runs}
    lines: list[StatusLine] = []
    for code, programme in known.items():
        if programme.family in {GROUPS, STUDY} or not (code in agreed or code == "VISITING" or _tells(found, code)):
            continue
        name = papers.PROGRAMME_NAMES.get(code, programme.danish)
        if programme.family == VISIT:
            lines.append(StatusLine(name, Count("active_now", _of(found, "active_now", code)), tuple(_visiting(found, code))))
        elif code == KICKSTART and agreed.get(code):
            since = date.fromisoformat(f"{agreed[code]}-01")
            lead = Count("started_since", _of(found, "started_since", code), since)
            lines.append(StatusLine(name, lead, (Count("being_set_up", _of(found, "being_set_up", code)),)))
        elif programme.family == MENTORING:
            lines.append(
                StatusLine(name, Count("ongoing", _of(found, "ongoing", code)), (Count("being_set_up", _of(found, "being_set_up", code)),))
            )
    return (*sorted(lines, key=_order), *_study(found, agreed, known))


def _order(line: StatusLine) -> int:
    """The visiting service, Kickstart, Primus Motor, then what headquarters has set up."""
    names = [papers.PROGRAMME_NAMES[code] for code in ("VISITING", KICKSTART, "PRIMUS_MOTOR")]
    return names.index(line.name) if line.name in names else len(names)


def _tells(found: Figures, code: str) -> bool:
    return any(found.figures[key].by_programme.get(code) for key in ("ongoing", "being_set_up", "active_now"))


def _of(found: Figures, key: str, code: str) -> Amount:
    return Amount(found.figures[key].by_programme.get(code, 0))


def _visiting(found: Figures, code: str) -> Iterator[Count]:
    earlier = found.figures["formerly_snapshot"]
    if earlier.value is not None and earlier.on is not None:
        yield Count("formerly_snapshot", Amount(earlier.value), earlier.on)
    paused = found.figures["paused_now"].by_programme.get(code, 0)
    if paused:
        yield Count("paused", Amount(paused))
    if found.figures["being_set_up"].by_programme.get(code, 0):
        yield Count("being_set_up", _of(found, "being_set_up", code))


def _study(found: Figures, agreed: Iterable[str], known: Programmes) -> Iterator[StatusLine]:
    """Study support inside and after the release together."""
    codes = [code for code, programme in known.items() if programme.family == STUDY]
    first, last = last_term(found.scope.as_of)
    months = {f"{first.year}-{month:02}" for month in range(first.month, last.month + 1)}
    started = sum(
        value or 0
        for key, value in found.figures["started_since"].split.get("programme_month", {}).items()
        if key.partition(" ")[0] in codes and key.partition(" ")[2] in months
    )
    ongoing = sum(found.figures["ongoing"].by_programme.get(code, 0) or 0 for code in codes)
    if started or ongoing or any(code in agreed for code in codes):
        beside = (Count("ongoing", Amount(ongoing)),) if ongoing else ()
        yield StatusLine(papers.STUDY_SUPPORT, Count("started_since", Amount(started), first, last), beside)


def activities(reading: Reading, site: str, as_of: date, *, danish: bool) -> tuple[ActivityLine, ...]:
    """The site's social activities: what comes again and again, and the next time of each kind."""
    words = {row.code: row.danish if danish else row.english for row in configured.labels(reading.connection)}
    by_kind: dict[str, list[GroupEvent]] = {}
    for event in groups.everything(reading.connection):
        if event.site == site and event.state != group_rules.CANCELLED and event.from_on is not None:
            by_kind.setdefault(event.kind, []).append(event)
    lines = [line for kind, events in by_kind.items() if (line := _activity(kind, events, as_of, words)) is not None]
    return tuple(sorted(lines, key=lambda line: (not line.recurrence, line.name)))


def _activity(kind: str, events: Sequence[GroupEvent], as_of: date, words: dict[str, str]) -> ActivityLine | None:
    to_come = sorted((one.from_on, one.id, one) for one in events if one.from_on is not None and (one.to_on or one.from_on) >= as_of)
    planned = [one for _, _, one in to_come if one.state == group_rules.PLANNED]
    held = sorted((one.from_on, one.id, one) for one in events if one.from_on is not None and one.state == group_rules.HELD)
    latest = held[-1][2] if held else None
    ahead = planned[0] if planned else None
    told = ahead or latest
    if told is None:
        return None
    recurrence = told.recurrence or (latest.recurrence if latest is not None else "")
    if ahead is None and not recurrence and latest is not None and latest.from_on is not None and latest.from_on.year < as_of.year:
        return None
    known_kind = kind in group_rules.KINDS
    return ActivityLine(
        name=group_rules.KINDS[kind] if known_kind else words.get(kind, kind),
        told=known_kind,
        recurrence=recurrence,
        next_on=None if ahead is None or ahead.vague else ahead.from_on,
        next_about=VAGUE.get(ahead.vague, "") if ahead is not None and ahead.vague else "",
        volunteers=any((one.volunteers or 0) > 0 for one in events),
    )
