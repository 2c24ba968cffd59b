"""Comparing dossiers: index, words by version, statements of difference, links"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Five tables; the worker fills the index from the submitted versions."""
    op.create_table(
        "novelty_entry",
        sa.Column("idea_id", BIG, autoincrement=False, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("words_number", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("best_id", BIG, nullable=True),
        sa.Column("best_score", sa.Float(), nullable=False),
        sa.Column("indexed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_novelty_entry_idea_id_idea"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["idea_version.id"], name="fk_novelty_entry_version_id_idea_version"
        ),
        sa.ForeignKeyConstraint(["best_id"], ["idea.id"], name="fk_novelty_entry_best_id_idea"),
        sa.PrimaryKeyConstraint("idea_id", name="pk_novelty_entry"),
    )
    op.create_index("ix_novelty_entry_words", "novelty_entry", ["words_number"])
    op.create_index("ix_novelty_entry_version", "novelty_entry", ["version_id"])
    op.create_index("ix_novelty_entry_best", "novelty_entry", ["best_score", "idea_id"])
    op.create_table(
        "novelty_block",
        sa.Column("term", BIG, autoincrement=False, nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term", "block", name="pk_novelty_block"),
    )
    op.create_table(
        "novelty_words",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_novelty_words_made_by_account"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_novelty_words"),
    )
    op.create_table(
        "novelty_statement",
        sa.Column("idea_id", BIG, autoincrement=False, nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_novelty_statement_idea_id_idea"),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name="fk_novelty_statement_said_by_account"
        ),
        sa.PrimaryKeyConstraint("idea_id", name="pk_novelty_statement"),
    )
    _links()


def _links() -> None:
    op.create_table(
        "novelty_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("idea_id <> other_id", name="ck_novelty_link_not_itself"),
        sa.CheckConstraint(
            "kind IN ('duplicate', 'inherits', 'merged')", name="ck_novelty_link_link_kind"
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_novelty_link_idea_id_idea"),
        sa.ForeignKeyConstraint(["other_id"], ["idea.id"], name="fk_novelty_link_other_id_idea"),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_novelty_link_made_by_account"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account.id"], name="fk_novelty_link_ended_by_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_novelty_link"),
    )
    op.create_index("ix_novelty_link_other", "novelty_link", ["other_id"])
    op.create_index(
        "uq_novelty_link_open", "novelty_link", ["idea_id", "other_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip


def downgrade() -> None:
    """Back to 0009; the index can be made again, links and statements are lost."""
    for table in ("novelty_link", "novelty_statement", "novelty_words", "novelty_block",
                  "novelty_entry"):  # fmt: skip
        op.drop_table(table)
