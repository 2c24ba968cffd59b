"""Mails about one thing are found without looking through all that wait."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index."""
    op.create_index(op.f("ix_outbox_message_about"), "outbox_message", ["about", "kind"])


def downgrade() -> None:
    """Without it."""
    op.drop_index(op.f("ix_outbox_message_about"), "outbox_message")
