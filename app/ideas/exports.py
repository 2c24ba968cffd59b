"""Lists of dossiers as files: the columns, the filter and the order of the page.

XLSX (typed cells), CSV (UTF-8 with a byte order mark) and JSON, each written piece by piece.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from app.ideas import sheet_stream
from app.ideas.csv_escape import armoured
from app.ideas.export_columns import Column, Value
from app.kernel.dates import day_text


class Form(StrEnum):
    """The kinds of files; the value is the ending."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


MEDIA_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
}
State = dict[str, Any]


def begin(form: Form, columns: Sequence[Column]) -> tuple[bytes, State]:
    """The head of a file, and what has to be known to go on."""
    if form is Form.XLSX:
        return sheet_stream.begin(columns)
    if form is Form.CSV:
        head = _csv([[armoured(str(column.title)) for column in columns]])
        return head.encode("utf-8-sig"), {}
    return b"[", {"some": False}


def more(
    form: Form, columns: Sequence[Column], rows: Sequence[Sequence[Value]], state: State
) -> bytes:
    """The next rows; `state` goes on."""
    if form is Form.XLSX:
        return sheet_stream.more(rows, state)
    if form is Form.CSV:
        return _csv([[armoured(_shown(value)) for value in row] for row in rows]).encode()
    titles = _names(columns)
    texts = [
        json.dumps(dict(zip(titles, map(_plain, row), strict=True)), ensure_ascii=False)
        for row in rows
    ]
    if not texts:
        return b""
    before = ",\n" if state["some"] else "\n"
    state["some"] = True
    return (before + ",\n".join(texts)).encode()


def _names(columns: Sequence[Column]) -> list[str]:
    """The titles as names of one object: a second of the same words is told apart, not lost."""
    times: Counter[str] = Counter()
    found = []
    for title in (str(column.title) for column in columns):
        times[title] += 1
        found.append(f"{title} ({times[title]})" if times[title] > 1 else title)
    return found


def end(form: Form, columns: Sequence[Column], state: State) -> bytes:
    """The end of a file."""
    if form is Form.XLSX:
        return sheet_stream.end(columns, state)
    return b"" if form is Form.CSV else b"\n]\n"


def whole(form: Form, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """A short list in one piece."""
    head, state = begin(form, columns)
    return head + more(form, columns, rows, state) + end(form, columns, state)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return day_text(value) if isinstance(value, date) else str(value)


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
