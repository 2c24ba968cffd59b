"""Counting, punctuation, page-width sums: what both writers print."""

from dataclasses import replace

import pytest

from app.documents.certificate import decision_line, standing
from app.documents.grid import TEXT_WIDTH, Grid
from app.documents.layout import Line, flow, lay_out
from app.documents.model import (
    Align,
    Block,
    Certificate,
    Column,
    Dashed,
    GroupRow,
    Heading,
    Lettered,
    Letterhead,
    Numbered,
    NumberedArticle,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from app.documents.widths import bold_width, fitted
from tests.documents import samples


def words(*body: Block, end_mark: bool = False) -> list[str]:
    lines = flow(body, end_mark=end_mark)
    return ["".join(run.text for run in line.runs) for line in lines if isinstance(line, Line)]


def test_points_follow_the_vietnamese_alphabet() -> None:
    lettered = words(Lettered(tuple("x" for _ in range(23))))

    assert "".join(line[0] for line in lettered) == "abcdđeghiklmnopqrstuvxy"
    assert lettered[4] == "đ) x"


def test_more_points_than_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="24 points"):
        Lettered(tuple("x" for _ in range(24)))


def test_headings_are_counted_and_begin_again_under_a_higher_one() -> None:
    shown = words(
        Heading(1, "Kết quả"),
        Heading(2, "Chung"),
        Heading(3, "Số lượng"),
        Heading(3, "Chất lượng"),
        Heading(2, "Riêng"),
        Heading(3, "Số lượng"),
        Heading(1, "Đề nghị"),
        Heading(2, "Về công nhận"),
        Heading(1, "Phần thêm", label="A."),
        Heading(2, "Không số", label=""),
    )

    assert shown == [
        "I. KẾT QUẢ",
        "1. Chung",
        "a) Số lượng",
        "b) Chất lượng",
        "2. Riêng",
        "a) Số lượng",
        "II. ĐỀ NGHỊ",
        "1. Về công nhận",
        "A. PHẦN THÊM",
        "Không số",
    ]


def test_a_heading_level_that_no_document_has_is_refused() -> None:
    with pytest.raises(ValueError, match="level 1, 2 or 3, not 4"):
        Heading(4, "x")


def test_articles_are_counted_through_the_document() -> None:
    shown = words(
        NumberedArticle("Công nhận sáng kiến."),
        Numbered(("Một.", "Hai.")),
        NumberedArticle("Nội dung.", title="Hiệu lực"),
        Dashed(("Gạch đầu dòng.",)),
    )

    assert shown == [
        "Điều 1. Công nhận sáng kiến.",
        "1. Một.",
        "2. Hai.",
        "Điều 2. Hiệu lực",
        "Nội dung.",
        "- Gạch đầu dòng.",
    ]


def test_a_newline_begins_a_new_paragraph_of_the_same_kind() -> None:
    text = (Run("Một "), Run("hai\nba", bold=True), Run(" bốn"))

    assert flow((Paragraph(text, align=Align.LEFT, indent=False),), end_mark=False) == (
        Line((Run("Một "), Run("hai", bold=True)), align=Align.LEFT, indent=False),
        Line((Run("ba", bold=True), Run(" bốn")), align=Align.LEFT, indent=False),
    )


def test_the_end_mark_comes_after_the_last_word() -> None:
    assert words(Paragraph("Xem xét."), end_mark=True) == ["Xem xét./."]
    assert words(Paragraph((Run("Xem "), Run("xét.", bold=True), Run(" "))), end_mark=True) == [
        "Xem xét./."
    ]


def test_after_a_table_the_end_mark_stands_alone() -> None:
    table = Table((Column("A"),), (Row(("1",)),))

    assert words(table, end_mark=True) == ["./."]


def test_blank_lines_at_the_end_are_left_out() -> None:
    body = (Paragraph(""), Paragraph("Hết.\n\n"), Paragraph(" "), Paragraph(""))

    assert words(*body, end_mark=True) == ["", "Hết./."]


def test_an_empty_body_has_no_end_mark() -> None:
    assert flow((), end_mark=True) == ()


def test_the_parts_of_a_submission_are_laid_out_in_order() -> None:
    pages = lay_out(samples.submission(samples.author_annex(2, landscape=False, number=2)))

    assert pages.title.startswith("TỜ TRÌNH Về việc đề nghị công nhận sáng kiến")
    assert pages.bases == (samples.LAW + ";", samples.DECREE + ".")
    assert pages.addressees == ("Chủ tịch Ủy ban nhân dân Thành phố Hồ Chí Minh",)
    assert [annex.label for annex in pages.annexes] == ["Phụ lục II"]


def test_several_addressees_become_a_list() -> None:
    assert lay_out(samples.plan_report()).addressees == (
        "- Ủy ban nhân dân Thành phố Hồ Chí Minh;",
        "- Sở Khoa học và Công nghệ.",
    )


def test_a_decision_ends_its_bases_with_the_proposal() -> None:
    pages = lay_out(samples.recognition_decision())

    assert pages.authority == "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3"
    assert pages.bases[1].endswith(";")
    assert pages.bases[2] == (
        "Theo đề nghị của Trưởng phòng Nội vụ Quận 3 tại Tờ trình số 12/TTr-NV."
    )
    assert pages.enacting == "QUYẾT ĐỊNH:"


def test_a_table_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="row 2 has 2 cells for 1 columns"):
        Table((Column("A"),), (GroupRow("Nhóm"), Row(("1", "2"))))


def test_a_column_is_never_narrower_than_a_number_in_it() -> None:
    columns = (Column("Nội dung", 90), Column("Số tiền", 1))
    (grid,) = flow((Table(columns, (Row(("x", "500.000.000")),)),), end_mark=False)

    assert isinstance(grid, Grid)
    assert grid.widths[1] * TEXT_WIDTH > bold_width("500.000.000", 12)
    assert sum(grid.widths) == pytest.approx(1)


def test_a_row_taller_than_a_page_may_split() -> None:
    rows = (Row(("x" * 5000, "1")), Row(("ngắn", "2")), GroupRow("y" * 9000))
    (grid,) = flow((Table((Column("A"), Column("B")), rows),), end_mark=False)

    assert isinstance(grid, Grid)
    assert [row.splits for row in grid.rows] == [True, False, True]


def test_column_shares_without_room_to_spare_stay_as_they_are() -> None:
    assert fitted((1, 1), (0.5, 0.5)) == (0.5, 0.5)
    assert fitted((1, 3), (0.9, 0.9)) == (0.25, 0.75)
    assert fitted((1, 3), (0.5, 0.1)) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("text", "width"),
    [("Đ", 722), ("ấ", 500), ("Ộ", 778), ("ữ", 600), ("Ợ", 778), ("☃", 1000), ("", 0)],
)
def test_a_letter_is_as_wide_as_the_letter_under_its_marks(text: str, width: int) -> None:
    assert bold_width(text, 1000) == width


def test_a_letterhead_or_certificate_without_an_authority_is_refused() -> None:
    with pytest.raises(ValueError, match="names the authority"):
        Letterhead("", " ", "TTr-UBND", "Quận 3")
    with pytest.raises(ValueError, match="names the authority"):
        replace(samples.certificate(), issuer="")


def test_the_sole_author_is_called_the_author() -> None:
    certificate: Certificate = samples.certificate()
    alone = replace(certificate, co_authors=(), decided_by="", signature=Signature(("A",)))

    assert standing(alone) == "là tác giả của sáng kiến:"
    assert standing(replace(alone, co_authors=(alone.holder,))) == "là tác giả của sáng kiến:"
    assert standing(certificate) == (
        "là đồng tác giả (cùng với Lê Hoàng Đạt, Võ Quốc Thủy) của sáng kiến:"
    )
    assert decision_line(alone) == (
        "Được công nhận theo Quyết định số 125/QĐ-UBND ngày 20 tháng 11 năm 2026"
    )
