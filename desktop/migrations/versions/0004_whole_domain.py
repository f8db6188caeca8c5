"""The tables of the whole domain. A table that changed is dropped and made anew; the store then replays the log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TYPES = {"text": sa.String, "int": sa.Integer, "bool": sa.Boolean, "heads": sa.LargeBinary}

CHANGED = (
    "site",
    "site_programme",
    "user",
    "volunteer",
    "person",
    "course",
    "session",
    "participation",
)

COLUMNS = {
    "site": (
        "name type municipality coordinator region verified:bool valid_from valid_to aliases h_facts:heads "
        "h_coordinator:heads h_reference:heads h_aliases:heads"
    ),
    "site_programme": (
        "site programme agreement_from video:bool through levels contact leader_is_contact:bool agreement_to "
        "h_agreement:heads h_complete:heads h_levels:heads h_contact:heads h_end:heads"
    ),
    "user": "name sign seal doc sig last_on h_name:heads h_keys:heads h_certificate:heads h_until:heads",
    "volunteer": (
        "given family site joined_on login device left_on visitor:bool mentor:bool study_helper:bool group_helper:bool "
        "languages age_asked:int age_met:bool free:bool h_name:heads h_member:heads h_access:heads h_left:heads "
        "h_roles:heads h_languages:heads h_age:heads h_free:heads"
    ),
    "contact": "birth_date street postcode town phone email h_birth:heads h_address:heads h_reach:heads",
    "qualification": "volunteer kind site on_date valid_until clearance version provider minutes:int seen_by h_facts:heads h_by:heads",
    "person": (
        "birth_year:int gender legal_status expected_release guardian_on guardian_reason language h_facts:heads "
        "h_legal:heads h_expected:heads h_guardian:heads h_language:heads"
    ),
    "movement": "participant kind moved_on precision to_site h_facts:heads",
    "restriction": "participant kind from_on to_on h_facts:heads h_end:heads",
    "course": (
        "participant programme site referred_on staff_approval_on leader_approval_on ended_on end_reason declined_on "
        "withdrawn_on criteria_confirmed_on criteria_by extended_to source subject level exam_month continues_from "
        "h_referral:heads h_staff_approval:heads h_leader_approval:heads h_end:heads h_declined:heads h_withdrawn:heads "
        "h_criteria:heads h_extension:heads h_source:heads h_study:heads h_continues:heads d_first_held d_last_held"
    ),
    "pause": "course from_on cause to_on h_begun:heads h_end:heads",
    "session": (
        "course held_on mode outcome cause minutes:int present next_on separate:bool start housing:bool economy:bool "
        "employment:bool network:bool education:bool h_facts:heads h_minutes:heads h_present:heads h_next:heads "
        "h_separate:heads h_start:heads h_areas:heads"
    ),
    "participation": "session volunteer h_facts:heads",
    "exam": "course subject level exam_month result enrolled_again:bool h_facts:heads h_result:heads h_again:heads",
    "group_event": (
        "site kind from_on to_on vague label event_state recurrence inmates:int volunteers:int method h_facts:heads "
        "h_state:heads h_recurrence:heads h_heads:heads"
    ),
    "attendance": "event participant h_facts:heads",
    "group_year": "site year:int persons:int h_estimate:heads",
    "link": "kind first second likeness ground h_pair:heads h_decision:heads",
    "erasure": "kind subject reason erased_on h_done:heads",
    "hold": "subject from_on to_on h_held:heads h_end:heads",
    "programme": (
        "code danish english family stages age_from:int age_before:int legal months_from_start:int months_after_release:int "
        "ends_on_transfer:bool mentors:int h_name:heads h_rules:heads"
    ),
    "setting": "name value from_on h_value:heads",
    "label": "list code danish english religious:bool to_on h_text:heads h_nature:heads h_end:heads",
    "cell": "site programme year:int persons:int meetings:int minutes:int h_count:heads",
    "restriction_month": "site month courses:int controlled:int remand:int remand_controlled:int median_tenths:int h_count:heads",
    "snapshot": "site figure programme as_of value:int source origin h_value:heads",
    "year_close": "year:int revision:int as_of known_at digest complete:bool h_closed:heads",
    "closed_figure": "close figure version:int site programme value:int digest h_value:heads",
    "hand_over": "participant site handed_on code to_site moved_on h_handed:heads h_moved:heads",
    "claim": "hand_over site claimed_on known_as h_claimed:heads",
    "withdrawal": "hand_over vault asked_on done_on h_asked:heads h_done:heads",
    "departed": "site programme year:int persons:int meetings:int minutes:int h_count:heads",
}
"""Table -> its columns after `id` and `state`: name, or name:type where it is not text."""

INDEXES = {
    "site_programme": ("site",),
    "volunteer": (
        "login",
        "site",
    ),
    "qualification": ("volunteer",),
    "movement": ("participant",),
    "restriction": ("participant",),
    "course": (
        "participant",
        "site",
    ),
    "pause": ("course",),
    "session": (
        "course held_on outcome mode minutes cause separate",
        "held_on id",
        "held_on outcome course",
    ),
    "participation": (
        "session volunteer",
        "volunteer",
    ),
    "exam": ("course",),
    "group_event": ("site from_on",),
    "attendance": (
        "event",
        "participant",
    ),
    "group_year": ("site",),
    "link": (
        "first",
        "second",
    ),
    "hold": ("subject",),
    "setting": ("name",),
    "cell": ("site",),
    "restriction_month": ("site",),
    "snapshot": ("site",),
    "closed_figure": ("close",),
    "hand_over": ("participant",),
    "claim": ("hand_over",),
    "withdrawal": (
        "hand_over",
        "vault",
    ),
    "departed": ("site",),
}
"""Table -> the columns of each of its indexes."""


def upgrade() -> None:
    for name in CHANGED:
        op.drop_table(name)
    for name, columns in COLUMNS.items():
        _make(name, columns.split())
        for index in INDEXES.get(name, ()):
            op.create_index(f"ix_{name}_{index.replace(' ', '_')}", name, index.split(), unique=False)
        for state in ("erased", "gone"):
            op.create_index(f"ix_{name}_{state}", name, ["id"], unique=False, sqlite_where=sa.text(f"state = '{state}'"))


def _make(name: str, columns: list[str]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *(_column(*column.split(":")) for column in columns),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )


def _column(name: str, type_: str = "text") -> sa.Column[object]:
    return sa.Column(name, TYPES[type_](), nullable=True)
