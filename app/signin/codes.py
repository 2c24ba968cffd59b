"""One-time codes: what an authenticator shows now, and the recovery codes on paper."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP = 30
"""Seconds that one code of an authenticator holds (RFC 6238)."""
DRIFT = (0, -1, 1)
"""A clock may be one step off, unless the office asks for the exact step (TOTP_STRICT)."""
EXACT = (0,)
RECOVERY_COUNT = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper
_GROUPS, _GROUP = 7, 4


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return pyotp.random_base32()


def setup_address(secret: str, email: str, issuer: str) -> str:
    """What the QR code says to the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(
    secret: str, typed: str, last_step: int, now: datetime, drift: tuple[int, ...] = DRIFT
) -> int | None:
    """The time step whose code was typed; None when wrong, or not later than `last_step`.

    Each step is good once: whoever looks over a shoulder cannot use the code again.
    """
    if not secret:
        return None
    current = int(now.timestamp()) // STEP
    digits = "".join(typed.split())
    for step in (current + one for one in drift):
        right = pyotp.TOTP(secret).generate_otp(step)
        if hmac.compare_digest(right.encode(), digits.encode()) and step > last_step:
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of 138 random bits each, in groups for reading aloud."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_COUNT)]


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))


def recovery_hash(account_id: int, typed: str) -> str:
    """How a recovery code is stored: high entropy needs no slow hash. Case and hyphens are free."""
    plain = "".join(sign for sign in typed.lower() if sign.isalnum())
    return hashlib.sha256(f"{account_id}:{plain}".encode()).hexdigest()
