"""Counters that keep lists flat"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counters that keep lists flat."""


def downgrade() -> None:
    """Back to 0006."""
