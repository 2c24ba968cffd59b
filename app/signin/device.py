"""The cookie of a browser that has signed in before: it has its own budget of guesses.

It opens nothing. It is signed, and names the accounts whose owners have used this browser.
"""

import secrets
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.web.security import cookie_name

NAME = "sangkien_device"
LIFE = 180 * 24 * 3600
MOST = 20
"""Accounts remembered per browser: a shared counter computer, not a list of everybody."""


def known_device() -> tuple[str, frozenset[int]]:
    """This browser's name and the accounts it has proven; ("", nothing) for a new one."""
    name, accounts = _read()
    return name, frozenset(accounts)


def remember_device(response: Response, account_id: int) -> None:
    """This browser's owner has just proven to be this account."""
    name, accounts = _read()
    kept = [account_id, *(key for key in accounts if key != account_id)][:MOST]
    response.set_cookie(
        _cookie(),
        str(_signer().dumps([name or secrets.token_urlsafe(16), kept])),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _read() -> tuple[str, list[int]]:
    try:
        found: Any = _signer().loads(request.cookies.get(_cookie(), ""), max_age=LIFE)
    except BadData:
        return "", []
    return str(found[0]), [int(key) for key in found[1]]


def _cookie() -> str:
    return cookie_name(NAME, https=current_app.config["SESSION_COOKIE_SECURE"])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="sign-in device")
