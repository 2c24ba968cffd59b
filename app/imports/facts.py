"""What a whole column tells about each of its cells, counted while the file is read."""

import re
from collections.abc import Mapping
from typing import Any

from app.imports.cells import Cell, Kind
from app.imports.legacy import Encoding, read
from app.imports.values import Column

_DAY = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*\d{2,4}\s*")


class Facts:
    """Counts by column; `stored` and `Facts(stored)` carry them between steps."""

    def __init__(self, stored: Mapping[str, Mapping[str, int]] | None = None) -> None:
        self._counts: dict[str, dict[str, int]] = {
            key: dict(counts) for key, counts in (stored or {}).items()
        }

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return self._counts

    def see(self, column: int, cell: Cell) -> None:
        """Count one cell."""
        counts = self._counts.setdefault(str(column), {})
        if cell.kind is Kind.DAY:
            _more(counts, "days")
            if int(cell.text[8:10]) > 12:
                _more(counts, "late_days")
        elif cell.kind is Kind.TEXT:
            self._see_text(counts, cell)

    def _see_text(self, counts: dict[str, int], cell: Cell) -> None:
        text = cell.text.strip()
        day = _DAY.fullmatch(text)
        if day:
            _more(counts, "text_days")
            if int(day[2]) > 12:
                _more(counts, "month_first")
            elif int(day[1]) > 12:
                _more(counts, "late_text_days")
        elif text.isdecimal() and text.startswith("0"):
            counts["width"] = max(counts.get("width", 0), len(text))
        reading = read(cell.text, cell.font)
        if reading.converted and reading.sure:
            _more(counts, str(reading.encoding))

    def column(self, column: int, scale: int = 1) -> Column:
        """What to know when a cell of this column is read."""
        counts = self._counts.get(str(column), {})
        swapped = bool(
            counts.get("days") and counts.get("late_text_days") and not counts.get("late_days")
            and counts.get("text_days") == counts.get("late_text_days")
        )  # fmt: skip
        return Column(bool(counts.get("month_first")), swapped, counts.get("width", 0), scale)

    def encoding(self, column: int) -> Encoding:
        """The old encoding that the column, or else the sheet, holds; Unicode for none."""
        for counts in (self._counts.get(str(column), {}), self._whole()):
            found = {name: counts.get(name, 0) for name in (Encoding.TCVN3, Encoding.VNI)}
            name = max(found, key=lambda one: found[one])
            if found[name]:
                return name
        return Encoding.UNICODE

    @property
    def legacy(self) -> bool:
        """Whether any cell of the sheet was surely in an old encoding."""
        whole = self._whole()
        return bool(whole.get(Encoding.TCVN3) or whole.get(Encoding.VNI))

    def _whole(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for counts in self._counts.values():
            for name in (Encoding.TCVN3, Encoding.VNI):
                found[name] = found.get(name, 0) + counts.get(name, 0)
        return found


def _more(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
