"""Secrets that must be read again (a TOTP secret) are stored sealed with the installation's key."""

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal(key: str, text: str) -> str:
    """The text encrypted and authenticated."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(key: str, sealed: str) -> str:
    """The text; "" when it was sealed with another key, or is none."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - heavy, and rarely needed

    try:
        return str(_box(key).decrypt(sealed.encode()).decode())
    except InvalidToken:
        return ""


def _box(key: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - heavy, and rarely needed

    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(f"second factor {key}".encode()).digest())
    )
