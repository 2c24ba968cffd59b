"""How a password is kept: argon2id over its NFC text; few at a time, since each takes 64 MiB.

Typed on macOS, "ế" may arrive as three signs, elsewhere as one: both are the same password.
No hash made before this rule needs a second look: no version without it was ever released.
"""

import secrets
import unicodedata
from base64 import b64encode
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

NO_PASSWORD = ""
"""Kept for a person who was invited or comes by another door: no password fits it."""

AT_ONCE = 2
_hasher = PasswordHasher()
_room = BoundedSemaphore(AT_ONCE)
_shared: dict[str, str] = {}


def normal_password(typed: str) -> str:
    """One password, one spelling; nothing is stripped and no letter's case changed."""
    return unicodedata.normalize("NFC", typed)


def hashed(typed: str) -> str:
    """The password as it is stored."""
    with _room:
        return _hasher.hash(normal_password(typed))


def shared_hash(typed: str) -> str:
    """Demo people share one password: hashing it once keeps loading thousands of them quick."""
    if typed not in _shared:
        _shared[typed] = hashed(typed)
    return _shared[typed]


def fits(stored: str, typed: str) -> bool:
    """Whether this password was stored; takes the same work when there is none to compare."""
    with _room:
        try:
            return _hasher.verify(stored or _nobodys_hash(), normal_password(typed))
        except (VerifyMismatchError, InvalidHashError):
            return False


def needs_new_hash(stored: str) -> bool:
    """Whether it was made at other costs than today's."""
    return _hasher.check_needs_rehash(stored)


def _nobodys_hash() -> str:
    """No password's hash: verifying against it costs the same, so that time tells nothing."""
    salt, digest = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"
