"""Administration of people, units and roles"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Administration of people, units and roles."""


def downgrade() -> None:
    """Back to 0002."""
