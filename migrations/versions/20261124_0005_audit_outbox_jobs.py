"""Audit heads, held mails, jobs"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Audit heads, held mails, jobs."""


def downgrade() -> None:
    """Back to 0004."""
