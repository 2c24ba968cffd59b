"""Several people say of a dossier whether it is eligible."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Rounds that exist are checked by their secretary alone, as before."""
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("qualifiers", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("qualify_rule", sa.String(40), nullable=False, server_default="all")
        )
        batch.create_check_constraint(
            op.f("ck_round_qualify_rule"), "qualify_rule IN ('all', 'majority', 'third')"
        )
    op.create_table(
        "qualification",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("qualifier_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("given_at", INSTANT, nullable=True),
        sa.Column("declined_at", INSTANT, nullable=True),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(verdict IS NULL) = (given_at IS NULL) AND (verdict IS NULL) = (edition IS NULL)",
            name=op.f("ck_qualification_given_whole"),
        ),
        sa.CheckConstraint("verdict IN ('pass', 'fail')", name=op.f("ck_qualification_verdict")),
        sa.CheckConstraint("verdict IS NULL OR reason <> ''",
                           name=op.f("ck_qualification_given_with_reason")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"],
                                name=op.f("fk_qualification_idea_id")),
        sa.ForeignKeyConstraint(["qualifier_id"], ["account.id"],
                                name=op.f("fk_qualification_qualifier_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"],
                                name=op.f("fk_qualification_assigned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("idea_id", "qualifier_id",
                            name=op.f("uq_qualification_idea_id_qualifier_id")),
    )  # fmt: skip
    op.create_index("ix_qualification_qualifier_id", "qualification", ["qualifier_id"])


def downgrade() -> None:
    """What was said is lost."""
    op.drop_index("ix_qualification_qualifier_id", "qualification")
    op.drop_table("qualification")
    with op.batch_alter_table("round") as batch:
        batch.drop_constraint(op.f("ck_round_qualify_rule"), type_="check")
        batch.drop_column("qualify_rule")
        batch.drop_column("qualifiers")
