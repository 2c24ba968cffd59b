"""Follow-ups of applications, what was disposed of after its period, inquiries into judging."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("judging_inquiry", "disposed", "adoption_follow_up")


def upgrade() -> None:
    """Make the tables."""
    _follow_ups()
    _disposed()
    _inquiries()
    op.create_index("ix_stored_file_uploaded_by", "stored_file", ["uploaded_by", "size"])


def _follow_ups() -> None:
    op.create_table(
        "adoption_follow_up",
        sa.Column("id", BIG, nullable=False),
        sa.Column("adoption_id", BIG, nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("saved_vnd", BIG, nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("evidence_id", BIG, nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_adoption_follow_up_months")),
        *_keys("adoption_follow_up", adoption_id="adoption", evidence_id="stored_file",
               recorded_by="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_follow_up")),
    )  # fmt: skip
    op.create_index("ix_adoption_follow_up_adoption", "adoption_follow_up", ["adoption_id", "id"])


def _disposed() -> None:
    op.create_table(
        "disposed",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_keys("disposed", by="account"),
        sa.PrimaryKeyConstraint("kind", "record_id", name=op.f("pk_disposed")),
    )


def _inquiries() -> None:
    op.create_table(
        "judging_inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", BIG, nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_judging_inquiry_ends_later")),
        *_keys("judging_inquiry", round_id="round", idea_id="idea", opened_by="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judging_inquiry")),
    )
    op.create_index("ix_judging_inquiry_opened_by", "judging_inquiry", ["opened_by", "ends_at"])


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0008."""
    op.drop_index("ix_stored_file_uploaded_by", table_name="stored_file")
    for table in TABLES:
        op.drop_table(table)
