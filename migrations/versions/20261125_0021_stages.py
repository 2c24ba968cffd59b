"""Veto lines, rubric editions, stages of a round."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COUNTED = ["round_id", "proposal", "mean", "low", "high", "below_floor"]
SHEETS = ["sheets_done", "sheets_given"]


def upgrade() -> None:
    """Add the columns with what held so far, make the tables."""
    _rubrics()
    _results()
    _rounds()
    _stages()
    _past_sheets()
    _past_results()


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


def _rounds() -> None:
    for column in (
        sa.Column("stage", sa.Integer(), server_default="1", nullable=False),
        sa.Column("shows_earlier", sa.Boolean(), server_default=sa.false(), nullable=False),
    ):
        op.add_column("round", column)
    # Sheets of ended stages leave the table; their numbers are never given again.
    with op.batch_alter_table(
        "sheet", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as batch:
        batch.alter_column("position", existing_type=sa.Integer(), nullable=False)


def _stages() -> None:
    op.create_table(
        "round_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        *_keys("round_stage", round_id="round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_stage")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_stage_round_id_position")),
    )
    op.create_table(
        "stage_reviewer",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *_keys("stage_reviewer", stage_id="round_stage", account_id="account"),
        sa.PrimaryKeyConstraint("stage_id", "account_id", name=op.f("pk_stage_reviewer")),
    )


def _past_sheets() -> None:
    op.create_table(
        "stage_sheet",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=True),
        sa.Column("locked_at", INSTANT, nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        *_keys("stage_sheet", stage_id="round_stage", idea_id="idea", reviewer_id="account",
               assigned_by="account", entered_by="account", replaced_by="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_sheet")),
        sa.UniqueConstraint("stage_id", "idea_id", "reviewer_id",
                            name=op.f("uq_stage_sheet_stage_id_idea_id_reviewer_id")),
    )  # fmt: skip
    op.create_index("ix_stage_sheet_reviewer", "stage_sheet", ["reviewer_id", "stage_id"])
    op.create_index("ix_stage_sheet_idea", "stage_sheet", ["idea_id"])


def _past_results() -> None:
    op.create_table(
        "stage_result",
        sa.Column("stage_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idea_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sheets_done", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True)
          for name in ("mean", "median", "low", "high")),
        sa.Column("below_floor", sa.String(300), nullable=False),
        sa.Column("vetoed", sa.String(300), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("went_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_keys("stage_result", stage_id="round_stage", idea_id="idea"),
        sa.PrimaryKeyConstraint("stage_id", "idea_id", name=op.f("pk_stage_result")),
    )  # fmt: skip
    op.create_index("ix_stage_result_idea", "stage_result", ["idea_id"])


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0020."""
    for table in ("stage_result", "stage_sheet", "stage_reviewer", "round_stage"):
        op.drop_table(table)
    for table, names in (
        ("round", ("shows_earlier", "stage")),
        ("rubric", ("revision_reason", "revised_at", "edition", "veto_reviewers")),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
    op.drop_index("ix_result_counts", "result")
    with op.batch_alter_table("result") as batch:
        batch.drop_column("vetoed")
    op.create_index("ix_result_counts", "result", [*COUNTED, *SHEETS])
    with op.batch_alter_table("criterion") as batch:
        batch.drop_constraint(op.f("ck_criterion_veto_in_range"), type_="check")
        batch.drop_column("veto")
