"""Steps 1 to 3 by hand: sign in, write a dossier, submit it; the unit and the office answer."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.contest import Contest, day
from tests.browser.hands import (
    follow,
    press,
    press_and_agree,
    read_by_machine,
    saved_by_itself,
    says,
    type_into,
)
from tests.journeys.contest import small_pdf

PROBLEM = "Mỗi tháng có 320 phản ánh phải đọc bằng tay, mất 4 phút mỗi phản ánh."
SOLUTION = "Đọc ảnh và lời phản ánh, đề xuất nơi xử lý; công chức xem lại trước khi gửi."


def begin(contest: Contest) -> Page:
    """From the public call to a new draft of the open round."""
    page = contest.person("tac-gia")
    page.goto("/")
    says(page, "Đang nhận hồ sơ")
    page.goto("/ho-so/moi")
    questions = page.locator("fieldset.choices").all()
    for question, answer in zip(questions, ("Có", "Không", "Có"), strict=True):
        question.get_by_label(answer, exact=True).check()
    press(page, "Tạo bản nháp")
    expect(page).to_have_url(re.compile(r"/ho-so/\d+"))
    found = re.search(r"/ho-so/(\d+)", page.url)
    assert found
    contest.idea_id = int(found[1])
    return page


def write_information(page: Page, contest: Contest) -> None:
    """The first section, where the text is saved while one writes and is still there after F5."""
    page.goto(f"/ho-so/{contest.idea_id}/thong-tin")
    type_into(page, "Tên giải pháp", contest.title)
    saved_by_itself(page)
    page.reload()
    expect(page.get_by_label("Tên giải pháp")).to_have_value(contest.title)
    page.get_by_label("Lĩnh vực dự thi").select_option("Quản lý đô thị, xã hội")
    page.get_by_label("Lĩnh vực áp dụng").select_option("Quản lý đô thị")
    type_into(page, "Tóm tắt", "Giúp công chức đọc phản ánh nhanh hơn.")
    press(page, "Lưu và tiếp tục")


def write_authors(page: Page) -> None:
    """Two authors with 60 and 40 per cent; the saved sum is shown."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("tác giả")
    press(page, "Thêm đồng tác giả")
    rows = page.locator("[data-row]:visible")
    expect(rows).to_have_count(2)
    people = (("Võ Văn Vân", "tac-gia@quan3.example", "60"),
              ("Hoàng Tường Đạt", "tac-gia-4@quan3.example", "40"))  # fmt: skip
    for number, (name, email, share) in enumerate(people):
        row = rows.nth(number)
        row.get_by_label("Họ và tên").fill(name)
        row.get_by_label("Nơi công tác").fill("Bộ phận một cửa")
        row.get_by_label("Chức danh").fill("Chuyên viên")
        row.get_by_label("Thư điện tử").fill(email)
        row.get_by_label("Tỷ lệ đóng góp").fill(share)
    saved_by_itself(page)
    expect(page.locator("[data-value=share-total]")).to_have_text("100%")
    press(page, "Lưu và tiếp tục")


def write_the_rest(page: Page) -> None:
    """Problem and solution, application and effect, helpers, the sheet on AI, the round's own."""
    type_into(page, "Vấn đề cần giải quyết", PROBLEM)
    type_into(page, "Nội dung giải pháp", SOLUTION)
    press(page, "Lưu và tiếp tục")
    type_into(page, "Ngày áp dụng lần đầu hoặc áp dụng thử", day(-60))
    type_into(page, "Tình hình áp dụng", "Dùng tại bộ phận tiếp nhận phản ánh.")
    type_into(page, "Hiệu quả", "Thời gian đọc một phản ánh giảm từ 4 phút xuống 1 phút.")
    press(page, "Lưu và tiếp tục")
    expect(page.get_by_role("heading", level=1)).to_contain_text("áp dụng lần đầu")
    press(page, "Lưu và tiếp tục")
    for answer in (
        "Nhận dạng hình ảnh, chữ viết, video", "Máy chủ của cơ quan", "Có dữ liệu cá nhân cơ bản",
        "Có, kiểm tra xác suất", "Rủi ro thấp",
    ):  # fmt: skip
        page.get_by_label(answer, exact=True).check()
    press(page, "Lưu và tiếp tục")
    page.get_by_label("Có, chia sẻ một phần", exact=True).check()
    type_into(page, "Phần nào chưa chia sẻ được, vì sao", "Ảnh còn chờ ẩn biển số xe.")
    press(page, "Lưu và tiếp tục")


def add_evidence(page: Page) -> None:
    """A file with a Vietnamese name."""
    file: FilePayload = {
        "name": "Số liệu trước và sau.pdf", "mimeType": "application/pdf", "buffer": small_pdf(),
    }  # fmt: skip
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Tải tệp lên")
    says(page, "Số liệu trước và sau.pdf")


def submit(page: Page, contest: Contest) -> None:
    """Look at everything, promise, send; the receipt has code, time, hash and QR."""
    follow(page, "Kiểm tra và nộp")
    says(page, PROBLEM)
    read_by_machine(page, "Kiểm tra thông tin trước khi nộp")
    page.get_by_role("checkbox").check()
    press(page, "Nộp hồ sơ")
    says(page, re.compile(r"SK-\d{4}-\d{5}"))
    says(page, re.compile(r"[0-9a-f]{64}"))
    expect(page.locator(".receipt-qr svg")).to_be_visible()
    read_by_machine(page, "Giấy biên nhận hồ sơ")
    contest.code = contest.live.value("SELECT code FROM idea WHERE id = ?", contest.idea_id)
    says(page, contest.code)


def endorse(contest: Contest) -> None:
    """The unit's clerk reads the dossier and confirms it."""
    page = contest.person("don-vi")
    page.goto("/viec-cho-toi")
    page.goto(f"/don-vi/ho-so/{contest.idea_id}")
    says(page, SOLUTION)
    press_and_agree(page, "Xác nhận của đơn vị", "Xác nhận")
    says(page, "Đã xác nhận")


def accept(contest: Contest) -> None:
    """The secretary finds it without diacritics and accepts it, and two more that wait."""
    page = contest.person("thu-ky")
    page.goto("/tiep-nhan")
    page.get_by_label("Tìm theo mã hoặc nội dung").fill("de an do thi")
    page.keyboard.press("Enter")
    says(page, contest.code)
    waiting = contest.live.rows(
        "SELECT id FROM idea WHERE round_id = ? AND state = 'submitted'", contest.round_id
    )
    assert (contest.idea_id,) in waiting
    for (idea_id,) in waiting:
        page.goto(f"/tiep-nhan/{idea_id}")
        press_and_agree(page, "Tiếp nhận", "Tiếp nhận")
        says(page, "Đã tiếp nhận hồ sơ")
