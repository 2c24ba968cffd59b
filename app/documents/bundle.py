"""Several files as one ZIP, with a list of what is inside; the same files give the same bytes."""

import hashlib
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence

INDEX_NAME = "MUC_LUC.txt"
# ZIP keeps local times without a zone, from 1980 on; no file of ours has one worth keeping.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = str.maketrans(dict.fromkeys('\\:*?"<>|', "_"))


def zip_bundle(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The files in the order given, then MUC_LUC.txt: name, size in bytes and SHA-256 of each.

    Names are made NFC, so that they unpack readably on every system, and may hold folders
    ("Phụ lục/Danh sách.docx"). ValueError for a name that leaves its folder or occurs twice.
    """
    named = [(_safe_name(name), content) for name, content in files]
    twice = [name for name, times in Counter(name for name, _ in named).items() if times > 1]
    if twice or INDEX_NAME in dict(named):
        msg = f"names in a bundle must differ: {', '.join(twice) or INDEX_NAME}"
        raise ValueError(msg)
    return repacked([*named, (INDEX_NAME, _index(named).encode())])


def repacked(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of exactly these files, without times or anything else of the computer it ran on."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def _safe_name(name: str) -> str:
    """The name in NFC, with what Windows forbids replaced; "/" divides folders."""
    shown = unicodedata.normalize("NFC", name).translate(_FORBIDDEN)
    printable = "".join(letter for letter in shown if letter.isprintable())
    if not printable or any(part.strip() in {"", ".", ".."} for part in printable.split("/")):
        msg = f"not a file name: {name!r}"
        raise ValueError(msg)
    return printable


def _index(files: Sequence[tuple[str, bytes]]) -> str:
    lines = ["MỤC LỤC TỆP", "Tên tệp\tKích thước (byte)\tSHA-256"]
    lines += [
        f"{name}\t{len(content)}\t{hashlib.sha256(content).hexdigest()}" for name, content in files
    ]
    return "\r\n".join([*lines, f"Tổng số: {len(files)} tệp", ""])
