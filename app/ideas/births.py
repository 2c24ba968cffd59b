"""Dates of birth: a whole day, or only a year, as old personnel lists have it."""

import re
from datetime import date

from app.kernel.dates import day_text, parse_day

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
EARLIEST = 1900


def parse_birth(text: str) -> str:
    """ "05/02/1985" is stored as "1985-02-05", "1985" as "1985". Raises ValueError."""
    text = text.strip()
    if _YEAR.fullmatch(text):
        return text
    day = parse_day(text)
    if day.year < EARLIEST:
        raise ValueError(text)
    return day.isoformat()


def birth_text(stored: str) -> str:
    """As it is typed and shown: "05/02/1985" or "1985"."""
    return day_text(date.fromisoformat(stored)) if len(stored) == len("1985-02-05") else stored


def is_birth(stored: str) -> bool:
    """Whether this is a stored date of birth (an importer hands values, not what was typed)."""
    try:
        return not stored or parse_birth(birth_text(stored)) == stored
    except ValueError:
        return False
