"""Files: virus check and storage"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each upload carries the word of the virus scanner; earlier ones were not looked at."""
    with op.batch_alter_table("stored_file") as batch:
        batch.add_column(
            sa.Column(
                "state",
                sa.Enum("pending", "clean", "infected", "unchecked", name="file_state",
                        native_enum=False, create_constraint=True, length=40),
                server_default="unchecked",
                nullable=False,
            )
        )  # fmt: skip
        batch.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("check_due_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("check_note", sa.String(200), server_default="", nullable=False))
        batch.create_index("ix_stored_file_check", ["state", "check_due_at"])


def downgrade() -> None:
    """Back to 0003."""
    with op.batch_alter_table("stored_file") as batch:
        batch.drop_index("ix_stored_file_check")
        batch.drop_constraint(op.f("ck_stored_file_file_state"), type_="check")
        for name in ("check_note", "check_due_at", "checked_at", "state"):
            batch.drop_column(name)
