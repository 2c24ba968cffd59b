"""Administrative documents and certificates as PDF, set by Typst.

The words travel as JSON data beside the page program, never inside it, so "#", "$" or "\\" in a
name are just characters. The same data gives the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

import typst

from app.documents import phrases
from app.documents.certificate import certificate_sheet
from app.documents.fonts import document_fonts
from app.documents.grid import LONG_WORD
from app.documents.honours import Commendation, commendation_sheet
from app.documents.layout import lay_out
from app.documents.model import AdministrativeDocument, Certificate
from app.documents.receipt import Receipt, receipt_words
from app.documents.sheet import Sheet, fitted

_PAGES = Path(__file__).with_name("pages")
# An over-long word without break points would run off the paper and be cut.
_BREAK_HERE = "\u200b"


def to_pdf(document: AdministrativeDocument) -> bytes:
    """The document with its annexes; embedded fonts, tagged, page numbers from page 2."""
    pages = lay_out(document)
    return compile_pages("administrative.typ", {**asdict(pages), "qr": list(pages.qr)})


def certificates_to_pdf(certificates: Sequence[Certificate]) -> bytes:
    """Certificates, each on its own landscape page, in the order given; at least one."""
    if not certificates:
        msg = "no certificate to print"
        raise ValueError(msg)
    return _sheets("Giấy chứng nhận sáng kiến", map(certificate_sheet, certificates))


def commendations_to_pdf(commendations: Sequence[Commendation]) -> bytes:
    """Giấy khen, each on its own landscape page, in the order given; at least one."""
    if not commendations:
        msg = "no commendation to print"
        raise ValueError(msg)
    title = phrases.printable(commendations[0].award)
    return _sheets(title, map(commendation_sheet, commendations))


def _sheets(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Each picture travels as numbers 0-255."""
    words = [{**asdict(sheet), "qr": list(sheet.qr)} for sheet in map(fitted, sheets)]
    return compile_pages("sheet.typ", {"title": title, "sheets": words})


def receipt_to_pdf(receipt: Receipt) -> bytes:
    """A Giấy biên nhận on one upright page, or more when its rows are long."""
    return compile_pages("receipt.typ", receipt_words(receipt))


def compile_pages(page: str, content: Mapping[str, object]) -> bytes:
    """A page program of `pages/` set with this content."""
    compiler = typst.Compiler(
        input=str(_PAGES / page), root=str(_PAGES), font_paths=document_fonts()
    )
    document = json.dumps(_with_breaks(content), ensure_ascii=False)
    pdf = compiler.compile(format="pdf", sys_inputs={"document": document}, timestamp=0)
    # Only pictures come as a list of pages, and only a named output gives nothing back.
    return cast(bytes, pdf)


def _with_breaks(value: object) -> object:
    """The same tree with break points in over-long words."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda word: _BREAK_HERE.join(word.group()), value)
    if isinstance(value, Mapping):
        return {key: _with_breaks(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_breaks(part) for part in value]
    return value
