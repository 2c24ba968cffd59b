"""Names of files are kept as people wrote them, as far as every system can hold them."""

import unicodedata

import pytest

from app.files.rules import NAME_BYTES, stored_name


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Đề án đô thị.pdf", "Đề án đô thị.pdf"),
        (unicodedata.normalize("NFD", "Đề án đô thị.pdf"), "Đề án đô thị.pdf"),
        ("..\\..\\etc\\passwd.pdf", "passwd.pdf"),
        ("../../x/Báo cáo.docx", "Báo cáo.docx"),
        ('<img src=x onerror="1">.pdf', "_img src=x onerror=_1__.pdf"),
        ("bao\u200bcao\u202efdp.docx", "baocaofdp.docx"),
        ("dòng một\r\nSet-Cookie: a.pdf", "dòng một Set-Cookie_ a.pdf"),
        ('a"; filename="evil.exe.pdf', "a_; filename=_evil.exe.pdf"),
        ("con.pdf", "_con.pdf"),
        ("Nul", "_Nul"),
        ("COM1.tar.docx", "_COM1.tar.docx"),
        ("console.pdf", "console.pdf"),
        ("nul.pdf\x00.exe", "_nul.pdf.exe"),
        ("a. .pdf", "a.pdf"),
        (".pdf", "pdf"),
        ("", "tep"),
        (None, "tep"),
    ],
)
def test_names_are_kept_as_people_wrote_them(raw: str | None, kept: str) -> None:
    assert stored_name(raw) == kept


@pytest.mark.parametrize("raw", ["ầ" * 5000 + ".pdf", "a" * 300, "ầ" * 300, "x." + "ầ" * 90])
def test_a_very_long_name_fits_every_file_system(raw: str) -> None:
    kept = stored_name(raw)

    assert 0 < len(kept.encode()) <= NAME_BYTES
    assert unicodedata.is_normalized("NFC", kept)


def test_a_long_name_keeps_its_ending() -> None:
    assert stored_name("ầ" * 5000 + ".pdf").endswith("ầ.pdf")
