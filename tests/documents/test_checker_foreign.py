"""Papers by other hands are judged alike: a good one passes, each breakage is found by itself."""

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.documents.checker import check_docx
from app.documents.findings import Fault
from tests.documents.foreign import BODY, foreign_paper
from tests.documents.planting import (
    Edit,
    bare_header,
    drop,
    left_header,
    page,
    remove,
    retype,
    shape,
    style,
)
from tests.documents.reading import edited

KINDS = ("to_trinh", "quyet_dinh", "cong_van")
F = Fault


def loose(document: Document) -> None:
    for one in document.paragraphs:
        one.paragraph_format.keep_with_next = False


def unsigned_room(document: Document) -> None:
    cell = document.tables[1].cell(0, 1)
    for one in [one for one in cell.paragraphs if not one.text]:
        one._p.getparent().remove(one._p)


def style_size(name: str, size: float) -> Edit:
    def edit(document: Document) -> None:
        document.styles[name].font.size = Pt(size)

    return edit


def all_red(document: Document) -> None:
    document.styles["Thân bài"].element.get_or_add_rPr().get_or_add_color().set(
        qn("w:val"), "FF0000"
    )


def proposed_twice(document: Document) -> None:
    one = next(p for p in document.paragraphs if p.text.startswith("Theo đề nghị"))
    made = one.insert_paragraph_before("Theo đề nghị của Phòng Nội vụ;", one.style)
    assert made.text


def proposed_first(document: Document) -> None:
    one = next(p for p in document.paragraphs if p.text.startswith("Theo đề nghị"))
    first = next(p for p in document.paragraphs if p.text.startswith("Căn cứ"))
    one.text, first.text = first.text.rstrip(";") + ".", one.text.rstrip(".") + ";"


BROKEN: list[tuple[str, str, Edit, set[Fault]]] = [
    ("A5", "to_trinh", page(page_width=Mm(148), page_height=Mm(210)), {F.PAPER}),
    ("left margin", "to_trinh", page(left_margin=Mm(25)), {F.MARGINS}),
    ("bottom margin", "to_trinh", page(bottom_margin=Mm(10)), {F.MARGINS}),
    ("number on page 1", "cong_van", page(different_first_page_header_footer=False),
     {F.PAGE_NUMBER}),
    ("no page number", "to_trinh", bare_header, {F.PAGE_NUMBER}),
    ("page number left", "to_trinh", left_header, {F.PAGE_NUMBER}),
    ("Calibri", "to_trinh", style("Kính gửi", name="Calibri"), {F.FONT}),
    ("red", "to_trinh", all_red, {F.COLOUR}),
    ("nation small", "to_trinh", style("CỘNG HÒA", size=Pt(10)), {F.NATION}),
    ("motto bare", "to_trinh", style("Độc lập", bold=False), {F.MOTTO}),
    ("motto without line", "to_trinh", remove("w:pict", at=1), {F.HEAD_LINE}),
    ("issuer without line", "to_trinh", remove("w:pict"), {F.HEAD_LINE}),
    ("issuer in small letters", "to_trinh", retype("PHÒNG", "PHÒNG NỘI VỤ", "Phòng Nội vụ"),
     {F.ISSUER}),
    ("number", "to_trinh", retype("Số:", "05/", "5/"), {F.NUMBER}),
    ("number with blanks", "cong_van", retype("Số:", "/TTr-PNV", " / TTr-PNV"), {F.NUMBER}),
    ("place upright", "to_trinh", style("Phường Xuân", italic=False), {F.PLACE_AND_DATE}),
    ("day", "to_trinh", retype("Phường Xuân", "ngày 05", "ngày 5"), {F.ZERO_RULE}),
    ("month", "to_trinh", retype("Phường Xuân", "tháng 01", "tháng 1"), {F.ZERO_RULE}),
    ("month of an act", "to_trinh", retype("Căn cứ Nghị", "tháng 6", "tháng 06"), {F.ZERO_RULE}),
    ("subject in capitals", "cong_van", retype("V/v", "V/v", "V/V"), {F.TITLE}),
    ("subject bold", "cong_van", style("V/v", bold=True), {F.TITLE}),
    ("subject at the left", "cong_van", shape("V/v", alignment=ALIGN.LEFT), {F.TITLE}),
    ("kind small", "to_trinh", style("TỜ TRÌNH", size=Pt(16)), {F.TITLE}),
    ("abstract italic", "to_trinh", style("Về việc", italic=True), {F.TITLE}),
    ("abstract without line", "to_trinh", remove("w:pict", at=2), {F.HEAD_LINE}),
    ("no addressee", "cong_van", drop("Kính gửi"), {F.ADDRESSEE}),
    ("addressee bold", "cong_van", style("Kính gửi", bold=True), {F.ADDRESSEE}),
    ("no colon", "cong_van", retype("Kính gửi", "gửi:", "gửi"), {F.ADDRESSEE}),
    ("addressee ends wrong", "to_trinh", retype("- Ủy ban", ";", "."), {F.ADDRESSEE}),
    ("last addressee ends wrong", "to_trinh", retype("- Hội đồng", "thưởng.", "thưởng"),
     {F.ADDRESSEE}),
    ("basis upright", "to_trinh", style("Căn cứ Luật", italic=False), {F.LEGAL_BASES}),
    ("basis full stop", "to_trinh", retype("Căn cứ Luật", "2022;", "2022."), {F.LEGAL_BASES}),
    ("proposed twice", "quyet_dinh", proposed_twice, {F.LEGAL_BASES}),
    ("proposed before the law", "quyet_dinh", proposed_first, {F.LEGAL_BASES}),
    ("last basis", "quyet_dinh", retype("Theo đề nghị", "đua.", "đua;"), {F.LEGAL_BASES}),
    ("numbered law", "to_trinh", retype("Căn cứ Luật", "thưởng ngày", "thưởng số 06 ngày"),
     {F.LEGAL_BASES}),
    ("act without day", "to_trinh", retype("Căn cứ Nghị", " ngày 14 tháng 6 năm 2025", ""),
     {F.LEGAL_BASES}),
    ("body small", "cong_van", style_size("Thân bài", 12), {F.BODY, F.END_MARK}),
    ("body ragged", "cong_van", shape(BODY[:20], alignment=ALIGN.LEFT), {F.BODY}),
    ("body spaced", "cong_van", shape(BODY[:20], line_spacing=2.0), {F.BODY}),
    ("body close", "cong_van", shape(BODY[:20], space_before=Pt(0), space_after=Pt(0)), {F.BODY}),
    ("body indent", "cong_van", shape(BODY[:20], first_line_indent=Mm(25)), {F.BODY}),
    ("d, e without đ", "to_trinh", drop("đ)"), {F.LETTERING}),
    ("f", "to_trinh", retype("g)", "g)", "f)"), {F.LETTERING}),
    ("article plain", "quyet_dinh", style("Điều 1", bold=False), {F.ARTICLE}),
    ("article without stop", "quyet_dinh", retype("Điều 1", "1.", "1:"), {F.ARTICLE}),
    ("article left out", "quyet_dinh", retype("Điều 2", "2.", "3."), {F.ARTICLE}),
    ("addressee in a decision", "quyet_dinh", retype("Căn cứ Luật", "Căn cứ", "Kính gửi: căn cứ"),
     {F.ADDRESSEE}),
    ("end mark", "cong_van", retype("Trân trọng", "./.", "."), {F.END_MARK}),
    ("signature alone", "cong_van", loose, {F.SIGNATURE}),
    ("no room to sign", "cong_van", unsigned_room, {F.SIGNATURE}),
    ("authority plain", "cong_van", style("TRƯỞNG", bold=False), {F.SIGNATURE}),
    ("TM without stop", "cong_van", retype("TM.", "TM.", "TM"), {F.SIGNATURE}),
    ("degree", "cong_van", retype("Nguyễn Văn", "Nguyễn", "ThS. Nguyễn"), {F.SIGNATURE}),
    ("name plain", "cong_van", style("Nguyễn Văn", bold=False), {F.SIGNATURE}),
    ("recipients plain", "cong_van", style("Nơi nhận", bold=False), {F.RECIPIENTS}),
    ("recipients large", "cong_van", style("- Lưu", size=Pt(13)), {F.RECIPIENTS}),
    ("filed without VT", "cong_van", retype("- Lưu", "VT, ", ""), {F.RECIPIENTS}),
    ("annex plain", "to_trinh", drop("(Kèm theo"), {F.ANNEX}),
    ("annex end", "to_trinh", retype("Danh sách này", "./.", "."), {F.END_MARK}),
    ("head once", "to_trinh", remove("w:tblHeader"), {F.TABLE}),
    ("decomposed", "cong_van", retype("Trân trọng", "Trân", "Tra\u0302n"), {F.UNICODE}),
]  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    return {kind: foreign_paper(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_paper_by_another_hand_passes(papers: dict[str, bytes], kind: str) -> None:
    assert check_docx(papers[kind]) == []


@pytest.mark.parametrize(("name", "kind", "edit", "faults"), BROKEN, ids=[one[0] for one in BROKEN])
def test_each_breakage_is_found_by_its_own_finding(
    papers: dict[str, bytes], name: str, kind: str, edit: Edit, faults: set[Fault]
) -> None:
    found = check_docx(edited(papers[kind], edit))

    assert {one.fault for one in found} == faults
    assert all(one.clause or one.fault is F.TABLE for one in found), name


def test_nearly_every_fault_is_broken_here_too() -> None:
    broken = set().union(*(faults for *_rest, faults in BROKEN))

    assert set(F) - broken == {F.FILE}
