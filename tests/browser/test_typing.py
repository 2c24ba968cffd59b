"""Typing Vietnamese with an input method, and losing the network, the session and the tab."""

import os
import re
import signal
import unicodedata
from base64 import b64decode
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.accounts.demo import DEMO_PASSWORD
from tests.browser.conftest import SignIn, type_sign_in
from tests.browser.hands import press, saved_by_itself, type_into
from tests.browser.live import LiveServer
from tests.browser.watching import Watch

WRITER = "tac-gia-5@quan3.example"
DRAFT = (
    "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia-5@quan3.example'"
)
LABEL = "Vấn đề cần giải quyết"
# Each word as an input method (Telex) shows it while it is being composed.
WORDS = (
    ("n", "ng", "ngh", "nghi", "nghiê", "nghiên"), ("c", "cư", "cưu", "cứu"),
    ("đ", "đư", "đươ", "đương", "đường"), ("t", "th", "thu", "thuy", "thuỷ"),
    ("ư", "ướ", "ước"), ("m", "mơ"),
)  # fmt: skip
SENTENCE = "nghiên cứu đường thuỷ ước mơ "


class InputMethod:
    """Chromium's own composition: start, every intermediate text, then the word itself."""

    def __init__(self, page: Page) -> None:
        self.devtools = page.context.new_cdp_session(page)

    def compose(self, text: str) -> None:
        """The text that stands underlined now."""
        caret = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.devtools.send("Input.imeSetComposition", {"text": text, **caret})

    def accept(self, text: str) -> None:
        """The word is there."""
        self.devtools.send("Input.insertText", {"text": text})

    def write(self, words: Any = WORDS) -> None:
        """Word after word, each with its blank."""
        for states in words:
            for text in states:
                self.compose(text)
            self.accept(states[-1] + " ")


@pytest.fixture
def page(sign_in: SignIn, watch: Watch) -> Page:
    """The section page of a draft, its first box emptied and saved."""
    for refusal in ("400", "401", "403", "Failed to load resource", "ERR_INTERNET"):
        watch.expect(refusal)
    return sign_in(WRITER)


def address(live: LiveServer) -> str:
    return f"/ho-so/{live.value(DRAFT)}/van-de-giai-phap"


def begin(live: LiveServer, page: Page, text: str = "") -> None:
    """The page with this text in the box, stored."""
    page.goto(address(live))
    type_into(page, LABEL, "x")
    saved_by_itself(page)
    page.get_by_label(LABEL).fill(text)
    page.get_by_label(LABEL).press("End")
    if text:
        expect(page.locator("#luu")).to_contain_text(re.compile("Có thay đổi|Đang lưu|Đã lưu"))
        stored_as(live, page, text)
        saved_by_itself(page)  # the page knows it too: no older copy is left on the machine


def stored(live: LiveServer) -> str:
    found: str = live.value(f"SELECT problem FROM idea WHERE id = ({DRAFT})")  # noqa: S608
    return found


def stored_as(live: LiveServer, page: Page, text: str) -> None:
    """The server holds exactly this, sooner or later, and says so."""
    for _ in range(60):
        if stored(live) == text.strip():
            break
        page.wait_for_timeout(250)
    assert stored(live) == text.strip()


def sent(page: Page) -> list[str]:
    """The bodies of the saves from now on."""
    bodies: list[str] = []
    page.on("request", lambda request: (
        bodies.append(request.post_data or "") if request.url.endswith("/tu-luu") else None
    ))  # fmt: skip
    return bodies


def test_what_is_composed_is_stored_whole_and_never_saved_half(
    live: LiveServer, page: Page
) -> None:
    begin(live, page)
    box, method, bodies = page.get_by_label(LABEL), InputMethod(page), sent(page)
    page.clock.install()
    box.focus()
    method.compose("nghi")
    page.clock.run_for(60_000)  # far longer than the pause after which it saves by itself
    assert bodies == []
    method.accept("nghiên ")
    page.clock.resume()
    method.write(WORDS[1:])

    expect(box).to_have_value(SENTENCE)
    stored_as(live, page, SENTENCE)
    assert not any("nghi\r\n" in body or "nghiê\r\n" in body for body in bodies)


def test_saving_does_not_move_the_caret(live: LiveServer, page: Page) -> None:
    begin(live, page, "đầu cuối")
    box, method = page.get_by_label(LABEL), InputMethod(page)
    box.evaluate("box => { box.focus(); box.setSelectionRange(4, 4); }")
    method.write(WORDS[:1])
    saved_by_itself(page)
    stored_as(live, page, "đầu nghiên cuối")
    assert box.evaluate("box => [box.selectionStart, box.value]") == [11, "đầu nghiên cuối"]
    method.write(WORDS[1:2])
    stored_as(live, page, "đầu nghiên cứu cuối")


def test_decomposed_typing_is_stored_composed(live: LiveServer, page: Page) -> None:
    begin(live, page)
    typed = unicodedata.normalize("NFD", SENTENCE)
    InputMethod(page).accept(typed)
    stored_as(live, page, SENTENCE)
    expect(page.get_by_label(LABEL)).to_have_value(typed)  # the box is not touched under the hand


def test_a_lost_network_keeps_every_character(live: LiveServer, page: Page) -> None:
    begin(live, page)
    page.context.set_offline(True)
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    page.context.set_offline(False)
    stored_as(live, page, SENTENCE)


def test_an_answer_lost_on_the_way_is_no_conflict(live: LiveServer, page: Page) -> None:
    begin(live, page)
    lost: list[Any] = []

    def lose_once(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # the server has stored it; the browser never hears of it
        route.abort()

    page.route("**/tu-luu", lose_once)
    InputMethod(page).write(WORDS[:3])
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    InputMethod(page).write(WORDS[3:])
    page.evaluate("window.dispatchEvent(new Event('online'))")
    stored_as(live, page, SENTENCE)
    expect(page.locator(".clash")).to_have_count(0)


def end_sessions(page: Page) -> None:
    page.context.clear_cookies()


def test_an_ended_session_goes_on_after_signing_in_elsewhere(live: LiveServer, page: Page) -> None:
    begin(live, page)
    end_sessions(page)
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Phiên làm việc đã hết hạn")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập lại").click()
    type_here(opened.value)
    stored_as(live, page, SENTENCE)
    saved_by_itself(page)


def type_here(page: Page) -> None:
    page.wait_for_load_state()
    type_sign_in(page, WRITER)


def test_another_person_signed_in_saves_nothing_of_this_page(live: LiveServer, page: Page) -> None:
    begin(live, page, "của người viết")
    end_sessions(page)
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Phiên làm việc đã hết hạn")
    other = page.context.new_page()
    type_sign_in(other, "tac-gia-4@quan3.example")
    expect(page.locator("#luu")).to_contain_text("tài khoản khác")
    other.goto(address(live))
    expect(other.locator(".kept")).to_have_count(0)
    assert stored(live) == "của người viết"
    secret = other.evaluate("Object.entries(localStorage).flat().join(' ')")
    assert "nghiên" not in secret


def lose_the_tab(page: Page) -> Page:
    """Close it without a word, open another one."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def crash(page: Page) -> Page:
    """The processes of all tabs are killed in the middle of everything: no event tells a page."""
    context, browser = page.context, page.context.browser
    assert browser
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in told:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    page.close()
    return context.new_page()


def slow_down(page: Page) -> None:
    """A machine ten times as slow, on which the browser gets to encrypting late."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 10})
    page.evaluate(
        """() => {
          const soon = crypto.subtle.encrypt.bind(crypto.subtle);
          crypto.subtle.encrypt = async (...asked) => {
            await new Promise((done) => setTimeout(done, 3000));
            return soon(...asked);
          };
        }"""
    )


@pytest.mark.parametrize("end", [lose_the_tab, crash])
def test_a_tab_that_dies_on_the_last_sign_offers_every_character(
    live: LiveServer, page: Page, end: Any
) -> None:
    begin(live, page, "cũ")
    page.context.set_offline(True)
    slow_down(page)
    method = InputMethod(page)
    method.write(WORDS[:-1])
    method.compose("mơ")  # still underlined: no word yet
    again = end(page)
    again.context.set_offline(False)

    again.goto(address(live))
    press(again, "Khôi phục")
    expect(again.get_by_label(LABEL)).to_have_value(f"cũ{SENTENCE}".rstrip())
    stored_as(live, again, f"cũ{SENTENCE}")
    again.reload()
    expect(again.locator(".kept")).to_have_count(0)


def test_what_is_kept_is_unreadable_at_every_moment(live: LiveServer, page: Page) -> None:
    begin(live, page)
    page.context.set_offline(True)
    page.evaluate(
        """() => {
          window.written = [];
          const set = Storage.prototype.setItem;
          Storage.prototype.setItem = function (name, value) {
            window.written.push(JSON.parse(value));
            return set.call(this, name, value);
          };
        }"""
    )
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    page.wait_for_function("window.written.at(-1).from === undefined")
    written = page.evaluate("window.written")
    stretches = sorted(
        (record["from"], record["from"] + len(b64decode(record["data"])))
        for record in written if "from" in record
    )  # fmt: skip

    assert all(set(record) <= {"at", "iv", "from", "data"} for record in written)
    assert not any(b"nghi" in b64decode(record["data"]) for record in written)
    assert len(stretches) >= sum(map(len, WORDS))
    assert all(end <= start for (_, end), (start, _) in pairwise(stretches))  # no byte masks twice
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_leaving_the_page_at_once_sends_the_last_words(live: LiveServer, page: Page) -> None:
    begin(live, page)
    page.on("dialog", lambda dialog: dialog.accept())
    InputMethod(page).write()
    page.goto("/ho-so")
    stored_as(live, page, SENTENCE)


def test_two_windows_keep_apart_what_they_could_not_save(live: LiveServer, page: Page) -> None:
    begin(live, page, "gốc")
    other = page.context.new_page()
    other.goto(address(live))
    page.context.set_offline(True)
    InputMethod(page).accept(" của cửa sổ một")
    other.get_by_label("Nội dung giải pháp").focus()
    InputMethod(other).accept("Của cửa sổ hai. ")
    lose_the_tab(other)
    again = lose_the_tab(page)
    again.context.set_offline(False)

    again.goto(address(live))
    offers = again.locator(".kept")
    expect(offers).to_have_count(2)
    expect(offers.first).to_contain_text("Của cửa sổ hai.")
    expect(offers.last).to_contain_text("gốc của cửa sổ một")
    again.get_by_label(LABEL).press("End")
    InputMethod(again).accept(" và chữ mới")  # while nobody has answered
    third = crash(again)
    third.goto(address(live))
    expect(third.locator(".kept").filter(has_text="của cửa sổ một")).to_have_count(1)
    expect(third.locator(".kept").filter(has_text="Của cửa sổ hai.")).to_have_count(1)
    for _ in range(third.locator(".kept").count()):
        third.get_by_role("button", name="Bỏ", exact=True).first.click()
    nothing_kept(third)


def nothing_kept(page: Page) -> None:
    page.wait_for_function("!Object.keys(localStorage).some((k) => k.startsWith('sangkien.kept'))")


def test_a_closed_tab_offers_what_was_not_saved(live: LiveServer, page: Page) -> None:
    begin(live, page, "cũ")
    page.context.set_offline(True)
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    again = lose_the_tab(page)
    again.context.set_offline(False)

    again.goto(address(live))
    offer = again.locator(".kept")
    expect(offer).to_contain_text(re.compile(r"nhập lúc .*\d\d:\d\d"))
    expect(offer.locator("mark").first).to_be_visible()
    expect(again.get_by_label(LABEL)).to_have_value("cũ")
    press(again, "Khôi phục")
    expect(again.get_by_label(LABEL)).to_have_value("cũ" + SENTENCE)
    stored_as(live, again, "cũ" + SENTENCE)
    again.reload()
    expect(again.locator(".kept")).to_have_count(0)


def test_network_session_and_tab_lost_at_once(live: LiveServer, page: Page) -> None:
    begin(live, page)
    page.context.set_offline(True)
    InputMethod(page).write()
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    end_sessions(page)
    again = lose_the_tab(page)
    again.context.set_offline(False)
    again.goto(address(live))
    expect(again).to_have_url(re.compile("/dang-nhap"))
    again.get_by_label("Địa chỉ thư công vụ").fill(WRITER)
    type_rest(again)
    expect(again).to_have_url(re.compile("van-de-giai-phap"))
    press(again, "Khôi phục")
    stored_as(live, again, SENTENCE)


def type_rest(page: Page) -> None:
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")


def test_kept_text_is_dropped_when_asked(live: LiveServer, page: Page) -> None:
    begin(live, page, "giữ nguyên")
    page.context.set_offline(True)
    InputMethod(page).write(WORDS[:2])
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    again = lose_the_tab(page)
    again.context.set_offline(False)
    again.goto(address(live))
    press(again, "Bỏ")
    nothing_kept(again)
    assert stored(live) == "giữ nguyên"


@pytest.fixture
def two(live: LiveServer, sign_in: SignIn, watch: Watch) -> tuple[Page, Page]:
    """Two windows of one section."""
    watch.expect("409")
    first, second = sign_in(WRITER), sign_in(WRITER)
    begin(live, first, "gốc")
    second.goto(address(live))
    return first, second


def test_two_windows_in_two_fields_do_not_meet(live: LiveServer, two: tuple[Page, Page]) -> None:
    first, second = two
    type_into(first, LABEL, "Chữ của cửa sổ một")
    saved_by_itself(first)
    type_into(second, "Nội dung giải pháp", "Chữ của cửa sổ hai")
    saved_by_itself(second)
    expect(second.get_by_label(LABEL)).to_have_value("Chữ của cửa sổ một")
    stored_as(live, second, "Chữ của cửa sổ một")
    expect(second.locator(".clash")).to_have_count(0)


@pytest.mark.parametrize(
    ("choice", "left"),
    [("Giữ nội dung của tôi", "Chữ đến sau"), ("Lấy nội dung này", "Chữ đến trước")],
)
def test_the_same_field_shows_both_texts_to_choose_from(
    live: LiveServer, two: tuple[Page, Page], choice: str, left: str
) -> None:
    first, second = two
    type_into(first, LABEL, "Chữ đến trước")
    stored_as(live, first, "Chữ đến trước")
    type_into(second, LABEL, "Chữ đến sau")
    expect(second.locator(".clash")).to_contain_text("Chữ đến trước")
    expect(second.get_by_label(LABEL)).to_have_value("Chữ đến sau")
    assert stored(live) == "Chữ đến trước"
    press(second, choice)
    expect(second.get_by_label(LABEL)).to_have_value(left)
    stored_as(live, second, left)
