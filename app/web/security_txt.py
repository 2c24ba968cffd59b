"""/.well-known/security.txt (RFC 9116): whom to tell of a weakness, and until when that holds."""

from datetime import UTC, timedelta
from urllib.parse import urljoin

from flask import Flask, Response

from app.kernel.clock import now
from app.web.access import Answer, public
from app.web.refusals import not_found
from config import Settings

ADDRESS = "/.well-known/security.txt"
GOOD_FOR = timedelta(days=180)
"""Less than a year, as the RFC advises; counted from the day on which somebody reads it."""


def add_security_txt(app: Flask, settings: Settings) -> None:
    """The file, when SECURITY_CONTACT names somebody; an honest 404 when it names nobody."""

    @app.get(ADDRESS)
    @public
    def security_txt() -> Answer:
        if not settings.security_contact:
            return not_found()
        until = (now().astimezone(UTC) + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
        lines = (
            f"Contact: {settings.security_contact}",
            f"Expires: {until}",
            "Preferred-Languages: vi, en",
            f"Canonical: {urljoin(settings.base_url, ADDRESS)}",
        )
        return Response("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")
