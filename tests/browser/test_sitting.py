"""A sitting in three browsers at once: the secretary's desk, a member's phone, the projector."""

import re

from playwright.sync_api import Page, expect

from tests.browser.auditing import faults_of
from tests.browser.conftest import SignIn
from tests.browser.live import LiveServer
from tests.browser.watching import Watch

PHONE = {"width": 360, "height": 740}
SECRETARY, MEMBER = "thu-ky@quan3.example", "uy-vien@quan3.example"


def button(page: Page, words: str) -> None:
    """Press a button, and the confirmation where one is asked for."""
    page.get_by_role("button", name=words, exact=True).first.click()


def test_three_screens_follow_one_sitting(live: LiveServer, sign_in: SignIn, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    desk = sign_in(SECRETARY)
    at = plan(desk)
    phone, projector = sign_in(MEMBER, viewport=PHONE), sign_in(SECRETARY)
    phone.goto(f"{at}/ghe")
    projector.goto(f"{at}/man-hinh")
    expect(phone.get_by_text("Phiên họp chưa khai mạc.")).to_be_visible()

    confirm(desk, "Khai mạc")
    expect(phone.get_by_text("Thư ký chưa ghi nhận Ông/Bà có mặt.")).to_be_visible()
    desk.get_by_label("Chọn tất cả").check()
    button(desk, "Có mặt")
    expect(phone.get_by_text("Chưa có nội dung nào đang xét.")).to_be_visible()

    button(desk, "Xét nội dung này")
    expect(projector.get_by_role("heading", name="Thông qua quy chế họp")).to_be_visible()
    expect(phone.get_by_role("heading", name="Thông qua quy chế họp")).to_be_visible()

    # The phone loses the network while the ballot opens, and catches up by itself.
    phone.context.set_offline(True)
    button(desk, "Biểu quyết công khai")
    expect(desk.locator(".vote-line")).to_be_visible()
    expect(phone.get_by_text("Chưa mở biểu quyết.")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_role("button", name="Đồng ý", exact=True)).to_be_visible()
    assert faults_of(phone) == []
    assert faults_of(desk) == []
    button(phone, "Đồng ý")
    expect(phone.get_by_text("Đã biểu quyết", exact=True)).to_be_visible()
    expect(projector.get_by_text("đã biểu quyết")).to_be_visible()
    expect(desk.locator(".vote-line b").first).to_have_text("1")

    confirm(desk, "Khóa kết quả và ghi biên bản")
    expect(projector.get_by_text("Không thông qua")).to_be_visible()
    assert faults_of(projector) == []
    confirm(desk, "Bế mạc")
    expect(phone.get_by_text("Phiên họp đã bế mạc.")).to_be_visible()
    expect(desk.get_by_role("link", name="Biên bản (Word)")).to_be_visible()
    live.flask("data", "check")
    live.flask("audit", "verify")


def plan(desk: Page) -> str:
    """A sitting with one item that is voted on; gives its address."""
    desk.goto("/phien-hop/moi")
    desk.get_by_label("Tên phiên họp").fill("Họp thử")
    desk.get_by_label("Bắt đầu lúc").fill("14:00 20/11/2026")
    button(desk, "Lập phiên họp")
    expect(desk).to_have_url(re.compile(r"/phien-hop/\d+$"))
    at = desk.url
    desk.goto(f"{at}/chuong-trinh")
    desk.get_by_role("textbox", name="Nội dung khác").fill("Thông qua quy chế họp")
    desk.get_by_label("Biểu quyết theo").select_option("initiative")
    button(desk, "Thêm nội dung")
    expect(desk).to_have_url(at)
    return at


def confirm(page: Page, words: str) -> None:
    """Press a button that asks once more."""
    button(page, words)
    page.get_by_role("button", name="Tôi hiểu, tiếp tục").click()
