"""The papers opened in another program and looked at: no page is blank, no word is lost."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from app.awards.dossier_plan import pieces
from app.documents.docx_sheet import commendations_to_docx
from app.documents.docx_writer import to_docx
from app.documents.grid import Grid
from app.documents.layout import Pages, lay_out
from app.documents.model import AdministrativeDocument
from app.documents.pdf_writer import to_pdf
from tests.awards.dossiers import paper, whole_list
from tests.documents.reading import office_pdfs, page_texts

A4 = (210, 297)
DPI = 40
Papers = dict[str, AdministrativeDocument]


@pytest.fixture(scope="module")
def papers() -> Papers:
    """Every kind of paper of a list of two people and a unit for the level above."""
    made = paper(whole_list(2, 1, upward=True))
    found = [one for one in pieces(made, ()) if one.document and "003." not in one.name]
    return {f"p{place}": one.document() for place, one in enumerate(found) if one.document}


@pytest.fixture(scope="module")
def printed(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All of them, and Giấy khen, as LibreOffice prints them."""
    files = {name: to_docx(document) for name, document in papers.items()}
    own = pieces(paper(whole_list(2, 1)), ())[-1]
    assert own.honours is not None
    folder: Path = tmp_path_factory.mktemp("printed")
    return office_pdfs({**files, "khen": commendations_to_docx(own.honours())}, folder)


def said(pages: Pages) -> list[str]:
    """Every text that the paper must show: its lines, table cells, heads, signatures."""
    texts = [pages.kind, pages.abstract, *pages.bases, *pages.recipients, pages.trace]
    texts += [*pages.signature.authority_lines, pages.signature.name]
    for flow in (pages.flow, *(annex.flow for annex in pages.annexes)):
        for part in flow:
            if isinstance(part, Grid):
                texts += [*part.head, *(cell for row in part.rows for cell in row.cells)]
            else:
                texts.append("".join(run.text for run in part.runs))
    return [bare(text) for text in texts if text.strip()]


def bare(text: str) -> str:
    """Without blanks and page numbers, which a line may be broken by."""
    return re.sub(r"\s|\u200b", "", text)


def docx_text(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    hyphen, words = qn("w:noBreakHyphen"), qn("w:t")
    return bare("".join(
        "-" if part.tag == hyphen else part.text or ""
        for part in body.iter(words, hyphen)
    ))  # fmt: skip


def test_word_and_pdf_say_exactly_what_the_data_say(papers: Papers) -> None:
    missing = []
    for document in papers.values():
        word = docx_text(to_docx(document))
        pdf = bare("".join(re.sub(r"^\d+ ", "", page) for page in page_texts(to_pdf(document))))
        for text in said(lay_out(document)):
            missing += [text for shown in (word, pdf) if text not in shown]

    assert missing == []


def test_printed_by_another_program_no_word_is_lost(
    papers: Papers, printed: dict[str, bytes]
) -> None:
    missing = []
    for name, document in papers.items():
        shown = bare("".join(re.sub(r"^\d+ ", "", page) for page in page_texts(printed[name])))
        missing += [text for text in said(lay_out(document)) if text not in shown]

    assert missing == []


def test_every_printed_page_is_a4_and_has_something_on_it(
    printed: dict[str, bytes], tmp_path: Path
) -> None:
    for name, pdf in printed.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(DPI), "-png", f"{name}.pdf", name]
        subprocess.run(command, cwd=tmp_path, check=True)
    pictures = sorted(tmp_path.glob("*.png"))
    honours = [one for one in pictures if one.name.startswith("khen")]

    assert len(pictures) >= len(printed)
    assert len(honours) == 3
    for picture in pictures:
        with Image.open(picture) as page:
            sides = sorted(round(side / DPI * 25.4) for side in page.size)
            dark = sum(page.convert("L").histogram()[:128])
        assert [abs(a - b) <= 1 for a, b in zip(sides, A4, strict=True)] == [True, True]
        assert dark > 150, picture.name
