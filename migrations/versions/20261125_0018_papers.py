"""The office's own templates of documents, in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "paper_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "active",
                "retired",
                name="template_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("legal_basis", sa.String(500), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("was_used", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", WHEN, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_on IS NOT NULL)",
            name="ck_paper_template_retired_has_day",
        ),
        sa.CheckConstraint(
            "state != 'active' OR was_used", name="ck_paper_template_active_was_used"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name="fk_paper_template_file_id_stored_file"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name="fk_paper_template_uploaded_by_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper_template"),
        sa.UniqueConstraint("kind", "number", name="uq_paper_template_kind_number"),
    )
    op.create_index("ix_paper_template_in_force", "paper_template", ["kind", "state", "valid_from"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_paper_template_in_force", "paper_template")
    op.drop_table("paper_template")
