"""The tables of case work: participants, courses, visits, study, group events and what restricts them."""

from desktop.models.rows.fields import (
    AREAS,
    CAUSES,
    CONFIRMERS,
    END_REASONS,
    EVENT_STATES,
    GUARDIAN_REASONS,
    LEGAL_STATUSES,
    LEVELS,
    METHODS,
    MODES,
    MOVEMENTS,
    OUTCOMES,
    PAUSE_CAUSES,
    PRECISIONS,
    PRESENCE,
    PURPOSES,
    RECURRENCES,
    RESTRICTIONS,
    RESULTS,
    SOURCES,
    Field,
    Table,
    Unit,
    blob,
    code,
    date_,
    id_,
    month,
    number,
    programme,
    truth,
)

PARTICIPANTS = (
    Table("participant", "core", (Unit("alias", (Field("alias", most=40),)), Unit("home", (id_("site", "site"),))), local=True),
    Table(
        "person",
        "person",
        (
            Unit("facts", (number("birth_year"), code("gender", ("f", "m", "x", "")))),
            Unit("legal", (code("legal_status", LEGAL_STATUSES),)),
            Unit("expected", (month("expected_release"),)),
            Unit("guardian", (date_("guardian_on"), code("guardian_reason", GUARDIAN_REASONS))),
            Unit("language", (Field("language", most=40),)),
        ),
        local=True,
    ),
    Table("identity", "identity", (Unit("sealed", (blob("blob", 600),)),), local=True),
    Table("grant", "identity", (Unit("wrap", (id_("subject", "identity"), Field("recipient", most=64), blob("wrap", 2400))),), local=True),
    Table(
        "consent",
        "core",
        (
            Unit("given", (id_("participant", "participant"), code("purpose", PURPOSES), date_("given_on"))),
            Unit("withdrawn", (date_("withdrawn_on"),)),
        ),
        local=True,
    ),
    Table(
        "movement",
        "core",
        (
            Unit(
                "facts",
                (
                    id_("participant", "participant"),
                    code("kind", MOVEMENTS),
                    date_("moved_on"),
                    code("precision", PRECISIONS),
                    id_("to_site", "site"),
                ),
            ),
        ),
        local=True,
    ),
    Table(
        "restriction",
        "restriction",
        (
            Unit("facts", (id_("participant", "participant"), code("kind", RESTRICTIONS), date_("from_on"))),
            Unit("end", (date_("to_on"),)),
        ),
    ),
)

COURSES = (
    Table(
        "course",
        "core",
        (
            Unit(
                "referral",
                (id_("participant", "participant"), programme(), id_("site", "site"), date_("referred_on")),
            ),
            Unit("staff_approval", (date_("staff_approval_on"),)),
            Unit("leader_approval", (date_("leader_approval_on"),)),
            Unit("end", (date_("ended_on"), code("end_reason", END_REASONS))),
            Unit("declined", (date_("declined_on"),)),
            Unit("withdrawn", (date_("withdrawn_on"),)),
            Unit("criteria", (date_("criteria_confirmed_on"), code("criteria_by", CONFIRMERS))),
            Unit("extension", (date_("extended_to"),)),
            Unit("source", (code("source", SOURCES),)),
            Unit("study", (Field("subject", most=60), code("level", LEVELS), month("exam_month"))),
            Unit("continues", (id_("continues_from", "course"),)),
        ),
        local=True,
    ),
    Table(
        "pause",
        "core",
        (
            Unit("begun", (id_("course", "course"), date_("from_on"), code("cause", PAUSE_CAUSES))),
            Unit("end", (date_("to_on"),)),
        ),
        local=True,
    ),
    Table(
        "match",
        "core",
        (Unit("pair", (id_("course", "course"), id_("volunteer", "volunteer"), date_("from_on"))), Unit("end", (date_("to_on"),))),
        local=True,
    ),
    Table(
        "session",
        "core",
        (
            Unit(
                "facts",
                (
                    id_("course", "course"),
                    date_("held_on"),
                    code("mode", MODES),
                    code("outcome", OUTCOMES),
                    code("cause", ("", *CAUSES)),
                ),
            ),
            Unit("minutes", (number("minutes"),)),
            Unit("present", (code("present", PRESENCE),)),
            Unit("next", (date_("next_on"),)),
            Unit("separate", (truth("separate"),)),
            Unit("start", (Field("start", most=5),)),
            Unit("areas", tuple(truth(area) for area in AREAS)),
        ),
        local=True,
    ),
    Table("participation", "core", (Unit("facts", (id_("session", "session"), id_("volunteer", "volunteer"))),), local=True),
    Table("note", "note", (Unit("text", (id_("session", "session"), Field("text", most=200))),), local=True),
    Table(
        "exam",
        "core",
        (
            Unit("facts", (id_("course", "course"), Field("subject", most=60), code("level", LEVELS), month("exam_month"))),
            Unit("result", (code("result", RESULTS),)),
            Unit("again", (truth("enrolled_again"),)),
        ),
        local=True,
    ),
)

GROUPS = (
    Table(
        "group_event",
        "core",
        (
            Unit(
                "facts",
                (
                    id_("site", "site"),
                    Field("kind", most=40),
                    date_("from_on"),
                    date_("to_on"),
                    Field("vague", most=40),
                    Field("label", most=60),
                ),
            ),
            Unit("state", (code("event_state", EVENT_STATES),)),
            Unit("recurrence", (code("recurrence", RECURRENCES),)),
            Unit("heads", (number("inmates"), number("volunteers"), code("method", METHODS))),
        ),
    ),
    Table("attendance", "core", (Unit("facts", (id_("event", "group_event"), id_("participant", "participant"))),), local=True),
    Table("group_year", "core", (Unit("estimate", (id_("site", "site"), number("year"), number("persons"))),)),
)
