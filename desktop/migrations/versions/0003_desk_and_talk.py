"""What lies on a person's desk, the wish to talk to a leader, the order in which visits are listed,

what was erased or taken back, what a place counts of those who do not wish their names to travel, and who was shut out."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

PROJECTED = (
    "site",
    "site_programme",
    "vault",
    "user",
    "volunteer",
    "participant",
    "person",
    "identity",
    "grant",
    "consent",
    "course",
    "match",
    "session",
    "participation",
    "note",
    "talk",
    "tally",
    "verdict",
    "incarnation",
    "revocation",
)


def upgrade() -> None:
    op.create_table(
        "desk",
        sa.Column("usr", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("usr", "name"),
    )
    op.create_table(
        "talk",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("volunteer", sa.String(), nullable=True),
        sa.Column("asked_on", sa.String(), nullable=True),
        sa.Column("done_on", sa.String(), nullable=True),
        sa.Column("h_asked", sa.LargeBinary(), nullable=True),
        sa.Column("h_done", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_talk_volunteer", "talk", ["volunteer"], unique=False)
    op.create_table(
        "tally",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("meetings", sa.Integer(), nullable=True),
        sa.Column("h_count", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tally_site", "tally", ["site"], unique=False)
    op.create_table(
        "revocation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("dev", sa.String(), nullable=True),
        sa.Column("inc", sa.String(), nullable=True),
        sa.Column("from_seq", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("h_ended", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_revocation_subject", "revocation", ["subject"], unique=False)
    op.create_table(
        "sealed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("life", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sealed_peer_n", "sealed", ["peer", "n"], unique=False)
    op.create_index("ix_sealed_hash", "sealed", ["hash", "place", "recipient"], unique=False)
    op.create_table(
        "sealed_edge",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("got", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("peer"),
    )
    op.create_table(
        "renewal",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("vault", sa.String(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("doc"),
    )
    op.create_table(
        "escrow",
        sa.Column("vault", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault"),
    )
    op.drop_table("person_key")
    op.create_table(
        "person_key",
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("k1", sa.LargeBinary(), nullable=False),
        sa.Column("k2", sa.LargeBinary(), nullable=False),
        sa.Column("k3", sa.LargeBinary(), nullable=False),
        sa.Column("first_january", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("participant"),
    )
    for key in ("k1", "k2", "k3"):
        op.create_index(f"ix_person_key_{key}", "person_key", [key], unique=False)
    op.create_table(
        "course_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("meetings", sa.Integer(), nullable=False),
        sa.Column("counted", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("year", "course"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_course_year_course", "course_year", ["course"], unique=False)
    op.add_column("part", sa.Column("trace", sa.LargeBinary(), nullable=True))
    op.add_column("aside", sa.Column("stood", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_session_held_on_id", "session", ["held_on", "id"], unique=False)
    for name in PROJECTED:
        for state in ("erased", "gone"):
            op.create_index(f"ix_{name}_{state}", name, ["id"], unique=False, sqlite_where=sa.text(f"state = '{state}'"))
