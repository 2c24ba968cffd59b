"""A ZIP written member by member, so that a worker can stop and go on; no time, no computer in it.

What was written so far is known by its `Member`s; the directory at the end is made from them.
Word, PDF and Excel files are packed already and are stored as they are.
"""

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.vietnamese import clean_line

_DAY = 0x21  # 1980-01-01, the first day a ZIP can tell
_UTF8 = 0x0800
_STORED, _DEFLATED = 0, 8
_PACKED = (".docx", ".pdf", ".xlsx")
_UNIX_FILE = 0o100644 << 16
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
NAME_LIMIT = 60
"""Windows takes paths of 260 characters, with the folder into which people unpack."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file as written: sizes, checksum, SHA-256."""

    name: str
    size: int
    packed: int
    crc: int
    sha256: str


def packed(name: str, content: bytes) -> tuple[Member, bytes]:
    """The member and its bytes in the ZIP: head and data."""
    data = content if _method(name) == _STORED else _deflated(content)
    member = Member(name, len(content), len(data), zlib.crc32(content),
                    hashlib.sha256(content).hexdigest())  # fmt: skip
    return member, _head(member) + data


def directory(members: Sequence[Member]) -> bytes:
    """The end of the ZIP. The members stand in this order from its very beginning."""
    entries, start = [], 0
    for member in members:
        raw = member.name.encode()
        made_by = 3 << 8 | 20
        entries.append(struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", made_by, 20, _UTF8, _method(member.name), 0, _DAY,
            member.crc, member.packed, member.size, len(raw), 0, 0, 0, 0, _UNIX_FILE, start,
        ) + raw)  # fmt: skip
        start += len(_head(member)) + member.packed
    table = b"".join(entries)
    count = len(members)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(table), start, 0)
    return table + end


def safe_name(text: str) -> str:
    """A file or folder name that every system takes: no path, no control or turning signs.

    Windows forbids some signs, names of devices, and a point or blank at the end.
    """
    line = unicodedata.normalize("NFC", clean_line(text))
    plain = _FORBIDDEN.sub(" ", "".join(sign for sign in line if sign.isprintable()))
    short = " ".join(plain.split())[:NAME_LIMIT].strip(" .")
    # A sign cut in the middle of what it stands on would be another sign.
    while short and unicodedata.combining(short[-1]) and len(plain) > NAME_LIMIT:
        short = short[:-1]
    return f"Tệp {short}" if _DEVICES.fullmatch(short) else short or "Không tên"


def _method(name: str) -> int:
    return _STORED if name.endswith(_PACKED) else _DEFLATED


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _head(member: Member) -> bytes:
    raw = member.name.encode()
    return struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, _UTF8, _method(member.name), 0, _DAY, member.crc,
        member.packed, member.size, len(raw), 0,
    ) + raw  # fmt: skip
