"""Files: virus check and storage"""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Files: virus check and storage."""


def downgrade() -> None:
    """Back to 0003."""
