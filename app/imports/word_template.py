"""The application form of Thông tư 18/2013/TT-BKHCN, Phụ lục I, as a Word file to fill in."""

import io
from collections.abc import Mapping, Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

AUTHOR_HEAD = ("Số TT", "Họ và tên", "Ngày tháng năm sinh", "Nơi công tác (hoặc nơi thường trú)",
               "Chức danh", "Trình độ chuyên môn",
               "Tỷ lệ (%) đóng góp vào việc tạo ra sáng kiến")  # fmt: skip
HELPER_HEAD = ("Số TT", "Họ và tên", "Ngày tháng năm sinh", "Nơi công tác (hoặc nơi thường trú)",
               "Chức danh", "Trình độ chuyên môn", "Nội dung công việc hỗ trợ")  # fmt: skip
LINES = (
    ("title", "Là tác giả (nhóm tác giả) đề nghị xét công nhận sáng kiến"),
    ("investor", "Chủ đầu tư tạo ra sáng kiến (trường hợp tác giả không đồng thời là chủ đầu tư)"),
    ("sector", "Lĩnh vực áp dụng sáng kiến"),
    ("first_applied_on", "Ngày sáng kiến được áp dụng lần đầu hoặc áp dụng thử (ghi ngày nào sớm "
                         "hơn)"),
    ("solution", "Mô tả bản chất của sáng kiến"),
    ("problem", "Tình trạng giải pháp đã biết"),
    ("novelty", "Tính mới, tính sáng tạo"),
    ("application", "Khả năng áp dụng của sáng kiến"),
    ("confidential", "Những thông tin cần được bảo mật (nếu có)"),
    ("conditions", "Các điều kiện cần thiết để áp dụng sáng kiến"),
    ("effect", "Đánh giá lợi ích thu được hoặc dự kiến có thể thu được do áp dụng sáng kiến theo ý "
               "kiến của tác giả"),
    ("effect_by_others", "Đánh giá lợi ích thu được hoặc dự kiến có thể thu được do áp dụng sáng "
                         "kiến theo ý kiến của tổ chức, cá nhân đã tham gia áp dụng sáng kiến lần "
                         "đầu, kể cả áp dụng thử (nếu có)"),
)  # fmt: skip
BLANK = "…" * 20


def application(
    texts: Mapping[str, str] | None = None, authors: Sequence[Sequence[str]] = (),
    participants: Sequence[Sequence[str]] = (), to: str = "",
) -> bytes:  # fmt: skip
    """The form, empty or filled; rows give the columns after the number."""
    paper = Document()
    _prepare(paper)
    given = texts or {}
    _middle(paper, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _middle(paper, "Độc lập - Tự do - Hạnh phúc", bold=True)
    _middle(paper, "")
    _middle(paper, "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN", bold=True)
    _middle(paper, f"Kính gửi: {to or BLANK}")
    paper.add_paragraph("Tôi (chúng tôi) ghi tên dưới đây:")
    _table(paper, AUTHOR_HEAD, authors or [()] * 3)
    for name, label in LINES:
        lines = (given.get(name) or ("" if given else BLANK)).split("\n")
        paper.add_paragraph(f"- {label}: {lines[0]}" if name != "title" else f"{label}: {lines[0]}")
        for line in lines[1:]:
            paper.add_paragraph(line)
    paper.add_paragraph("- Danh sách những người đã tham gia áp dụng thử hoặc áp dụng sáng kiến "
                        "lần đầu (nếu có):")  # fmt: skip
    _table(paper, HELPER_HEAD, participants or [()] * 2)
    paper.add_paragraph("Tôi (chúng tôi) xin cam đoan mọi thông tin nêu trong đơn là trung thực, "
                        "đúng sự thật và hoàn toàn chịu trách nhiệm trước pháp luật.")  # fmt: skip
    closing = paper.add_paragraph(
        "…………, ngày … tháng … năm ……\nNgười nộp đơn\n(Ký và ghi rõ họ tên)"
    )
    closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _prepare(paper: Paper) -> None:
    paper.core_properties.author = ""
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(3), Cm(1.5)
    page.top_margin = page.bottom_margin = Cm(2)


def _middle(paper: Paper, text: str, *, bold: bool = False) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _table(paper: Paper, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    for number, row in enumerate(rows, start=1):
        cells = table.add_row().cells
        for cell, text in zip(cells, (str(number), *row), strict=False):
            cell.text = text
    paper.add_paragraph()
