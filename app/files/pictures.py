"""Pictures: really decoded by Pillow, within a number of pixels, one frame, nothing behind it."""

import os
import struct
import warnings
from typing import BinaryIO

from PIL import Image

from app.files.reasons import DAMAGED, MOVING, TOO_MANY_PIXELS, TWO_THINGS, WRONG
from app.kernel.text import Text

MAX_PIXELS = 80_000_000  # below Pillow's own alarm
MAX_CHUNKS = 100_000
_FAULTS = (OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError, TypeError)


def png_problem(stream: BinaryIO) -> Text | None:
    """None for a still PNG whose checksums are right and that ends where it says."""
    problem = _picture_problem(stream, "PNG")
    return problem or _png_tail_problem(stream)


def jpeg_problem(stream: BinaryIO) -> Text | None:
    """None for a JPEG that can be decoded to its end. Telephones put more frames behind it."""
    stream.seek(0)
    if stream.read(6)[4:] == b"/*":  # a first segment of 12,074 bytes: the head of a script
        return TWO_THINGS
    return _picture_problem(stream, "JPEG")


def _picture_problem(stream: BinaryIO, kind: str) -> Text | None:
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(stream, formats=[kind]) as image:
                if image.width * image.height > MAX_PIXELS:
                    return TOO_MANY_PIXELS
                if kind == "PNG" and getattr(image, "n_frames", 1) > 1:
                    return MOVING
                if kind == "PNG":
                    image.verify()
                else:
                    image.draft("L", (64, 64))  # an eighth of each side: little memory
                    image.load()
    except Image.DecompressionBombError:
        return TOO_MANY_PIXELS
    except _FAULTS:
        return DAMAGED
    return None


def _png_tail_problem(stream: BinaryIO) -> Text | None:
    """Bytes behind the end of a PNG are something else, or the rest of a cropped picture."""
    size = stream.seek(0, os.SEEK_END)
    place = 8
    for _chunk in range(MAX_CHUNKS):
        stream.seek(place)
        head = stream.read(8)
        if len(head) < 8:
            return DAMAGED
        length, kind = struct.unpack(">I4s", head)
        place += 12 + length
        if place > size:
            return DAMAGED
        if kind == b"IEND":
            return None if place == size else TWO_THINGS
    return WRONG
