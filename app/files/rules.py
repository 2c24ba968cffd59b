"""Which files are accepted: judged by content, never by the browser's word."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

OFFICE_PARTS = {
    ".docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ".xlsx": (
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ".pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
SIGNATURES = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PARTS, MAX_UNPACKED, MAX_RATIO = 2000, 300 << 20, 200
ACCEPTED = ", ".join(sorted({*OFFICE_PARTS, *SIGNATURES}))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a content was found to be."""

    media_type: str


def stored_name(raw: str | None) -> str:
    """The name people see: NFC, one line, without folders, at most 200 characters."""
    name = clean_line((raw or "").replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    name = "".join("_" if c in '<>:"|?*' else c for c in name)
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name[:200] or "tep"
    return f"{stem[:190] or 'tep'}.{suffix[:9]}"


def judge(stream: BinaryIO, name: str, size: int) -> FileFacts | Blocker:
    """Accept a content under this name, or say why not. Leaves the stream at its start."""
    suffix = Path(name).suffix.lower()
    head = stream.read(16)
    stream.seek(0)
    if size == 0:
        return Blocker("file", T("Tệp không có nội dung"))
    if suffix in OFFICE_PARTS:
        if head.startswith(OLE):
            return Blocker("file", T("Tệp đang đặt mật khẩu; gỡ mật khẩu rồi tải lại"))
        return _judge_office(stream, suffix)
    if suffix in SIGNATURES and head.startswith(SIGNATURES[suffix][0]):
        return FileFacts(SIGNATURES[suffix][1])
    return Blocker("file", T("Tệp phải có định dạng PDF, DOCX, XLSX, PPTX, JPG hoặc PNG"))


def _judge_office(stream: BinaryIO, suffix: str) -> FileFacts | Blocker:
    wrong = Blocker("file", T("Nội dung tệp không đúng với đuôi tên tệp; lưu lại rồi tải lên"))
    part, media_type = OFFICE_PARTS[suffix]
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return wrong
    finally:
        stream.seek(0)
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if part not in names or "[Content_Types].xml" not in names:
        return wrong
    if any(Path(entry).name.lower().startswith("vbaproject") for entry in names):
        return Blocker(
            "file", T("Tệp chứa macro nên không được nhận; lưu lại dưới dạng không có macro")
        )
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        return Blocker("file", T("Tệp nén quá mức nên không được nhận; lưu lại rồi tải lên"))
    return FileFacts(media_type)
