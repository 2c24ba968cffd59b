"""A Word template is refused with everything that is wrong with it, each named."""

import pytest

from app.papers import catalogue, kinds
from app.papers.filling import blanks, filled
from app.papers.inspecting import problems
from app.papers.kinds import PaperKind, example_filling
from app.papers.starting import starting_template
from tests.documents.reading import edited as opened
from tests.papers import packages as p


def said(content: bytes, kind: PaperKind = catalogue.LETTER) -> str:
    return "\n".join(str(one.message) for one in problems(content, kind))


# Minutes bear no number of the agency, nor place and day at their head (Mẫu 1.9); neither does a
# list, which goes with a paper that has them. A person's report has no number and is filed nowhere.
_NO_HEAD = ("ky_hieu", "noi_ky", "nam")
UNUSED: dict[str, tuple[str, ...]] = {
    "bien_ban": _NO_HEAD, "bien_ban_kiem_phieu": _NO_HEAD, "danh_sach": (*_NO_HEAD,),
    "bao_cao_ca_nhan": ("ky_hieu", "noi_nhan"), "bao_cao_tap_the": ("ky_hieu", "noi_nhan"),
}  # fmt: skip


def unused(content: bytes, kind: PaperKind) -> tuple[str, ...]:
    """Blanks of the kind that the template has no place for."""
    used = {one.key for one in blanks(content)}
    names = [slot.name for slot in kind.slots]
    names += [f"{one.name}.{slot.name}" for one in kind.tables for slot in one.columns]
    return tuple(name for name in names if name not in used)


@pytest.mark.parametrize("kind", kinds.all_kinds(), ids=lambda kind: kind.code)
def test_the_starting_file_of_each_kind_is_good_uses_its_blanks_and_can_be_filled(
    kind: PaperKind,
) -> None:
    content = starting_template(kind.code)
    example = example_filling(kind)

    assert problems(content, kind) == []
    assert unused(content, kind) == UNUSED.get(kind.code, ())
    assert starting_template(kind.code) == content
    made = filled(content, example.texts, example.rows)
    assert opened(made, lambda document: None)
    assert blanks(made) == ()


WRONG = {
    "misspelt": (p.with_line("{{kinh_gui}} {{noi_dug}}"), "có phải {{noi_dung}}?"),
    "unknown": (p.with_line("{{quxyz}}"), "Không có chỗ trống {{quxyz}} trong loại văn bản này"),
    "stray": (p.with_line("Hở {{noi_dung"), "Chỗ trống ghi sai: “Hở {{noi_dung”"),
    "spaced name": (p.with_line("{{noi dung}}"), "Không có chỗ trống|Chỗ trống ghi sai"),
    "one brace": (p.with_line("Gửi {noi_dung} đó"), "Thiếu dấu ngoặc ở {noi_dung}"),
    "macro": (p.with_part("word/vbaProject.bin", b"x"), "Tệp có macro"),
    "outside picture": (p.with_relation("image", "http://x.invalid/a.png"),
                        "liên kết ra ngoài: http://x.invalid/a.png"),
    "outside template": (p.with_relation("attachedTemplate", "\\\\may\\mau.dotm"),
                         "liên kết ra ngoài: \\\\may\\mau.dotm"),
    "hyperlink": (p.with_relation("hyperlink", "https://x.invalid/"), "liên kết ra ngoài: https"),
    "dde": (p.with_xml(p.field("DDEAUTO cmd /c")), "trường tự động { DDEAUTO cmd /c }"),
    "included": (p.with_xml(p.field("INCLUDETEXT c:/a.docx")), "trường tự động { INCLUDETEXT"),
    "simple field": (p.with_xml('<w:fldSimple w:instr=" DATE "/>'), "trường tự động { DATE }"),
    "object": (p.with_xml("<w:r><w:object/></w:r>"), "nhúng đối tượng (word/document.xml)"),
    "embedded": (p.with_part("word/embeddings/a.xlsx", b"x"), "nhúng đối tượng (word/embeddings"),
    "edits": (p.with_xml('<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>'),
              "vết sửa"),
    "comment": (p.with_xml('<w:r><w:commentReference w:id="1"/></w:r>'), "lời bình"),
    "bound": (p.with_xml('<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr></w:sdt>'),
              "gắn với dữ liệu ẩn"),
    "merge": (p.with_part("word/settings.xml", b"<a><w:mailMerge/></a>"), "Mail Merge"),
    "elsewhere": (p.with_part("word/diagrams/data1.xml", b"<a>{{noi_dung}}</a>"),
                  "không điền được (word/diagrams/data1.xml)"),
    "no word": (b"PK", "không phải là tệp Word"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_thing_is_named(name: str) -> None:
    content, words = WRONG[name]

    assert any(part in said(content) for part in words.split("|"))


def test_page_numbers_are_fields_that_stay() -> None:
    assert said(p.with_xml(p.field(" PAGE "))) == ""


def test_a_column_outside_a_row_is_told() -> None:
    wrong = p.with_line("Gồm {{danh_sach.ten}}", "to_trinh")

    assert "{{danh_sach.ten}} phải đứng trong một dòng" in said(wrong, catalogue.SUBMISSION)


def test_all_of_it_is_told_at_once() -> None:
    inner = p.field("DDE a b") + "<w:r><w:t>{{noi_dug}} {{abcxyz}}</w:t></w:r>"
    told = said(p.with_xml(inner))

    assert told.count("\n") == 2
    for words in ("DDE a b", "{{noi_dung}}?", "{{abcxyz}}"):
        assert words in told
