"""Codes by which papers are verified, and printed stock."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "paper_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("thing_id", BIG, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper_code"),
        sa.UniqueConstraint("code", name="uq_paper_code_code"),
        sa.UniqueConstraint("kind", "thing_id", name="uq_paper_code_kind_thing_id"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("paper_code")
