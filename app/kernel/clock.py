"""The only place that reads the clock. Views and the command line call it and pass time on."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)
