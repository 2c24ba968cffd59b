"""Personal data and switches"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Personal data and switches."""


def downgrade() -> None:
    """Back to 0005."""
