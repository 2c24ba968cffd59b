"""Many sheets of one template in one file: a page each, every word its own, the same bytes."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document

from app.papers.catalogue import COMMENDATION
from app.papers.filling import TemplateRefusedError
from app.papers.inspecting import problems
from app.papers.kinds import example_filling
from app.papers.sheets import filled_sheets
from app.papers.starting import starting_template
from tests.documents.reading import office_pdfs, page_texts, word_text
from tests.papers.packages import edited

CODE = COMMENDATION.code
HOSTILE = ("Trần & <b>", "{{so_quyet_dinh}}", '" onload="x', "=HYPERLINK(1)", "a\x00\u202eb",
           "Công Tằng Tôn Nữ " * 12)  # fmt: skip


def sheets(*names: str) -> list[dict[str, str]]:
    return [{**example_filling(COMMENDATION).texts, "ten": name} for name in names]


def test_each_sheet_has_a_page_of_its_own_in_the_order_given(tmp_path: Path) -> None:
    names = [f"Nguyễn Văn {letter}" for letter in "ABC"]

    made = filled_sheets(starting_template(CODE), sheets(*names))

    pages = page_texts(office_pdfs({"to": made}, tmp_path)["to"])
    assert len(pages) == 3
    for page, name in zip(pages, names, strict=True):
        assert name.upper() in " ".join(page.upper().split())
    assert filled_sheets(starting_template(CODE), sheets(*names)) == made


def test_hostile_names_are_words_on_their_own_sheet() -> None:
    made = filled_sheets(starting_template(CODE), sheets(*HOSTILE))

    text = word_text(made).upper()
    for name in ("TRẦN & <B>", "{{SO_QUYET_DINH}}", '" ONLOAD="X', "=HYPERLINK(1)", "AB"):
        assert name in text
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None


def in_the_foot(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = "Cấp cho {{ten}}"


def test_a_blank_in_the_foot_is_refused_at_the_door_and_when_printing() -> None:
    wrong = edited(starting_template(CODE), in_the_foot)

    found = [str(one.message) for one in problems(wrong, COMMENDATION)]
    assert any("{{ten}} phải đứng trong thân trang" in one for one in found)
    with pytest.raises(TemplateRefusedError):
        filled_sheets(wrong, sheets("A"))


def test_a_template_that_ends_with_a_table_or_has_marks_opens_again() -> None:
    def marked(document: Document) -> None:
        body = document.element.body
        body.remove(body[-2])  # the last line, so that the table ends the sheet

    made = filled_sheets(edited(starting_template(CODE), marked), sheets("A", "B"))

    assert len(docx.Document(io.BytesIO(made)).sections) == 2
