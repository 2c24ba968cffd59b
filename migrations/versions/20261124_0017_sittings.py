"""Sittings of councils: agenda, attendance, recusals, ballots and secret slips."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
TABLES = (
    "sitting",
    "sitting_item",
    "sitting_member",
    "sitting_ballot",
    "sitting_presence",
    "sitting_recusal",
    "sitting_cast",
    "sitting_slip",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sitting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("starts_at", AT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "closed",
                "cancelled",
                name="sitting_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quorum_numerator", sa.Integer(), nullable=False),
        sa.Column("quorum_denominator", sa.Integer(), nullable=False),
        sa.Column("opened_at", AT, nullable=True),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_hash", sa.String(length=64), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quorum_numerator > 0 AND quorum_denominator >= quorum_numerator",
            name=op.f("ck_sitting_quorum_is_a_part"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_sitting_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    op.create_index("ix_sitting_council", "sitting", ["council_id", "starts_at"], unique=False)
    op.create_table(
        "sitting_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "on_table",
                "decided",
                "put_off",
                name="item_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("share_numerator", sa.Integer(), nullable=False),
        sa.Column("share_denominator", sa.Integer(), nullable=False),
        sa.Column("share_strict", sa.Boolean(), nullable=False),
        sa.Column(
            "share_base",
            sa.Enum(
                "appointed",
                "voting",
                "present",
                name="base",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("called_at", AT, nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.String(length=1000), nullable=False),
        sa.Column("corrected", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "state <> 'decided' OR decided_at IS NOT NULL",
            name=op.f("ck_sitting_item_decided_at_once"),
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_item_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_item")),
    )
    op.create_index(
        "ix_sitting_item_sitting", "sitting_item", ["sitting_id", "position"], unique=False
    )
    op.create_index("ix_sitting_item_subject", "sitting_item", ["subject"], unique=False)
    op.create_table(
        "sitting_member",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sitting_member_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_member_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_member")),
        sa.UniqueConstraint(
            "sitting_id", "account_id", name=op.f("uq_sitting_member_sitting_id_account_id")
        ),
    )
    op.create_index(
        op.f("ix_sitting_member_account_id"), "sitting_member", ["account_id"], unique=False
    )
    op.create_table(
        "sitting_ballot",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "secret",
                "paper",
                name="ballot_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("undone_at", AT, nullable=True),
        sa.Column("undone_reason", sa.String(length=1000), nullable=False),
        sa.Column("appointed", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("void", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0",
            name=op.f("ck_sitting_ballot_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["sitting_item.id"], name=op.f("fk_sitting_ballot_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_ballot")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_sitting_ballot_item_id_number")),
    )
    op.create_table(
        "sitting_presence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("came_at", AT, nullable=False),
        sa.Column("left_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["sitting_member.id"], name=op.f("fk_sitting_presence_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_presence")),
    )
    op.create_index(
        "ix_sitting_presence_member", "sitting_presence", ["member_id", "came_at"], unique=False
    )
    op.create_table(
        "sitting_recusal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.Column("out_at", AT, nullable=True),
        sa.Column("back_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sitting_recusal_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["sitting_item.id"], name=op.f("fk_sitting_recusal_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_recusal")),
        sa.UniqueConstraint(
            "item_id", "account_id", name=op.f("uq_sitting_recusal_item_id_account_id")
        ),
    )
    op.create_table(
        "sitting_cast",
        sa.Column("ballot_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "yes",
                "no",
                "other",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sitting_cast_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["sitting_ballot.id"], name=op.f("fk_sitting_cast_ballot_id")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "account_id", name=op.f("pk_sitting_cast")),
    )
    op.create_table(
        "sitting_slip",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ballot_id", BIG, nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "yes",
                "no",
                "other",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["sitting_ballot.id"], name=op.f("fk_sitting_slip_ballot_id")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sitting_slip")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sitting_slip_ballot_id"), "sitting_slip", ["ballot_id"], unique=False)


def downgrade() -> None:
    """Back to 0016."""
    for table in reversed(TABLES):
        op.drop_table(table)
