"""Initiatives as people write them: code or title, the share in brackets, one a line."""

import re
from collections.abc import Sequence
from decimal import Decimal

from app.achievements.rules import Use
from app.kernel.vietnamese import clean_line

_USE = re.compile(
    r"^(?P<what>.*?)(?:\s*[(\[]?\s*(?P<share>\d{1,3}(?:[.,]\d{1,2})?)\s*%\s*[)\]]?)?$"
)
_CODE = re.compile(r"^[A-Za-zĐđ0-9]+(?:[-./][A-Za-zĐđ0-9]+)+$")


def uses_in(text: str) -> list[tuple[str, Decimal | None]]:
    """Initiatives as typed or as in a cell, one a line: code or title, the share in brackets."""
    found = []
    for line in text.split("\n"):
        match = _USE.match(clean_line(line).lstrip("-•+ "))
        what = match["what"].strip(" ;,:") if match else ""
        if match and what:
            share = match["share"]
            found.append((what, Decimal(share.replace(",", ".")) if share else None))
    return found


def codes_in(uses: Sequence[tuple[str, Decimal | None]]) -> list[str]:
    """Those that look like a code of a dossier."""
    return [what for what, _share in uses if _CODE.match(what)]


def resolved(uses: Sequence[tuple[str, Decimal | None]], known: dict[str, int]) -> tuple[Use, ...]:
    """Codes become dossiers; everything else stays a title."""
    return tuple(
        Use(known[what], "", share) if what in known else Use(None, what, share)
        for what, share in uses
    )
