"""Papers rendered, checked against NĐ 30/2020/NĐ-CP and written into the ZIP."""

import gc
from collections.abc import Iterator, Sequence
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
from app.awards.dossier_words import Paper, missing_in
from app.awards.dossier_zip import directory, packed
from app.documents.checker import check_docx
from app.documents.docx_sheet import commendations_to_docx
from app.documents.docx_writer import to_docx
from app.documents.model import AdministrativeDocument
from app.documents.pdf_writer import commendations_to_pdf, to_pdf
from app.documents.xlsx_writer import to_xlsx


def make(pieces: Sequence[Piece]) -> tuple[list[dict[str, object]], bytes]:
    """The files of these papers as they stand in the ZIP, with what is to be remembered of them."""
    entries, written = [], []
    for piece in pieces:
        for name, content, document in _files(piece):
            member, data = packed(name, content)
            written.append(data)
            entries.append(Entry(
                member, piece.title, piece.subject,
                tuple(missing_in(document)) if document else (),
                len(check_docx(content)) if document else None,
            ))  # fmt: skip
    # Word trees refer to themselves: left to themselves they wait for the collector by the hundred.
    gc.collect()
    return [entry_values(one) for one in entries], b"".join(written)


def _files(piece: Piece) -> Iterator[tuple[str, bytes, AdministrativeDocument | None]]:
    """Each file with its name; the document beside the Word file, for the checks."""
    if piece.document is not None:
        document = piece.document()
        yield f"{piece.name}.docx", to_docx(document), document
        yield f"{piece.name}.pdf", to_pdf(document), None
    if piece.honours is not None:
        honours = piece.honours()
        yield f"{piece.name}.docx", commendations_to_docx(honours), None
        yield f"{piece.name}.pdf", commendations_to_pdf(honours), None
    if piece.sheets is not None:
        yield f"{piece.name}.xlsx", to_xlsx(piece.sheets()), None


def finish(paper: Paper, remembered: Sequence[dict[str, Any]], *, recorded: bool) -> bytes:
    """The end of the ZIP: the index as a page and for machines, then the directory."""
    entries = [entry_from(one) for one in remembered]
    members, written = [one.member for one in entries], []
    for name, content in (
        (PAGE, index_page(paper, entries, recorded=recorded)),
        (MANIFEST, manifest(paper, entries)),
    ):
        member, data = packed(name, content)
        members.append(member)
        written.append(data)
    return b"".join([*written, directory(members)])
