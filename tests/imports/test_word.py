"""Word applications: the filled form comes back, odd ones are told, hostile ones refused."""

import io
import zipfile
from decimal import Decimal

import pytest
from docx import Document

from app.imports.word_actions import recognise
from app.imports.word_reading import Confidence, NoApplication, read_application
from app.imports.word_template import application
from app.kernel.actor import Actor, Grant, Role

TEXTS = {
    "title": "Trợ lý đọc đơn tại quầy", "investor": "Ủy ban nhân dân Phường 9",
    "sector": "Hành chính công", "first_applied_on": "05/02/2026",
    "solution": "Đọc ảnh đơn.\nĐối chiếu danh mục: đủ hay thiếu.",
    "problem": "Người dân phải đi lại nhiều lần.", "novelty": "Chưa nơi nào làm.",
    "application": "Mọi phường.", "confidential": "Mật khẩu của hệ thống.",
    "conditions": "Máy quét.", "effect": "Giảm một nửa thời gian.",
    "effect_by_others": "Phường 1 đánh giá tốt.",
}  # fmt: skip
AUTHORS = (
    ("Trần Ngọc Ánh", "05/02/1985", "Phường 9", "Chuyên viên", "Thạc sĩ Luật", "60%"),
    ("Phạm Đình Ân", "1990", "Phường 9", "Công chức", "Cử nhân", "40"),
)
HELPERS = (("Lê Thị Bình", "1992", "Phường 1", "Nhân viên", "Cử nhân", "Nhập số liệu"),)


def test_the_filled_form_comes_back_identical() -> None:
    found = read_application(application(TEXTS, AUTHORS, HELPERS))
    assert {name: one.text for name, one in found.fields.items()} == TEXTS
    assert [(one.full_name, one.born, one.job_title, one.share) for one in found.authors] == [
        ("Trần Ngọc Ánh", "1985-02-05", "Chuyên viên", Decimal("60.00")),
        ("Phạm Đình Ân", "1990", "Công chức", Decimal("40.00")),
    ]
    assert [(one.full_name, one.support) for one in found.participants] == [
        ("Lê Thị Bình", "Nhập số liệu")
    ]
    assert found.author_notes == []
    assert found.fields["title"].confidence is Confidence.HIGH
    assert "Đối chiếu danh mục" in found.fields["solution"].passage


def test_the_empty_form_holds_nothing() -> None:
    with pytest.raises(NoApplication):
        read_application(application())


def test_other_labels_and_unsure_values_are_less_sure() -> None:
    paper = Document()
    for line in ("1. Tên sáng kiến: Sổ tay số", "2. Thời điểm áp dụng: quý II năm 2026",
                 "3. Hiệu quả: Tiết kiệm giấy", "4. Hiệu quả: Tiết kiệm mực"):  # fmt: skip
        paper.add_paragraph(line)
    found = read_application(_bytes(paper)).fields
    assert found["title"].confidence is Confidence.MEDIUM
    assert (found["first_applied_on"].text, found["first_applied_on"].confidence) == (
        "", Confidence.LOW,
    )  # fmt: skip
    assert found["effect"].text == "Tiết kiệm giấy\nTiết kiệm mực"
    assert found["effect"].confidence is Confidence.LOW


def test_the_readers_own_line_gets_their_address_and_no_other() -> None:
    me = Actor(7, "PHẠM ĐÌNH ÂN", "an@phuong9.example", grants=(Grant(Role.AUTHOR),))
    found = read_application(application(TEXTS, AUTHORS, HELPERS))
    recognise(found, me)
    assert [line.email for line in found.authors] == ["", "an@phuong9.example"]
    assert found.author_notes == []
    twice = read_application(application(TEXTS, (AUTHORS[1], AUTHORS[1])))
    recognise(twice, me)
    assert [line.email for line in twice.authors] == ["", ""]
    assert str(twice.author_notes[-1]).startswith("Tên của bạn (PHẠM ĐÌNH ÂN)")


def test_old_fonts_are_read_and_told() -> None:
    paper = Document()
    run = paper.add_paragraph().add_run("Tªn s¸ng kiÕn: Sæ tay ®iÖn tö")
    run.font.name = ".VnTime"
    found = read_application(_bytes(paper)).fields["title"]
    assert found.text == "Sổ tay điện tử"
    assert found.confidence is not Confidence.HIGH
    assert found.notes


def test_what_is_no_document_is_refused() -> None:
    for content in (b"", b"PK\x03\x04", b"%PDF-1.4", _bare_zip()):
        with pytest.raises(NoApplication):
            read_application(content)


def _bytes(paper: object) -> bytes:
    written = io.BytesIO()
    paper.save(written)  # type: ignore[attr-defined]
    return written.getvalue()


def _bare_zip() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("word/document.xml", "<!DOCTYPE x><x/>")
    return written.getvalue()
