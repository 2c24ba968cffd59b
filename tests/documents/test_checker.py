"""Each fault planted in a good document is found, and nothing else is."""

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from app.documents.checker import check_docx
from app.documents.commands import documents
from app.documents.docx_writer import to_docx
from app.documents.findings import Fault
from tests.documents import samples
from tests.documents.reading import edited

Edit = Callable[[Document], object]


@pytest.fixture(scope="module")
def good() -> bytes:
    return to_docx(samples.submission(samples.author_annex(3, landscape=True), issued=True))


def paragraph(document: Document, beginning: str) -> WordParagraph:
    """The first paragraph that begins so, in tables too."""
    return next(one for one in every(document) if one.text.startswith(beginning))


def every(document: Document) -> list[WordParagraph]:
    return [WordParagraph(one, document) for one in document.element.body.iter(qn("w:p"))]


def retype(beginning: str, old: str, new: str) -> Edit:
    def edit(document: Document) -> None:
        for run in paragraph(document, beginning).runs:
            run.text = run.text.replace(old, new)

    return edit


def style(beginning: str, **wanted: object) -> Edit:
    def edit(document: Document) -> None:
        for run in paragraph(document, beginning).runs:
            for name, value in wanted.items():
                setattr(run.font, name, value)

    return edit


def shape(beginning: str, **wanted: object) -> Edit:
    def edit(document: Document) -> None:
        for name, value in wanted.items():
            setattr(paragraph(document, beginning).paragraph_format, name, value)

    return edit


def page(**wanted: object) -> Edit:
    def edit(document: Document) -> None:
        for name, value in wanted.items():
            setattr(document.sections[0], name, value)

    return edit


def remove(tag: str, *, at: int = 0) -> Edit:
    """Take the n-th element of that name out of the body."""

    def edit(document: Document) -> None:
        found = list(document.element.body.iter(qn(tag)))[at]
        found.getparent().remove(found)

    return edit


def below(beginning: str, **wanted: object) -> Edit:
    """Change the shape of the paragraph under the one that begins so."""

    def edit(document: Document) -> None:
        element = paragraph(document, beginning)._p.getnext()
        for name, value in wanted.items():
            setattr(WordParagraph(element, document).paragraph_format, name, value)

    return edit


def header(**wanted: object) -> Edit:
    def edit(document: Document) -> None:
        line = document.sections[0].header.paragraphs[0]
        for run in line.runs:
            for name, value in wanted.items():
                setattr(run.font, name, value)

    return edit


def bare_header(document: Document) -> None:
    document.sections[0].header.paragraphs[0]._p.clear_content()


def left_header(document: Document) -> None:
    line = document.sections[0].header.paragraphs[0]
    line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def annex_counted_on(document: Document) -> None:
    document.sections[1]._sectPr.find(qn("w:pgNumType")).set(qn("w:start"), "7")


def drop(beginning: str) -> Edit:
    def edit(document: Document) -> None:
        found = paragraph(document, beginning)._p
        found.getparent().remove(found)

    return edit


def without_abstract_line(document: Document) -> None:
    line = paragraph(document, "Về việc")._p.getnext()
    line.getparent().remove(line)


def without_room_to_sign(document: Document) -> None:
    paragraph(document, "Nguyễn Văn Mẫu").paragraph_format.space_before = Pt(10)


def signature_set_loose(document: Document) -> None:
    for one in every(document):
        if one.text.startswith("Kính đề nghị Chủ tịch"):
            one.paragraph_format.keep_with_next = False


def without_signature(document: Document) -> None:
    tables = list(document.element.body.iterchildren(qn("w:tbl")))
    tables[1].getparent().remove(tables[1])


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


def test_page_numbers_made_by_word_are_seen(good: bytes) -> None:
    """Word's own gallery puts the number into a content control, or into a simple field."""

    def by_gallery(document: Document) -> None:
        header = document.sections[0].header._element
        line = header.find(qn("w:p"))
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>')
        for run in list(line.iterchildren(qn("w:r"))):
            field.append(run)
        for code in list(field.iter(qn("w:instrText"), qn("w:fldChar"))):
            code.getparent().remove(code)
        field.append(parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="26"/></w:rPr>'
                               "<w:t>2</w:t></w:r>"))  # fmt: skip
        line.append(field)
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        header.replace(line, control)
        control[0].append(line)

    assert check_docx(edited(good, by_gallery)) == []


def test_what_stands_in_a_content_control_is_read(good: bytes) -> None:
    def wrap(document: Document) -> None:
        line = paragraph(document, "Kính trình Chủ tịch")
        for run in line.runs:
            run.font.size = Pt(12)
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        line._p.getparent().replace(line._p, control)
        control[0].append(line._p)

    assert [one.fault for one in check_docx(edited(good, wrap))] == [Fault.BODY]


def test_struck_out_words_are_not_read(good: bytes) -> None:
    def strike(document: Document) -> None:
        words = parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:rPr><w:sz w:val="60"/></w:rPr>'
            "<w:t>đã bỏ</w:t></w:r></w:del>"
        )
        paragraph(document, "Kính trình Chủ tịch")._p.append(words)

    assert check_docx(edited(good, strike)) == []


def test_a_torn_file_is_reported_and_never_stops_the_check(good: bytes) -> None:
    """150 packages with parts cut off, elements taken out, doubled or bent."""
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(52)  # noqa: S311 - the same damage at every run

    for _ in range(150):
        found = check_docx(packed(torn(parts, chance)))
        assert all(str(one.message) for one in found)


def torn(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    texts = [name for name in parts if name.endswith(".xml")]
    name = chance.choice(["word/document.xml"] * 6 + texts)
    how = chance.random()
    if how < 0.1:
        return {key: value for key, value in parts.items() if key != name}
    if how < 0.2:
        return parts | {name: parts[name][: chance.randrange(len(parts[name]))]}
    tree = etree.fromstring(parts[name])
    for _ in range(chance.randint(1, 6)):
        bend(chance.choice([one for one in tree.iter() if one is not tree] or [tree]), chance)
    return parts | {name: etree.tostring(tree)}


def bend(one: Any, chance: random.Random) -> None:
    how, parent = chance.random(), one.getparent()
    if how < 0.5 and parent is not None:
        parent.remove(one)
    elif how < 0.75 and one.attrib:
        values = ["", "x", "-5", "99999999999", "1.5", "auto"]
        one.set(chance.choice(list(one.attrib)), chance.choice(values))
    elif how < 0.85 and one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]
    else:
        one.append(copy.deepcopy(one))


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def test_a_package_that_unpacks_to_gigabytes_is_not_opened() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(201 * 1024 * 1024))

    assert [one.fault for one in check_docx(written.getvalue())] == [Fault.FILE]


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
