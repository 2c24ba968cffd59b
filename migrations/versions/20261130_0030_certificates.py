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
    op.create_table(
        "printed_stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name="fk_printed_stock_saved_by_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_printed_stock"),
        sa.UniqueConstraint("kind", "number", name="uq_printed_stock_kind_number"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("printed_stock")
    op.drop_table("paper_code")
