"""The programmes: what each asks of a participant, how long it runs and what ends it, as data.

Source: the two organisations' own descriptions. The six that the product knows by itself stand here; headquarters sets up
further ones, whose rows `of_rows` reads. A built-in one is never replaced by a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import ProgrammeRow
from desktop.models.rows.fields import LEGAL_STATUSES

VISIT, MENTORING, STUDY, GROUPS = "visiting", "mentoring", "study", "group"
FAMILIES: Mapping[str, str] = MappingProxyType(
    {VISIT: N_("visits"), MENTORING: N_("mentoring"), STUDY: N_("study support"), GROUPS: N_("social activities")}
)
"""What kind of work it is → what a person reads."""
PAUSE, TRANSITION, FOLLOW_UP = "pause", "transition", "follow_up"
STAGES = (PAUSE, TRANSITION, FOLLOW_UP)
OF_AGE = 18
"""Below it a guardian is asked where a programme takes people so young on purpose."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme.

    `age_from` <= age < `age_before` on the referral date; `legal`: the legal status on that day; `guardian_below`: a guardian's
    consent, or why there is none, at an age below it; `criteria`: that all of its criteria are met is confirmed before the leader
    approves. The planned end is the earlier of `months_from_start` after the first held session and `months_after_release` after the
    release; 0 months after the release: it ends with the stay. `mentors`: volunteers on one course at a time, as it is meant.
    """

    code: str
    danish: str
    english: str
    family: str
    legal: str = ""
    age_from: int | None = None
    age_before: int | None = None
    guardian_below: int | None = None
    criteria: bool = False
    mentors: int = 1
    stages: frozenset[str] = frozenset({PAUSE})
    months_from_start: int | None = None
    months_after_release: int | None = None
    ends_on_transfer: bool = False
    moves_on_transfer: bool = False
    interrupted_by_transfer: bool = False
    continued_as: str = ""
    """The programme that goes on with it after the release."""
    areas: bool = False
    """Whether the five areas are ticked at its meetings."""

    @property
    def has_courses(self) -> bool:
        """Group events are counted by heads and have no course."""
        return self.family != GROUPS

    @property
    def ends_on_release(self) -> bool:
        return self.months_after_release == 0

    @property
    def extendable(self) -> bool:
        """Whether it has an end that headquarters could put off."""
        return bool(self.months_from_start or self.months_after_release)


_WHOLE = frozenset(STAGES)
_BUILT_IN = (
    Programme("VISITING", "Fængselsbesøgstjenesten", "Prison visits", VISIT, months_after_release=0, ends_on_transfer=True),
    Programme(
        "PRIMUS_MOTOR",
        "Primus Motor",
        "Primus Motor",
        MENTORING,
        criteria=True,
        mentors=2,
        stages=_WHOLE,
        months_from_start=18,
        months_after_release=12,
        moves_on_transfer=True,
        areas=True,
    ),
    Programme(
        "KICKSTART",
        "Kickstart",
        "Kickstart",
        MENTORING,
        legal="REMAND",
        age_from=17,
        age_before=26,
        guardian_below=OF_AGE,
        stages=_WHOLE,
        months_after_release=12,
        moves_on_transfer=True,
    ),
    Programme(
        "STUDY_INSIDE",
        "Studerende Fanger",
        "Study support in prison",
        STUDY,
        months_after_release=0,
        interrupted_by_transfer=True,
        continued_as="STUDY_FREE",
    ),
    Programme("STUDY_FREE", "Frie Studerende", "Study support after release", STUDY, interrupted_by_transfer=True),
    Programme("GROUP", "Sociale fællesaktiviteter", "Social activities", GROUPS, stages=frozenset()),
)

Programmes = Mapping[str, Programme]
"""Code → programme."""

BUILT_IN: Programmes = MappingProxyType({one.code: one for one in _BUILT_IN})


def of_rows(rows: Iterable[ProgrammeRow]) -> Programmes:
    """The built-in programmes and those that headquarters has set up, by code. Of two rows of one code the greater id counts."""
    further = {row.code: of_row(row) for row in sorted(rows, key=lambda row: row.id) if row.code and row.family in FAMILIES}
    return MappingProxyType({**further, **BUILT_IN})


def of_row(row: ProgrammeRow) -> Programme:
    """The programme that headquarters has set up. What it leaves open asks nothing and ends nothing.

    It moves with the participant unless it ends on a transfer. People below 18 are taken on purpose where it says so by its age:
    then their guardian is asked.
    """
    young = row.age_from is not None and row.age_from < OF_AGE
    return Programme(
        row.code,
        row.danish,
        row.english,
        row.family,
        legal=row.legal if row.legal in LEGAL_STATUSES else "",
        age_from=row.age_from,
        age_before=row.age_before,
        guardian_below=OF_AGE if young else None,
        mentors=row.mentors or 1,
        stages=frozenset(row.stages.split()) & _WHOLE,
        months_from_start=row.months_from_start,
        months_after_release=row.months_after_release,
        ends_on_transfer=row.ends_on_transfer,
        moves_on_transfer=not row.ends_on_transfer and row.family != STUDY,
        interrupted_by_transfer=not row.ends_on_transfer and row.family == STUDY,
    )


def of_code(code: str, programmes: Programmes = BUILT_IN) -> Programme:
    """The programme of a code; of one that is not known here, one that asks nothing and ends nothing."""
    return programmes.get(code) or Programme(code, code, code, VISIT, stages=_WHOLE)
