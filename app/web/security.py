"""Headers of every answer: a strict content policy, no sniffing, no framing, nothing kept.

A page may only be kept where its view says so (`public_page`, static files); the default is not.
"""

import hashlib
from wsgiref.headers import Headers

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from itsdangerous import Signer

POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


FRAMING_OWN = f"{POLICY}; frame-src 'self'"
"""Of a page that shows a document of ours inside itself (see `app.files.inline`)."""

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def cookie_name(name: str, *, https: bool) -> str:
    """Over HTTPS the browser itself refuses this cookie from any other host or path (`__Host-`)."""
    return f"__Host-{name}" if https else name


class Sha256Sessions(SecureCookieSessionInterface):
    """Flask's signed session cookie, under SHA-256 instead of its default SHA-1 (ASVS 11.4.1)."""

    digest_method = staticmethod(hashlib.sha256)


def sign_with_sha256(app: Flask) -> None:
    """Cookies and form tokens; Flask-WTF leaves the digest to the signer's default."""
    app.session_interface = Sha256Sessions()
    Signer.default_digest_method = staticmethod(hashlib.sha256)


def refuse_debugging(app: Flask) -> None:
    """A debugger in production shows code and runs what a visitor types: do not even start."""
    if app.debug and app.config["SETTINGS"].app_env == "production":
        raise SystemExit("FLASK_DEBUG must be off when APP_ENV is production.")


def secure_headers(app: Flask) -> None:
    """Add the headers after every request."""
    fixed = _fixed_headers(https=app.config["SESSION_COOKIE_SECURE"])

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if current_user.is_authenticated or request.method != "GET":
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.add("Vary", "Cookie")
        return response


def static_headers(headers: Headers, _path: str, _url: str, *, https: bool) -> None:
    """The same for files that WhiteNoise answers before the application is asked."""
    for name, value in _fixed_headers(https=https).items():
        headers[name] = value


def _fixed_headers(*, https: bool) -> dict[str, str]:
    return {"Content-Security-Policy": POLICY, **EVERYWHERE, **(HSTS if https else {})}
