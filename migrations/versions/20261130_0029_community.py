"""The community's votes, and the warm-up of reviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """No round has a vote until its secretary opens one."""
    op.create_table(
        "community_poll",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("max_points", sa.BigInteger(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("own_votes", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_community_poll_ends_after_start")),
        sa.CheckConstraint("digits >= 0 AND digits <= 2",
                           name=op.f("ck_community_poll_digits_in_range")),
        *_keys("community_poll", round_id="round", set_by="account"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_community_poll")),
    )  # fmt: skip
    op.create_table(
        "community_vote",
        sa.Column("id", BIG, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("cast_at", INSTANT, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["community_poll.round_id"],
                                name=op.f("fk_community_vote_round_id")),
        *_keys("community_vote", idea_id="idea", account_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_vote")),
        sa.UniqueConstraint("round_id", "account_id",
                            name=op.f("uq_community_vote_round_id_account_id")),
    )  # fmt: skip
    for column in ("idea_id", "account_id"):
        op.create_index(f"ix_community_vote_{column}", "community_vote", [column])
    op.add_column("result", sa.Column("community", sa.BigInteger(), nullable=True))
    _warm_up()


def _warm_up() -> None:
    op.create_table(
        "warm_up_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1 AND position <= 3", name=op.f("ck_warm_up_sample_few")),
        *_keys("warm_up_sample", round_id="round", made_by="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warm_up_sample")),
        sa.UniqueConstraint("round_id", "position",
                            name=op.f("uq_warm_up_sample_round_id_position")),
    )  # fmt: skip
    op.create_table(
        "warm_up_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        *_keys("warm_up_sheet", sample_id="warm_up_sample", reviewer_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warm_up_sheet")),
        sa.UniqueConstraint("sample_id", "reviewer_id",
                            name=op.f("uq_warm_up_sheet_sample_id_reviewer_id")),
    )  # fmt: skip
    op.create_index("ix_warm_up_sheet_reviewer_id", "warm_up_sheet", ["reviewer_id"])


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0028."""
    op.drop_index("ix_warm_up_sheet_reviewer_id", "warm_up_sheet")
    op.drop_table("warm_up_sheet")
    op.drop_table("warm_up_sample")
    with op.batch_alter_table("result") as batch:
        batch.drop_column("community")
    for column in ("account_id", "idea_id"):
        op.drop_index(f"ix_community_vote_{column}", "community_vote")
    op.drop_table("community_vote")
    op.drop_table("community_poll")
