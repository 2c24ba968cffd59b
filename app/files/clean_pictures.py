"""Pictures without what was written about them: by whom, where, when, with which device.

The picture itself is not decoded: only the parts that draw it are copied, so that nothing is lost
and the same picture gives the same bytes. Imports nothing of the application: it also runs alone
(`cleaning_child`).
"""

import struct

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8"
# What draws the picture. Texts, times, EXIF and colour profiles (which name their maker) go.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB",
                       b"sBIT", b"bKGD", b"pHYs"})  # fmt: skip
_SOS, _EOI, _APP0, _APP1, _APP14, _COM = 0xDA, 0xD9, 0xE0, 0xE1, 0xEE, 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_ORIENTATION = 0x0112


def clean_picture(content: bytes) -> bytes:
    """The same picture; ValueError when it is neither a PNG nor a JPEG that can be followed."""
    if content.startswith(PNG_HEAD):
        return _clean_png(content)
    if content.startswith(JPEG_HEAD):
        return _clean_jpeg(content)
    raise ValueError("no picture of a known kind")


def _clean_png(content: bytes) -> bytes:
    kept, place = [PNG_HEAD], len(PNG_HEAD)
    while place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        end = place + 12 + length
        if end > len(content):
            break
        if kind in _PNG_KEPT:
            kept.append(content[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end
    raise ValueError("the picture does not end")


def _clean_jpeg(content: bytes) -> bytes:
    kept, place = [JPEG_HEAD], len(JPEG_HEAD)
    turned = 1
    while place + 2 <= len(content):
        if content[place] != 0xFF:
            raise ValueError("no marker where one must stand")
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == _EOI:
            # What stands behind the end (a telephone's second picture) is not of this picture.
            return b"".join([kept[0], _turned(turned), *kept[1:], b"\xff\xd9"])
        if marker in _ALONE:
            kept.append(content[place : place + 2])
            place += 2
            continue
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + length
        segment = content[place:end]
        if marker == _APP1:
            turned = _orientation(segment[4:]) or turned
        elif marker == _APP0:
            kept += [_plain_head(segment)] if segment[4:9] == b"JFIF\0" else []
        elif marker == _APP14 or not (_APP0 <= marker <= 0xEF or marker == _COM):
            kept.append(segment)
        place = end
        if marker == _SOS:
            place = _after_scan(content, place)
            kept.append(content[end:place])
    raise ValueError("the picture does not end")


def _plain_head(segment: bytes) -> bytes:
    """The JFIF head without its small picture."""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _after_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: at the next marker that is no filling and no restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise ValueError("the picture does not end")
        if content[place + 1] == 0 or 0xD0 <= content[place + 1] <= 0xD7:
            place += 2
            continue
        return place


def _orientation(exif: bytes) -> int:
    """How the picture is to be turned; 0 when that is not said. All else of EXIF is dropped."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    body = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(body[:2])
    if order is None or len(body) < 8:
        return 0
    (first,) = struct.unpack(f"{order}I", body[4:8])
    if first + 2 > len(body):
        return 0
    (count,) = struct.unpack(f"{order}H", body[first : first + 2])
    for number in range(min(count, 200)):
        at = first + 2 + 12 * number
        if at + 12 > len(body):
            return 0
        tag, kind, _many, value = struct.unpack(f"{order}HHIH", body[at : at + 10])
        if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
            return int(value)
    return 0


def _turned(orientation: int) -> bytes:
    """An EXIF part that says how the picture is turned and nothing else."""
    if orientation == 1:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
