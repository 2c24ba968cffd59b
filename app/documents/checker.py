"""Checks a Word file against the layout of administrative documents (NĐ 30/2020, Phụ lục I).

The writers are held against it in tests; the office can run it on a draft it has edited.
"""

from collections.abc import Iterator

from app.documents.check_closing import check_closing
from app.documents.check_head import check_head
from app.documents.check_text import check_text
from app.documents.check_words import check_wording
from app.documents.docx_package import FONT
from app.documents.docx_reading import Paper, SeenSection, read
from app.documents.findings import Fault, Finding, between, finding, sized
from app.kernel.text import T

_A4 = (210, 297)
_MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
_SIDES = {"top": T("trên"), "bottom": T("dưới"), "left": T("trái"), "right": T("phải")}
_BLACK = frozenset({"auto", "000000"})


def check_docx(content: bytes) -> list[Finding]:
    """Every fault found, in the order of the page; an empty list for a document in order.

    A line drawn with Word's drawing tools is taken as right: its length cannot be told for sure.
    """
    paper = read(content)
    if paper is None:
        return [Finding(Fault.FILE, T("Tệp không phải là văn bản Word (.docx) đọc được."))]
    checks = (_check_pages, _check_type, check_head, check_text, check_wording, check_closing)
    return [found for check in checks for found in check(paper)]


def _check_pages(paper: Paper) -> Iterator[Finding]:
    for place, section in enumerate(paper.sections):
        sides = sorted((section.width, section.height))
        if not all(between(*pair) for pair in zip(sides, _A4, _A4, strict=True)):
            yield finding(Fault.PAPER, T("Khổ giấy phải là A4 (210 mm x 297 mm)."))
        for side, (low, high) in _MARGINS.items():
            if not between(section.margins[side], low, high):
                yield finding(
                    Fault.MARGINS,
                    T(
                        "Lề %(side)s phải từ %(low)s mm đến %(high)s mm.",
                        side=_SIDES[side],
                        low=low,
                        high=high,
                    ),
                )
        yield from _check_page_number(section, first=place == 0)


def _check_page_number(section: SeenSection, *, first: bool) -> Iterator[Finding]:
    header = section.header
    if not section.has_page_number or header is None or header.align != "center":
        yield finding(Fault.PAGE_NUMBER, T("Số trang phải được đặt canh giữa ở lề trên."))
    elif not sized(header, 13, 14) or header.bold or header.italic:
        yield finding(Fault.PAGE_NUMBER, T("Số trang phải là chữ đứng, cỡ 13 đến 14."))
    if section.has_page_number and not section.first_differs:
        yield finding(Fault.PAGE_NUMBER, T("Không hiển thị số trang ở trang thứ nhất."))
    if not first and section.starts_at != "1":
        yield finding(Fault.PAGE_NUMBER, T("Số trang của phụ lục được đánh riêng, bắt đầu từ 1."))


def _check_type(paper: Paper) -> Iterator[Finding]:
    for one in paper.texts:
        if one.fonts - {FONT}:
            yield finding(Fault.FONT, T("Phông chữ phải là Times New Roman."), one)
        if one.colours - _BLACK:
            yield finding(Fault.COLOUR, T("Chữ phải là màu đen."), one)
