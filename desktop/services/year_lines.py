"""The charts of the year page, each with its table: programme by programme, and how visits went."""

from collections.abc import Mapping

from desktop.errors import N_
from desktop.figures.values import Counts, Figures
from desktop.models.rows import papers
from desktop.models.rows.papers import Amount, ChartedRow, ChartedTable
from desktop.rules.programmes import GROUPS, Programmes

PERSONS: Mapping[str, str] = {
    "VISITING": "persons_visited",
    "PRIMUS_MOTOR": "primus_motor_participants",
    "KICKSTART": "kickstart_participants",
}
"""Programme → the figure of its participants; of the others the persons of `distinct_persons` are told."""
OUTCOMES = {
    "held": N_("Held"),
    "held_short": N_("Held, but cut short"),
    "cancelled_participant": N_("Cancelled by the participant"),
    "cancelled_volunteer": N_("Cancelled by the volunteer"),
    "cancelled_prison": N_("Cancelled by the prison"),
    "transport": N_("Cancelled: transport"),
    "other": N_("Not held, another reason"),
    "unknown": N_("Nobody knows how it went"),
}


def charts(found: Figures, known: Programmes) -> tuple[ChartedTable, ...]:
    """Tables without a row that counts anything are left out."""
    tables = (_programmes(found, known), _outcomes(found))
    return tuple(table for table in tables if table.rows)


def _programmes(found: Figures, known: Programmes) -> ChartedTable:
    rows = []
    for code, programme in known.items():
        met = found.figures["sessions_held"].by_programme.get(code, 0)
        standing = (found.figures[key].by_programme.get(code, 0) for key in ("ongoing", "being_set_up"))
        numbers = (_persons(found, code), *standing)
        if programme.family != GROUPS and (met or any(numbers)):
            name = papers.PROGRAMME_NAMES.get(code, programme.danish)
            rows.append(ChartedRow(name, Amount(met), tuple(Amount(number) for number in numbers)))
    heads = (N_("Participants"), N_("Ongoing"), N_("Being set up"))
    return ChartedTable(N_("Programme by programme"), N_("Meetings held"), heads, tuple(rows))


def _persons(found: Figures, code: str) -> int | None:
    own = PERSONS.get(code)
    return found.figures["distinct_persons"].by_programme.get(code, 0) if own is None else found.figures[own].value


def _outcomes(found: Figures) -> ChartedTable:
    """In person and by video apart, because a cancelled visit might have been saved by video."""
    split = found.figures["sessions"].split
    of: Counts = split.get("outcome", {})
    by_video: Counts = split.get("mode_outcome", {})
    rows = [
        ChartedRow(words, Amount(of[code]), (Amount(by_video.get(f"video {code}", 0)),)) for code, words in OUTCOMES.items() if of.get(code)
    ]
    return ChartedTable(N_("How the visits went"), N_("Visits"), (N_("By video"),), tuple(rows))
