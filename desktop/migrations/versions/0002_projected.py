"""The projected tables: changed later by drop, create and replay, never by moving data."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("given_on", sa.String(), nullable=True),
        sa.Column("withdrawn_on", sa.String(), nullable=True),
        sa.Column("h_given", sa.LargeBinary(), nullable=True),
        sa.Column("h_withdrawn", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_consent_participant", "consent", ["participant"], unique=False)
    op.create_table(
        "course",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("referred_on", sa.String(), nullable=True),
        sa.Column("staff_approval_on", sa.String(), nullable=True),
        sa.Column("leader_approval_on", sa.String(), nullable=True),
        sa.Column("ended_on", sa.String(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("h_referral", sa.LargeBinary(), nullable=True),
        sa.Column("h_staff_approval", sa.LargeBinary(), nullable=True),
        sa.Column("h_leader_approval", sa.LargeBinary(), nullable=True),
        sa.Column("h_end", sa.LargeBinary(), nullable=True),
        sa.Column("d_first_held", sa.String(), nullable=True),
        sa.Column("d_last_held", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_course_participant", "course", ["participant"], unique=False)
    op.create_index("ix_course_site", "course", ["site"], unique=False)
    op.create_table(
        "grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("wrap", sa.String(), nullable=True),
        sa.Column("h_wrap", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_grant_subject", "grant", ["subject"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("blob", sa.String(), nullable=True),
        sa.Column("h_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incarnation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("vault", sa.String(), nullable=True),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.Column("h_restored", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=True),
        sa.Column("volunteer", sa.String(), nullable=True),
        sa.Column("from_on", sa.String(), nullable=True),
        sa.Column("to_on", sa.String(), nullable=True),
        sa.Column("h_pair", sa.LargeBinary(), nullable=True),
        sa.Column("h_end", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_match_course", "match", ["course"], unique=False)
    op.create_index("ix_match_volunteer", "match", ["volunteer"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("h_text", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_note_session", "note", ["session"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("h_alias", sa.LargeBinary(), nullable=True),
        sa.Column("h_home", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_participant_alias", "participant", ["alias"], unique=False)
    op.create_index("ix_participant_site", "participant", ["site"], unique=False)
    op.create_table(
        "participation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("volunteer", sa.String(), nullable=True),
        sa.Column("h_facts", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_participation_session", "participation", ["session"], unique=False)
    op.create_index("ix_participation_volunteer", "participation", ["volunteer"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("legal_status", sa.String(), nullable=True),
        sa.Column("h_facts", sa.LargeBinary(), nullable=True),
        sa.Column("h_legal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=True),
        sa.Column("held_on", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("present", sa.String(), nullable=True),
        sa.Column("next_on", sa.String(), nullable=True),
        sa.Column("separate", sa.Boolean(), nullable=True),
        sa.Column("h_facts", sa.LargeBinary(), nullable=True),
        sa.Column("h_minutes", sa.LargeBinary(), nullable=True),
        sa.Column("h_present", sa.LargeBinary(), nullable=True),
        sa.Column("h_next", sa.LargeBinary(), nullable=True),
        sa.Column("h_separate", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_course_held_on_outcome", "session", ["course", "held_on", "outcome"], unique=False)
    op.create_index("ix_session_held_on_outcome_course", "session", ["held_on", "outcome", "course"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("coordinator", sa.String(), nullable=True),
        sa.Column("h_facts", sa.LargeBinary(), nullable=True),
        sa.Column("h_coordinator", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "site_programme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("agreement_from", sa.String(), nullable=True),
        sa.Column("video", sa.Boolean(), nullable=True),
        sa.Column("through", sa.String(), nullable=True),
        sa.Column("h_agreement", sa.LargeBinary(), nullable=True),
        sa.Column("h_complete", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_site_programme_site", "site_programme", ["site"], unique=False)
    op.create_table(
        "user",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sign", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("doc", sa.String(), nullable=True),
        sa.Column("sig", sa.String(), nullable=True),
        sa.Column("h_name", sa.LargeBinary(), nullable=True),
        sa.Column("h_keys", sa.LargeBinary(), nullable=True),
        sa.Column("h_certificate", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vault",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("doc", sa.String(), nullable=True),
        sa.Column("sig", sa.String(), nullable=True),
        sa.Column("h_place", sa.LargeBinary(), nullable=True),
        sa.Column("h_certificate", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verdict",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("h_decision", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "volunteer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("joined_on", sa.String(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("h_name", sa.LargeBinary(), nullable=True),
        sa.Column("h_member", sa.LargeBinary(), nullable=True),
        sa.Column("h_access", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_volunteer_login", "volunteer", ["login"], unique=False)
    op.create_index("ix_volunteer_site", "volunteer", ["site"], unique=False)
