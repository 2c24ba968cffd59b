"""Redacted copies and cleaned evidence for blind reviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Both tables begin empty: the worker and the secretary fill them."""
    op.create_table(
        "clean_copy",
        sa.Column("file_id", BIG, autoincrement=False, nullable=False),
        sa.Column("copy_id", BIG, nullable=True),
        sa.Column("held", sa.String(200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("(copy_id IS NULL) = (held <> '')",
                           name=op.f("ck_clean_copy_copy_or_reason")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"],
                                name=op.f("fk_clean_copy_file_id")),
        sa.ForeignKeyConstraint(["copy_id"], ["stored_file.id"],
                                name=op.f("fk_clean_copy_copy_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_clean_copy")),
    )  # fmt: skip
    op.create_index("ix_clean_copy_copy_id", "clean_copy", ["copy_id"])
    op.create_table(
        "blind_copy",
        sa.Column("idea_id", BIG, autoincrement=False, nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("held_files", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_blind_copy_idea_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"],
                                name=op.f("fk_blind_copy_confirmed_by")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_blind_copy")),
    )  # fmt: skip


def downgrade() -> None:
    """Back to 0021. The copies' contents are swept the next day."""
    op.drop_table("blind_copy")
    op.drop_index("ix_clean_copy_copy_id", "clean_copy")
    op.drop_table("clean_copy")
    op.execute("DELETE FROM stored_file WHERE purpose = 'clean_copy'")
