"""Tables of plain text as one person's export, and both files of it."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from app.kernel.dates import day_text, instant_text
from app.kernel.numbers import decimal_text


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the export."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def archive(parts: Sequence[Part], page: str, now: datetime) -> bytes:
    """A ZIP with the same facts twice: for people (HTML) and for programs (JSON)."""
    facts = {
        "made_at": now.isoformat(),
        "parts": [
            {"title": part.title, "columns": part.columns, "rows": part.rows} for part in parts
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("du-lieu-cua-toi.html", page)
        file.writestr("du-lieu-cua-toi.json", json.dumps(facts, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def table(
    session: Session, title: str, columns: Sequence[str], statement: Executable,
    *, titles: dict[int, dict[Any, Any]] | None = None,
) -> Part:  # fmt: skip
    """The rows of one statement; `titles` gives words for the values of a column."""
    words = titles or {}
    rows = tuple(
        tuple(_shown(words[n].get(value, value) if n in words else value)
              for n, value in enumerate(row))
        for row in session.execute(statement)
    )  # fmt: skip
    return Part(title, tuple(columns), rows)
