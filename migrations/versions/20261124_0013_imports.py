"""Imports: uploaded lists of dossiers, their rows, questions, remembered columns."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
STATES = ("reading", "mapping", "checking", "ready", "storing", "stored", "failed", "undoing",
          "undone", "dropped")  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    _make_import()
    _make_row()
    op.create_table(
        "dossier_question",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("cell", sa.String(200), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["dossier_import.id"],
            name="fk_dossier_question_import_id_dossier_import",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_question"),
        sa.UniqueConstraint("import_id", "key", name="uq_dossier_question_import_id_key"),
    )  # fmt: skip
    op.create_table(
        "dossier_mapping",
        sa.Column("id", BIG, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("saved_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_dossier_mapping_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_mapping"),
        sa.UniqueConstraint("unit_id", "signature", name="uq_dossier_mapping_unit_id_signature"),
    )


def _make_import() -> None:
    op.create_table(
        "dossier_import",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="import_state", native_enum=False, create_constraint=True,
                    length=40),
            nullable=False,
        ),
        sa.Column("structure", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("only_good", sa.Boolean(), nullable=False),
        sa.Column("submit", sa.Boolean(), nullable=False),
        sa.Column("update", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("uploaded_at", WHEN, nullable=False),
        sa.Column("checked_at", WHEN, nullable=True),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *[
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=f"fk_dossier_import_{name}_id_{table}"
            )
            for name, table in (("account", "account"), ("unit", "unit"), ("round", "round"),
                                ("file", "stored_file"), ("job", "job"))
        ],
        sa.PrimaryKeyConstraint("id", name="pk_dossier_import"),
    )  # fmt: skip
    op.create_index("ix_dossier_import_account", "dossier_import", ["account_id", "id"])
    op.create_index("ix_dossier_import_sha256", "dossier_import", ["sha256"])


def _make_row() -> None:
    op.create_table(
        "dossier_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("codes", sa.String(500), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("idea_id", BIG, nullable=True),
        sa.Column("idea_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["dossier_import.id"], name="fk_dossier_row_import_id_dossier_import"
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_dossier_row_idea_id_idea"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_row"),
        sa.UniqueConstraint(
            "import_id", "sheet", "number", name="uq_dossier_row_import_id_sheet_number"
        ),
    )
    op.create_index("ix_dossier_row_verdict", "dossier_row", ["import_id", "verdict", "id"])
    op.create_index("ix_dossier_row_key", "dossier_row", ["key", "import_id"])
    op.create_index("ix_dossier_row_idea", "dossier_row", ["idea_id"])


def downgrade() -> None:
    """Back to 0012."""
    for table in ("dossier_mapping", "dossier_question", "dossier_row", "dossier_import"):
        op.drop_table(table)
