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


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0028."""
    with op.batch_alter_table("result") as batch:
        batch.drop_column("community")
    for column in ("account_id", "idea_id"):
        op.drop_index(f"ix_community_vote_{column}", "community_vote")
    op.drop_table("community_vote")
    op.drop_table("community_poll")
