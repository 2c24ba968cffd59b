"""Makes the PNG of a screenshot small: at most 256 colours, as a palette. Standard library only.

Screens are flat colours and the grey edges of letters, so colours that differ by less than the
eye sees share one place of the palette; the most frequent of them is the one that stays.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
Colour = tuple[int, int, int]


def smaller(png: bytes) -> bytes:
    """The same picture with a palette; takes 8-bit RGB or RGBA without interlacing."""
    chunks = list(_chunks(png))
    width, height, depth, kind, _c, _f, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in {2, 6} or interlaced:
        raise ValueError("only 8-bit RGB or RGBA without interlacing")
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    step = 3 if kind == 2 else 4
    rows = list(_unfiltered(data, width * step, step))
    pixels = [tuple(zip(row[0::step], row[1::step], row[2::step], strict=True)) for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    places, palette = _palette(counted)
    body = b"".join(b"\x00" + bytes([places[pixel] for pixel in row]) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", bytes(value for colour in palette for value in colour)),
             (b"IDAT", zlib.compress(body, 9)), (b"IEND", b""))  # fmt: skip
    return SIGNATURE + b"".join(_chunk(name, part) for name, part in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def _unfiltered(data: bytes, width: int, step: int) -> Iterator[bytes]:
    """The rows as they were before PNG's five filters (PNG specification, clause 9)."""
    above = bytes(width)
    for start in range(0, len(data), width + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + width])
        for at in range(width) if kind else ():
            left = row[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            row[at] = row[at] + _guess(kind, left, above[at], corner) & 0xFF
        above = bytes(row)
        yield above


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        near = left + up - corner
        return min((left, up, corner), key=lambda value: abs(near - value))
    return (0, left, up, (left + up) // 2)[kind]


def _palette(counted: Mapping[Colour, int]) -> tuple[dict[Colour, int], list[Colour]]:
    """For each colour its place, and the colours in their places."""
    kept: dict[Colour, Colour] = {}
    for colour in sorted(counted, key=lambda one: -counted[one]):
        kept.setdefault((colour[0] >> 3, colour[1] >> 3, colour[2] >> 3), colour)
    palette = list(kept.values())[:MOST]
    places: dict[Colour, int] = {}
    for colour in counted:
        r, g, b = colour
        places[colour] = min(
            range(len(palette)),
            key=lambda at: (
                (palette[at][0] - r) ** 2 + (palette[at][1] - g) ** 2 + (palette[at][2] - b) ** 2
            ),
        )
    return places, palette
