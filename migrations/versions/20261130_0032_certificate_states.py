"""Certificates of recognition that were replaced or revoked."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The corrected name on a certificate, and codes that count no more."""
    name = sa.Column("printed_name", sa.String(120), nullable=False, server_default="")
    op.add_column("initiative_certificate", name)
    op.create_table(
        "certificate_end",
        sa.Column("id", BIG, nullable=False),
        sa.Column("certificate_id", BIG, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(43), nullable=False),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", WHEN, nullable=False),
        sa.CheckConstraint("kind IN ('replaced', 'revoked')",
                           name=op.f("ck_certificate_end_ended")),
        sa.CheckConstraint(
            "kind <> 'revoked' OR (decision_number <> '' AND decided_on IS NOT NULL)",
            name=op.f("ck_certificate_end_revoked_by_a_decision"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_certificate_end_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["initiative_certificate.id"],
            name=op.f("fk_certificate_end_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_certificate_end_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_end")),
        sa.UniqueConstraint("key", name=op.f("uq_certificate_end_key")),
    )  # fmt: skip
    op.create_index("ix_certificate_end_certificate_id", "certificate_end", ["certificate_id"])


def downgrade() -> None:
    """Back to before."""
    op.drop_index("ix_certificate_end_certificate_id", "certificate_end")
    op.drop_table("certificate_end")
    with op.batch_alter_table("initiative_certificate") as batch:
        batch.drop_column("printed_name")
