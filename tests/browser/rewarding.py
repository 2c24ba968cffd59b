"""Steps 7 to 10 by hand: application, gallery, award list, plan."""

import io
import re
import zipfile

import docx
from playwright.sync_api import Page, expect

from app.documents.checker import check_docx
from tests.browser.contest import Contest, day
from tests.browser.hands import (
    download,
    follow,
    press,
    press_and_agree,
    read_by_machine,
    saved_by_itself,
    says,
)
from tests.browser.live import environment, stop_server
from tools import serve


def apply_it(contest: Contest) -> None:
    """The author reports the application with its figures; the applying unit confirms."""
    page = contest.person("tac-gia")
    page.goto(f"/ap-dung/moi?idea={contest.idea_id}")
    page.get_by_label("Đơn vị áp dụng").select_option("Ủy ban nhân dân Phường 9")
    for label, text in (
        ("Áp dụng từ ngày", day(-30)), ("Chỉ tiêu đã đo", "Thời gian đọc một phản ánh"),
        ("Trước khi áp dụng", "4"), ("Sau khi áp dụng", "1,5"), ("Đơn vị tính", "phút mỗi lượt"),
        ("Cách đo", "Đồng hồ của hệ thống"), ("Số lượt đo", "300"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Áp dụng chính thức").check()
    press(page, "Lưu và gửi xác nhận")
    expect(page).to_have_url(re.compile(r"/ap-dung/\d+"))
    clerk = contest.person("don-vi")
    clerk.goto(page.url)
    press_and_agree(clerk, "Xác nhận áp dụng", "Xác nhận áp dụng")
    says(clerk, "Đã xác nhận")


def publish(contest: Contest) -> None:
    """Communications publish it; anybody finds it, with and without diacritics."""
    page = contest.person("truyen-thong")
    page.goto(f"/truyen-thong/{contest.idea_id}")
    read_by_machine(page, "Nội dung công khai")
    press(page, "Công khai giải pháp")
    page.get_by_role("dialog").get_by_role("button").first.click()
    says(page, contest.title)
    visitor = contest.visit()
    for words in ("de an do thi", "Đề án đô thị"):
        visitor.goto("/thu-vien")
        visitor.get_by_label("Tìm trong giải pháp").fill(words)
        visitor.keyboard.press("Enter")
        says(visitor, contest.title)
    follow(visitor, contest.title)
    says(visitor, "1,5")
    read_by_machine(visitor, contest.title)


def make_list(contest: Contest) -> Page:
    """A new list; the first author of our solution is ticked, looked at and added."""
    page = contest.person("khen-thuong")
    page.goto("/khen-thuong/moi")
    page.get_by_label(re.compile("ví dụ Giấy khen")).check()
    for label, text in (
        ("Tên danh sách", "Khen thưởng đợt 2"), ("Ngày xét", day(0)), ("Hạn trình", day(14)),
        ("Phong trào, chuyên đề", "Thi đua ứng dụng TTNT"),
        ("Mức tiền thưởng tối đa", "60.000.000"),
        ("Chức vụ người ký", "CHỦ TỊCH"), ("Họ và tên người ký", "Phan Văn Ý"),
    ):  # fmt: skip
        page.get_by_label(label).first.fill(text)
    press(page, "Lập danh sách")
    follow(page, "Thêm đối tượng")
    page.get_by_label("Tìm giải pháp").fill("de an do thi")
    press(page, "Áp dụng bộ lọc")
    page.get_by_label("Chọn Võ Văn Vân").first.check()
    press(page, "Xem trước")
    read_by_machine(page, "Xem trước: 1 đối tượng")
    press(page, "Đưa vào danh sách")
    says(page, "Võ Văn Vân")
    return page


def complete_and_lock(page: Page) -> None:
    """A list with missing papers cannot be locked; with all papers it can."""
    expect(page.get_by_role("button", name="Chốt danh sách")).to_be_disabled()
    page.locator("a[href*='?mo=']").first.click()
    boxes = page.locator("input[name=parts]")
    expect(boxes).not_to_have_count(0)
    for box in boxes.all():
        box.check()
    press(page, "Lưu")
    expect(page.get_by_role("button", name="Chốt danh sách")).to_be_enabled()
    read_by_machine(page, "Khen thưởng đợt 2")
    press_and_agree(page, "Chốt danh sách")
    says(page, "Đã chốt")
    read_by_machine(page, "Khen thưởng đợt 2")


def take_the_file(page: Page, contest: Contest) -> None:
    """The worker makes one ZIP of Word, PDF and Excel; its Tờ trình keeps the decree."""
    press(page, "Lập trọn bộ hồ sơ")
    read_by_machine(page, "Lập trọn bộ hồ sơ khen thưởng")
    the_worker_works(page, contest)
    read_by_machine(page, "Lập trọn bộ hồ sơ khen thưởng")
    path = download(page, "Tải kết quả", contest.folder)
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        kinds = {name.rpartition(".")[2] for name in bundle.namelist()}
        assert {"docx", "pdf", "xlsx"} <= kinds
        paper = next(name for name in bundle.namelist() if name.endswith(".docx"))
        content = bundle.read(paper)
    assert check_docx(content) == []
    tables = docx.Document(io.BytesIO(content)).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert any("Võ Văn Vân" in cell for cell in cells)


def the_worker_works(page: Page, contest: Contest) -> None:
    """A worker beside the server, until the open page of the job says by itself that it is done."""
    worker = serve.start("worker", serve.worker_command(), environment(contest.live.folder))
    try:
        expect(page.get_by_role("link", name="Tải kết quả")).to_be_visible(timeout=60_000)
    finally:
        stop_server(worker)


def report_on_the_plan(contest: Contest) -> None:
    """The unit reports; the consolidated figure grows by what it reported."""
    officer = contest.person("ke-hoach")
    summary = contest.live.value("SELECT min(id) FROM reporting_period WHERE consolidated")
    before = trained(officer, summary)
    page = contest.person("don-vi")
    page.goto("/ke-hoach/bao-cao")
    period = contest.live.value("SELECT max(id) FROM reporting_period WHERE NOT consolidated")
    unit = contest.live.value("SELECT id FROM unit WHERE code = 'P9'")
    page.goto(f"/ke-hoach/bao-cao/{period}/{unit}")
    page.get_by_label("Kết quả nổi bật").fill("Đưa trợ lý đọc phản ánh vào dùng.")
    page.get_by_label("Lượt người được tập huấn, bồi dưỡng").fill("41")
    saved_by_itself(page, "#trang-thai-luu")
    press(page, "Kiểm tra và gửi")
    read_by_machine(page, "Kiểm tra và gửi")
    press(page, "Gửi báo cáo")
    says(page, "Đã gửi")
    assert trained(officer, summary) == before + 41
    path = download(officer, "Tải xuống văn bản Word", contest.folder)
    assert check_docx(path.read_bytes()) == []


def trained(page: Page, summary: int) -> int:
    """The figure of the consolidated report: people trained."""
    page.goto(f"/ke-hoach/tong-hop/{summary}")
    link = page.locator("a[href$='/so-lieu/luot-nguoi-tap-huan']").first
    return int(link.inner_text().split()[0].replace(".", ""))
