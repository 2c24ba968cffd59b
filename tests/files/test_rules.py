"""Files are judged by what they hold, not by what they are called."""

import io
import unicodedata
import zipfile

import pytest

from app.files.rules import FileFacts, judge, stored_name
from app.kernel.refusals import Blocker


def package(*names: str, filler: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, filler)
    return stream.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
GOOD = {
    "a.pdf": b"%PDF-1.7 ...", "A.PDF": b"%PDF-1.4", "b.png": b"\x89PNG\r\n\x1a\n....",
    "c.jpg": b"\xff\xd8\xff\xe0", "d.docx": DOCX,
    "e.xlsx": package("[Content_Types].xml", "xl/workbook.xml"),
}  # fmt: skip
BAD = {
    "page.pdf": (b"<html><script>alert(1)</script>", "định dạng"),
    "a.svg": (b"<svg onload=alert(1)>", "định dạng"),
    "a.html": (b"<html>", "định dạng"),
    "a.exe": (b"MZ", "định dạng"),
    "a": (b"%PDF-1.7", "định dạng"),
    "plain.docx": (b"not a zip", "không đúng với đuôi"),
    "only-types.docx": (package("[Content_Types].xml"), "không đúng với đuôi"),
    "sheet.docx": (package("[Content_Types].xml", "xl/workbook.xml"), "không đúng với đuôi"),
    "macro.docx": (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
                   "macro"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "mật khẩu"),
    "bomb.docx": (package("[Content_Types].xml", "word/document.xml", filler=b"0" * 20_000_000),
                  "nén quá mức"),
    "empty.pdf": (b"", "không có nội dung"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_these_are_accepted(name: str) -> None:
    assert isinstance(judge(io.BytesIO(GOOD[name]), name, len(GOOD[name])), FileFacts)


@pytest.mark.parametrize("name", BAD)
def test_these_are_refused_with_the_reason(name: str) -> None:
    content, reason = BAD[name]
    found = judge(io.BytesIO(content), name, len(content))

    assert isinstance(found, Blocker)
    assert reason in str(found.message)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Đề án đô thị.pdf", "Đề án đô thị.pdf"),
        (unicodedata.normalize("NFD", "Đề án đô thị.pdf"), "Đề án đô thị.pdf"),
        ("..\\..\\etc\\passwd.pdf", "passwd.pdf"),
        ("../../x/Báo cáo.docx", "Báo cáo.docx"),
        ('<img src=x onerror="1">.pdf', "_img src=x onerror=_1__.pdf"),
        ("", "tep"),
        (None, "tep"),
    ],
)
def test_names_are_kept_as_people_wrote_them(raw: str | None, kept: str) -> None:
    assert stored_name(raw) == kept


def test_a_very_long_name_keeps_its_ending() -> None:
    assert stored_name("ầ" * 5000 + ".pdf").endswith("ầ.pdf")
    assert len(stored_name("ầ" * 5000 + ".pdf")) <= 200
