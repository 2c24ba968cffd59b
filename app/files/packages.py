"""DOCX, XLSX, PPTX: a whole and honest package that starts nothing and loads nothing.

Every entry is unpacked here, block by block and thrown away, so that what a size says is
compared with what there is.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.files.contents import TYPES, Look
from app.files.reasons import BOMB, DAMAGED, EMBEDDED, LOCKED, MACRO, TWO_THINGS, WRONG
from app.kernel.text import Text

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFFICE_PARTS = {
    ".docx": ("word/document.xml", f"{_WORD}.main+xml", _WORD),
    ".xlsx": ("xl/workbook.xml", f"{_SHEET}.main+xml", _SHEET),
    ".pptx": ("ppt/presentation.xml", f"{_SLIDES}.main+xml", _SLIDES),
}
"""Suffix: the part that must be there, the type it must have inside, the media type."""

MAX_PARTS, MAX_UNPACKED, MAX_RATIO, MAX_DEPTH = 2000, 200 << 20, 200, 2
SMALL = 1 << 20  # below this size a high ratio harms nobody: an empty sheet packs well
BLOCK = 1 << 18
_MACRO = re.compile(r"(?:^|/)(?:vba[^/]*\.(?:bin|xml)|macrosheets/|activex/)", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\.(?:exe|dll|scr|com|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|lnk|msi|jar|html?|xhtml|mht|chm|iso)$",
    re.IGNORECASE,
)
_END_LENGTH, _LOCAL_LENGTH = 22, 30
Entry = zipfile.ZipInfo


@dataclass(slots=True)
class _Load:
    """What may still be unpacked, packages inside packages included."""

    left: int = MAX_UNPACKED
    depth: int = 0


def package_problem(stream: BinaryIO, suffix: str = "", load: _Load | None = None) -> Text | None:
    """None for an acceptable package; without `suffix`, one inside another."""
    load = load or _Load()
    load.depth += 1
    if load.depth > MAX_DEPTH:
        return BOMB
    problem = _package_problem(stream, suffix, load)
    load.depth -= 1
    return problem


def _package_problem(stream: BinaryIO, suffix: str, load: _Load) -> Text | None:
    try:
        entries = _entries(stream)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
        return WRONG
    if entries is None:
        return TWO_THINGS
    names = {entry.filename for entry in entries}
    if TYPES not in names or (suffix and OFFICE_PARTS[suffix][0] not in names):
        return WRONG
    for step in (_names_problem, _sizes_problem, _layout_problem):
        if problem := step(entries):
            return problem
    return _contents_problem(stream, entries, suffix, load)


def _entries(stream: BinaryIO) -> list[Entry] | None:
    """The directory; None when something stands before or behind the package."""
    with zipfile.ZipFile(stream) as package:
        entries, comment = package.infolist(), package.comment
        stream.seek(-_END_LENGTH, 2)
        at_end = stream.read(4) == b"PK\x05\x06"
    starts = min((entry.header_offset for entry in entries), default=0) == 0
    return entries if at_end and starts and not comment else None


def _names_problem(entries: Sequence[Entry]) -> Text | None:
    names = [entry.filename for entry in entries]
    if any(_MACRO.search(name) for name in names):
        return MACRO
    if any(_PROGRAM.search(name) for name in names):
        return EMBEDDED
    if len({name.lower() for name in names}) != len(names):
        return WRONG
    if any(not _is_plain(entry) for entry in entries):
        return WRONG
    return None


def _is_plain(entry: Entry) -> bool:
    """A relative name without steps upwards, of a file or a folder."""
    name = entry.orig_filename
    if name.startswith("/") or "\\" in name or "\0" in name or ":" in name:
        return False
    if stat.S_ISLNK(entry.external_attr >> 16):
        return False
    return ".." not in name.split("/")


def _sizes_problem(entries: Sequence[Entry]) -> Text | None:
    """What the directory itself says."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED:
        return BOMB
    return BOMB if unpacked > SMALL and unpacked / packed > MAX_RATIO else None


def _layout_problem(entries: Sequence[Entry]) -> Text | None:
    """Entries that share bytes make a small file unpack to anything."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return BOMB
        if entry.flag_bits & 0x1:
            return LOCKED
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            return WRONG
        end = entry.header_offset + _LOCAL_LENGTH + len(entry.orig_filename) + entry.compress_size
    return None


def _contents_problem(
    stream: BinaryIO, entries: Sequence[Entry], suffix: str, load: _Load
) -> Text | None:
    """What is really there, entry by entry."""
    main = OFFICE_PARTS[suffix][:2] if suffix else None
    for entry in entries:
        look = Look(entry.filename, main)
        try:
            problem = _entry_problem(stream, entry, look, load)
        except (zlib.error, struct.error, ValueError, OSError):
            return DAMAGED
        if problem is None and look.inner is not None:
            inside = package_problem(look.inner, load=load)
            problem = EMBEDDED if inside in {WRONG, TWO_THINGS} else inside
        if problem:
            return problem
    return None


def _entry_problem(stream: BinaryIO, entry: Entry, look: Look, load: _Load) -> Text | None:
    size = checksum = 0
    for block in _unpacked(stream, entry):
        size, checksum = size + len(block), zlib.crc32(block, checksum)
        load.left -= len(block)
        if size > entry.file_size or load.left < 0:
            return BOMB
        if problem := look.at(block):
            return problem
    if size != entry.file_size or checksum != entry.CRC:
        return DAMAGED
    return look.at_end()


def _unpacked(stream: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The content in blocks; ValueError when the entry is not what the directory says."""
    stream.seek(entry.header_offset)
    head = struct.unpack("<4s5H3I2H", stream.read(_LOCAL_LENGTH))
    name = stream.read(head[9]).decode("utf-8" if entry.flag_bits & 0x800 else "cp437")
    if head[0] != b"PK\x03\x04" or name != entry.orig_filename:
        raise ValueError("the entry and the directory do not agree")
    stream.seek(head[10], 1)
    yield from (_inflated if entry.compress_type else _stored)(stream, entry.compress_size)


def _stored(stream: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (block := stream.read(min(left, BLOCK))):
        left -= len(block)
        yield block


def _inflated(stream: BinaryIO, left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(stream, left):
        while packed:
            yield inflater.decompress(packed, BLOCK)
            packed = inflater.unconsumed_tail
    yield inflater.flush()
    if not inflater.eof or inflater.unused_data:
        raise ValueError("bytes that belong to no entry")
