"""Each fault planted in a good document is found, and nothing else is."""

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from app.documents.checker import check_docx
from app.documents.commands import documents
from app.documents.docx_writer import to_docx
from app.documents.findings import Fault
from tests.documents import samples
from tests.documents.planting import (
    Edit,
    annex_counted_on,
    bare_header,
    below,
    drop,
    header,
    left_header,
    page,
    paragraph,
    remove,
    retype,
    shape,
    signature_set_loose,
    style,
    without_abstract_line,
    without_room_to_sign,
    without_signature,
)
from tests.documents.reading import edited


@pytest.fixture(scope="module")
def good() -> bytes:
    return to_docx(samples.submission(samples.author_annex(3, landscape=True), issued=True))


FAULTS: list[tuple[str, Edit, set[Fault]]] = [
    ("letter paper", page(page_width=Mm(216), page_height=Mm(279)), {Fault.PAPER}),
    ("narrow left margin", page(left_margin=Mm(20)), {Fault.MARGINS}),
    ("wide right margin", page(right_margin=Mm(25)), {Fault.MARGINS}),
    ("low top margin", page(top_margin=Mm(15)), {Fault.MARGINS}),
    ("number on page 1", page(different_first_page_header_footer=False), {Fault.PAGE_NUMBER}),
    ("no page number", bare_header, {Fault.PAGE_NUMBER}),
    ("page number at the left", left_header, {Fault.PAGE_NUMBER}),
    ("small page number", header(size=Pt(10)), {Fault.PAGE_NUMBER}),
    ("italic page number", header(italic=True), {Fault.PAGE_NUMBER}),
    ("annex counted on", annex_counted_on, {Fault.PAGE_NUMBER}),
    ("Arial", style("Tổng số hồ sơ", name="Arial"), {Fault.FONT}),
    ("nation not bold", style("CỘNG HÒA", bold=False), {Fault.NATION}),
    ("nation too small", style("CỘNG HÒA", size=Pt(11)), {Fault.NATION}),
    ("nation misspelt", retype("CỘNG HÒA", "HÒA", "HOÀ"), {Fault.NATION}),
    ("motto with dashes", retype("Độc lập", " - ", " – "), {Fault.MOTTO}),
    ("motto italic", style("Độc lập", italic=True), {Fault.MOTTO}),
    ("motto underlined", style("Độc lập", underline=True), {Fault.HEAD_LINE}),
    ("motto line short", below("Độc lập", left_indent=Pt(120)), {Fault.HEAD_LINE}),
    ("issuer not bold", style("ỦY BAN NHÂN DÂN QUẬN 3", bold=False), {Fault.ISSUER}),
    (
        "issuer line long",
        below("ỦY BAN NHÂN DÂN QUẬN 3", left_indent=Pt(5), right_indent=Pt(5)),
        {Fault.HEAD_LINE},
    ),
    ("number without zero", retype("Số:", "05/", "5/"), {Fault.NUMBER}),
    ("blanks in the symbol", retype("Số:", "/TTr-UBND", "/TTr - UBND"), {Fault.NUMBER}),
    ("number bold", style("Số:", bold=True), {Fault.NUMBER}),
    ("date upright", style("Quận 3, ngày", italic=False), {Fault.PLACE_AND_DATE}),
    ("no comma", retype("Quận 3, ngày", "3,", "3"), {Fault.PLACE_AND_DATE}),
    ("day without zero", retype("Quận 3, ngày", "ngày 05", "ngày 5"), {Fault.ZERO_RULE}),
    ("month without zero", retype("Quận 3, ngày", "tháng 02", "tháng 2"), {Fault.ZERO_RULE}),
    ("month with zero", retype("Căn cứ Nghị định", "tháng 3", "tháng 03"), {Fault.ZERO_RULE}),
    ("kind not bold", style("TỜ TRÌNH", bold=False), {Fault.TITLE}),
    ("abstract not bold", style("Về việc", bold=False), {Fault.TITLE}),
    ("abstract line short", below("Về việc", left_indent=Pt(300)), {Fault.HEAD_LINE}),
    ("abstract line missing", without_abstract_line, {Fault.HEAD_LINE}),
    ("basis upright", style("Căn cứ Luật", italic=False), {Fault.LEGAL_BASES}),
    ("basis ends wrong", retype("Căn cứ Luật", "2022;", "2022."), {Fault.LEGAL_BASES}),
    ("last basis ends wrong", retype("Căn cứ Nghị", "kiến.", "kiến,"), {Fault.LEGAL_BASES}),
    ("small body", style("Kính trình Chủ tịch", size=Pt(12)), {Fault.BODY}),
    (
        "ragged body",
        shape("Kính trình Chủ tịch", alignment=WD_ALIGN_PARAGRAPH.LEFT),
        {Fault.BODY},
    ),
    ("deep indent", shape("Kính trình Chủ tịch", first_line_indent=Mm(20)), {Fault.BODY}),
    (
        "no gap",
        shape("Kính trình Chủ tịch", space_before=Pt(3), space_after=Pt(3)),
        {Fault.BODY},
    ),
    ("double spaced", shape("Kính trình Chủ tịch", line_spacing=2.0), {Fault.BODY}),
    ("e before đ", retype("đ)", "đ)", "e)"), {Fault.LETTERING}),
    ("a letter left out", drop("c)"), {Fault.LETTERING}),
    ("no end mark", retype("Kính đề nghị", "./.", "."), {Fault.END_MARK}),
    ("no end mark in the annex", retype("Danh sách này", "./.", "."), {Fault.END_MARK}),
    ("authority not bold", style("TM.", bold=False), {Fault.SIGNATURE}),
    ("name not bold", style("Nguyễn Văn Mẫu", bold=False), {Fault.SIGNATURE}),
    ("no room to sign", without_room_to_sign, {Fault.SIGNATURE}),
    ("signature may stand alone", signature_set_loose, {Fault.SIGNATURE}),
    ("no signature", without_signature, {Fault.SIGNATURE, Fault.RECIPIENTS}),
    ("recipients upright", style("Nơi nhận", italic=False), {Fault.RECIPIENTS}),
    ("large recipient", style("- Như trên", size=Pt(13)), {Fault.RECIPIENTS}),
    ("recipient ends wrong", retype("- Như trên", ";", ","), {Fault.RECIPIENTS}),
    ("no file line", retype("- Lưu", "Lưu: VT, ", ""), {Fault.RECIPIENTS}),
    ("no recipients", drop("Nơi nhận"), {Fault.RECIPIENTS}),
    ("annex by Arabic number", retype("Phụ lục", "Phụ lục", "Phụ lục 1"), {Fault.ANNEX}),
    ("annex not bold", style("Phụ lục", bold=False), {Fault.ANNEX}),
    ("annex title small", style("DANH SÁCH", size=Pt(12)), {Fault.ANNEX}),
    ("annex line upright", style("(Kèm theo", italic=False), {Fault.ANNEX}),
    ("head not repeated", remove("w:tblHeader"), {Fault.TABLE}),
    ("rows that split", remove("w:cantSplit", at=4), {Fault.TABLE}),
    ("signature row that splits", remove("w:cantSplit", at=2), {Fault.SIGNATURE}),
    ("no colon after Kính gửi", retype("Kính gửi", "gửi:", "gửi"), {Fault.ADDRESSEE}),
    ("decomposed letters", retype("a)", "chấm", "ch\u00e2\u0301m"), {Fault.UNICODE}),
]


def test_a_good_document_has_no_findings(good: bytes) -> None:
    assert check_docx(edited(good, lambda _: None)) == []


@pytest.mark.parametrize(
    ("edit", "faults"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_planted_fault_is_found(good: bytes, edit: Edit, faults: set[Fault]) -> None:
    assert {found.fault for found in check_docx(edited(good, edit))} == faults


def test_coloured_text_is_found(good: bytes) -> None:
    def red(document: Document) -> None:
        paragraph(document, "Tổng số").runs[0].font.color.rgb = RGBColor(255, 0, 0)

    (found,) = check_docx(edited(good, red))

    assert found.fault is Fault.COLOUR
    assert found.where.startswith("Tổng số hồ sơ tiếp nhận")


def test_every_fault_is_planted_somewhere() -> None:
    planted = set().union(*(faults for _, _, faults in FAULTS))

    assert set(Fault) - planted == {Fault.COLOUR, Fault.FILE, Fault.ARTICLE}


def test_a_drawn_line_is_taken_as_right(good: bytes) -> None:
    def draw(document: Document) -> None:
        line = paragraph(document, "Độc lập")._p
        line.getnext().getparent().remove(line.getnext())
        line.append(docx.oxml.OxmlElement("w:pict"))

    assert check_docx(edited(good, draw)) == []


def test_formatting_by_style_is_seen(good: bytes) -> None:
    def by_style(document: Document) -> None:
        made = document.styles.add_style("Thân văn bản", 1)
        made.base_style = document.styles["Normal"]
        made.font.name, made.font.size = "Arial", Pt(10)
        line = paragraph(document, "Kính trình")
        line.style = made
        for run in line.runs:
            run._r.get_or_add_rPr()[:] = []

    found = check_docx(edited(good, by_style))

    assert {one.fault for one in found} == {Fault.FONT, Fault.BODY}


def test_a_letter_needs_its_abstract_and_a_decision_its_kind() -> None:
    letter = replace(samples.urging_letter(), abstract="")

    assert [one.fault for one in check_docx(to_docx(letter))] == [Fault.TITLE]


def test_a_file_that_is_no_word_document_is_said_to_be_none() -> None:
    found = check_docx(b"%PDF-1.7")

    assert [(one.fault, str(one.message)) for one in found] == [
        (Fault.FILE, "Tệp không phải là văn bản Word (.docx) đọc được.")
    ]


def test_a_plain_word_file_is_read_without_stumbling() -> None:
    written = io.BytesIO()
    plain = docx.Document()
    plain.add_paragraph("Chưa trình bày.")
    plain.save(written)

    found = {one.fault for one in check_docx(written.getvalue())}

    assert {Fault.NATION, Fault.MOTTO, Fault.FONT, Fault.SIGNATURE} <= found


def test_messages_tell_the_rule_in_vietnamese(good: bytes) -> None:
    (found,) = check_docx(edited(good, page(left_margin=Mm(20))))

    assert str(found.message) == "Lề trái phải từ 30 mm đến 35 mm."
    assert re.fullmatch(r"[^A-Z]*", found.where)


def test_the_command_names_each_fault_with_its_clause(good: bytes, tmp_path: Path) -> None:
    right, wrong = tmp_path / "tốt.docx", tmp_path / "sai.docx"
    right.write_bytes(good)
    wrong.write_bytes(edited(good, page(left_margin=Mm(20))))

    told = CliRunner().invoke(documents, ["check", str(right), str(wrong)])

    assert told.exit_code == 1
    assert told.output.splitlines() == [
        f"{right}: đúng thể thức",
        f"{wrong}: [margins] Lề trái phải từ 30 mm đến 35 mm. "
        "(NĐ 30/2020/NĐ-CP, Phụ lục I, Mục I.3).",
        f"{wrong}: 1 lỗi",
    ]
    assert CliRunner().invoke(documents, ["check", str(right)]).exit_code == 0
