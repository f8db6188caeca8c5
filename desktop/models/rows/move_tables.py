"""The tables of a person's move between two prisons: who was handed over, who claims it, what the old site lets go of."""

from desktop.models.rows.fields import Field, Table, Unit, date_, id_, number, programme

MOVES = (
    Table(
        "hand_over",
        "core",
        (
            Unit("handed", (id_("participant", "participant"), id_("site", "site"), date_("handed_on"), Field("code", most=14))),
            Unit("moved", (id_("to_site", "site"), date_("moved_on"))),
        ),
    ),
    Table(
        "claim",
        "core",
        (Unit("claimed", (id_("hand_over", "hand_over"), id_("site", "site"), date_("claimed_on"), id_("known_as", "participant"))),),
    ),
    Table(
        "withdrawal",
        "core",
        (Unit("asked", (id_("hand_over", "hand_over"), id_("vault", "vault"), date_("asked_on"))), Unit("done", (date_("done_on"),))),
    ),
    Table(
        "departed",
        "core",
        (Unit("count", (id_("site", "site"), programme(), number("year"), number("persons"), number("meetings"), number("minutes"))),),
    ),
)
