"""Whatever people write, a filled paper opens again and says exactly that."""

import io
import zipfile

import docx
from docx.document import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.papers import catalogue
from app.papers.filling import filled, plain
from app.papers.kinds import complete, example_filling
from app.papers.starting import starting_template
from tests.papers.packages import edited

_PIECES = st.sampled_from([
    "&", "<", ">", '"', "'", "{{ten}}", "{{", "}}", "{", "]]>", "<w:p/>", "=1+1", "\x00", "\x0b",
    "\x1b", "\u202e", "\ufffe", "\ud800", "\n", "\t", "\r\n", "{ DDE a b }", "IF 1 = 1", "%s",
    "\\", "$x$", "#", "a\u0302\u0301", "Nguyễn", " ", "\u00a0", "😀",
])  # fmt: skip
_TEXT = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join))
_TEMPLATE = edited(
    starting_template("danh_sach"),
    lambda document: document.add_paragraph("[[{{trich_yeu}}|{{so_doi_tuong}}]]"),
)


def lines(document: Document) -> str:
    return "\n".join(one.text for one in document.paragraphs)


@settings(max_examples=60)
@given(_TEXT, _TEXT)
@example("ơ" * 5000, "{{noi_nhan}}")
@example("&<>\"'\x00\x0b\u202e", "{ INCLUDETEXT x }")
def test_the_words_come_back_as_they_were_given(first: str, second: str) -> None:
    base = complete(catalogue.LIST, example_filling(catalogue.LIST))
    row = dict(base.rows["danh_sach"][0])
    made = filled(
        _TEMPLATE,
        {**base.texts, "trich_yeu": first, "so_doi_tuong": second},
        {"danh_sach": [{**row, "ten": first, "tien": second}, {**row, "ten": second}]},
    )

    document = docx.Document(io.BytesIO(made))
    assert f"[[{plain(first)}|{plain(second)}]]" in lines(document)
    rows = next(table for table in document.tables if table.rows[0].cells[0].text == "STT").rows
    assert [one.cells[1].text for one in rows[1:]] == [plain(first), plain(second)]
    assert rows[1].cells[5].text == plain(second)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        body = package.read("word/document.xml")
    assert b"instrText" not in body
    assert b"fldSimple" not in body
