"""CSV in the ways it is met: any of three separators, UTF-8, UTF-16 or an 8-bit table.

The escape of our own exports is undone (`app.ideas.csv_escape`).
"""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from app.ideas.csv_escape import bare
from app.imports.cells import Cell, Kind, Row
from app.imports.workbook_reading import MOST_COLUMNS, Damaged

CELL_LIMIT = 1 << 20


def decode(content: bytes) -> tuple[str, bool]:
    """The text, and whether it had to be read as an 8-bit table (old encodings among them)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16"), False
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return content.decode("cp1252", "surrogateescape").translate(_C1), True


_C1 = {0xDC80 + code: 0x80 + code for code in range(0x80)}


def _strict(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as fault:
        raise Damaged from fault


def separator(text: str) -> str:
    """The sign that splits the first lines most evenly."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in ",;\t"}
    return max(counts, key=lambda sign: (counts[sign], -",;\t".index(sign)))


def rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows; raises `Damaged` for what is no text."""
    text, _eight_bit = decode(stream.read())
    if "\x00" in text:
        raise Damaged
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            cells = {
                place: Cell(Kind.TEXT, bare(value))
                for place, value in enumerate(values[:MOST_COLUMNS])
                if value
            }
            yield Row(number, cells)
    except csv.Error as fault:
        raise Damaged from fault
