"""DOCX as LibreOffice prints it, and PDF as Typst sets it: the same words, nothing lost."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

from app.documents.checker import check_docx
from app.documents.docx_writer import to_docx
from app.documents.fonts import font_dirs, papers_font
from app.documents.model import AdministrativeDocument, Column, Paragraph, Row, Signature, Table
from app.documents.pdf_writer import certificates_to_pdf, to_pdf
from tests.documents import samples
from tests.documents.reading import office_pdfs, page_texts

HOSTILE = "<b>&\"'#$\\ {{7*7}} @ref *đậm* _nghiêng_ `mã` // /* ~ [a] =1+1 %(n)s {n}"
LONG_NAME = "n" * 5000
DECOMPOSED = unicodedata.normalize("NFD", "Nguyễn Thị Hòa Bình")

PAPERS: dict[str, Callable[[], AdministrativeDocument]] = {
    "submission": lambda: samples.submission(
        samples.author_annex(30, landscape=False, number=1, issued=True),
        samples.author_annex(30, landscape=True, number=2, issued=True),
        issued=True,
    ),
    "draft submission": samples.submission,
    "submission that ends with a table": lambda: samples.submission(
        body=(samples.author_table(3),)
    ),
    "decision": samples.recognition_decision,
    "report": samples.plan_report,
    "minutes": samples.minutes,
    "letter": samples.urging_letter,
    "application": samples.application,
    "letter about a day": lambda: replace(
        samples.urging_letter(), abstract="gửi báo cáo trước ngày 15 tháng 6 năm 2026"
    ),
    "submission with a signed annex": lambda: samples.submission(
        replace(
            samples.author_annex(3, landscape=False),
            body=(two_line_table(), Paragraph("Hết danh sách.")),
            signature=Signature(("NGƯỜI LẬP DANH SÁCH",), "Trần Thị Ví Dụ"),
        )
    ),
    "hostile": lambda: hostile_submission(),
}


def two_line_table() -> Table:
    return Table((Column("Tác giả"),), (Row(("Lê Hoàng Đạt\nVõ Quốc Thủy",)),))


def hostile_submission() -> AdministrativeDocument:
    table = Table(
        (Column(HOSTILE), Column("Tên")), (Row((HOSTILE, LONG_NAME)), Row((DECOMPOSED, "")))
    )
    return samples.submission(body=(Paragraph(HOSTILE), table, Paragraph("Hết.")))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The pages that LibreOffice makes of the Word files."""
    folder: Path = tmp_path_factory.mktemp("office")
    chosen = ("submission", "decision", "hostile", "minutes", "submission with a signed annex")
    pdfs = office_pdfs({name: to_docx(PAPERS[name]()) for name in chosen}, folder)
    return {name: page_texts(pdf) for name, pdf in pdfs.items()}


@pytest.fixture(params=["office", "typst"])
def pages(
    request: pytest.FixtureRequest, printed: dict[str, list[str]]
) -> Callable[[str], list[str]]:
    if request.param == "office":
        return lambda name: printed[name]
    return lambda name: page_texts(to_pdf(PAPERS[name]()))


def test_a_submission_has_its_lines_on_paper(pages: Callable[[str], list[str]]) -> None:
    first, *annexes = pages("submission")

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/TTr-UBND",
        "Quận 3, ngày 05 tháng 02 năm 2026",
        "Kính gửi: Chủ tịch Ủy ban nhân dân Thành phố Hồ Chí Minh",
        f"{samples.LAW};",
        "I. KẾT QUẢ TIẾP NHẬN VÀ CHẤM ĐIỂM",
        "đ) Không có hồ sơ bị khiếu nại.",
        "quyết định./.",
        "- Như trên;",
        "- Lưu: VT, KT (03).",
        "TM. ỦY BAN NHÂN DÂN",
    ):
        assert words in first
    assert [page.split(" ")[0] for page in annexes] == ["Phụ", "2", "Phụ", "2", "3"]
    assert all("Họ và tên" in page for page in annexes)
    assert annexes[-1].endswith("Danh sách này có 30 người được đề nghị./.")


def test_a_decision_reads_as_the_form_wants(pages: Callable[[str], list[str]]) -> None:
    (page,) = pages("decision")
    order = [
        "QUYẾT ĐỊNH Về việc công nhận sáng kiến năm 2026 CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3",
        "Theo đề nghị của Trưởng phòng Nội vụ Quận 3 tại Tờ trình số 12/TTr-NV.",
        "QUYẾT ĐỊNH: Điều 1. Công nhận",
        "Điều 4.",
        "thi hành Quyết định này./.",
    ]

    places = [page.index(words) for words in order]

    assert places == sorted(places)
    assert "Kính gửi" not in page


def test_the_number_of_a_document_is_never_torn(tmp_path: Path) -> None:
    """Wherever the line ends: "52/KH-UBND-KT" stands on one line, and is found as it was typed."""
    number, ends = "52/KH-UBND-KT", range(20, 60)
    paper = samples.submission(
        body=tuple(Paragraph("n " * before + f"theo {number} của Quận 3.") for before in ends)
    )
    made = to_docx(paper)

    pdfs = [office_pdfs({"word": made}, tmp_path)["word"], to_pdf(paper)]

    words = "".join(part.text for part in docx.Document(io.BytesIO(made)).paragraphs)
    assert words.count(number) == len(ends)
    for pdf in pdfs:
        pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        # LibreOffice sets letters apart one by one: a blank there is no blank on paper.
        lines = "\n".join(pages).replace(" ", "").replace("\u2011", "-")
        assert lines.count(number) == len(ends)


def test_minutes_have_two_signatures_and_no_place(pages: Callable[[str], list[str]]) -> None:
    (page,) = pages("minutes")

    assert page.index("THƯ KÝ") < page.index("CHỦ TỌA") < page.index("Nơi nhận:")
    assert "Mã kiểm tra nhật ký: 7f3a-21bc-90de" in page
    assert "Quận 3, ngày" not in page


def test_an_annex_may_be_signed_and_a_cell_may_have_two_lines(
    pages: Callable[[str], list[str]],
) -> None:
    annex = pages("submission with a signed annex")[1]

    assert "Tác giả Lê Hoàng Đạt Võ Quốc Thủy Hết danh sách./. NGƯỜI LẬP DANH SÁCH" in annex
    assert annex.endswith("Trần Thị Ví Dụ")


def test_whatever_is_typed_is_printed_as_it_was_typed(pages: Callable[[str], list[str]]) -> None:
    text = " ".join(pages("hostile"))

    assert text.count(HOSTILE) >= 1
    assert len(re.findall("n", text)) >= len(LONG_NAME)
    assert max(len(run) for run in re.findall("n+", text)) < len(LONG_NAME)
    assert "Nguyễn Thị Hòa Bình" in text


@pytest.mark.parametrize("name", PAPERS)
def test_every_kind_of_paper_passes_the_layout_check(name: str) -> None:
    assert check_docx(to_docx(PAPERS[name]())) == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_data_gives_the_same_bytes(name: str) -> None:
    assert to_docx(PAPERS[name]()) == to_docx(PAPERS[name]())
    assert to_pdf(PAPERS[name]()) == to_pdf(PAPERS[name]())


def test_a_list_of_two_hundred_keeps_everybody_in_both_formats() -> None:
    document = samples.submission(samples.author_annex(200, landscape=True))
    numbers = [str(number) for number in range(1, 201)]

    table = docx.Document(io.BytesIO(to_docx(document))).tables[-1]
    shown = [row[0].text for row in _cells(table) if row[0].text.isdecimal()]
    pdf = page_texts(to_pdf(document))

    assert shown == numbers
    assert [n for n in range(1, 201) if not re.search(rf"\b{n} \w+ ", " ".join(pdf))] == []
    assert all("Họ và tên" in page for page in pdf[1:])


def _cells(table: docx.table.Table) -> list[list[docx.table._Cell]]:
    """Rows of cells, read once: python-docx looks a whole table up for each cell asked for."""
    cells, width = table._cells, len(table.columns)
    return [cells[start : start + width] for start in range(0, len(cells), width)]


@pytest.mark.parametrize("lines", range(14, 30))
def test_a_pdf_signature_never_stands_alone_on_a_page(lines: int) -> None:
    texts = tuple(Paragraph(f"Dòng chữ để thử chỗ ngắt trang số {n}.") for n in range(lines))
    with_lines = page_texts(to_pdf(samples.submission(body=texts)))[-1]
    with_table = page_texts(to_pdf(samples.submission(body=(samples.author_table(lines),))))[-1]

    assert f"số {lines - 1}./." in with_lines
    assert "TM. ỦY BAN NHÂN DÂN" in with_lines
    assert f"{lines} người" in with_table
    assert "TM. ỦY BAN NHÂN DÂN" in with_table


def test_the_line_that_names_the_list_is_in_the_row_of_the_signature() -> None:
    document = replace(samples.submission(), trace="Theo danh sách số 03 đã chốt")

    closing = docx.Document(io.BytesIO(to_docx(document))).tables[-1]

    left, right = _cells(closing)[0]
    assert left.text.endswith("Theo danh sách số 03 đã chốt")
    assert "TM. ỦY BAN NHÂN DÂN" in right.text


def test_a_pdf_embeds_a_times_like_type_and_says_its_title() -> None:
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(PAPERS["decision"]())))
    fonts = {str(font) for page in reader.pages for font in _font_names(page)}

    assert reader.metadata is not None
    assert reader.metadata.title == "QUYẾT ĐỊNH Về việc công nhận sáng kiến năm 2026"
    assert all(re.search("Times|LiberationSerif|Tinos|NotoSerif", font) for font in fonts)


def _font_names(page: pypdf.PageObject) -> list[str]:
    resources: Any = page["/Resources"]
    return [font["/BaseFont"] for font in resources["/Font"].values()]


def test_the_document_fonts_are_found_on_this_computer() -> None:
    assert all(folder.is_dir() for folder in font_dirs())
    assert papers_font()


def test_a_word_file_says_who_issued_it_and_when() -> None:
    properties = docx.Document(io.BytesIO(to_docx(PAPERS["submission"]()))).core_properties

    assert properties.author == samples.ISSUER
    assert properties.created is not None
    assert properties.created.date() == date(2026, 2, 5)
    assert properties.language == "vi-VN"


def test_a_word_file_carries_no_time_of_the_computer() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(PAPERS["decision"]()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()


def test_certificates_are_printed_one_a_page_for_each_author() -> None:
    pdf = certificates_to_pdf(
        [samples.certificate(), samples.certificate(f"{HOSTILE} Lê Hoàng Đạt", issued=False)]
    )
    first, second = page_texts(pdf)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]

    assert float(page.mediabox.width) > float(page.mediabox.height)
    assert len(page.images) == 1
    for words in (
        "CHỨNG NHẬN",
        "Bà: Trần Thị Ngọc Ánh",
        "Đơn vị: Phòng Kinh tế Quận 3",
        "là đồng tác giả (cùng với Lê Hoàng Đạt, Võ Quốc Thủy) của sáng kiến:",
        "Quyết định số 125/QĐ-UBND ngày 20 tháng 11 năm 2026",
        "Quận 3, ngày 20 tháng 11 năm 2026",
        "Mã tra cứu: SK-2026-00123-A7",
        "Số vào sổ: 15",
    ):
        assert words in first
    assert f"{HOSTILE} Lê Hoàng Đạt" in second
    assert certificates_to_pdf([samples.certificate()]) == certificates_to_pdf(
        [samples.certificate()]
    )


def test_no_certificate_is_no_paper() -> None:
    with pytest.raises(ValueError, match="no certificate"):
        certificates_to_pdf([])
