"""Rows of our own exports that nobody changed: they are taken literally, nothing is guessed."""

import re
from typing import Any

from app.ideas.births import parse_birth
from app.ideas.choices import LISTS
from app.ideas.export_columns import CHECK, COLUMNS, seal
from app.imports.cells import Cell, Kind, Row
from app.imports.columns import AUTHOR_FIELDS, AUTHORS, CODE
from app.kernel.numbers import parse_decimal

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_KINDS = {str(column.title): column.kind for column in COLUMNS.values()}


def is_sealed(row: Row, headings: dict[int, str]) -> bool:
    """Whether the row carries the mark of exactly these cells."""
    check = next((place for place, text in headings.items()
                  if text == str(COLUMNS[CHECK].title)), None)  # fmt: skip
    if check is None or not row.at(check).text:
        return False
    skipped = {str(COLUMNS[CHECK].title), str(COLUMNS["code"].title)}
    cells = [
        (title, _plain(row.at(place), _KINDS.get(title, "")))
        for place, title in headings.items()
        if title not in skipped
    ]
    return seal(cells) == row.at(check).text


def _plain(cell: Cell, kind: str) -> str:
    if kind == "day" and cell.kind is Kind.TEXT:
        return _DAY.sub(r"\3-\2-\1", cell.text)
    return cell.text


def literal(row: Row, columns: dict[int, str]) -> dict[str, Any]:
    """The values of a sealed row; category and unit stay texts, to be looked up."""
    values: dict[str, Any] = {}
    for place, key in columns.items():
        cell = row.at(place)
        if not cell.text or key in {CHECK, AUTHORS} or key.startswith("author_"):
            continue
        if key == "first_applied_on":
            values[key] = _plain(cell, "day")
        elif key == "saved_vnd":
            values[key] = int(cell.text)
        elif key in LISTS:
            known = {str(title): value for value, title in LISTS[key].items()}
            values[key] = known.get(cell.text, cell.text)
        else:
            values[key] = cell.text
    values["authors"] = _authors(row, columns)
    return {key: value for key, value in values.items() if key != CODE or value}


def _authors(row: Row, columns: dict[int, str]) -> list[dict[str, str]]:
    places = {key: place for place, key in columns.items()}
    names = row.at(places[AUTHORS]).text.split("\n") if AUTHORS in places else []
    found = [{"full_name": name, "share": "0"} for name in names]
    for name in AUTHOR_FIELDS:
        place = places.get(f"author_{name}")
        text = row.at(place).text if place is not None else ""
        if not text:
            continue
        for one, value in zip(found, text.split("\n"), strict=False):
            if name == "share":
                one[name] = str(parse_decimal(value))
            elif name == "born":
                one[name] = parse_birth(value) if value else ""
            else:
                one[name] = value
    return found
