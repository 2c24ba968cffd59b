"""Veto lines, rubric editions, stages of a round, qualification by several people."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COUNTED = ["round_id", "proposal", "mean", "low", "high", "below_floor"]
SHEETS = ["sheets_done", "sheets_given"]


def upgrade() -> None:
    """Add the columns with what held so far."""
    _rubrics()
    _results()


def _rubrics() -> None:
    with op.batch_alter_table("criterion") as batch:
        batch.add_column(sa.Column("veto", sa.BigInteger(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_criterion_veto_in_range"), "veto IS NULL OR (veto > 0 AND veto <= maximum)"
        )
    for column in (
        sa.Column("veto_reviewers", sa.Integer(), server_default="1", nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("revised_at", INSTANT, nullable=True),
        sa.Column("revision_reason", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("rubric", column)


def _results() -> None:
    op.add_column("result", sa.Column("vetoed", sa.String(300), server_default="", nullable=False))
    op.drop_index("ix_result_counts", "result")
    op.create_index("ix_result_counts", "result", [*COUNTED, "vetoed", *SHEETS])


def downgrade() -> None:
    """Back to 0020."""
    with op.batch_alter_table("rubric") as batch:
        for name in ("revision_reason", "revised_at", "edition", "veto_reviewers"):
            batch.drop_column(name)
    op.drop_index("ix_result_counts", "result")
    with op.batch_alter_table("result") as batch:
        batch.drop_column("vetoed")
    op.create_index("ix_result_counts", "result", [*COUNTED, *SHEETS])
    with op.batch_alter_table("criterion") as batch:
        batch.drop_constraint(op.f("ck_criterion_veto_in_range"), type_="check")
        batch.drop_column("veto")
