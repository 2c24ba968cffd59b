"""Bundles sent to and received from another installation."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "received_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("movement", sa.String(length=300), nullable=False),
        sa.Column("list_label", sa.String(length=60), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "received",
                "answered",
                "dropped",
                name="received_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_received_bundle_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_bundle")),
        sa.UniqueConstraint("key", name=op.f("uq_received_bundle_key")),
    )
    op.create_table(
        "forwarding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "made",
                "answered",
                "withdrawn",
                name="sent_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR reason <> ''", name=op.f("ck_forwarding_withdrawn_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_forwarding_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["nomination_list.id"], name=op.f("fk_forwarding_list_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_forwarding_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding")),
        sa.UniqueConstraint("key", name=op.f("uq_forwarding_key")),
    )
    with op.batch_alter_table("forwarding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forwarding_list_id"), ["list_id"], unique=False)
        batch_op.create_index(
            "uq_forwarding_live",
            ["list_id", "content_hash"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
    op.create_table(
        "received_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["received_bundle.id"], name=op.f("fk_received_file_bundle_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_received_file_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_file")),
    )
    with op.batch_alter_table("received_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_file_bundle_id"), ["bundle_id"], unique=False)
    op.create_table(
        "received_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("origin_line", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("individual", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("award_name", sa.String(length=200), nullable=False),
        sa.Column("achievement", sa.Text(), nullable=False),
        sa.Column("solutions", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed",
                "refused",
                "returned",
                name="line_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answer IS NULL OR answer = 'agreed' OR reason <> ''",
            name=op.f("ck_received_line_answered_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_received_line_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["received_bundle.id"], name=op.f("fk_received_line_bundle_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_line")),
        sa.UniqueConstraint(
            "bundle_id", "origin_line", name=op.f("uq_received_line_bundle_id_origin_line")
        ),
    )
    op.create_table(
        "forwarding_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("forwarding_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("award_name", sa.String(length=200), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed",
                "refused",
                "returned",
                name="line_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "answer = 'agreed' OR reason <> ''",
            name=op.f("ck_forwarding_answer_answered_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["forwarding_id"], ["forwarding.id"], name=op.f("fk_forwarding_answer_forwarding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding_answer")),
        sa.UniqueConstraint(
            "forwarding_id",
            "nomination_id",
            name=op.f("uq_forwarding_answer_forwarding_id_nomination_id"),
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("forwarding_answer")
    op.drop_table("received_line")
    with op.batch_alter_table("received_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_received_file_bundle_id"))
    op.drop_table("received_file")
    with op.batch_alter_table("forwarding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_forwarding_live",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index(batch_op.f("ix_forwarding_list_id"))
    op.drop_table("forwarding")
    op.drop_table("received_bundle")
