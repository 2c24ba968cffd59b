"""JSON as our exports write it: a list of objects, one a dossier."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.imports.cells import Cell, Kind, Row
from app.imports.workbook_reading import MOST_COLUMNS, Damaged


def rows(stream: BinaryIO) -> Iterator[Row]:
    """A row of headings, then the objects; raises `Damaged` for any other JSON."""
    try:
        found = json.loads(stream.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise Damaged from fault
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Damaged
    headings: dict[str, int] = {}
    for one in found:
        for name in one:
            headings.setdefault(str(name), len(headings))
    if len(headings) > MOST_COLUMNS:
        raise Damaged
    yield Row(1, {place: Cell(Kind.TEXT, name) for name, place in headings.items()})
    for number, one in enumerate(found, start=2):
        cells = {headings[str(name)]: _cell(value) for name, value in one.items()}
        yield Row(number, {place: cell for place, cell in cells.items() if cell.text})


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell()
    if isinstance(value, bool):
        return Cell(Kind.TRUTH, "1" if value else "0")
    if isinstance(value, int):
        if abs(value) >= 10**30:
            raise Damaged
        return Cell(Kind.NUMBER, str(value))
    if isinstance(value, str):
        return Cell(Kind.TEXT, value)
    if isinstance(value, float):
        return Cell(Kind.TEXT, repr(value))
    raise Damaged
