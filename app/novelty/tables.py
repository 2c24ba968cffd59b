"""CSV in and out for measuring likeness from the command line: all of it or nothing."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.kernel.out_files import unfit, why
from app.kernel.text import T, Text

csv.field_size_limit(50_000_000)


class BadTable(Exception):
    """The file cannot be used; the message is one sentence for the person at the keyboard."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows with these columns, in their order; other columns are not looked at.

    UTF-8 with or without a byte order mark, texts over several lines in quotes. Raises `BadTable`
    when the file is missing, not UTF-8, not CSV, lacks a column or has it twice, has a row of
    another length, or an id twice or empty.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise BadTable(T("Không đọc được tệp %(path)s: %(why)s", path=path,
                         why=why(fault))) from None  # fmt: skip
    except UnicodeDecodeError as fault:
        raise BadTable(T("Tệp %(path)s không phải UTF-8 (byte thứ %(n)s)", path=path,
                         n=fault.start + 1)) from None  # fmt: skip
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise BadTable(T("Tệp %(path)s không phải CSV hợp lệ: %(why)s", path=path,
                         why=fault)) from None  # fmt: skip
    return _checked(path, rows, columns)


def _checked(path: Path, rows: list[list[str]], columns: Sequence[str]) -> list[dict[str, str]]:
    header = [name.strip() for name in rows[0]] if rows else []
    missing = [name for name in columns if name not in header]
    if missing:
        raise BadTable(T("Tệp %(path)s thiếu cột %(names)s; dòng đầu phải có %(wanted)s", path=path,
                         names=", ".join(missing), wanted=",".join(columns)))  # fmt: skip
    twice = [name for name in columns if header.count(name) > 1]
    if twice:
        raise BadTable(T("Tệp %(path)s có cột %(names)s hai lần", path=path,
                         names=", ".join(twice)))  # fmt: skip
    places = [header.index(name) for name in columns]
    found: list[dict[str, str]] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows[1:], start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            raise BadTable(T("Tệp %(path)s, dòng dữ liệu thứ %(n)s có %(has)s cột, cần %(want)s",
                             path=path, n=number - 1, has=len(cells),
                             want=len(header)))  # fmt: skip
        row = {name: cells[place] for name, place in zip(columns, places, strict=True)}
        _check_id(path, number - 1, row["id"], seen)
        found.append(row)
    return found


def _check_id(path: Path, number: int, key: str, seen: set[str]) -> None:
    if not key.strip():
        raise BadTable(T("Tệp %(path)s, dòng dữ liệu thứ %(n)s không có id", path=path, n=number))
    if key in seen:
        raise BadTable(T("Tệp %(path)s có id “%(id)s” hai lần", path=path, id=key))
    seen.add(key)


def write_rows(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]],
    sources: Iterable[Path] = (),
) -> None:  # fmt: skip
    """Write the whole file under a temporary name beside it, then rename: never half of it.

    It takes the place of none of the `sources`.
    """
    handle = name = None
    try:
        if problem := unfit(path, sources):
            raise BadTable(T("Không ghi được tệp %(path)s: %(why)s", path=path, why=problem))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as fault:
        if name:
            Path(name).unlink(missing_ok=True)
        raise BadTable(T("Không ghi được tệp %(path)s: %(why)s", path=path,
                         why=why(fault))) from None  # fmt: skip
