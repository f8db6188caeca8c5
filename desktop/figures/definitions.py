"""What each figure means: its name, version, unit and the sentence that is printed beside it in every report.

A change of meaning is a new version, never a new sentence under the old one. docs/figures.md is printed from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.errors import N_


@dataclass(frozen=True, slots=True)
class Definition:
    """`key` names the figure on the command line; `label`, `unit` and `sentence` are source strings."""

    key: str
    version: int
    unit: str
    label: str
    sentence: str


PERSON, COURSE, MEETING = N_("person"), N_("course"), N_("meeting")

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        definition.key: definition
        for definition in (
            Definition(
                "persons_visited",
                1,
                PERSON,
                N_("Persons visited"),
                N_(
                    "Distinct persons with at least one held visit in the visiting service in the year, all places, the same "
                    "person counted once. A visit counts at the place of its course, and a person at each such place."
                ),
            ),
            Definition(
                "persons_visited_overlap",
                1,
                PERSON,
                N_("Counted at more than one place"),
                N_("Persons visited, added up over the places, less the distinct persons: how much the places' own figures overlap."),
            ),
            Definition(
                "persons_unnamed",
                1,
                PERSON,
                N_("Of them without a name"),
                N_(
                    "Persons visited who have not agreed that anything about them leaves their place: told as a number a place and year, "
                    "so the same person may be counted twice among them."
                ),
            ),
            Definition(
                "persons_without_key",
                1,
                PERSON,
                N_("Persons counted singly"),
                N_("Persons visited whose name and full birth date are not both known, so that nobody can be found to be the same person."),
            ),
            Definition(
                "sessions_held",
                1,
                MEETING,
                N_("Meetings held"),
                N_(
                    "Meetings held, in full or cut short, in the year. The same course, date and mode is one meeting however "
                    "often it was logged, unless a leader marked it as separate."
                ),
            ),
            Definition(
                "active_now",
                1,
                PERSON,
                N_("Active now"),
                N_(
                    "Distinct persons with an active course in the visiting service on the as-of date: the first visit was "
                    "held and the course has not ended. For other programmes, courses are counted."
                ),
            ),
            Definition(
                "being_set_up",
                1,
                COURSE,
                N_("Being set up"),
                N_("Courses on the as-of date with both approvals, consent and a volunteer, where no visit has been held yet."),
            ),
        )
    }
)

COMPLETENESS = Definition(
    "completeness",
    1,
    N_("place"),
    N_("Completeness"),
    N_(
        "A place is in when its leader has declared that all is typed in up to the as-of date or the end of the "
        "year, whichever comes first; late when it is declared up to an earlier day or not for every programme; "
        "missing when nothing is declared."
    ),
)
