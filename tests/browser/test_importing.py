"""A list that is brought in, on a real page: what only an upload shows is read by machine."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.auditing import faults_of
from tests.browser.conftest import SignIn
from tests.browser.hands import press, says
from tests.imports.lists import HEAD, book

BOTH = (360, 1366)
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    HEAD,
    (1, "Trợ lý đọc đơn", "Trần Văn An (60%); Lê Thị Bình (40%)", "", "05/02/2026", "Nhanh"),
    (2, "Sổ tay số", "Phạm Thị Cúc", "Tổ không ai biết", "31/02/2026", "Tiết kiệm giấy"),
)


def reads_well(page: Page) -> None:
    """Nothing is wrong with what is shown now."""
    page.wait_for_load_state()
    faults = faults_of(page, BOTH)
    assert not faults, "\n".join([page.url, *faults])


def offer(page: Page, name: str, kind: str, content: bytes) -> None:
    """Choose the open round, the first unit and the file."""
    for label in ("round_id", "unit_id"):
        box = page.locator(f"select#{label}")
        if box.count():
            box.select_option(index=box.locator("option").count() - 1)
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
    page.locator("main input[type=file]").set_input_files(file)


def test_a_list_is_looked_at_before_it_is_taken_in(sign_in: SignIn, watch) -> None:
    watch.expect("status of 422")
    page = sign_in("don-vi@quan3.example")
    page.goto("/nhap-ho-so")
    press(page, "Tải lên và xem trước")
    expect(page.locator(".errors")).to_be_focused()
    reads_well(page)
    offer(page, "danh-sach.xlsx", SHEETS, book(ROWS).getvalue())
    press(page, "Tải lên và xem trước")
    expect(page.get_by_role("button", name="Kiểm tra các dòng")).to_be_visible()
    reads_well(page)
    press(page, "Kiểm tra các dòng")
    says(page, "31/02/2026")
    reads_well(page)
