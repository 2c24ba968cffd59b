"""What personal data is held, where, why and how long: `data/personal_data.yaml` as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.kernel.shipped import read_shipped

SOURCE = Path(__file__).with_name("data") / "personal_data.yaml"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: how many months it is kept (the default), and from when that counts."""

    code: str
    title: str
    months: int
    counted_from: str


@dataclass(frozen=True, slots=True)
class HeldData:
    """Personal data in one table: what it is, why it is held, who sees it."""

    table: str
    columns: tuple[str, ...]
    what: str
    purpose: str
    basis: str
    seen_by: str
    kind: RecordKind


@cache
def _source() -> dict[str, Any]:
    loaded: dict[str, Any] = read_shipped(SOURCE)
    return loaded


@cache
def record_kinds() -> dict[str, RecordKind]:
    """Every kind of record, by its code."""
    return {
        code: RecordKind(code, values["title"], int(values["months"]), values["from"])
        for code, values in _source()["kinds"].items()
    }


@cache
def held_data() -> tuple[HeldData, ...]:
    """The whole catalogue. KeyError when an entry names no known basis or kind."""
    return tuple(
        HeldData(
            entry["table"], tuple(entry["columns"]), entry["what"], entry["purpose"],
            _source()["bases"][entry["basis"]], entry["seen_by"], record_kinds()[entry["kind"]],
        )
        for entry in _source()["fields"]
    )  # fmt: skip


def described_columns() -> Iterator[tuple[str, str]]:
    """Each (table, column) that is in the catalogue or named as not personal."""
    for entry in held_data():
        yield from ((entry.table, column) for column in entry.columns)
    for table, columns in _source()["not_personal"].items():
        yield from ((table, column) for column in columns)
