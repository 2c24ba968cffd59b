"""Read the text of one stored content in a process of its own, within limits of the settings."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from app.finding.models import Reading
from app.kernel.vietnamese import clean
from config import Settings

KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
CHILD = Path(__file__).with_name("reading_child.py")
HEAD_SIZE = 8
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what a DOCX behind a password really is


def read_text(content: BinaryIO, media_type: str, settings: Settings) -> tuple[Reading, str]:
    """What came of it, and the text (cleaned, at most `SEARCH_FILE_CHARS` characters).

    Never raises for what is in the file: a bomb, a hang, a password, rubbish are answers.
    """
    kind = KINDS.get(media_type)
    if kind is None:
        return Reading.OTHER_KIND, ""
    head = content.read(HEAD_SIZE)
    content.seek(0)
    if head == _OLE:
        return Reading.LOCKED, ""
    printed = _asked_of_child(content, kind, settings)
    if printed is None:
        return Reading.TOO_MUCH, ""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        answer = json.loads(printed)
        text = clean(answer["text"])[: settings.search_file_chars]
        return Reading(answer["reading"]), text
    return Reading.BROKEN, ""


def _asked_of_child(content: BinaryIO, kind: str, settings: Settings) -> bytes | None:
    """What the child printed; None when it was ended for taking too much."""
    limits = (settings.search_file_chars, settings.search_file_seconds, settings.search_file_mb)
    command = [sys.executable, "-I", str(CHILD), kind, *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no word of the file in it
            command, input=content.read(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=2 * settings.search_file_seconds + 5, check=False, env={}, cwd=os.sep,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
