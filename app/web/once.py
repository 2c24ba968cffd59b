"""The random key that makes a creating form idempotent (see `app.database.once`)."""

import secrets


def once_key() -> str:
    """A fresh key for one shown form: `<input type="hidden" name="once_key" value="…">`."""
    return secrets.token_urlsafe(24)
