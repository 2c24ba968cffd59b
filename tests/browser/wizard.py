"""The way through the pages of a new dossier: each is first sent wrongly, mended, then sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.contest import day
from tests.browser.ways import Way
from tests.journeys.contest import small_pdf

TITLE = "Trợ lý đọc ảnh chụp hố ga"
TOO_LONG = "Chữ quá dài. " * 900
EVIDENCE: FilePayload = {
    "name": "Số liệu hố ga.pdf", "mimeType": "application/pdf", "buffer": small_pdf(),
}  # fmt: skip


@dataclass
class Wizard:
    """One run; `look` is called with every page, right or wrong, before it is left."""

    way: Way
    look: Callable[[Page], None]

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.way.page

    def box(self, label: str) -> Locator:
        """The box of that label."""
        return self.page.locator("main").get_by_label(label, exact=True).first

    def button(self, words: str) -> Locator:
        """The button that says this."""
        return self.page.locator("main").get_by_role("button", name=words, exact=True)

    def link(self, words: str) -> Locator:
        """The link that says this."""
        return self.page.get_by_role("link", name=words, exact=True).filter(visible=True).first

    def opens(self, heading: str) -> None:
        """The page of this heading is here, as it is before anything is typed."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()
        self.look(self.page)

    def send_wrongly(self, words: str, told: str) -> None:
        """The summary has the focus, says why, and its link leads into the box."""
        self.way.go(self.button(words))
        summary = self.page.locator(".errors")
        expect(summary).to_contain_text(told)
        expect(summary).to_be_focused()
        expect(self.page.locator(".kept")).to_have_count(0)  # the page has all that was typed
        self.look(self.page)
        link = summary.get_by_role("link").first
        target = (link.get_attribute("href") or "").lstrip("#")
        self.way.go(link)
        expect(self.page.locator(f"[id='{target}']")).to_be_focused()
        expect(self.page.locator(f"[id='{target}']")).to_be_in_viewport()

    def go_on(self) -> None:
        """Save this page and come to the next."""
        self.way.go(self.button("Lưu và tiếp tục"))


def begin(run: Wizard) -> int:
    """From the own list through the conditions to a new draft; its number."""
    run.page.goto("/ho-so")
    run.way.go(run.link("Tạo hồ sơ mới"))
    run.opens("Kiểm tra điều kiện trước khi viết")
    run.send_wrongly("Tạo bản nháp", "Trả lời câu hỏi điều kiện")
    for question, answer in zip(
        run.page.locator("fieldset.choices").all(), ("Có", "Không", "Có"), strict=True
    ):
        run.way.mark(question.get_by_label(answer, exact=True))
    run.way.go(run.button("Tạo bản nháp"))
    expect(run.page).to_have_url(re.compile(r"/ho-so/\d+$"))
    idea_id = int(run.page.url.rpartition("/")[2])
    run.look(run.page)
    run.way.go(run.link("Khai thông tin chung"))
    return idea_id


def say_what_it_is(run: Wizard) -> None:
    """Title, category, sector."""
    run.opens("Khai thông tin chung")
    run.way.write(run.box("Tên giải pháp"), TOO_LONG[:250])
    run.send_wrongly("Lưu và tiếp tục", "không được quá")
    run.way.write(run.box("Tên giải pháp"), TITLE)
    run.way.choose(run.box("Lĩnh vực dự thi"), "Quản lý đô thị, xã hội")
    run.way.choose(run.box("Lĩnh vực áp dụng"), "Quản lý đô thị")
    run.go_on()


def name_authors(run: Wizard) -> None:
    """Two authors; one row too many is added and taken away."""
    run.opens("Khai tác giả và tỷ lệ đóng góp")
    rows = run.page.locator("[data-row]:visible")
    for number in (2, 3):
        run.way.go(run.button("Thêm đồng tác giả"))
        expect(rows).to_have_count(number)
        expect(rows.last.get_by_label("Họ và tên")).to_be_focused()
    run.way.go(rows.last.get_by_role("button", name="Xóa dòng"))
    expect(rows).to_have_count(2)
    for row, name, share in (
        (rows.first, "Võ Văn Vân", "60"), (rows.last, "Hoàng Tường Đạt", "bốn mươi"),
    ):  # fmt: skip
        run.way.write(row.get_by_label("Họ và tên"), name)
        run.way.write(row.get_by_label("Nơi công tác"), "Bộ phận một cửa")
        run.way.write(row.get_by_label("Chức danh"), "Chuyên viên")
        run.way.write(row.get_by_label("Tỷ lệ đóng góp"), share)
    run.send_wrongly("Lưu và tiếp tục", "Dòng 2")
    run.way.write(rows.last.get_by_label("Tỷ lệ đóng góp"), "40")
    run.go_on()


def say_why_and_how(run: Wizard) -> None:
    """Problem and solution; then application and effect."""
    run.opens("Nêu vấn đề và giải pháp")
    run.way.write(run.box("Vấn đề cần giải quyết"), TOO_LONG)
    run.send_wrongly("Lưu và tiếp tục", "không được quá")
    run.way.write(run.box("Vấn đề cần giải quyết"), "Mỗi tuần có 90 ảnh hố ga phải xem bằng mắt.")
    run.way.write(run.box("Nội dung giải pháp"), "Đọc ảnh, báo hố ga hư; công chức xem lại.")
    run.go_on()
    run.opens("Khai áp dụng và hiệu quả")
    first = run.page.get_by_label("Ngày áp dụng lần đầu hoặc áp dụng thử")
    run.way.write(first, "30/02/2026")
    run.send_wrongly("Lưu và tiếp tục", "Ngày áp dụng phải là ngày có thật")
    run.way.write(first, day(-60))
    run.way.write(run.box("Tình hình áp dụng"), "Dùng tại bộ phận tiếp nhận phản ánh.")
    run.way.write(run.box("Hiệu quả"), "Thời gian xem một ảnh giảm từ 4 phút xuống 1 phút.")
    run.go_on()


def name_helpers(run: Wizard) -> None:
    """Somebody who helped to apply it first: not without a name."""
    run.opens("Khai người tham gia áp dụng lần đầu")
    row = run.page.locator("[data-row]:visible").first
    run.way.write(row.get_by_label("Nơi công tác"), "Tổ thoát nước")
    run.send_wrongly("Lưu và tiếp tục", "Nhập họ và tên")
    run.way.write(row.get_by_label("Họ và tên"), "Đinh Thử Nghiệm")
    run.go_on()


def answer_on_ai(run: Wizard) -> None:
    """The sheet on AI and data."""
    run.opens("Khai phiếu TTNT và dữ liệu")
    reason = run.page.locator("#risk_reason")
    run.way.write(reason, TOO_LONG)
    run.send_wrongly("Lưu và tiếp tục", "không được quá")
    run.way.write(reason, "Người xem lại mọi kết quả.")
    for answer in (
        "Nhận dạng hình ảnh, chữ viết, video", "Máy chủ của cơ quan", "Có dữ liệu cá nhân cơ bản",
        "Có, kiểm tra xác suất", "Rủi ro thấp",
    ):  # fmt: skip
        run.way.mark(run.box(answer))
    run.go_on()


def answer_the_round(run: Wizard) -> None:
    """What this round asks; a question that hangs on another comes when it is due."""
    run.opens("Trả lời câu hỏi của đợt")
    hanging = run.page.get_by_label("Phần nào chưa chia sẻ được, vì sao")
    run.way.mark(run.box("Có, chia sẻ một phần"))
    run.way.write(hanging, "Dữ liệu ảnh còn chờ ẩn biển số xe.")
    uses = run.page.get_by_label("Số lượt sử dụng mỗi tháng")
    run.way.write(uses, "chín mươi")
    run.send_wrongly("Lưu và tiếp tục", "số")
    run.way.write(uses, "90")
    run.go_on()


def prove_it(run: Wizard, lay_file: Callable[[Locator, FilePayload], None]) -> None:
    """A file; sent without one first."""
    run.opens("Tải tệp minh chứng")
    run.send_wrongly("Tải tệp lên", "Chọn tệp cần tải lên")
    lay_file(run.page.locator("main input[type=file]"), EVIDENCE)
    run.way.go(run.button("Tải tệp lên"))
    expect(run.page.locator("main")).to_contain_text("Số liệu hố ga.pdf")
    run.look(run.page)
    run.way.go(run.link("Kiểm tra và nộp"))


def send(run: Wizard) -> None:
    """Read it all, promise, send; the receipt has code and hash."""
    run.opens("Kiểm tra thông tin trước khi nộp")
    run.send_wrongly("Nộp hồ sơ", "Đánh dấu vào ô cam đoan trước khi nộp")
    run.way.mark(run.page.locator("#truth"))
    run.way.go(run.button("Nộp hồ sơ"))
    expect(run.page.locator("main")).to_contain_text(re.compile(r"SK-\d{4}-\d{5}"))
    expect(run.page.locator("main")).to_contain_text(re.compile(r"[0-9a-f]{64}"))
    run.look(run.page)
