"""Legal acts with their validity and what replaced them."""

import sqlalchemy as sa
from alembic import op

from app.kernel.vietnamese import search_text

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NEW = ("replaced_by", "certainty", "note", "line", "edition", "newest", "reason", "recorded_by",
       "recorded_at", "searched")  # fmt: skip


def upgrade() -> None:
    """Versions, successor, certainty; and which document cites which act."""
    with op.batch_alter_table("legal_basis") as batch:
        batch.add_column(
            sa.Column("replaced_by", sa.String(length=200), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("certainty", sa.String(length=40), nullable=False, server_default="unsure")
        )
        batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("line", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(
            sa.Column("newest", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(
            sa.Column("reason", sa.String(length=500), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("recorded_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("searched", sa.Text(), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("legal_basis") as batch:
        for name in ("replaced_by", "certainty", "note", "edition", "newest", "reason",
                     "searched"):  # fmt: skip
            batch.alter_column(name, server_default=None)
        batch.alter_column("line", existing_type=sa.String(length=32), nullable=False)
        batch.create_check_constraint(
            op.f("ck_legal_basis_certainty"), "certainty IN ('read', 'secondary', 'unsure')"
        )
        batch.create_check_constraint(
            op.f("ck_legal_basis_ends_after_start"), "valid_to IS NULL OR valid_to > valid_from"
        )
        batch.create_unique_constraint(op.f("uq_legal_basis_line_edition"), ["line", "edition"])
        batch.create_foreign_key(
            op.f("fk_legal_basis_recorded_by"), "account", ["recorded_by"], ["id"]
        )
        batch.create_index("ix_legal_basis_number", ["number"])
    op.create_table(
        "legal_citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basis_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=60), nullable=False),
        sa.Column("cited_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["basis_id"], ["legal_basis.id"], name=op.f("fk_legal_citation_basis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_citation")),
        sa.UniqueConstraint("thing", "basis_id", name=op.f("uq_legal_citation_thing_basis_id")),
    )
    op.create_index(op.f("ix_legal_citation_basis_id"), "legal_citation", ["basis_id"])


def _fill() -> None:
    """Each act that is there becomes the first version of a line of its own."""
    basis = sa.table("legal_basis", sa.column("id", sa.Integer), sa.column("kind", sa.String),
                     sa.column("number", sa.String), sa.column("issuer", sa.String),
                     sa.column("subject", sa.String), sa.column("line", sa.String),
                     sa.column("searched", sa.Text))  # fmt: skip
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(basis.c.id, basis.c.kind, basis.c.number, basis.c.issuer, basis.c.subject)
    ).all()
    for key, kind, number, issuer, subject in rows:
        connection.execute(
            sa.update(basis)
            .where(basis.c.id == key)
            .values(line=f"{key:032d}", searched=search_text(f"{kind} {number} {issuer} {subject}"))
        )


def downgrade() -> None:
    """Newest versions alone stay, as they were before."""
    op.drop_index(op.f("ix_legal_citation_basis_id"), table_name="legal_citation")
    op.drop_table("legal_citation")
    op.execute(sa.text("DELETE FROM legal_basis WHERE NOT newest"))
    with op.batch_alter_table("legal_basis") as batch:
        batch.drop_index("ix_legal_basis_number")
        batch.drop_constraint(op.f("fk_legal_basis_recorded_by"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_legal_basis_line_edition"), type_="unique")
        batch.drop_constraint(op.f("ck_legal_basis_ends_after_start"), type_="check")
        batch.drop_constraint(op.f("ck_legal_basis_certainty"), type_="check")
        for name in reversed(NEW):
            batch.drop_column(name)
