"""Look for what must not be inside: another kind of file hidden in a picture or a paper."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

BLOCK, OVERLAP = 1 << 20, 64

_EVERYWHERE = (
    rb"<script[\s>]|<html[\s>]|<!doctype\s+html|<svg\s|<\?php|<iframe\s"
    rb"|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|This program cannot be run in DOS mode"
)
_IN_PDF = re.compile(_EVERYWHERE, re.IGNORECASE)
_IN_PICTURE = re.compile(_EVERYWHERE + rb"|%PDF-1", re.IGNORECASE)


def blocks(stream: BinaryIO, overlap: int = OVERLAP) -> Iterator[bytes]:
    """The whole content in blocks that overlap, so that no short word falls between two."""
    stream.seek(0)
    tail = b""
    while block := stream.read(BLOCK):
        yield tail + block
        tail = block[-overlap:]


def holds_foreign_structure(stream: BinaryIO, media_type: str) -> bool:
    """Whether an archive, a page, a script or a program is in here too."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        return True
    pattern = _IN_PDF if media_type == "application/pdf" else _IN_PICTURE
    return any(pattern.search(block) for block in blocks(stream))
