"""Papers rendered, checked against NĐ 30/2020/NĐ-CP and written into the ZIP."""

import ctypes
import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.awards.dossier_index import (
    MANIFEST,
    PAGE,
    Entry,
    entry_from,
    entry_values,
    index_page,
    manifest,
)
from app.awards.dossier_plan import Piece
from app.awards.dossier_templates import by_template, sheets_by_template
from app.awards.dossier_words import Paper, missing_in
from app.awards.dossier_zip import directory, packed
from app.documents.checker import check_docx
from app.documents.docx_sheet import commendations_to_docx
from app.documents.docx_writer import to_docx
from app.documents.model import AdministrativeDocument
from app.documents.pdf_writer import commendations_to_pdf, to_pdf
from app.documents.stock import stock_to_pdf
from app.documents.xlsx_writer import to_xlsx
from app.papers.stocks import commendation_values

Templates = Mapping[str, tuple[int, bytes]]
_LONG = 100_000
"""Bytes of a file that took much memory to make: a table of hundreds of rows."""
NO_TEMPLATES: Templates = MappingProxyType({})


def make(
    pieces: Sequence[Piece], templates: Templates = NO_TEMPLATES
) -> tuple[list[dict[str, object]], bytes]:
    """The files of these papers as they stand in the ZIP, with what is to be remembered of them.

    `templates`: number and Word file of the office's own, by kind of paper.
    """
    entries, written = [], []
    for piece in pieces:
        number, template = templates.get(piece.kind, (0, b""))
        for name, content, document in _files(piece, template):
            member, data = packed(name, content)
            written.append(data)
            if len(data) > _LONG:
                give_back()
            entries.append(Entry(
                member, piece.title, piece.subject,
                tuple(missing_in(document)) if document else (),
                len(check_docx(content)) if document else None, number,
            ))  # fmt: skip
    give_back()
    return [entry_values(one) for one in entries], b"".join(written)


def give_back() -> None:
    """Let the system have what the writers freed: a long set would keep each step's peak.

    Word trees refer to themselves: left alone they wait for the collector by the hundred. Only the
    C library of Linux can be asked for the rest; elsewhere nothing happens.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def _files(
    piece: Piece, template: bytes
) -> Iterator[tuple[str, bytes, AdministrativeDocument | None]]:
    """Each file with its name; the document beside the Word file, for the checks.

    A paper by the office's template has no PDF: ours would be another layout of the same paper.
    """
    if piece.document is not None and piece.fill is not None and template:
        document = piece.document()
        made = by_template(piece.kind, template, piece.fill(document))
        yield f"{piece.name}.docx", made, document
    elif piece.document is not None:
        document = piece.document()
        yield f"{piece.name}.docx", to_docx(document), document
        yield f"{piece.name}.pdf", to_pdf(document), None
    if piece.honours is not None and piece.stock is not None:
        values = [commendation_values(one) for one in piece.honours()]
        yield f"{piece.name}.pdf", stock_to_pdf(piece.stock, values, piece.title), None
    elif piece.blanks is not None and template:
        yield f"{piece.name}.docx", sheets_by_template(piece.kind, template, piece.blanks()), None
    elif piece.honours is not None:
        honours = piece.honours()
        yield f"{piece.name}.docx", commendations_to_docx(honours), None
        yield f"{piece.name}.pdf", commendations_to_pdf(honours), None
    if piece.sheets is not None:
        yield f"{piece.name}.xlsx", to_xlsx(piece.sheets()), None


def finish(
    paper: Paper, remembered: Sequence[dict[str, Any]], *, recorded: bool,
    unused: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """The end of the ZIP: the index as a page and for machines, then the directory.

    `unused`: kinds of papers with a template that the set does not follow.
    """
    entries = [entry_from(one) for one in remembered]
    members, written = [one.member for one in entries], []
    for name, content in (
        (PAGE, index_page(paper, entries, recorded=recorded, unused=unused)),
        (MANIFEST, manifest(paper, entries)),
    ):
        member, data = packed(name, content)
        members.append(member)
        written.append(data)
    return b"".join([*written, directory(members)])
