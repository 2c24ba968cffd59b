"""The whole set of papers: what is in it, its words, what is missing, hostile names, same bytes."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.awards.dossier_council import count_paper, minutes_paper
from app.awards.dossier_facts import Dossier, dossier_from, dossier_values
from app.awards.dossier_index import MANIFEST, PAGE
from app.awards.dossier_plan import pieces
from app.awards.dossier_reports import report
from app.awards.dossier_words import TEXT_LIMIT, missing_in, shortened
from app.awards.dossier_zip import NAME_LIMIT, safe_name
from app.awards.states import AwardFamily
from app.documents.checker import check_docx
from app.documents.layout import Line as Printed
from app.documents.layout import lay_out
from app.documents.model import AdministrativeDocument
from app.documents.qr import qr_png
from tests.awards.dossiers import CODE, opened, paper, set_of, solution, subject, whole_list
from tests.awards.facts import line
from tests.documents.reading import page_texts

HOSTILE = (
    "<b>&\"'=1+1", "=HYPERLINK(1)", "../../etc/passwd", "C:\\CON", "a/b|c?d*e", "Trần\u202eÁnh",
    "Ân\x00\x07\x1b", "{{ten}} #[] $x$", "CON", "..", "A" * 5_000, "Ánh. ", "\u2066",
)  # fmt: skip


def words(document: AdministrativeDocument) -> list[str]:
    """The lines of a paper, without its tables."""
    flow = lay_out(document).flow
    return ["".join(r.text for r in part.runs) for part in flow if isinstance(part, Printed)]


def test_the_set_is_complete_and_in_the_order_of_filing() -> None:
    names = list(opened(set_of(paper(whole_list(2, 1)))))

    report_folder = "04. Báo cáo thành tích"
    stems = (
        "01. Tờ trình và danh sách", "03. Tóm tắt thành tích",
        f"{report_folder}/001. Tập thể - Ủy ban nhân dân Phường 1",
        f"{report_folder}/002. Cá nhân - Trần Ngọc Ánh 2",
        f"{report_folder}/003. Cá nhân - Trần Ngọc Ánh 3",
        "05. Biên bản họp Hội đồng", "06. Biên bản kiểm phiếu",
        "07. Dự thảo Quyết định khen thưởng", "08. Giấy khen",
    )  # fmt: skip
    both = [f"{stem}.{ending}" for stem in stems for ending in ("docx", "pdf")]
    book = "02. Danh sách trích ngang, đối chiếu, tổng hợp.xlsx"
    assert names == [*both[:2], book, *both[2:], PAGE, MANIFEST]


def test_a_list_for_the_level_above_has_a_letter() -> None:
    files = opened(set_of(paper(whole_list(1, 1, upward=True))))

    text = " ".join(page_texts(files["09. Công văn gửi cấp trên.pdf"]))
    assert "V/v gửi hồ sơ đề nghị tặng Giấy khen" in text
    assert "Kính gửi: Ủy ban nhân dân Thành phố Hồ Chí Minh" in text
    assert "c) 02 báo cáo thành tích của từng tập thể, cá nhân;" in text
    assert "đ) Dự thảo Quyết định khen thưởng." in text


@pytest.mark.parametrize("upward", [False, True])
@pytest.mark.parametrize("family", list(AwardFamily))
@pytest.mark.parametrize("code", [CODE, ""])
def test_every_paper_keeps_the_layout_of_administrative_documents(
    upward: bool, family: AwardFamily, code: str
) -> None:
    made = paper(whole_list(2, 2, upward=upward, family=family), code=code)

    files = opened(set_of(made))

    faults = {
        (name, str(fault.fault), fault.where)
        for name, content in files.items()
        if name.endswith(".docx")
        if not name.startswith("08")
        for fault in check_docx(content)
    }
    assert faults == set()
    entries = json.loads(files[MANIFEST])["files"]
    papers = [one for one in entries if one["path"].endswith("docx")]
    assert {one["deviations"] for one in papers if not one["path"].startswith("08")} == {0}


def test_the_index_knows_each_file_by_its_hash() -> None:
    files = opened(set_of(paper(whole_list(2, 1))))

    listed = json.loads(files[MANIFEST])
    page = files[PAGE].decode()

    assert {one["path"]: one["sha256"] for one in listed["files"]} == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in {PAGE, MANIFEST}
    }
    assert (listed["state"], listed["code"], listed["decision"]) == ("locked", CODE, "")
    assert all(one["sha256"] in page for one in listed["files"])


def test_the_same_data_gives_the_same_bytes() -> None:
    made = paper(whole_list(2, 1))
    again = replace(
        made, dossier=dossier_from(json.loads(json.dumps(dossier_values(made.dossier))))
    )

    assert again == made
    assert set_of(again) == set_of(made)


def test_a_draft_says_so_on_each_paper() -> None:
    files = opened(set_of(paper(whole_list(1, 1), code="")))

    for name, content in files.items():
        assert not name.startswith("08")  # nobody prints a Giấy khen from a draft
        if name.endswith(".pdf"):
            assert "danh sách số 03 năm 2026 chưa chốt" in " ".join(page_texts(content)), name
    assert json.loads(files[MANIFEST])["state"] == "draft"
    assert "DỰ THẢO" in files[PAGE].decode()


# --- reports --------------------------------------------------------------------------------------


def test_a_report_is_worded_from_what_is_recorded() -> None:
    made = paper(whole_list(1, 0))

    assert words(report(made, made.compiled.lines[0])) == [
        "I. THÔNG TIN CHUNG",
        "1. Họ và tên: Trần Ngọc Ánh 1.",
        "2. Ngày, tháng, năm sinh: 12/03/1985.",
        "3. Giới tính: [chưa có giới tính].",
        "4. Chức vụ: Chuyên viên.",
        "5. Đơn vị công tác: Phường 9.",
        "6. Trình độ chuyên môn: Đại học.",
        "II. THÀNH TÍCH ĐẠT ĐƯỢC",
        "Thành tích trong phong trào thi đua ứng dụng trí tuệ nhân tạo năm 2026:",
        "1. Giải pháp “Trợ lý đọc đơn số 1” (mã hồ sơ SK-2026-00001)",
        "Vai trò: Tác giả, tỷ lệ đóng góp 60%.",
        "Tác giả và tỷ lệ đóng góp: Trần Ngọc Ánh 1 (60%), Phạm Đình Ân (40%).",
        "Công nhận sáng kiến cấp cơ sở: Quyết định số 455/QĐ-UBND ngày 20 tháng 9 năm 2026.",
        "Áp dụng lần đầu: ngày 01 tháng 5 năm 2026.",
        "Nội dung: Đọc đơn thứ 1 và gợi ý mẫu trả lời.",
        "Hiệu quả: Giảm thời gian chờ tại quầy.",
        "Kết quả áp dụng: đang áp dụng tại 02 đơn vị, từ ngày 01 tháng 5 năm 2026, tiết kiệm "
        "12.000.001 đồng mỗi năm, cụ thể:",
        "Cách đo: Sổ theo dõi.",
        "Tổng số tiền tiết kiệm mỗi năm: 12.000.001 đồng (Bằng chữ: Mười hai triệu không trăm linh "
        "một đồng).",
        "III. TÓM TẮT THÀNH TÍCH ĐỀ NGHỊ KHEN THƯỞNG",
        "Tác giả giải pháp số 1.",
        "IV. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
        "- Giấy khen, Quyết định số 12/QĐ-UBND ngày 02 tháng 01 năm 2025.",
        "V. ĐỀ NGHỊ",
        "Kính đề nghị Chủ tịch Ủy ban nhân dân Quận 3 xem xét, tặng Giấy khen cho Trần Ngọc Ánh 1 "
        "theo Luật TĐKT 2022, Điều 75./.",
    ]


def test_what_is_not_known_is_marked_and_listed() -> None:
    listed = whole_list(1, 1)
    bare = [subject(n, born="", qualification="", address="", earlier=()) for n in (1, 2)]
    poor = [solution(n, summary="", decision="", decided_on=None, applied=()) for n in (1, 2)]
    made = paper(listed, dossier=Dossier(tuple(poor), tuple(bare), None))

    files = opened(set_of(made))

    entries = {one["path"]: one["missing"] for one in json.loads(files[MANIFEST])["files"]}
    person = "04. Báo cáo thành tích/002. Cá nhân - Trần Ngọc Ánh 2.docx"
    unit = "04. Báo cáo thành tích/001. Tập thể - Ủy ban nhân dân Phường 1.docx"
    assert entries[person] == [
        "ngày sinh", "giới tính", "trình độ chuyên môn", "quyết định công nhận",
        "tóm tắt giải pháp", "đơn vị xác nhận áp dụng",
    ]  # fmt: skip
    assert entries[unit][:2] == ["địa chỉ", "số lượng người"]
    assert "<mark>ngày sinh</mark>: 1 văn bản" in files[PAGE].decode()
    body = Document(io.BytesIO(files[person])).element.xml
    assert body.count('<w:highlight w:val="yellow"/>') == 6
    assert check_docx(files[person]) == []


def test_a_long_text_is_cut_at_a_sentence_and_says_so() -> None:
    text = "Một câu dài. " * 400

    cut = shortened(text, "SK-1")

    assert len(cut) <= TEXT_LIMIT + 60
    assert cut.endswith("Một câu dài. (Còn tiếp, xem hồ sơ SK-1.)")
    assert shortened("Ngắn.", "SK-1") == "Ngắn."


# --- council, decision ----------------------------------------------------------------------------


def test_without_a_sitting_the_minutes_are_a_form_that_invents_nothing() -> None:
    made = paper(whole_list(2, 1))

    form, count = minutes_paper(made, None), count_paper(made, None)

    text = "\n".join(words(form))
    assert "Thời gian bắt đầu: ………… giờ …………, ngày ………… tháng ………… năm 2026." in text
    assert "Quyết định số 77/QĐ-UBND ngày 05 tháng 01 năm 2026, có 3 thành viên." in text
    assert "- Huỳnh Văn Ví Dụ, Chủ tịch Hội đồng, Phòng Nội vụ: …………" in text
    assert "gồm 01 (một) tập thể và 02 (hai) cá nhân." in text
    assert "quá 1/2 tổng số thành viên" in text
    assert (form.signature.name, form.left_signature and form.left_signature.name) == (
        "Huỳnh Văn Ví Dụ", "Lý Thị Thử",
    )  # fmt: skip
    assert "Số phiếu phát ra: …………; số phiếu thu về: …………" in "\n".join(words(count))
    assert not missing_in(form)


def test_a_title_at_base_asks_for_four_fifths() -> None:
    listed = whole_list(1, 0, family=AwardFamily.TITLE)
    titled = replace(listed, lines=(replace(listed.lines[0], award_code="CSTD-CS"),))

    form = minutes_paper(paper(titled), None)

    asked = "80% tổng số thành viên, theo NĐ 98/2023/NĐ-CP, Điều 30 khoản 7"
    assert asked in "\n".join(words(form))


def test_the_decision_honours_the_list_and_leaves_its_number_blank() -> None:
    files = opened(set_of(paper(whole_list(2, 1))))

    pages = page_texts(files["07. Dự thảo Quyết định khen thưởng.pdf"])
    text = " ".join(pages)

    assert re.search(r"Số: +/QĐ-UBND", text)
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3" in text
    assert "Theo đề nghị của Trưởng phòng Nội vụ tại Tờ trình số /TTr-PNV" in text
    assert (
        "Điều 1. Tặng Giấy khen cho 01 (một) tập thể và 02 (hai) cá nhân đã có thành tích trong "
        "phong trào thi đua ứng dụng trí tuệ nhân tạo năm 2026 (danh sách kèm theo Quyết định này)."
    ) in text
    assert "tổng số 3.036.000 đồng (Bằng chữ: Ba triệu không trăm ba mươi sáu nghìn đồng)" in text
    assert "a) Giấy khen đối với tập thể: 0,6 lần, mỗi tập thể 1.518.000 đồng;" in text
    assert "(Kèm theo Quyết định số /QĐ-UBND" in pages[-1]
    assert "Trần Ngọc Ánh 3" in pages[-1]


def test_once_decided_the_number_is_printed() -> None:
    made = paper(whole_list(1, 0), decision="512/QĐ-UBND", decided_on=solution(1).decided_on)

    text = " ".join(page_texts(opened(set_of(made))["07. Dự thảo Quyết định khen thưởng.pdf"]))

    assert "Số: 512/QĐ-UBND" in text
    assert "(Kèm theo Quyết định số 512/QĐ-UBND ngày 20 tháng 9 năm 2026" in text


def test_the_workbook_has_a_row_for_each_person_and_solution() -> None:
    files = opened(set_of(paper(whole_list(2, 1))))

    book = openpyxl.load_workbook(io.BytesIO(files[
        "02. Danh sách trích ngang, đối chiếu, tổng hợp.xlsx"
    ]))  # fmt: skip

    rows = list(book["Trích ngang"].iter_rows(min_row=4, values_only=True))
    assert [row[:8] for row in rows][1] == (
        2, "Trần Ngọc Ánh 2", "12/03/1985", "Chuyên viên", "Phường 9", "Đại học",
        "SK-2026-00002", "Trợ lý đọc đơn số 2",
    )  # fmt: skip
    assert len(rows) == 3


# --- hostile names --------------------------------------------------------------------------------


def test_hostile_and_equal_names_give_each_its_own_right_paper() -> None:
    listed = whole_list(len(HOSTILE) + 2, 0)
    names = [*HOSTILE, "Nguyễn Văn An", "Nguyễn Văn An"]
    lines = tuple(
        replace(one, name=name, achievement=name, unit_name=name)
        for one, name in zip(listed.lines, names, strict=True)
    )

    files = opened(set_of(paper(replace(listed, lines=lines))))

    made = [name for name in files if name.startswith("04. ") and name.endswith(".docx")]
    assert len(made) == len(names)
    assert len({name.casefold() for name in files}) == len(files)
    assert all(re.fullmatch(r"[^\\:*?\"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]+", n) for n in files)
    assert all(part not in {"", ".", ".."} and part == part.strip(" .")
               for name in files for part in name.split("/"))  # fmt: skip
    assert max(len(name) for name in files) < 120
    for name, path in zip(HOSTILE[:4], made, strict=False):
        shown = "\n".join(p.text for p in Document(io.BytesIO(files[path])).paragraphs)
        assert name in shown
    assert all(check_docx(files[path]) == [] for path in made)
    page = files[PAGE].decode()
    assert "<b>&" not in page
    assert "&lt;b&gt;&amp;" in page


@given(st.text(max_size=300))
@example("CON.txt")
@example("a\u0301" * 200)
@example("con")
@example("COM1 ")
def test_a_name_is_safe_on_every_system(text: str) -> None:
    name = safe_name(text)

    assert 0 < len(name) <= NAME_LIMIT + len("Tệp ")
    assert not set(name) & set('\\/:*?"<>|')
    assert name == name.strip(" .")
    assert name.isprintable()
    assert name.casefold().partition(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    assert len(f"001. Tập thể - {name}.docx".encode()) <= 255


def test_people_stand_by_given_name_within_their_unit() -> None:
    """The list gives the order; the papers keep it, and number by it."""
    lines = [line(n, name=name) for n, name in enumerate(("Lê An", "Trần Ánh", "Bùi Đạt"), 1)]
    listed = replace(whole_list(1, 0), lines=tuple(lines))

    names = [one.name for one in pieces(paper(listed), ()) if "04. " in one.name]

    assert [name.rpartition("/")[2] for name in names] == [
        "001. Cá nhân - Lê An", "002. Cá nhân - Trần Ánh", "003. Cá nhân - Bùi Đạt",
    ]  # fmt: skip


def test_the_papers_of_a_locked_list_carry_the_picture_of_its_public_page() -> None:
    lookups = {"list": "K7Q2-M4WX-9TRB-3HCD", "base": "http://localhost/tra-cuu/"}
    locked, draft = paper(whole_list(1, 1), lookups=lookups), paper(whole_list(1, 1), code="")
    expected = qr_png("http://localhost/tra-cuu/K7Q2-M4WX-9TRB-3HCD")

    files, bare = opened(set_of(locked)), opened(set_of(draft))

    for start in ("01.", "03.", "07."):
        (word,) = [name for name in files if name.startswith(start) and name.endswith(".docx")]
        (pdf,) = [name for name in files if name.startswith(start) and name.endswith(".pdf")]
        assert pictures(files[word]) == [expected]
        assert sum(len(page.images) for page in PdfReader(io.BytesIO(files[pdf])).pages) == 1
        (plain,) = [name for name in bare if name.startswith(start) and name.endswith(".docx")]
        assert pictures(bare[plain]) == []


def pictures(word: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return [package.read(name) for name in package.namelist() if "/media/" in name]
