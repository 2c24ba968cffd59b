"""The Tờ trình, its list and the workbook: words, numbers, layout, same bytes."""

import io
from dataclasses import replace

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from app.awards.compiled import CompiledList, from_json, to_json
from app.awards.exports import list_xlsx, submission_docx, submission_pdf
from app.awards.facts import Answer
from app.awards.papers import letterhead, submission
from app.awards.states import AwardFamily, Verdict
from app.documents.checker import check_docx
from app.documents.layout import Line as Printed
from app.documents.layout import lay_out
from tests.awards.facts import collective, compiled, line

CODE = "0123456789ABCDEF"
HOSTILE = '#$\\{{7*7}}<b>&"=1+1'


def two_and_twelve() -> CompiledList:
    units = [collective(n, name=f"Ủy ban nhân dân Phường {n}") for n in (1, 2)]
    return compiled(*units, *(line(n) for n in range(3, 15)))


def body(listed: CompiledList, *, draft: bool = False) -> list[str]:
    pages = lay_out(submission(listed, draft=draft))
    return [
        "".join(run.text for run in part.runs) for part in pages.flow if isinstance(part, Printed)
    ]


def test_the_submission_says_who_asks_whom_for_what() -> None:
    assert body(two_and_twelve()) == [
        "Thực hiện phong trào thi đua ứng dụng trí tuệ nhân tạo năm 2026, Phòng Nội vụ đã tổng "
        "hợp, thẩm định hồ sơ đề nghị khen thưởng và kính trình Chủ tịch Ủy ban nhân dân Quận 3 "
        "như sau:",
        "I. KẾT QUẢ TỔNG HỢP",
        "Có 02 (hai) tập thể và 12 (mười hai) cá nhân đủ điều kiện, hồ sơ đầy đủ; thành tích dựa "
        "trên 14 (mười bốn) giải pháp đã được công nhận và đang được áp dụng, gồm:",
        "a) Giấy khen: 02 (hai) tập thể;",
        "b) Giấy khen: 12 (mười hai) cá nhân.",
        "II. TIỀN THƯỞNG",
        "Mức tiền thưởng tính theo mức lương cơ sở 2.530.000 đồng (Nghị định số 161/2026/NĐ-CP):",
        "a) Giấy khen đối với tập thể: 0,6 x 2.530.000 = 1.518.000 đồng; 02 (hai) tập thể, cộng "
        "3.036.000 đồng;",
        "b) Giấy khen đối với cá nhân: 0,3 x 2.530.000 = 759.000 đồng; 12 (mười hai) cá nhân, "
        "cộng 9.108.000 đồng.",
        "Tổng số tiền thưởng: 12.144.000 đồng (Bằng chữ: Mười hai triệu một trăm bốn mươi tư "
        "nghìn đồng).",
        "III. ĐỀ NGHỊ",
        "Kính trình Chủ tịch Ủy ban nhân dân Quận 3 xem xét, quyết định tặng Giấy khen cho 02 "
        "(hai) tập thể và 12 (mười hai) cá nhân (danh sách kèm theo Tờ trình này).",
        "Kính đề nghị Chủ tịch Ủy ban nhân dân Quận 3 xem xét, quyết định./.",
    ]


def found(verdict: Verdict) -> Answer:
    return Answer("x", verdict, "Quy tắc", "Điều 1", "Đã xem", ("x:1",))


def test_a_draft_says_that_it_is_one_and_how_many_lines_lack_something() -> None:
    listed = compiled(
        line(1), line(2, answers=(found(Verdict.LACKING),)),
        line(3, answers=(found(Verdict.LACKING),)), line(4, answers=(found(Verdict.ASK),)),
    )  # fmt: skip

    words = body(listed, draft=True)

    assert "đang tổng hợp, thẩm định hồ sơ đề nghị khen thưởng và dự kiến trình" in words[0]
    assert words[2] == (
        "Còn 02 (hai) trường hợp chưa đủ điều kiện hoặc thiếu thành phần hồ sơ và 01 (một) trường "
        "hợp chờ người có trách nhiệm kết luận. Dự kiến đề nghị 04 (bốn) cá nhân; thành tích dựa "
        "trên 04 (bốn) giải pháp."
    )
    assert "đủ điều kiện, hồ sơ đầy đủ" not in " ".join(words)
    drafted = PdfReader(io.BytesIO(submission_pdf(listed))).pages[0].extract_text()
    locked = PdfReader(io.BytesIO(submission_pdf(compiled(line(1)), CODE))).pages[0].extract_text()
    assert "TỜ TRÌNH (DỰ THẢO)" in drafted
    assert "DỰ THẢO" not in locked
    assert "01 (một) cá nhân đủ điều kiện, hồ sơ đầy đủ" in " ".join(locked.split())
    assert check_docx(submission_docx(listed)) == []


def test_a_list_of_one_kind_has_no_points_to_letter() -> None:
    words = body(compiled(line(1)))

    assert not [text for text in words if text.startswith(("a)", "b)"))]
    assert "gồm:" not in " ".join(words)


def test_the_compiling_unit_asks_its_own_head_and_the_authority_asks_above() -> None:
    own, up = compiled(line(1)), compiled(line(1), upward=True)

    heads = [
        (letterhead(one.heading), submission(one).addressees, submission(one).signature)
        for one in (own, up)
    ]

    assert [(h.superior, h.issuer, h.symbol, h.number, h.issued_on) for h, _, _ in heads] == [
        ("Ủy ban nhân dân Quận 3", "Phòng Nội vụ", "TTr-PNV", None, None),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", "Ủy ban nhân dân Quận 3", "TTr-UBND", None,
         None),
    ]  # fmt: skip
    assert [to for _, to, _ in heads] == [
        ("Chủ tịch Ủy ban nhân dân Quận 3",),
        ("Chủ tịch Ủy ban nhân dân Thành phố Hồ Chí Minh",),
    ]
    assert [signed.authority_lines for _, _, signed in heads] == [
        ("TRƯỞNG PHÒNG",),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ]


def test_the_signer_set_on_the_list_signs() -> None:
    listed = compiled(line(1), signer_title="KT. Trưởng phòng\nPhó Trưởng phòng")

    assert submission(listed).signature.authority_lines == ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")


def test_titles_are_called_titles() -> None:
    listed = compiled(line(1, award_name="Chiến sĩ thi đua cơ sở"), family=AwardFamily.TITLE,
                      movement="")  # fmt: skip

    assert submission(listed).abstract == (
        "Về việc đề nghị tặng danh hiệu Chiến sĩ thi đua cơ sở cho cá nhân có sáng kiến được "
        "áp dụng"
    )


def annex_rows(listed: CompiledList) -> list[list[str]]:
    table = Document(io.BytesIO(submission_docx(listed))).tables[-1]
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]


def test_the_annex_groups_counts_and_sums() -> None:
    rows = annex_rows(compiled(collective(1), line(2)))

    assert rows[1] == ["I. Tập thể: 01 (một) tập thể"]
    assert rows[2][:2] == ["1", "Ủy ban nhân dân Phường 1"]
    assert rows[3] == ["II. Cá nhân: 01 (một) cá nhân"]
    assert rows[4] == [
        "2", "Trần Ngọc Ánh 2", "Chuyên viên, Phường 9", "Tác giả giải pháp số 2", "Giấy khen",
        "759.000",
    ]  # fmt: skip
    assert rows[5] == ["", "Cộng", "2.277.000"]


@pytest.mark.parametrize("upward", [False, True])
def test_the_word_file_keeps_the_layout_of_administrative_documents(upward: bool) -> None:
    listed = replace(two_and_twelve(), heading=replace(two_and_twelve().heading, upward=upward))

    assert check_docx(submission_docx(listed, CODE)) == []


def test_the_pdf_holds_every_name_and_says_which_data_it_shows() -> None:
    text = "\n".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(submission_pdf(two_and_twelve(), CODE))).pages
    )

    assert all(f"Trần Ngọc Ánh {n}" in text for n in range(3, 15))
    assert f"Theo danh sách số 03 năm 2026 đã chốt, mã dữ liệu {CODE}" in text
    assert "Danh sách này có 02 (hai) tập thể và 12 (mười hai) cá nhân./." in text


def test_the_paper_of_a_draft_says_that_it_is_one() -> None:
    text = PdfReader(io.BytesIO(submission_pdf(compiled(line(1))))).pages[0].extract_text()

    assert "Dự thảo, danh sách số 03 năm 2026 chưa chốt" in text


def test_what_people_type_stays_text() -> None:
    listed = compiled(line(1, name=HOSTILE, achievement=HOSTILE))

    assert annex_rows(listed)[2][1] == HOSTILE
    assert HOSTILE in PdfReader(io.BytesIO(submission_pdf(listed))).pages[-1].extract_text()
    cell = openpyxl.load_workbook(io.BytesIO(list_xlsx(listed)))["Danh sách"]["B4"]
    assert (cell.value, cell.data_type) == (HOSTILE, "s")


def test_the_workbook_holds_real_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(list_xlsx(compiled(collective(1), line(2)))))

    assert book.sheetnames == ["Danh sách", "Đối chiếu điều kiện", "Tổng hợp"]
    rows = list(book["Danh sách"].iter_rows(min_row=4, values_only=True))
    assert rows[1] == (
        2, "Trần Ngọc Ánh 2", "Cá nhân", "Chuyên viên", "Phường 9", "Tác giả giải pháp số 2",
        "Giấy khen", 0.3, 759_000,
    )  # fmt: skip
    sums = list(book["Tổng hợp"].iter_rows(min_row=4, values_only=True))
    assert sums == [
        ("Giấy khen", "Tập thể", 1, 0.6, 1_518_000, 1_518_000),
        ("Giấy khen", "Cá nhân", 1, 0.3, 759_000, 759_000),
        ("Cộng", "", 2, None, None, 2_277_000),
    ]


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    listed = two_and_twelve()
    again = from_json(to_json(listed))

    assert again == listed
    assert submission_docx(again, CODE) == submission_docx(listed, CODE)
    assert list_xlsx(again) == list_xlsx(listed)
