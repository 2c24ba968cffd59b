"""Personal data and switches"""

import sqlalchemy as sa
from alembic import op

from app.database.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = ("scoring_freeze", "read_only")


def upgrade() -> None:
    """Personal data and switches."""
    op.create_table(
        "switched_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(*NAMES, name="switch_name", native_enum=False, create_constraint=True,
                    length=40),
            nullable=False,
        ),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= since", name="ends_after_start"),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    op.create_index(
        "uq_switched_on_one_at_a_time", "switched_on", ["name"], unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    """Back to 0005."""
    op.drop_table("switched_on")
