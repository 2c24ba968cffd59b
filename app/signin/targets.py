"""Where a person may be sent after signing in."""

from urllib.parse import urlsplit

from flask import url_for


def safe_next(target: str) -> str:
    """Where to go after signing in: a path of this site, else the home page."""
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    if inside and not parts.scheme and not parts.netloc and target.isprintable():
        return target
    return url_for("accounts.home")
