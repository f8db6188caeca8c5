"""The tables of the tree and of the nation: sites, vaults, users, decisions, configuration, and what figures need."""

from desktop.models.rows.fields import (
    DECISIONS,
    ENDINGS,
    ERASABLE,
    ERASE_REASONS,
    GROUNDS,
    LEGAL_STATUSES,
    LIKENESS,
    PEOPLE,
    SITE_TYPES,
    SNAPSHOT_SOURCES,
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

PLACES = (
    Table(
        "site",
        "core",
        (
            Unit("facts", (Field("name", most=80), code("type", SITE_TYPES), Field("municipality", most=80))),
            Unit("coordinator", (Field("coordinator", most=120),)),
            Unit("reference", (Field("region", most=60), truth("verified"), date_("valid_from"), date_("valid_to"))),
            Unit("aliases", (Field("aliases", most=400),)),
        ),
    ),
    Table(
        "site_programme",
        "core",
        (
            Unit("agreement", (id_("site", "site"), programme(), month("agreement_from"), truth("video"))),
            Unit("complete", (date_("through"),)),
            Unit("levels", (Field("levels", most=80),)),
            Unit("contact", (Field("contact", most=120), truth("leader_is_contact"))),
            Unit("end", (month("agreement_to"),)),
        ),
    ),
    Table(
        "vault",
        "core",
        (Unit("place", (id_("site", "site"), Field("label", most=80))), Unit("certificate", (blob("doc"), blob("sig", 200)))),
    ),
    Table(
        "user",
        "core",
        (
            Unit("name", (Field("name", most=120),)),
            Unit("keys", (blob("sign", 64), blob("seal", 2000))),
            Unit("certificate", (blob("doc"), blob("sig", 200))),
            Unit("until", (date_("last_on"),)),
        ),
    ),
)

DECIDED = (
    Table("verdict", "core", (Unit("decision", (code("decision", DECISIONS),)),)),
    Table(
        "incarnation",
        "core",
        (Unit("restored", (id_("vault", "vault"), Field("old", most=16), number("seq"), Field("hash", most=64))),),
    ),
    Table(
        "revocation",
        "core",
        (
            Unit(
                "ended",
                (
                    Field("subject", most=32),
                    Field("dev", most=32),
                    Field("inc", most=16),
                    number("from_seq"),
                    code("reason", ENDINGS),
                ),
            ),
        ),
    ),
    Table(
        "link",
        "core",
        (
            Unit("pair", (code("kind", PEOPLE), Field("first", most=32), Field("second", most=32))),
            Unit("decision", (code("likeness", LIKENESS), code("ground", GROUNDS))),
        ),
    ),
    Table(
        "erasure",
        "core",
        (Unit("done", (code("kind", ERASABLE), Field("subject", most=32), code("reason", ERASE_REASONS), date_("erased_on"))),),
    ),
    Table("hold", "core", (Unit("held", (Field("subject", most=32), date_("from_on"))), Unit("end", (date_("to_on"),)))),
)

CONFIGURED = (
    Table(
        "programme",
        "core",
        (
            Unit("name", (Field("code", most=24), Field("danish", most=60), Field("english", most=60))),
            Unit(
                "rules",
                (
                    Field("family", most=12),
                    Field("stages", most=24),
                    number("age_from"),
                    number("age_before"),
                    code("legal", ("", *LEGAL_STATUSES)),
                    number("months_from_start"),
                    number("months_after_release"),
                    truth("ends_on_transfer"),
                    number("mentors"),
                ),
            ),
        ),
    ),
    Table("setting", "core", (Unit("value", (Field("name", most=60), Field("value", most=200), date_("from_on"))),)),
    Table(
        "label",
        "core",
        (
            Unit("text", (Field("list", most=40), Field("code", most=40), Field("danish", most=120), Field("english", most=120))),
            Unit("nature", (truth("religious"),)),
            Unit("end", (date_("to_on"),)),
        ),
    ),
)

COUNTED = (
    Table("tally", "core", (Unit("count", (id_("site", "site"), programme(), number("year"), number("persons"), number("meetings"))),)),
    Table(
        "cell",
        "core",
        (
            Unit(
                "count",
                (id_("site", "site"), programme(), number("year"), number("persons"), number("meetings"), number("minutes")),
            ),
        ),
    ),
    Table(
        "restriction_month",
        "core",
        (
            Unit(
                "count",
                (
                    id_("site", "site"),
                    month("month"),
                    number("courses"),
                    number("controlled"),
                    number("remand"),
                    number("remand_controlled"),
                    number("median_tenths"),
                ),
            ),
        ),
    ),
    Table(
        "snapshot",
        "core",
        (
            Unit(
                "value",
                (
                    id_("site", "site"),
                    Field("figure", most=60),
                    programme(),
                    date_("as_of"),
                    number("value"),
                    code("source", SNAPSHOT_SOURCES),
                    Field("origin", most=120),
                ),
            ),
        ),
    ),
    Table(
        "year_close",
        "core",
        (
            Unit(
                "closed",
                (
                    number("year"),
                    number("revision"),
                    date_("as_of"),
                    Field("known_at", most=20),
                    Field("digest", most=64),
                    truth("complete"),
                ),
            ),
        ),
    ),
    Table(
        "closed_figure",
        "core",
        (
            Unit(
                "value",
                (
                    id_("close", "year_close"),
                    Field("figure", most=100),
                    number("version"),
                    id_("site", "site"),
                    programme(),
                    number("value"),
                    Field("digest", most=64),
                ),
            ),
        ),
    ),
)
