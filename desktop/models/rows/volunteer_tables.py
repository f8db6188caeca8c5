"""The tables about volunteers: who they are, how they are reached, and what qualifies them."""

from desktop.models.rows.fields import (
    CLEARANCE_STATES,
    QUALIFICATIONS,
    Field,
    Table,
    Unit,
    code,
    date_,
    id_,
    number,
    truth,
)

VOLUNTEERS = (
    Table(
        "volunteer",
        "core",
        (
            Unit("name", (Field("given", most=80), Field("family", most=80))),
            Unit("member", (id_("site", "site"), date_("joined_on"))),
            Unit("access", (id_("login", "user"), id_("device", "vault"))),
            Unit("left", (date_("left_on"),)),
            Unit("roles", (truth("visitor"), truth("mentor"), truth("study_helper"), truth("group_helper"))),
            Unit("languages", (Field("languages", most=120),)),
            Unit("age", (number("age_asked"), truth("age_met"))),
            Unit("free", (truth("free"),)),
        ),
    ),
    Table(
        "contact",
        "contact",
        (
            Unit("birth", (date_("birth_date"),)),
            Unit("address", (Field("street", most=120), Field("postcode", most=10), Field("town", most=60))),
            Unit("reach", (Field("phone", most=40), Field("email", most=120))),
        ),
    ),
    Table(
        "qualification",
        "core",
        (
            Unit(
                "facts",
                (
                    id_("volunteer", "volunteer"),
                    code("kind", QUALIFICATIONS),
                    id_("site", "site"),
                    date_("on_date"),
                    date_("valid_until"),
                    code("clearance", CLEARANCE_STATES),
                    Field("version", most=40),
                    Field("provider", most=80),
                    number("minutes"),
                ),
            ),
            Unit("by", (Field("seen_by", most=80),)),
        ),
    ),
    Table("talk", "note", (Unit("asked", (id_("volunteer", "volunteer"), date_("asked_on"))), Unit("done", (date_("done_on"),)))),
)
