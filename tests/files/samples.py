"""Honest files of every accepted kind, made by code; the hostile ones are made from them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MAIN = {
    ".docx": ("word/document.xml", WORD),
    ".xlsx": ("xl/workbook.xml", SHEET),
    ".pptx": ("ppt/presentation.xml", SLIDES),
}
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OBJECT_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"


def types(suffix: str, main_type: str = "", more: str = "") -> bytes:
    """The list of types of a package."""
    part, usual = MAIN[suffix]
    return (
        '<?xml version="1.0"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type or usual}"/>{more}</Types>'
    ).encode()


def office(
    suffix: str = ".docx",
    more: Mapping[str, bytes] | None = None,
    *,
    without: str = "",
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A small package; `more` adds or replaces parts."""
    part, _type = MAIN[suffix]
    parts = {
        "[Content_Types].xml": types(suffix),
        "_rels/.rels": relations(("officeDocument", part, "")),
        part: b"<document>" + b"text " * 40 + b"</document>",
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in parts.items():
            if name != without:
                archive.writestr(name, content)
    return stream.getvalue()


def relations(*links: tuple[str, str, str]) -> bytes:
    """A list of relations: kind, target, mode."""
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for n, (kind, target, mode) in enumerate(links)
    )
    return (
        '<?xml version="1.0"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}'
        "</Relationships>"
    ).encode()


def with_relation(kind: str, target: str, mode: str = "External") -> bytes:
    """A text whose first relation is this one."""
    return office(more={"word/_rels/document.xml.rels": relations((kind, target, mode))})


def png(width: int = 8, height: int = 8, **saving: object) -> bytes:
    """A still picture."""
    return _saved("PNG", width, height, **saving)


def jpeg(width: int = 16, height: int = 16, **saving: object) -> bytes:
    """A photograph."""
    return _saved("JPEG", width, height, **saving)


def _saved(kind: str, width: int, height: int, **saving: object) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(stream, kind, **saving)
    return stream.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png_with(kind: bytes, content: bytes) -> bytes:
    """A picture with one more chunk behind its head."""
    whole = png()
    return whole[:33] + chunk(kind, content) + whole[33:]


def archive(**parts: bytes) -> bytes:
    """A plain ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("_", "."), content)
    return stream.getvalue()
