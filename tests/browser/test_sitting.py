"""A sitting in three browsers at once: the secretary's desk, a member's phone, the projector."""

import io
import re
from collections.abc import Iterable

import docx
from playwright.sync_api import Page, expect

from tests.browser.auditing import faults_of
from tests.browser.conftest import SignIn
from tests.browser.live import LiveServer
from tests.browser.watching import Watch

SMALL = """() => [...document.querySelectorAll("main *")]
  .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 28)
  .map((one) => one.textContent.trim())"""
"""Words that the room could not read from its last row."""
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

    desk.goto(f"{at}/phieu-chung")
    expect(desk.get_by_role("heading", name="Phiếu chung")).to_be_visible()
    assert faults_of(desk) == []
    desk.goto(at)
    button(desk, "Xét nội dung này")
    expect(projector.get_by_role("heading", name="Thông qua quy chế họp")).to_be_visible()
    expect(phone.get_by_role("heading", name="Thông qua quy chế họp")).to_be_visible()

    assert projector.evaluate(SMALL) == []

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


def test_what_may_go_wrong_in_a_sitting_goes_right_in_three_browsers(
    live: LiveServer, sign_in: SignIn, watch: Watch
) -> None:
    """A tie, an undone vote, quorum lost, a conflicted chair, a letter; counted by hand."""
    watch.expect("422")
    desk = sign_in("thu-ky-tdkt@quan3.example")
    chair = sign_in("chu-tich-tdkt@quan3.example", viewport=PHONE)
    member = sign_in("tdkt-4@quan3.example", viewport=PHONE)
    at, kin = plan_awards(desk, live)
    answer_in_writing(desk, at)
    confirm(desk, "Khai mạc")
    tick(desk, range(6))
    button(desk, "Có mặt")
    for phone in (chair, member):
        phone.goto(f"{at}/ghe")
    seat = desk.context.new_page()
    seat.goto(f"{at}/ghe")

    # Three of the six in the room, the chair among them: first undone, then without quorum.
    call(desk, "Thông qua quy chế họp", "Biểu quyết công khai")
    for page in (seat, chair, member):
        button(page, "Đồng ý")
        expect(page.get_by_text("Đã biểu quyết", exact=True)).to_be_visible()
    expect(desk.locator(".vote-line b").first).to_have_text("3")
    confirm(desk, "Khóa kết quả và ghi biên bản")
    expect(desk.get_by_text("3/6 (50%), ngang phiếu; theo bên có Chủ tịch").first).to_be_visible()
    desk.get_by_label("Lý do làm lại").fill("Có người bấm nhầm")
    button(desk, "Làm lại biểu quyết")
    button(desk, "Biểu quyết công khai")
    for page in (seat, chair, member):
        button(page, "Đồng ý")
        expect(page.get_by_text("Đã biểu quyết", exact=True)).to_be_visible()
    tick(desk, [5])
    button(desk, "Rời họp")
    expect(desk.get_by_text("Có mặt 5/9, cần từ 6").first).to_be_visible()
    confirm(desk, "Khóa kết quả và ghi biên bản")
    expect(desk.get_by_text("Không đủ số thành viên").first).to_be_visible()
    desk.goto(at)
    tick(desk, [5])
    button(desk, "Có mặt")
    confirm(desk, "Khóa kết quả và ghi biên bản")
    expect(desk.get_by_text("3/6 (50%), ngang phiếu; theo bên có Chủ tịch").first).to_be_visible()

    # The chair's relative: the chair is asked out and called back; the letter counts.
    call(desk, kin, "Biểu quyết công khai")
    expect(chair.get_by_text("Mời Ông/Bà tạm ra ngoài")).to_be_visible()
    expect(chair.get_by_text(kin)).to_have_count(0)
    for page in (seat, member):
        button(page, "Đồng ý")
        expect(page.get_by_text("Đã biểu quyết", exact=True)).to_be_visible()
    expect(desk.locator(".vote-line b").first).to_have_text("3")
    assert faults_of(desk) == []
    confirm(desk, "Khóa kết quả và ghi biên bản")
    expect(chair.get_by_text("Chưa có nội dung nào đang xét.")).to_be_visible()
    confirm(desk, "Bế mạc")
    expect(desk.get_by_role("link", name="Biên bản (Word)")).to_be_visible()

    words = minutes_of(desk)
    assert "Lần biểu quyết thứ 1 không tính: Có người bấm nhầm" in words
    assert "3/6 đồng ý (50%)" in words
    assert "3/9 đồng ý (33,33%)" in words
    assert len(re.findall(r"Trong đó có 0?1 \(một\) ý kiến bằng văn bản", words)) == 1
    assert re.search(r"người thân hoặc cấp trên đã khai, không dự phần này từ \d", words)
    live.flask("data", "check")


def plan_awards(desk: Page, live: LiveServer) -> tuple[str, str]:
    """A sitting with the rules of the house and the two nominations that wait; its address, and
    the one whose nominee is a relative of the chair.
    """
    kin = live.value(
        "SELECT n.name FROM nomination n JOIN account a ON a.id = n.account_id JOIN personal_tie t"
        " ON t.email = a.email WHERE n.id = (SELECT max(m.id) FROM nomination m JOIN"
        " nomination_list l ON l.id = m.list_id WHERE l.state = 'locked')"
    )
    desk.goto("/phien-hop/moi")
    desk.get_by_label("Tên phiên họp").fill("Họp đợt 2")
    desk.get_by_label("Bắt đầu lúc").fill("14:00 20/11/2026")
    button(desk, "Lập phiên họp")
    expect(desk).to_have_url(re.compile(r"/phien-hop/\d+$"))
    at = desk.url
    desk.goto(f"{at}/chuong-trinh")
    desk.get_by_role("textbox", name="Nội dung khác").fill("Thông qua quy chế họp")
    desk.get_by_label("Biểu quyết theo").select_option("procedure")
    button(desk, "Thêm nội dung")
    desk.goto(f"{at}/chuong-trinh")
    assert faults_of(desk) == []
    desk.locator("tr", has_text=f"Giấy khen: {kin}").get_by_role("checkbox").check()
    button(desk, "Đưa vào chương trình")
    expect(desk).to_have_url(at)
    return at, f"Giấy khen: {kin}"


def answer_in_writing(desk: Page, at: str) -> None:
    """The last member will be away and agrees to the nomination."""
    desk.goto(f"{at}/van-ban")
    desk.locator("input[name=account]").last.check()
    desk.get_by_label("Hạn trả lời").fill("17:00 31/12/2040")
    assert faults_of(desk) == []
    button(desk, "Ghi đã gửi phiếu")
    desk.get_by_role("link", name="Nhập ý kiến").click()
    desk.get_by_label("Ý kiến về Giấy khen").select_option("yes")
    assert faults_of(desk) == []
    button(desk, "Ghi đã nhận ý kiến")
    expect(desk.get_by_role("link", name="Sửa ý kiến")).to_be_visible()
    desk.goto(at)


def tick(desk: Page, places: Iterable[int]) -> None:
    """Tick members on the desk by their place."""
    for place in places:
        desk.locator("input[name=account]").nth(place).check()


def call(desk: Page, title: str, how: str) -> None:
    """Put an item on the table and open a vote on it."""
    line = desk.locator(".agenda-l li", has_text=title)
    line.get_by_role("button", name="Xét nội dung này").click()
    expect(desk.get_by_role("heading", name=title)).to_be_visible()
    button(desk, how)
    expect(desk.locator(".vote-line")).to_be_visible()


def minutes_of(desk: Page) -> str:
    """The words of the minutes."""
    answer = desk.request.get(f"{desk.url}/bien-ban.docx")
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.body())).paragraphs)
