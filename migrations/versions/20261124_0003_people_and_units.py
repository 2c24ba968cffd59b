"""Administration of people, units and roles"""

import sqlalchemy as sa
from alembic import op

from app.kernel.vietnamese import search_text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLES = (
    "author", "unit_clerk", "secretary", "reviewer", "chair", "awards_officer", "plan_officer",
    "communications", "leader", "inspector", "admin",
)  # fmt: skip


def upgrade() -> None:
    """Versions for edits, searchable people, former and other names of units, imports, views."""
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        account.add_column(
            sa.Column("searched", sa.String(1000), nullable=False, server_default="")
        )
    with op.batch_alter_table("unit") as unit:
        unit.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _fill_searched()
    op.create_table(
        "unit_former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(80), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_unit_former_name_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_former_name"),
        sa.UniqueConstraint("unit_id", "until", name="uq_unit_former_name_unit_id_until"),
    )
    op.create_table(
        "unit_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(600), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_unit_alias_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_alias"),
        sa.UniqueConstraint("folded", name="uq_unit_alias_folded"),
    )
    op.create_index("ix_unit_alias_unit_id", "unit_alias", ["unit_id"])
    _create_imports()
    op.create_table(
        "role_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", _words(ROLES, "role"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_view_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_view"),
    )
    op.create_index("ix_role_view_account_id", "role_view", ["account_id"])


def _words(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _create_imports() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("state", _words(("waiting", "applied", "dropped"), "batch_state"),
                  nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_import_batch_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
    )  # fmt: skip
    op.create_index("ix_import_batch_account_id", "import_batch", ["account_id"])
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_row_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
    )
    op.create_index("ix_import_row_batch", "import_row", ["batch_id", "sheet", "number"],
                    unique=True)  # fmt: skip


def _fill_searched() -> None:
    connection = op.get_bind()
    account = sa.table("account", sa.column("id"), sa.column("full_name"), sa.column("email"),
                       sa.column("searched"))  # fmt: skip
    people = connection.execute(sa.select(account.c.id, account.c.full_name, account.c.email))
    for key, name, email in people.all():
        words = search_text(f"{name} {email}")[:1000]
        connection.execute(account.update().where(account.c.id == key).values(searched=words))


def downgrade() -> None:
    """Back to 0002."""
    for name in ("role_view", "import_row", "import_batch", "unit_alias", "unit_former_name"):
        op.drop_table(name)
    with op.batch_alter_table("unit") as unit:
        unit.drop_column("version")
    with op.batch_alter_table("account") as account:
        account.drop_column("searched")
        account.drop_column("version")
