"""A paper made by another hand than ours: bare python-docx, formatting by styles, drawn lines."""

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
BODY = (
    "Thực hiện kế hoạch năm 2026, Phòng Nội vụ đã tiếp nhận và thẩm định hồ sơ của các đơn vị, "
    "cá nhân theo đúng trình tự, kính trình Ủy ban nhân dân Phường xem xét như sau:"
)
Put = Callable[..., Paragraph]


def foreign_paper(kind: str = "to_trinh") -> bytes:
    """A Tờ trình, Quyết định or công văn as a clerk with another program makes it; no fault."""
    document = docx.Document()
    _styles(document)
    _page(document)
    _head(document, letter=kind == "cong_van")
    {"to_trinh": _submission, "quyet_dinh": _decision, "cong_van": _letter}[kind](document)
    _signature(document, above=kind != "quyet_dinh")
    if kind == "to_trinh":
        _annex(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _styles(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.paragraph_format.space_after = Pt(0)
    for name, size, bold, italic, align in (
        ("Thân bài", 14, False, False, ALIGN.JUSTIFY), ("Giữa đậm", 14, True, False, ALIGN.CENTER),
        ("Căn cứ", 14, False, True, ALIGN.JUSTIFY), ("Nhỏ", 11, False, False, ALIGN.LEFT),
    ):  # fmt: skip
        made = document.styles.add_style(name, 1)
        made.base_style = normal
        made.font.size, made.font.bold, made.font.italic = Pt(size), bold, italic
        made.paragraph_format.alignment = align
        if align == ALIGN.JUSTIFY:
            made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(6)
            made.paragraph_format.first_line_indent = Mm(12.7)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = ALIGN.CENTER
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="28"/></w:rPr>'
        "<w:t>2</w:t></w:r></w:fldSimple>"
    )
    line._p.append(field)


def _put(cell: _Cell, words: str, size: float, align: ALIGN = ALIGN.CENTER, **font: bool) -> None:
    line = cell.paragraphs[0] if not cell.text else cell.add_paragraph()
    line.alignment = align
    run = line.add_run(words)
    run.font.size, run.font.bold = Pt(size), font.get("bold", False)
    run.font.italic = font.get("italic", False)
    if font.get("drawn"):
        _draw(line)


def _draw(line: Paragraph) -> None:
    run = line.add_run()
    run._r.append(OxmlElement("w:pict"))


def _whole(table: object) -> None:
    for row in table.rows:  # type: ignore[attr-defined]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _bare_table(document: Document) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    style = table._tbl.tblPr.find(qn("w:tblStyle"))
    if style is not None:
        table._tbl.tblPr.remove(style)
    _whole(table)
    return table.cell(0, 0), table.cell(0, 1)


def _head(document: Document, *, letter: bool) -> None:
    left, right = _bare_table(document)
    _put(left, "ỦY BAN NHÂN DÂN PHƯỜNG XUÂN", 13)
    _put(left, "PHÒNG NỘI VỤ", 13, bold=True, drawn=True)
    _put(left, "Số: 05/TTr-PNV", 13)
    if letter:
        _put(left, "V/v cử người dự họp", 12)
    _put(right, NATION, 13, bold=True)
    _put(right, MOTTO, 14, bold=True, drawn=True)
    _put(right, "Phường Xuân, ngày 05 tháng 01 năm 2026", 14, italic=True)


def _title(document: Document, kind: str, abstract: str) -> None:
    document.add_paragraph(kind, style="Giữa đậm")
    _draw(document.add_paragraph(abstract, style="Giữa đậm"))


def _submission(document: Document) -> None:
    _title(document, "TỜ TRÌNH", "Về việc đề nghị khen thưởng năm 2026")
    document.add_paragraph("Kính gửi:")
    document.add_paragraph("- Ủy ban nhân dân Phường;")
    document.add_paragraph("- Hội đồng Thi đua - Khen thưởng.")
    document.add_paragraph(
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;", style="Căn cứ"
    )
    document.add_paragraph(
        "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về "
        "thi đua, khen thưởng.", style="Căn cứ",
    )  # fmt: skip
    document.add_paragraph(BODY, style="Thân bài")
    for letter in "abcdđeg":
        document.add_paragraph(f"{letter}) Nội dung thứ {letter};", style="Thân bài")
    _last(document, "Kính đề nghị Ủy ban nhân dân Phường xem xét, quyết định./.")


def _decision(document: Document) -> None:
    _title(document, "QUYẾT ĐỊNH", "Về việc tặng Giấy khen")
    document.add_paragraph("TRƯỞNG PHÒNG NỘI VỤ", style="Giữa đậm")
    for words in (
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;",
        "Theo đề nghị của Tổ trưởng Tổ thi đua.",
    ):
        document.add_paragraph(words, style="Căn cứ")
    document.add_paragraph("QUYẾT ĐỊNH:", style="Giữa đậm")
    for number, words in enumerate(("Tặng Giấy khen cho 05 cá nhân.", "Thi hành./."), start=1):
        line = document.add_paragraph(style="Thân bài")
        line.add_run(f"Điều {number}. ").bold = True
        line.add_run(words)
    line.paragraph_format.keep_with_next = True


def _letter(document: Document) -> None:
    document.add_paragraph("Kính gửi: Ủy ban nhân dân Phường Xuân")
    document.add_paragraph(BODY, style="Thân bài")
    _last(document, "Trân trọng./.")


def _last(document: Document, words: str) -> None:
    document.add_paragraph(words, style="Thân bài").paragraph_format.keep_with_next = True


def _signature(document: Document, *, above: bool) -> None:
    left, right = _bare_table(document)
    _put(left, "Nơi nhận:", 12, ALIGN.LEFT, bold=True, italic=True)
    for words in (("- Như trên;",) if above else ()) + ("- Lưu: VT, NV.",):
        _put(left, words, 11, ALIGN.LEFT)
    _put(right, "TM. PHÒNG NỘI VỤ", 14, bold=True)
    _put(right, "TRƯỞNG PHÒNG", 14, bold=True)
    for _line in range(4):
        right.add_paragraph()
    _put(right, "Nguyễn Văn Mẫu", 14, bold=True)


def _annex(document: Document) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section._sectPr.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))
    document.add_paragraph("Phụ lục", style="Giữa đậm")
    document.add_paragraph("DANH SÁCH ĐỀ NGHỊ", style="Giữa đậm")
    related = document.add_paragraph(style="Giữa đậm")
    run = related.add_run("(Kèm theo Tờ trình của Phòng Nội vụ)")
    run.bold, run.italic = False, True
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    _whole(table)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, words in zip(table._cells, ("STT", "Họ và tên", "1", "Trần Thị Ngọc Ánh"),
                           strict=True):  # fmt: skip
        cell.text = words
    document.add_paragraph("Danh sách này có 01 cá nhân./.", style="Thân bài")
