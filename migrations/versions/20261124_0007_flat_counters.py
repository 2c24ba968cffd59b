"""Counters that keep lists flat"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IN_TABLE = "('scoring', 'scored', 'before_council', 'recognised', 'declined')"
NEW_INDEXES = (
    ("ix_idea_round_code", "idea", ["round_id", "code", "state"]),
    ("ix_idea_author_email", "idea_author", ["email", "idea_id"]),
    ("ix_sheet_idea_state", "sheet", ["idea_id", "state"]),
    ("ix_result_counts", "result", ["round_id", "proposal", "mean", "low", "high", "below_floor",
                                    "sheets_done", "sheets_given"]),
    ("ix_recognition_decided", "recognition", ["decided_on", "idea_id", "recognised"]),
)  # fmt: skip


def upgrade() -> None:
    """Counters that keep lists flat."""
    with op.batch_alter_table("result") as batch_op:
        given = sa.Column("sheets_given", sa.Integer(), nullable=False, server_default="0")
        batch_op.add_column(given)
    # A dossier has a result exactly while it stands in the decision table.
    op.execute(
        f"DELETE FROM result WHERE idea_id IN (SELECT id FROM idea WHERE state NOT IN {IN_TABLE})"  # noqa: S608 - our own words
    )
    op.execute(
        "UPDATE result SET sheets_given = (SELECT COUNT(*) FROM sheet "
        "WHERE sheet.idea_id = result.idea_id AND sheet.state <> 'declined')"
    )
    op.execute(
        "UPDATE idea_author SET email = lower(trim(email)) WHERE email <> lower(trim(email))"
    )
    for name, table, columns in NEW_INDEXES:
        op.create_index(name, table, columns)
    op.drop_index("ix_idea_submitted", "idea")
    walked = ["submitted_at", "id", "state", "endorsed_at", "round_id", "unit_id", "category_id"]
    op.create_index("ix_idea_submitted", "idea", walked)


def downgrade() -> None:
    """Back to 0006."""
    op.drop_index("ix_idea_submitted", "idea")
    op.create_index("ix_idea_submitted", "idea", ["submitted_at", "id"])
    for name, table, _columns in reversed(NEW_INDEXES):
        op.drop_index(name, table)
    with op.batch_alter_table("result") as batch_op:
        batch_op.drop_column("sheets_given")
