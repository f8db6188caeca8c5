"""What each figure means: its name, version, unit and the sentence that is printed beside it in every report.

A change of meaning is a new version, never a new sentence under the old one. docs/figures.md is printed from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.errors import N_


@dataclass(frozen=True, slots=True)
class Definition:
    """`key` names the figure on the command line; `label`, `unit` and `sentence` are source strings.

    `tenths`: the number is a median or a share with one decimal, and is kept in tenths.
    """

    key: str
    version: int
    unit: str
    label: str
    sentence: str
    tenths: bool = False


PERSON, COURSE, MEETING, SESSION = N_("person"), N_("course"), N_("meeting"), N_("visit")
MINUTE, DAY, WEEK, SHARE, PLACE = N_("minute"), N_("day"), N_("week"), N_("per cent"), N_("place")
COUNTED, PAIR, VOLUNTEER, EXAM = N_("as counted"), N_("pair"), N_("volunteer"), N_("exam")

_PERSONS = (
    Definition(
        "persons_visited",
        1,
        PERSON,
        N_("Persons visited"),
        N_(
            "Distinct persons with at least one held visit in the visiting service in the year, all places, the same "
            "person counted once. A visit counts at the place that answers for its course on its day, and a person at each such place."
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
        "persons_erased",
        1,
        PERSON,
        N_("Of them deleted since"),
        N_(
            "Persons visited about whom everything has been deleted since: kept as a number a place, programme and year, so that no "
            "year falls; the same person may be counted twice among them."
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
        "open_pairs",
        1,
        PAIR,
        N_("Pairs not yet decided"),
        N_("Pairs of participants who may be the same person and about whom nobody has decided. Until then they count as two persons."),
    ),
    Definition(
        "primus_motor_participants",
        1,
        PERSON,
        N_("Participants in Primus Motor"),
        N_("Distinct persons with at least one held meeting in Primus Motor in the year, in prison or outside."),
    ),
    Definition(
        "kickstart_participants",
        1,
        PERSON,
        N_("Participants in Kickstart"),
        N_("Distinct persons with at least one held meeting in Kickstart in the year, in prison or outside."),
    ),
    Definition(
        "study_participants",
        1,
        PERSON,
        N_("Participants in study support"),
        N_("Distinct persons with at least one held meeting in study support in the year, in prison or after release."),
    ),
    Definition(
        "group_participants",
        1,
        COUNTED,
        N_("Participants in social activities"),
        N_(
            "Inmates at held events in the year, by the method of each place: distinct named persons, an estimate of distinct persons, or "
            "attendances added up. Religious events are always counted by attendances. Events with unknown heads are not counted as 0. "
            "It is one number for several places only where all of them counted the same way."
        ),
    ),
    Definition(
        "group_events_unknown",
        1,
        N_("event"),
        N_("Events with unknown heads"),
        N_("Held events in the year that are counted by attendances and of which nobody wrote how many inmates came."),
    ),
    Definition(
        "sum_of_programmes",
        1,
        COUNTED,
        N_("Sum of the programmes"),
        N_(
            "Persons visited, participants in Primus Motor, in Kickstart and in social activities, added up: "
            "a person in two programmes counts twice."
        ),
    ),
    Definition(
        "distinct_persons",
        1,
        PERSON,
        N_("Distinct persons one to one"),
        N_("Distinct persons with at least one held meeting in the year in any programme that is one to one."),
    ),
)

_STANDING = (
    Definition(
        "active_now",
        1,
        PERSON,
        N_("Active now"),
        N_(
            "Distinct persons with an active course in the visiting service on the as-of date: the first visit was "
            "held and the course has not ended. For other programmes, courses are counted. Paused courses stand beside it."
        ),
    ),
    Definition(
        "paused_now", 1, COURSE, N_("Paused now"), N_("Courses that are paused on the as-of date. They are not among the active ones.")
    ),
    Definition(
        "formerly_snapshot",
        1,
        PERSON,
        N_("Active earlier"),
        N_(
            "The number that was active, as it was stored at the latest day that lies at least 90 days before the as-of date "
            "(headquarters may set how many), or on the day that was picked. Where the places were stored alone, "
            "their numbers are added up."
        ),
    ),
    Definition(
        "formerly_ended",
        1,
        COURSE,
        N_("Ended"),
        N_("Courses that had a first visit and have ended on or before the as-of date."),
    ),
    Definition(
        "started_since",
        1,
        COURSE,
        N_("Started since"),
        N_(
            "Courses whose first held visit lies between the day that is named and the as-of date, both included, ended ones as well. "
            "Where no day is named, it is the first day of the month from which the place agreed to run the programme."
        ),
    ),
    Definition(
        "ongoing",
        1,
        COURSE,
        N_("Ongoing"),
        N_("Courses that are active, paused, in the passage to freedom or followed up on the as-of date."),
    ),
    Definition(
        "being_set_up",
        1,
        COURSE,
        N_("Being set up"),
        N_("Courses on the as-of date with both approvals, consent and a volunteer, where no visit has been held yet."),
    ),
    Definition(
        "waiting_list",
        1,
        COURSE,
        N_("Waiting list"),
        N_("Courses that are referred, waiting for an approval, or approved and waiting for a volunteer on the as-of date."),
    ),
)

_SESSIONS = (
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
        "sessions",
        1,
        SESSION,
        N_("Visits by outcome"),
        N_(
            "Meetings held in the year, and visits that were cancelled or did not take place, by mode, outcome and cause. What was "
            "cancelled on a day and in a mode in which the course met does not count. Planned visits do not count."
        ),
    ),
    Definition(
        "contact_minutes",
        1,
        MINUTE,
        N_("Minutes of contact"),
        N_("The minutes of the meetings held in the year, of each meeting the greatest that was logged. Unknown minutes count as none."),
    ),
    Definition(
        "volunteer_minutes",
        1,
        MINUTE,
        N_("Minutes of volunteers"),
        N_("The minutes of each meeting held in the year times the volunteers who took part in it."),
    ),
    Definition(
        "gap_median",
        1,
        DAY,
        N_("Days between visits"),
        N_("Days between consecutive dates on which a course met, the later one in the year, all courses together: the median."),
        tenths=True,
    ),
    Definition(
        "referral_to_first_median",
        1,
        DAY,
        N_("Days from referral to first visit"),
        N_("Days from the referral to the first held visit, of the courses whose first held visit lies in the year: the median."),
        tenths=True,
    ),
    Definition(
        "video_could_have_saved",
        1,
        SESSION,
        N_("Cancelled visits that video could have saved"),
        N_(
            "At most: visits in person in the year that were cancelled by the prison for want of staff or a lockdown, by transport or by "
            "the volunteer, at places that allow video in that programme."
        ),
    ),
)

_RELEASED = (
    Definition(
        "contact_within_7",
        1,
        SHARE,
        N_("Contact within 7 days of release"),
        N_(
            "Of the participants who were released on a known day, had consented to contact afterwards, and whose 7th day after it lies in "
            "the year: the share with a held meeting on day 1 to 7 after the release."
        ),
        tenths=True,
    ),
    Definition(
        "contact_within_30",
        1,
        SHARE,
        N_("Contact within 30 days of release"),
        N_(
            "Of the participants who were released on a known day, had consented to contact afterwards, and whose 30th day after it lies "
            "in the year: the share with a held meeting on day 1 to 30 after the release."
        ),
        tenths=True,
    ),
    Definition(
        "restricted_courses",
        1,
        COURSE,
        N_("Under letter and visit control"),
        N_("Own participants only: courses under letter and visit control in the latest month that a place has told of in the year."),
    ),
    Definition(
        "restricted_remand_share",
        1,
        SHARE,
        N_("Share of remand courses under control"),
        N_("Own participants only: the share of the remand courses under letter and visit control in that month."),
        tenths=True,
    ),
    Definition(
        "restricted_median",
        1,
        DAY,
        N_("Days under control"),
        N_("Own participants only: the median of the days under letter and visit control in that month, of each place by itself."),
        tenths=True,
    ),
)

_COVERAGE = (
    Definition(
        "sites_with_agreement",
        1,
        PLACE,
        N_("Places with an agreement"),
        N_("Places with an agreement that runs on the as-of date, for any programme and by programme, beside the number of all places."),
    ),
    Definition(
        "sites_with_contact",
        1,
        PLACE,
        N_("Places with a contact person"),
        N_("Of the places with an agreement: those with a contact person, by programme."),
    ),
    Definition(
        "sites_without_contact",
        1,
        PLACE,
        N_("Places without a contact person"),
        N_("Of the places with an agreement: those without a contact person, by programme."),
    ),
    Definition(
        "volunteers",
        1,
        VOLUNTEER,
        N_("Volunteers"),
        N_(
            "Volunteers who have joined and not left on the as-of date, by the state of their clearance at their own place and by when it "
            "expires. The same volunteer linked at two places counts once."
        ),
    ),
    Definition(
        "exams",
        1,
        EXAM,
        N_("Exams"),
        N_("Exams in a month of the year, by result: passed, not passed, not sat; unknown where no result is written."),
    ),
    Definition(
        "studies_interrupted",
        1,
        COURSE,
        N_("Studies interrupted"),
        N_("Study courses that were interrupted by a transfer in the year."),
    ),
    Definition(
        "weeks_until_resumed",
        1,
        WEEK,
        N_("Weeks until studies resumed"),
        N_("Of the study courses that were interrupted in the year and have met again since: the median of the weeks between."),
        tenths=True,
    ),
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {definition.key: definition for definition in (*_PERSONS, *_STANDING, *_SESSIONS, *_RELEASED, *_COVERAGE)}
)

NOTES = (
    "persons_visited_overlap",
    "persons_unnamed",
    "persons_erased",
    "persons_without_key",
    "open_pairs",
    "group_events_unknown",
)
"""The figures that are about the counting itself."""

COMPLETENESS = Definition(
    "completeness",
    1,
    PLACE,
    N_("Completeness"),
    N_(
        "A place is in when its leader has declared that all is typed in up to the as-of date or the end of the "
        "year, whichever comes first; late when it is declared up to an earlier day or not for every programme; "
        "missing when nothing is declared."
    ),
)
