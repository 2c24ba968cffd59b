"""Signing in: second factors, links, outside identities"""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Signing in: second factors, links, outside identities."""


def downgrade() -> None:
    """Back to 0001."""
