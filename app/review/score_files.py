"""Tables as CSV text: read strictly with file and line, written with fixed decimals, all or none.

Numbers are written with a point; a decimal comma is refused, never guessed. Blank lines are left
out. Whole columns are read at once: 50,000 sheets take moments.
"""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from unicodedata import normalize

from app.kernel.out_files import unfit, why

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LARGEST = 1e9


class BadFile(Exception):
    """A file that cannot be used; the message says which line and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of a table by column, without blank lines; `path` is named in refusals."""

    path: Path
    cells: dict[str, list[str]]
    size: int

    def names(self, column: str) -> list[str]:
        """A column of names; none is empty. The two ways to write an accent are one name."""
        given = self.cells[column]
        known = {name: normalize("NFC", name) for name in set(given)}
        if "" in known:
            self.refuse(given.index(""), f"thiếu {column}")
        return list(map(known.__getitem__, given))

    def numbers(self, column: str, blank: float | None = None) -> list[float]:
        """A column of numbers; an empty cell is `blank`, and refused when that is None."""
        known = {} if blank is None else {"": blank}
        for text in set(self.cells[column]) - known.keys():
            if not _NUMBER.fullmatch(text) or abs(float(text)) > _LARGEST:
                self._refuse_number(column, text)
            known[text] = float(text)
        return list(map(known.__getitem__, self.cells[column]))

    def whole_numbers(self, column: str, blank: int | None = None) -> list[int]:
        """A column of whole numbers from 0 on."""
        found = self.numbers(column, blank)
        for index, value in enumerate(found):
            if value < 0 or value != int(value):
                self.refuse(index, f"cột {column}: cần số nguyên từ 0 trở lên")
        return [int(value) for value in found]

    def refuse(self, index: int, message: str) -> None:
        """Say what is wrong with the line that holds the cells at this index."""
        raise BadFile(f"{self.path.name}, dòng {_line_of(self.path, index)}: {message}")

    def _refuse_number(self, column: str, text: str) -> None:
        reason = f"“{text}” không phải số" if text else "thiếu số"
        if _NUMBER.fullmatch(text):
            reason = f"“{text}” quá lớn"
        elif "," in text:
            reason += " (dùng dấu chấm cho phần thập phân)"
        self.refuse(self.cells[column].index(text), f"cột {column}: {reason}")


def read_columns(path: Path, wanted: Sequence[str], optional: Sequence[str] = ()) -> Columns:
    """Read a CSV file with a head line; columns stand in any order.

    An optional column that the file lacks has empty cells.
    """
    text = _text(path)
    try:
        head, lines = _plain(text) if '"' not in text else _quoted(text)
    except csv.Error as problem:
        raise BadFile(f"{path.name}: CSV hỏng ({problem})") from None
    head = [normalize("NFC", cell).strip().lower() for cell in head]
    _check_head(path, head, wanted, optional)
    odd = next((i for i, width in enumerate(lines.widths) if width != len(head)), None)
    if odd is not None:
        raise BadFile(f"{path.name}, dòng {_line_of(path, odd)}: có {lines.widths[odd]} ô, cần "
                      f"{len(head)} ô như dòng đầu")  # fmt: skip
    cells = {name: list(map(str.strip, lines.flat[place :: len(head)]))
             for place, name in enumerate(head)}  # fmt: skip
    for name in (*wanted, *optional):
        cells.setdefault(name, [""] * len(lines.widths))
    return Columns(path, cells, len(lines.widths))


@dataclass(frozen=True, slots=True)
class _Lines:
    """All cells one after the other, and how many each line has; blank lines are left out."""

    flat: list[str]
    widths: list[int]


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{path.name}: tệp không phải UTF-8; lưu lại dạng CSV UTF-8") from None
    except OSError as problem:
        raise BadFile(f"{path.name}: không đọc được tệp ({why(problem)})") from None
    if "\x00" in text:
        raise BadFile(f"{path.name}: tệp có ký tự rỗng (NUL), không phải CSV")
    return text


def _plain(text: str) -> tuple[list[str], _Lines]:
    """A table without quotes, cut at once."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [line for line in lines[1:] if line.strip(", \t")]
    widths = [line.count(",") + 1 for line in filled]
    return lines[0].split(","), _Lines(",".join(filled).split(",") if filled else [], widths)


def _quoted(text: str) -> tuple[list[str], _Lines]:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    head = next(rows, [])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    return head, _Lines([cell for row in filled for cell in row], list(map(len, filled)))


def _line_of(path: Path, index: int) -> int:
    """The number in the file of the line that is the `index`-th one with cells, from 0."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        filled = (rows.line_num for row in rows if any(cell.strip() for cell in row))
        return next(number for place, number in enumerate(filled) if place == index)


def _check_head(
    path: Path, head: Sequence[str], wanted: Sequence[str], optional: Sequence[str]
) -> None:
    missing = [name for name in wanted if name not in head]
    strange = [name for name in head if name not in {*wanted, *optional}]
    if len(set(head)) < len(head):
        raise BadFile(f"{path.name}, dòng 1: có hai cột cùng tên")
    if missing:
        hint = "; ngăn cách các cột bằng dấu phẩy" if len(head) == 1 else ""
        raise BadFile(f"{path.name}, dòng 1: thiếu cột {', '.join(missing)}{hint}")
    if strange:
        known = ", ".join([*wanted, *optional])
        raise BadFile(f"{path.name}, dòng 1: không có cột “{strange[0]}”; các cột: {known}")


def write_tables(tables: Iterable[tuple[Path, Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Write all files or none: each is written beside its place and put there at the end."""
    ready: list[tuple[Path, Path]] = []
    try:
        for path, head, rows in tables:
            if problem := unfit(path):
                raise BadFile(f"không ghi được tệp {path}: {problem}")
            with NamedTemporaryFile(
                "w", encoding="utf-8", newline="", dir=path.parent, delete=False
            ) as file:
                ready.append((Path(file.name), path))
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(head)
                writer.writerows(rows)
            mask = os.umask(0)
            os.umask(mask)
            ready[-1][0].chmod(0o666 & ~mask)
        for temporary, path in ready:
            temporary.replace(path)
    except OSError as fault:
        raise BadFile(f"không ghi được tệp {path}: {why(fault)}") from None
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
