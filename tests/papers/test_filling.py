"""A Word template of the office filled in: across Word's pieces, in tables, with hostile text."""

import io
import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document

from app.papers.commands import papers
from app.papers.filling import TemplateRefusedError, blanks, filled

HOSTILE = 'A & <b> "x" {{so}} =HYPERLINK("u") \x00\x0b\u202eđ\ufffe\ud800\ttab\nHai ' + "ơ" * 5000


def _template(*lines: tuple[str, ...]) -> bytes:
    document = docx.Document()
    for pieces in lines:
        paragraph = document.add_paragraph()
        for piece in pieces:
            paragraph.add_run(piece).bold = piece.startswith("{")
    document.sections[0].header.paragraphs[0].text = "Số {{so}}"
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Họ tên"
    table.cell(1, 0).text = "{{danh_sach.ho_ten}}"
    table.cell(1, 1).text = "{{ so }}"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _read(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def test_blanks_cut_by_word_in_headers_and_rows_are_filled_the_same_each_time() -> None:
    template = _template(("Tên: {", "{ten_", "ho_so}", "}; {{ten_ho_so}}."))
    rows = {"danh_sach": [{"ho_ten": "Lò Thị Ân"}, {"ho_ten": "{{so}}"}]}

    made = filled(template, {"ten_ho_so": "Trợ lý", "so": "12"}, rows)

    read = _read(made)
    assert read.paragraphs[0].text == "Tên: Trợ lý; Trợ lý."
    assert read.sections[0].header.paragraphs[0].text == "Số 12"
    cells = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
    assert cells == [["Họ tên", ""], ["Lò Thị Ân", "12"], ["{{so}}", "12"]]
    turned = {"so": "12", "ten_ho_so": "Trợ lý"}
    assert filled(template, turned, rows) == made


def test_hostile_text_stays_text() -> None:
    made = _read(filled(_template(("{{ten}}",)), {"ten": HOSTILE, "so": "1"}, {"danh_sach": []}))

    shown = 'A & <b> "x" {{so}} =HYPERLINK("u") đ\ttab\nHai ' + "ơ" * 5000
    assert "\n".join(one.text for one in made.paragraphs) == shown
    assert [row.cells[0].text for row in made.tables[0].rows] == ["Họ tên"]


def test_every_blank_is_told_with_its_place_and_a_stray_brace_too() -> None:
    found = blanks(
        _template(
            (
                "Kính gửi {{ai",
                "}}",
            ),
            ("Hở {{dau", " cuối"),
        )
    )

    assert {(one.name, one.part) for one in found} == {
        ("ai", "word/document.xml"), ("{{", "word/document.xml"), ("so", "word/document.xml"),
        ("danh_sach.ho_ten", "word/document.xml"), ("so", "word/header1.xml"),
    }  # fmt: skip
    assert next(one.line for one in found if one.name == "{{") == "Hở {{dau cuối"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateRefusedError, match="không phải là tệp Word"):
        blanks(content)


def test_the_command_fills_or_lists_what_has_no_value_and_writes_nothing(tmp_path: Path) -> None:
    template, values, out = (tmp_path / name for name in ("mau.docx", "v.json", "ra.docx"))
    template.write_bytes(_template(("{{ten}}", "{{la}}")))
    values.write_text(json.dumps({"ten": "Ân", "so": "1", "danh_sach": [{"ho_ten": "Bình"}]}))
    line = ["fill", str(template), "--values", str(values), "--out", str(out)]

    refused = CliRunner().invoke(papers, line)

    assert refused.exit_code == 1
    assert "word/document.xml: {{la}} không có dữ liệu" in refused.output
    assert not out.exists()
    template.write_bytes(_template(("{{ten}}",)))
    assert CliRunner().invoke(papers, line).exit_code == 0
    assert _read(out.read_bytes()).paragraphs[0].text == "Ân"
    nowhere = [*line[:-1], str(tmp_path / "khong-co" / "ra.docx")]
    assert "không ghi được tệp" in CliRunner().invoke(papers, nowhere).output
