"""PDF: whole, and without commands that run by themselves.

Only what stands readable in the file is found: commands inside compressed objects are left to
the virus scanner and to the reader's sandbox (papers are never shown in our origin).
"""

import os
import re
from typing import BinaryIO

from app.files.reasons import DAMAGED, SCRIPT, TWO_THINGS
from app.files.searching import blocks
from app.kernel.text import Text

TAIL = 1024  # the end mark must stand in the last kilobyte, as readers expect
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(rb"/JavaScript[\s/(<\[]|/JS\s*[(<]|/Launch[\s/>]")
_ARCHIVE = re.compile(rb"PK\x03\x04|PK\x05\x06|\x7fELF|MZ\x90")


def pdf_problem(stream: BinaryIO) -> Text | None:
    """None for a whole PDF that starts nothing."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TAIL))
    _end, mark, after = stream.read(TAIL).rpartition(b"%%EOF")
    if not mark:
        return DAMAGED
    if _ARCHIVE.search(after):
        return TWO_THINGS
    if any(_RUNS.search(_plain(block)) for block in blocks(stream)):
        return SCRIPT
    return None


def _plain(block: bytes) -> bytes:
    """Names may be written with escapes: /J#61vaScript."""
    return _NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), block)
