"""The rows of an uploaded file, from any row on; remembered between steps of one worker.

A list cannot be entered in the middle: a worker that takes over reads past what is stored
already. The open file is kept for the next step, so going on costs nothing while it lives.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

from app.files.actions import storage
from app.imports import csv_reading, json_reading
from app.imports.cells import Row
from app.imports.workbook_reading import Damaged, Workbook, open_workbook

IN_MEMORY = 8 << 20


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet before its rows: name, whether hidden, its hidden columns."""

    name: str
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()


class OpenFile:
    """A file being read: `sheets`, then `following()` rows as (sheet, row) in order."""

    def __init__(self, file: BinaryIO, name: str, sha256: str = "") -> None:
        self.sha256, self.given = sha256, 0
        self._file = file
        self._book: Workbook | None = None
        self.eight_bit = False
        self._read = csv_reading.rows
        suffix = PurePath(name).suffix.lower()
        if suffix == ".json":
            self._read = json_reading.rows
            self.sheets = [SheetFacts("JSON")]
        elif suffix == ".csv":
            _text, self.eight_bit = csv_reading.decode(self._file.read())
            self._file.seek(0)
            self.sheets = [SheetFacts("CSV")]
        else:
            book = self._book = open_workbook(self._file)
            self.sheets = [
                SheetFacts(page.name, page.hidden, tuple(sorted(book.hidden_columns(page))))
                for page in book.pages
            ]
        self._rows = self._all()

    def _all(self) -> Iterator[tuple[int, Row]]:
        if self._book is None:
            for row in self._read(self._file):
                yield 0, row
            return
        for number, page in enumerate(self._book.pages):
            for row in self._book.rows(page):
                if any(cell.text or cell.formula for cell in row.cells.values()):
                    yield number, row

    def following(self, most: int) -> list[tuple[int, Row]]:
        """The next rows that hold anything; fewer than `most` only at the end."""
        found = []
        for one in self._rows:
            found.append(one)
            if len(found) == most:
                break
        self.given += len(found)
        return found

    def close(self) -> None:
        """Let the file go."""
        if self._book is not None:
            self._book.close()
        self._file.close()


def _seekable(sha256: str) -> BinaryIO:
    """The content where a package can be looked up in: stores over the network cannot seek."""
    source = storage().open(sha256)
    if source.seekable():
        return source
    with source:
        copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - kept open
        shutil.copyfileobj(source, copy)
    copy.seek(0)
    return cast("BinaryIO", copy)


_last: dict[int, OpenFile] = {}


def opened_at(import_id: int, sha256: str, name: str, given: int) -> OpenFile:
    """The file, `given` rows in. Raises `Damaged`."""
    file = _last.pop(import_id, None)
    if file is None or file.given != given or file.sha256 != sha256:
        forget()
        if file is not None:
            file.close()
        file = OpenFile(_seekable(sha256), name, sha256)
        left = given
        while left and (passed := len(file.following(min(left, 1000)))):
            left -= passed
        if left:
            raise Damaged
    _last[import_id] = file
    return file


def forget() -> None:
    """Close what is open."""
    while _last:
        _last.popitem()[1].close()
