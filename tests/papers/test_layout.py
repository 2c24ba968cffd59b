"""A paper made from the starting file of any kind has the layout of NĐ 30/2020/NĐ-CP."""

from pathlib import Path

import pytest

from app.documents.checker import check_docx
from app.papers import catalogue, kinds
from app.papers.filling import filled, plain
from app.papers.kinds import PaperKind, example_filling
from app.papers.starting import starting_template
from tests.documents.reading import office_pdfs, page_texts

# Sheets of honour follow law.md 2.6, not the layout of administrative papers.
SHEETS = (catalogue.COMMENDATION, catalogue.CERTIFICATE)
ADMINISTRATIVE = [kind for kind in kinds.all_kinds() if kind not in SHEETS]


def made(kind: PaperKind) -> bytes:
    example = example_filling(kind)
    return filled(starting_template(kind.code), example.texts, example.rows)


@pytest.mark.parametrize("kind", ADMINISTRATIVE, ids=lambda kind: kind.code)
def test_a_filled_starting_file_has_no_findings(kind: PaperKind) -> None:
    assert [(one.fault, str(one.message), one.where) for one in check_docx(made(kind))] == []


def test_what_the_office_prints_says_each_example(tmp_path: Path) -> None:
    shown = (catalogue.SUBMISSION, catalogue.COMMENDATION, catalogue.REFUSAL, catalogue.CERTIFICATE)
    printed = office_pdfs({kind.code: made(kind) for kind in shown}, tmp_path)

    for kind in shown:
        pages = page_texts(printed[kind.code])
        text = " ".join(" ".join(pages).split()).casefold()
        example = example_filling(kind)
        cells = [cell for rows in example.rows.values() for row in rows for cell in row.values()]
        told = [line for value in [*example.texts.values(), *cells]
                for line in plain(value).split("\n")]  # fmt: skip
        missing = [line for line in told if " ".join(line.split()).casefold() not in text]
        assert missing == [], kind.code
        if kind in SHEETS:
            assert len(pages) == 1
