"""Which files are accepted: judged by content, never by the browser's word.

A file that is two things at once (a picture that is also an archive or a page) is refused when
that can be seen; what cannot be seen is harmless because downloads are attachments of a fixed
type, never pages of our origin.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.files.packages import OFFICE_PARTS, package_problem
from app.files.papers import pdf_problem
from app.files.pictures import jpeg_problem, png_problem
from app.files.reasons import EMPTY, KINDS, LOCKED, TWO_THINGS, WRONG
from app.files.searching import holds_foreign_structure
from app.kernel.refusals import Blocker
from app.kernel.text import Text
from app.kernel.vietnamese import clean_line

SIGNATURES = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
STRUCTURE: dict[str, Callable[[BinaryIO], Text | None]] = {
    "application/pdf": pdf_problem,
    "image/png": png_problem,
    "image/jpeg": jpeg_problem,
}
MEDIA_TYPES = frozenset(
    [*STRUCTURE, *(media_type for _part, _inside, media_type in OFFICE_PARTS.values())]
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAME_BYTES = 240  # file systems allow 255; browsers add " (1)" to a second download
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a content was found to be."""

    media_type: str


def stored_name(raw: str | None) -> str:
    """The name people see: NFC, one line, no folders, no name Windows reserves, ≤ 240 bytes."""
    name = clean_line((raw or "").replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    name = "".join("_" if c in '<>:"|?*' else c for c in name)
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return _cut(name, NAME_BYTES) or "tep"
    ending = _cut(suffix, 40)[:9]
    return f"{_cut(stem, NAME_BYTES - 41).rstrip('. ') or 'tep'}.{ending}"


def _cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, no letter torn."""
    return text.encode()[:most].decode(errors="ignore")


def judge(stream: BinaryIO, name: str, size: int) -> FileFacts | Blocker:
    """Accept a content under this name, or say why not. Leaves the stream at its start."""
    if size == 0:
        return Blocker("file", EMPTY)
    suffix = Path(name).suffix.lower()
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0)
    try:
        return _judge(stream, suffix, head)
    finally:
        stream.seek(0)


def _judge(stream: BinaryIO, suffix: str, head: bytes) -> FileFacts | Blocker:
    if suffix in OFFICE_PARTS:
        if head.startswith(OLE):
            return Blocker("file", LOCKED)
        problem = package_problem(stream, suffix)
        return Blocker("file", problem) if problem else FileFacts(OFFICE_PARTS[suffix][2])
    signature, media_type = SIGNATURES.get(suffix, (b"", ""))
    if not signature or not head.startswith(signature):
        return Blocker("file", KINDS if suffix not in SIGNATURES or _is_text(head) else WRONG)
    problem = STRUCTURE[media_type](stream)
    if problem is None and holds_foreign_structure(stream, media_type):
        problem = TWO_THINGS
    return Blocker("file", problem) if problem else FileFacts(media_type)


def _is_text(head: bytes) -> bool:
    return head.lstrip().startswith(b"<")
