"""Steps 4 to 6 by hand: assignment, the sheet by keyboard, the decision."""

import re

from playwright.sync_api import Page, expect

from tests.browser.contest import Contest, day
from tests.browser.hands import (
    follow,
    press,
    press_and_agree,
    read_by_machine,
    saved_by_itself,
    says,
)

POINTS = ("20", "18", "24", "15")
TOTAL = "77"


def assign(contest: Contest) -> None:
    """Scoring is opened; the balanced proposal is looked at, then applied as a whole."""
    page = contest.person("thu-ky")
    page.goto(f"/phan-cong/{contest.round_id}")
    press_and_agree(page, "Mở chấm điểm 3 hồ sơ")
    says(page, "Đã mở chấm điểm 3 hồ sơ")
    read_by_machine(page, "Phân công chấm")
    follow(page, "Đề xuất phân công")
    read_by_machine(page, "Đề xuất phân công")
    before = contest.live.value("SELECT count(*) FROM sheet WHERE round_id = ?", contest.round_id)
    assert before == 0  # the preview has written nothing
    press(page, "Áp dụng 15 phân công")
    says(page, "thêm 15, bớt 0")


def reviewers(contest: Contest) -> list[tuple[str, int]]:
    """Who scores our dossier and on which sheet; those with a further sheet come first."""
    found = contest.live.rows(
        "SELECT a.email, s.id FROM sheet s JOIN account a ON a.id = s.reviewer_id"
        " WHERE s.idea_id = ? ORDER BY (SELECT count(*) FROM sheet o"
        " WHERE o.reviewer_id = s.reviewer_id AND o.round_id = s.round_id) DESC, s.id",
        contest.idea_id,
    )
    return [(email.removesuffix("@quan3.example"), sheet) for email, sheet in found]


def type_points(page: Page) -> None:
    """Number, Enter, number …; Tab leads to the remark of the same criterion."""
    page.locator("#tc1-points").focus()
    for number, points in enumerate(POINTS, start=1):
        expect(page.locator(f"#tc{number}-points")).to_be_focused()
        page.keyboard.type(points)
        page.keyboard.press("Tab")
        expect(page.locator(f"#tc{number}-remark")).to_be_focused()
        page.keyboard.insert_text(f"Nhận xét tiêu chí {number}.")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")


def shows_what_was_saved(page: Page) -> None:
    """Exactly the saved points, and the total that the server counted."""
    for number, points in enumerate(POINTS, start=1):
        expect(page.locator(f"#tc{number}-points")).to_have_value(points)
    expect(page.locator("[data-value=total]")).to_have_text(TOTAL)


def score_by_keyboard(contest: Contest, who: str, sheet: int) -> None:
    """Score, save, go on, come back, look once more, lock."""
    page = contest.person(who)
    page.goto("/cham-diem")
    says(page, contest.title)
    page.goto(f"/cham-diem/{sheet}")
    read_by_machine(page, contest.title)
    expect(page.locator("[data-sheet-state]")).to_have_text("Chưa chấm")
    type_points(page)
    page.keyboard.press("ControlOrMeta+s")
    saved_by_itself(page)
    expect(page.locator("[data-sheet-state]")).to_have_text("Đang chấm")
    shows_what_was_saved(page)
    page.reload()
    shows_what_was_saved(page)
    press(page, "Lưu và sang hồ sơ tiếp theo")
    expect(page).to_have_url(re.compile(rf"/cham-diem/(?!{sheet}\b)\d+"))
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/cham-diem/{sheet}$"))
    shows_what_was_saved(page)
    stored = contest.live.value("SELECT total FROM sheet WHERE id = ?", sheet)
    assert stored == int(TOTAL) * 10_000
    lock(page)


def score_without_scripts(contest: Contest, who: str, sheet: int) -> None:
    """The same sheet in a browser that runs no script: a level, a number, the button."""
    page = contest.person(who, java_script_enabled=False)
    page.goto(f"/cham-diem/{sheet}")
    for number, points in enumerate(POINTS, start=1):
        criterion = page.locator(f"#tc{number}")
        if criterion.get_attribute("open") is None:
            criterion.locator("summary").click()
        criterion.locator(".band").nth(2).click()
        criterion.locator(f"#tc{number}-points").fill(points)
    press(page, "Lưu nháp")
    shows_what_was_saved(page)
    lock(page)


def lock(page: Page) -> None:
    """The sheet once more as a whole, then locked for good."""
    press(page, "Kiểm tra và chốt")
    says(page, TOTAL)
    press(page, "Chốt phiếu")
    says(page, "Đã chốt phiếu")


def settle_and_propose(contest: Contest) -> None:
    """Three sheets of five are a quorum; the other dossiers stay until theirs are in."""
    page = contest.person("thu-ky")
    page.goto(f"/quyet-dinh/{contest.round_id}")
    press_and_agree(page, "Khóa kết quả chấm")
    says(page, "Đã khóa kết quả chấm của 1 hồ sơ")
    row = page.get_by_role("row").filter(has_text=contest.code)
    expect(row).to_contain_text("77,00")
    row.get_by_role("checkbox").check()
    page.get_by_label("Đề xuất công nhận", exact=True).check()
    press(page, "Xem trước khi ghi")
    says(page, contest.code)
    read_by_machine(page, "Xem trước đề xuất")
    press(page, "Ghi đề xuất cho 1 hồ sơ")
    says(page, "Đã ghi đề xuất cho 1 hồ sơ")


def decide(contest: Contest) -> None:
    """The council has sat; number, date and votes are recorded, a certificate is issued."""
    page = contest.person("thu-ky")
    page.goto(f"/quyet-dinh/{contest.round_id}/trinh")
    read_by_machine(page, "Trình Hội đồng")
    press_and_agree(page, "Trình Hội đồng")
    says(page, "Đã trình Hội đồng 1 hồ sơ")
    page.goto(f"/quyet-dinh/{contest.round_id}/ghi-quyet-dinh")
    read_by_machine(page, "Ghi quyết định")
    page.get_by_label("Số, ký hiệu quyết định").fill("215/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill(day(0))
    page.get_by_label("Ngày họp Hội đồng").fill(day(-1))
    page.get_by_label("Tổng số thành viên Hội đồng").fill("9")
    page.get_by_label(f"Số phiếu đồng ý, {contest.code}").fill("8")
    page.get_by_label("Công nhận", exact=True).check()
    press_and_agree(page, "Ghi quyết định")
    says(page, "Đã ghi quyết định cho 1 hồ sơ")
    author = contest.person("tac-gia")
    author.goto(f"/cong-nhan/{contest.idea_id}")
    says(author, "215/QĐ-UBND")
