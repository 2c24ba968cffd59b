"""The papers opened in another program and looked at: no page is blank, no word is lost."""

import io
import re
import subprocess
from collections import Counter
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
MM = 25.4 / DPI
"""Of one dot of a picture."""
MARGINS = {"left": 30, "top": 20, "right": 15, "bottom": 20}
"""As the papers are set (NĐ 30/2020/NĐ-CP, Phụ lục I, Mục I.3)."""
FRAME = {"left": 8, "top": 8, "right": 8, "bottom": 8}
"""Of a Giấy khen: its frame."""
NEAR = 1.0
"""How far, in mm, a dot of the picture and the edge of a letter may be off."""
HEADER = 10
"""From here, in the middle, stands the page number."""
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


@pytest.fixture(scope="module")
def pictures(
    printed: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Image.Image]:
    """Each page as it is printed, in grey, by paper and number."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    for name, pdf in printed.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(DPI), "-png", f"{name}.pdf", name]
        subprocess.run(command, cwd=folder, check=True)
    found = {}
    for path in sorted(folder.glob("*.png")):
        with Image.open(path) as page:
            found[path.stem] = page.convert("L")
    return found


def cut(page: Image.Image, margins: dict[str, int]) -> list[str]:
    """The sides on which ink lies outside the page's own area; the page number may stand above."""
    ink = page.point([255 if shade < 160 else 0 for shade in range(256)])
    width, height = page.size
    above = ink.crop((0, 0, width, int((margins["top"] - NEAR) / MM))).getbbox()
    faults = [] if above is None or (margins is MARGINS and is_number(above, width)) else ["top"]
    left, _top, right, bottom = ink.getbbox() or (width, 0, 0, 0)
    room = {"left": left, "right": width - right, "bottom": height - bottom}
    return faults + [side for side, dots in room.items() if dots * MM < margins[side] - NEAR]


def is_number(box: tuple[int, int, int, int], width: int) -> bool:
    """Small, over the middle of the text, no nearer to the edge than the header begins."""
    left, top, right, _bottom = (side * MM for side in box)
    middle = (MARGINS["left"] + width * MM - MARGINS["right"]) / 2
    return top >= HEADER - NEAR and right - left < 10 and abs((left + right) / 2 - middle) < 3


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
    printed: dict[str, bytes], pictures: dict[str, Image.Image]
) -> None:
    pages = {name: len(page_texts(pdf)) for name, pdf in printed.items()}

    assert Counter(name.partition("-")[0] for name in pictures) == pages
    assert pages["khen"] == 3
    for name, page in pictures.items():
        sides = sorted(round(side * MM) for side in page.size)
        dark = sum(page.histogram()[:128])
        assert [abs(a - b) <= 1 for a, b in zip(sides, A4, strict=True)] == [True, True], name
        assert dark > 150, name


def test_nothing_on_a_printed_page_is_cut_or_in_its_margins(
    pictures: dict[str, Image.Image],
) -> None:
    faults = {name: cut(page, FRAME if name.startswith("khen") else MARGINS)
              for name, page in pictures.items()}  # fmt: skip

    assert {name: sides for name, sides in faults.items() if sides} == {}


@pytest.mark.parametrize(
    ("mark", "sides"),
    [((1, 100, 60, 110), ["left"]), ((150, 100, 209, 110), ["right"]),
     ((60, 285, 80, 296), ["bottom"]), ((60, 1, 80, 30), ["top"]),
     ((60, 13, 80, 17), ["top"]), ((110, 4, 115, 17), ["top"]),
     ((110, 13, 115, 17), []), ((31, 21, 190, 270), [])],
)  # fmt: skip
def test_ink_outside_its_place_is_found_out(
    mark: tuple[int, int, int, int], sides: list[str]
) -> None:
    page = Image.new("L", (round(210 / MM), round(297 / MM)), 255)
    left, top, right, bottom = (round(side / MM) for side in mark)
    page.paste(0, (left, top, right, bottom))

    assert cut(page, MARGINS) == sides
