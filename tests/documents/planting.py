"""Faults to plant in a good document: what each of them changes."""

from collections.abc import Callable

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

Edit = Callable[[Document], object]


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
