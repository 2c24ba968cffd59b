"""Who issued the decision on a council; one slip of paper for several items."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
BEFORE = ("waiting", "on_table", "decided", "put_off")
AFTER = (*BEFORE, "on_paper")


def upgrade() -> None:
    """Add both; what a council's decision does not name stays empty."""
    name = sa.Column("decided_by", sa.String(200), nullable=False, server_default="")
    op.add_column("council", name)
    _item_states(AFTER)
    _joint_papers()
    with op.batch_alter_table("sitting_ballot") as batch:
        batch.add_column(sa.Column("joint_id", BIG, nullable=True))
        batch.add_column(sa.Column("blank", sa.Integer(), nullable=False, server_default="0"))
        batch.create_foreign_key(
            op.f("fk_sitting_ballot_joint_id"), "sitting_joint_paper", ["joint_id"], ["id"]
        )
    op.create_index(op.f("ix_sitting_ballot_joint_id"), "sitting_ballot", ["joint_id"])
    blank = sa.Column("blank", sa.Integer(), nullable=False, server_default="0")
    op.add_column("sitting_count_sheet", blank)


def _item_states(values: tuple[str, ...]) -> None:
    spelled = ", ".join(f"'{value}'" for value in values)
    name = op.f("ck_sitting_item_item_state")
    with op.batch_alter_table("sitting_item") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"state IN ({spelled})")


def _joint_papers() -> None:
    op.create_table(
        "sitting_joint_paper",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_at", WHEN, nullable=False),
        sa.Column("closed_at", WHEN, nullable=True),
        sa.Column("undone_at", WHEN, nullable=True),
        sa.Column("undone_reason", sa.String(1000), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", WHEN, nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", WHEN, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "collected <= handed_out AND written <= handed_out AND collected >= 0 AND written >= 0",
            name=op.f("ck_sitting_joint_paper_no_more_back_than_out"),
        ),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by",
                           name=op.f("ck_sitting_joint_paper_confirmed_by_another")),
        sa.CheckConstraint("closed_at IS NULL OR confirmed_by IS NOT NULL",
                           name=op.f("ck_sitting_joint_paper_closed_confirmed")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"],
                                name=op.f("fk_sitting_joint_paper_sitting_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"],
                                name=op.f("fk_sitting_joint_paper_entered_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"],
                                name=op.f("fk_sitting_joint_paper_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_joint_paper")),
        sa.UniqueConstraint("sitting_id", "number",
                            name=op.f("uq_sitting_joint_paper_sitting_id_number")),
    )  # fmt: skip


def downgrade() -> None:
    """Back to before; items that wait for the count of a joint slip wait to be called."""
    op.execute("UPDATE sitting_item SET state = 'waiting' WHERE state = 'on_paper'")
    with op.batch_alter_table("sitting_count_sheet") as batch:
        batch.drop_column("blank")
    op.drop_index(op.f("ix_sitting_ballot_joint_id"), "sitting_ballot")
    with op.batch_alter_table("sitting_ballot") as batch:
        batch.drop_constraint(op.f("fk_sitting_ballot_joint_id"), type_="foreignkey")
        batch.drop_column("joint_id")
        batch.drop_column("blank")
    op.drop_table("sitting_joint_paper")
    _item_states(BEFORE)
    with op.batch_alter_table("council") as batch:
        batch.drop_column("decided_by")
