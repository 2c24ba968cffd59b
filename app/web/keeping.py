"""The key under which a browser keeps unsaved text of the signed-in person (see js/keeping.js).

It stands only in that person's own pages. Ciphertext left on a shared machine opens again when
the same person signs in, and to nobody else; a new SECRET_KEY makes it unreadable for good.
"""

import base64
import hashlib
import hmac

from flask import current_app


def keep_key(account_id: int) -> str:
    """256 bits, the same at every sign-in of this account, in base64."""
    secret = str(current_app.secret_key).encode()
    made = hmac.new(secret, f"kept text of account {account_id}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
