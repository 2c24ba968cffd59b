"""Giấy khen and Giấy chứng nhận in Word and PDF: the same words, a page each, red and black."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT

from app.documents.docx_sheet import certificates_to_docx, commendations_to_docx
from app.documents.honours import Commendation
from app.documents.model import Signature
from app.documents.pdf_writer import certificates_to_pdf, commendations_to_pdf
from app.documents.qr import qr_png
from app.documents.sheet import CRIMSON
from tests.documents import samples
from tests.documents.reading import office_pdfs, page_texts

ONE = Commendation(
    decided_by="Chủ tịch Ủy ban nhân dân Quận 3",
    award="Giấy khen",
    holder="Trần Thị Ngọc Ánh",
    standing="Chuyên viên Phòng Kinh tế",
    achievement="Đã có giải pháp được công nhận năm 2026.",
    place="Quận 3",
    signature=Signature(("CHỦ TỊCH",), "Nguyễn Văn Mẫu"),
    decision_number="125/QĐ-UBND",
    decision_date=date(2026, 11, 20),
    book_number="07",
    issued_on=date(2026, 11, 20),
    qr_png=qr_png("https://sangkien.example/kiem-tra"),
    lookup_code="K7Q2-M4WX-9TRB",
)
LONG = replace(
    ONE,
    holder="Tập thể Trung tâm Phục vụ hành chính công và Chuyển đổi số cộng đồng " * 3,
    achievement="Đã hoàn thành xuất sắc nhiệm vụ, có nhiều sáng kiến. " * 40,
    award="Danh hiệu Lao động tiên tiến",
    gives="Tặng danh hiệu",
)
HOSTILE = replace(ONE, holder='A & <b> "x" {{ten}} #panic() =1+1 \\ $x$ Ân \x00\u202eB')
ORDER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3", "TẶNG", "GIẤY KHEN", "Trần Thị Ngọc Ánh",
    "Chuyên viên Phòng Kinh tế", "Đã có giải pháp được công nhận năm 2026.",
)  # fmt: skip
FOOT = (
    "Quyết định số: 125/QĐ-UBND, ngày 20 tháng 11 năm 2026", "Số sổ vàng: 07",
    "Mã tra cứu: K7Q2-M4WX-9TRB", "Quận 3, ngày 20 tháng 11 năm 2026", "Nguyễn Văn Mẫu",
)  # fmt: skip


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The Word files as LibreOffice prints them, beside our own PDF of the same."""
    folder: Path = tmp_path_factory.mktemp("sheets")
    honours, authors = [ONE, LONG, HOSTILE], [samples.certificate(), samples.certificate("Đỗ Ân")]
    made = office_pdfs(
        {"khen": commendations_to_docx(honours), "cn": certificates_to_docx(authors)}, folder
    )
    return made | {
        "khen-pdf": commendations_to_pdf(honours),
        "cn-pdf": certificates_to_pdf(authors),
    }


@pytest.mark.parametrize("name", ["khen", "khen-pdf"])
def test_a_commendation_says_each_line_in_order_on_one_page(
    printed: dict[str, bytes], name: str
) -> None:
    first, long, hostile = page_texts(printed[name])
    places = [first.index(words) for words in ORDER]

    assert all(one < following for one, following in pairwise(places))
    assert [words for words in FOOT if words not in first] == []
    assert "Nguyễn Văn Mẫu" in long
    assert long.count("Đã hoàn thành xuất sắc nhiệm vụ, có nhiều sáng kiến.") == 40
    assert 'A & <b> "x" {{ten}} #panic() =1+1 \\ $x$ Ân B' in hostile


@pytest.mark.parametrize("name", ["cn", "cn-pdf"])
def test_each_author_has_a_page_with_the_others_named(printed: dict[str, bytes], name: str) -> None:
    first, second = page_texts(printed[name])

    assert "Bà: Trần Thị Ngọc Ánh" in first
    assert "đồng tác giả (cùng với Lê Hoàng Đạt, Võ Quốc Thủy) của sáng kiến:" in first
    assert "Bà: Đỗ Ân" in second
    assert "Số vào sổ: 15" in second


@pytest.mark.parametrize("name", ["khen", "khen-pdf", "cn", "cn-pdf"])
def test_every_sheet_is_a_turned_a4_page(printed: dict[str, bytes], name: str) -> None:
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(printed[name])).pages]

    sizes = {(round(float(one.width)), round(float(one.height))) for one in boxes}
    assert sizes == {(842, 595)}


def test_in_word_who_decides_and_the_award_are_red_and_the_rest_is_black() -> None:
    document = docx.Document(io.BytesIO(commendations_to_docx([ONE])))
    runs = [
        run
        for row in document.tables[0].rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]

    red = {run.text for run in runs if str(run.font.color.rgb) == CRIMSON}
    assert red == {"CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3", "GIẤY KHEN"}
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert len(document.inline_shapes) == 1


def test_before_the_decision_number_and_day_are_room_to_write() -> None:
    open_one = replace(ONE, decision_number="", decision_date=None, issued_on=None,
                       book_number="", lookup_code="", qr_png=b"", year=2026)  # fmt: skip
    (text,) = page_texts(commendations_to_pdf([open_one]))

    assert "Quyết định số: , ngày tháng năm 2026" in " ".join(text.split())
    assert "Mã tra cứu" not in text


def test_the_same_data_give_the_same_bytes_and_nothing_gives_no_paper() -> None:
    assert commendations_to_docx([ONE, LONG]) == commendations_to_docx([ONE, LONG])
    assert commendations_to_pdf([ONE]) == commendations_to_pdf([ONE])
    for make in (commendations_to_docx, commendations_to_pdf):
        with pytest.raises(ValueError, match="no commendation"):
            make([])
    with pytest.raises(ValueError, match="no certificate"):
        certificates_to_docx([])
    with pytest.raises(ValueError, match="names who"):
        replace(ONE, holder=" ")
