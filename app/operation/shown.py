"""The settings in force, fit to be shown: no secret, no password inside an address."""

from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import make_url

from config import SECRETS, Settings

MASK = "***"


def effective_settings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every setting with its value; secrets are masked, empty ones stay empty."""
    for field in fields(settings):
        name, value = field.name.upper(), getattr(settings, field.name)
        if name == "DATABASE_URL":
            yield name, make_url(value).render_as_string(hide_password=True)
        elif name in SECRETS or name.endswith(("_SECRET", "_TOKEN", "_PASSWORD")):
            yield name, MASK if value else ""
        elif isinstance(value, tuple):
            yield name, ",".join(map(str, value))
        elif isinstance(value, bool):
            yield name, str(int(value))
        else:
            yield name, "" if value is None else str(value)
