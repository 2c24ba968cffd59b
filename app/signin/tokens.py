"""Secrets that a browser or a mail carries; the tables know only their digests."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """How a token is stored: reading the table does not let anyone in."""
    return hashlib.sha256(token.encode()).hexdigest()
