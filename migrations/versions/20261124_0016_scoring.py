"""Criteria that may be left out, sheets from paper, replaced reviewers, talk about a dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns with what held so far, make the two tables."""
    no = sa.false()
    op.add_column(
        "criterion", sa.Column("skippable", sa.Boolean(), server_default=no, nullable=False)
    )
    op.add_column("mark", sa.Column("skipped", sa.Boolean(), server_default=no, nullable=False))
    with op.batch_alter_table("sheet") as batch:
        for name in ("entered_by", "replaced_by"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_sheet_{name}"), "account", [name], ["id"])
    _notes()
    _questions()


def _notes() -> None:
    op.create_table(
        "discussion_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        *_keys("discussion_note", idea_id="idea", author_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion_note")),
    )
    op.create_index("ix_discussion_note_idea", "discussion_note", ["idea_id", "id"])


def _questions() -> None:
    op.create_table(
        "author_question",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("sent_text", sa.Text(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.CheckConstraint("sent_at IS NULL OR sent_text <> ''",
                           name=op.f("ck_author_question_sent_in_words")),
        sa.CheckConstraint("answered_at IS NULL OR sent_at IS NOT NULL",
                           name=op.f("ck_author_question_answered_when_sent")),
        *_keys("author_question", idea_id="idea", asked_by="account", handled_by="account",
               answered_by="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_question")),
    )  # fmt: skip
    op.create_index("ix_author_question_idea", "author_question", ["idea_id", "id"])


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0015."""
    op.drop_table("author_question")
    op.drop_table("discussion_note")
    with op.batch_alter_table("sheet") as batch:
        for name in ("replaced_by", "entered_by"):
            batch.drop_constraint(op.f(f"fk_sheet_{name}"), type_="foreignkey")
            batch.drop_column(name)
    with op.batch_alter_table("mark") as batch:
        batch.drop_column("skipped")
    with op.batch_alter_table("criterion") as batch:
        batch.drop_column("skippable")
