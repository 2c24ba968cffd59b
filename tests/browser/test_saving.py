"""Saving by itself and saving by the button never stand in each other's way."""

from playwright.sync_api import Route, expect

from tests.browser.conftest import SignIn
from tests.browser.hands import press, saved_by_itself, type_into
from tests.browser.live import LiveServer

DRAFT = (
    "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia-5@quan3.example'"
)


def test_the_button_waits_for_the_save_under_way(live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("tac-gia-5@quan3.example")
    page.goto(f"/ho-so/{live.value(DRAFT)}/van-de-giai-phap")

    def press_before_the_answer(route: Route) -> None:
        saved = route.fetch()
        # The server has the words, the page does not know it yet: the form must not go now.
        press(page, "Lưu nháp")
        route.fulfill(response=saved)

    page.route("**/tu-luu", press_before_the_answer)
    with page.expect_navigation():
        type_into(page, "Vấn đề cần giải quyết", "Chữ vừa gõ xong.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nêu vấn đề và giải pháp")
    expect(page.get_by_label("Vấn đề cần giải quyết")).to_have_value("Chữ vừa gõ xong.")


def test_two_windows_of_one_dossier_lose_nothing(live: LiveServer, sign_in: SignIn, watch) -> None:
    watch.expect("409")
    address = f"/ho-so/{live.value(DRAFT)}/ap-dung-hieu-qua"
    first, second = sign_in("tac-gia-5@quan3.example"), sign_in("tac-gia-5@quan3.example")
    first.goto(address)
    second.goto(address)
    type_into(first, "Hiệu quả", "Chữ của cửa sổ thứ nhất.")
    saved_by_itself(first)
    type_into(second, "Hiệu quả", "Chữ của cửa sổ thứ hai.")
    press(second, "Lưu nháp")
    expect(second.locator("main")).to_contain_text("Chữ của cửa sổ thứ nhất.")
    expect(second.locator("main")).to_contain_text("Chữ của cửa sổ thứ hai.")
