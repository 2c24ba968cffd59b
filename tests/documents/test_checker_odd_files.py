"""The checker on what Word itself makes, and on files that are torn or bent."""

import copy
import io
import random
import zipfile
from typing import Any

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from lxml import etree

from app.documents.checker import check_docx
from app.documents.docx_writer import to_docx
from app.documents.findings import Fault
from tests.documents import samples
from tests.documents.planting import paragraph
from tests.documents.reading import edited


@pytest.fixture(scope="module")
def good() -> bytes:
    return to_docx(samples.submission(samples.author_annex(3, landscape=True), issued=True))


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
