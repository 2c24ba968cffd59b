"""Pages that one meets when something is wrong or half done: readable by machine and eye too."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import axe_faults, faults_of
from tests.browser.conftest import SignIn
from tests.browser.hands import press, saved_by_itself, type_into
from tests.browser.live import LiveServer
from tests.browser.test_every_page import address

PHONE_AT_NIGHT = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
OPENED = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
MINE = (
    "SELECT s.id, s.idea_id, s.round_id FROM sheet s JOIN account a ON a.id = s.reviewer_id"
    " JOIN round r ON r.id = s.round_id WHERE a.email = 'uy-vien@quan3.example'"
    " AND s.state = 'locked' AND r.scoring_closes_at > '2026' ORDER BY s.id DESC LIMIT 1"
)
REPORTER = (
    "SELECT a.id, b.email FROM adoption a JOIN account b ON b.id = a.reported_by"
    " WHERE a.state = 'reported' ORDER BY a.id LIMIT 1"
)

# Who, where, what is typed into which box, which button; the answer is a page with the errors.
REFUSED: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("", "/dang-nhap", {"email": "khong-phai-thu", "password": "sai"}, "Đăng nhập"),
    ("thu-ky", "/dot-xet/moi", {"title": "", "year": "hai nghìn"}, "Lập đợt xét"),
    ("thu-ky", "/dot-xet/{open}/thang-diem", {"criteria-0-maximum": "hai"}, "Lưu thang điểm"),
    ("thu-ky", "/tiep-nhan/{submitted}", {"ask-reason": ""}, "Yêu cầu bổ sung"),
    ("thu-ky", "/tiep-nhan/{late}", {"extend-due_on": "mai"}, "Gia hạn bổ sung"),
    ("tac-gia", "/ho-so/{draft}/thong-tin", {"title": "x" * 201}, "Lưu nháp"),
    ("tac-gia", "/ho-so/{draft}/tac-gia", {"authors-0-share": "sáu mươi"}, "Lưu nháp"),
    ("tac-gia", "/ho-so/{draft}/ap-dung-hieu-qua", {"first_applied_on": "30/02"}, "Lưu nháp"),
    ("tac-gia", "/ho-so/{draft}/minh-chung", {"note": "Không có tệp"}, "Tải tệp lên"),
    ("tac-gia", "/ho-so/{draft}/kiem-tra", {}, "Nộp hồ sơ"),
    ("tac-gia", "/ap-dung/moi?idea={recognised}", {"since": "mai"}, "Lưu và gửi xác nhận"),
    ("don-vi", "/ap-dung/{applied}", {"reason": ""}, "Không xác nhận"),
    ("don-vi", "/ke-hoach/bao-cao/{period}/{unit}", {"trained_people": "mười"}, "Lưu nháp"),
    ("khen-thuong", "/khen-thuong/moi", {"title": "", "judged_on": "mai"}, "Lập danh sách"),
    ("khen-thuong", "/khen-thuong/{awards}/ung-vien", {}, "Xem trước"),
    ("ke-hoach", "/ke-hoach/nhiem-vu/{item}", {"due_on": "cuối năm"}, "Lưu cập nhật"),
    ("ke-hoach", "/ke-hoach/bao-cao", {"year": "năm nay"}, "Mở kỳ báo cáo"),
    ("truyen-thong", "/truyen-thong/{recognised}", {"title": ""}, "Lưu nội dung công khai"),
)


def looked_up(live: LiveServer, path: str) -> str:
    """The path with what stands in braces looked up."""
    late = "SELECT max(id) FROM idea WHERE state = 'supplement_asked'"
    path = path.replace("{late}", str(live.value(late)) if "{late}" in path else "")
    return address(live, path)


def type_wrongly(page: Page, typed: dict[str, str], button: str) -> None:
    """Fill what is open or folded away, and press."""
    page.evaluate(OPENED)
    for name, text in typed.items():
        page.locator(f"main [name='{name}']").first.fill(text)
    page.locator("main").get_by_role("button", name=button, exact=True).first.click()


@pytest.mark.parametrize(("who", "path", "typed", "button"), REFUSED)
def test_a_refused_form(
    who: str, path: str, typed: dict[str, str], button: str, live: LiveServer, visit: SignIn,
    sign_in: SignIn, watch,
) -> None:  # fmt: skip
    watch.expect("422")
    page = sign_in(f"{who}@quan3.example") if who else visit()
    page.goto(looked_up(live, path))
    type_wrongly(page, typed, button)
    expect(page.get_by_role("alert").first).to_contain_text("Có lỗi cần sửa")
    page.wait_for_load_state()

    assert page.title().startswith("Lỗi: ")
    assert faults_of(page) == []


@pytest.fixture
def open_sheet(live: LiveServer) -> tuple[int, int]:
    """A sheet of `uy-vien` that was opened again, and its round."""
    [(sheet, idea, round_id)] = live.rows(MINE)
    live.change("UPDATE sheet SET state = 'reopened', locked_at = NULL WHERE id = ?", sheet)
    live.change("UPDATE idea SET state = 'scoring' WHERE id = ?", idea)
    return sheet, round_id


def test_the_open_sheet_and_the_ways_from_it(
    live: LiveServer, sign_in: SignIn, watch, open_sheet: tuple[int, int]
) -> None:
    watch.expect("422")
    sheet, _round = open_sheet
    page = sign_in("uy-vien@quan3.example")
    faults: list[str] = []

    def look(where: str) -> None:
        page.wait_for_load_state()
        faults.extend(f"{where}: {fault}" for fault in faults_of(page))

    page.goto(f"/cham-diem/{sheet}/chot")
    look("lock check")
    page.goto(f"/cham-diem/{sheet}")
    look("open sheet")
    page.locator("#tc1-points").fill("999")
    press(page, "Lưu nháp")
    expect(page.get_by_role("alert").first).to_contain_text("từ 0 đến")
    look("refused sheet")
    page.goto(f"/cham-diem/{sheet}/xin-khong-cham")
    look("step back")
    press(page, "Xin không chấm hồ sơ này")
    expect(page.get_by_role("alert").first).to_contain_text("Chọn lý do không chấm")
    look("refused step back")
    assert not faults, "\n".join(faults)


def test_the_open_sheet_on_the_phone_in_the_dark(
    sign_in: SignIn, open_sheet: tuple[int, int]
) -> None:
    sheet, _round = open_sheet
    page = sign_in("uy-vien@quan3.example", **PHONE_AT_NIGHT)
    page.goto(f"/cham-diem/{sheet}")
    expect(page.locator("form.scoresheet")).to_be_visible()
    assert axe_faults(page) == []
    page.locator("#tc2 summary").click()
    assert axe_faults(page) == []


def test_the_board_before_it_is_changed(sign_in: SignIn, open_sheet: tuple[int, int]) -> None:
    _sheet, round_id = open_sheet
    page = sign_in("thu-ky@quan3.example")
    page.goto(f"/phan-cong/{round_id}")
    page.locator("main input[name=pair]:not(:checked)").first.check()
    press(page, "Xem trước thay đổi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước thay đổi phân công")
    page.wait_for_load_state()
    assert faults_of(page) == []


def test_the_report_of_an_application_once_more(live: LiveServer, sign_in: SignIn) -> None:
    [(adoption, email)] = live.rows(REPORTER)
    page = sign_in(email)
    page.goto(f"/ap-dung/{adoption}/sua")
    expect(page.get_by_role("button", name="Lưu và gửi xác nhận")).to_be_visible()
    assert faults_of(page) == []


def test_two_texts_that_meet(live: LiveServer, sign_in: SignIn, watch) -> None:
    watch.expect("409")
    path = looked_up(live, "/ho-so/{draft}/ap-dung-hieu-qua")
    first, second = sign_in("tac-gia@quan3.example"), sign_in("tac-gia@quan3.example")
    first.goto(path)
    second.goto(path)
    type_into(first, "Hiệu quả", "Chữ của cửa sổ thứ nhất.")
    saved_by_itself(first)
    type_into(second, "Hiệu quả", "Chữ của cửa sổ thứ hai.")
    press(second, "Lưu nháp")
    expect(second.locator("main")).to_contain_text("Chữ của cửa sổ thứ nhất.")
    second.wait_for_load_state()
    assert faults_of(second) == []


@pytest.mark.parametrize(("path", "status"), [("/tiep-nhan", 403), ("/khong-co-trang", 404)])
def test_a_door_that_is_shut(path: str, status: int, sign_in: SignIn, watch) -> None:
    watch.expect(str(status))
    page = sign_in("tac-gia@quan3.example")
    answer = page.goto(path)
    assert answer
    assert answer.status == status
    assert faults_of(page) == []


def doors_of(page: Page, index: str) -> list[str]:
    """The addresses on an index page, itself first; empty where the person has no such page."""
    answer = page.goto(index)
    if answer is None or answer.status != 200:
        return []
    links = page.locator("main a[href^='/']").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    return [index, *sorted({link.partition("#")[0] for link in links} - {index})]


@pytest.mark.parametrize(
    ("who", "index"),
    [("quan-tri", "/quan-tri"), ("thu-ky", "/quan-tri"), ("kiem-tra", "/quan-tri"),
     ("tac-gia", "/tai-khoan"), ("quan-tri", "/tai-khoan")],
)  # fmt: skip
def test_what_lies_behind_the_doors(who: str, index: str, sign_in: SignIn, watch) -> None:
    watch.expect("403")
    page = sign_in(f"{who}@quan3.example")
    faults = []
    for path in doors_of(page, index):
        answer = page.goto(path)
        if answer is None or answer.status != 200:
            faults.append(f"{path}: status {answer.status if answer else None}")
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)
