"""A page left open shows nothing once its sign-in has ended (ASVS 14.3.1)."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, type_sign_in
from tests.browser.hands import press, type_into
from tests.browser.live import LiveServer
from tests.browser.watching import Watch

WHO = "tac-gia-5@quan3.example"
DRAFT = (
    "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia-5@quan3.example'"
)
OVER = "Phiên đăng nhập đã kết thúc"


def end_all(live: LiveServer) -> None:
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    live.change("UPDATE sign_in SET ended_at = ? WHERE ended_at IS NULL", moment)


def fresh(visit: SignIn) -> Page:
    """Signed in by hand: the other tests of this file end every sign-in."""
    page = visit()
    type_sign_in(page, WHO)
    return page


def is_over(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER)
    assert "Nguyễn" not in page.content()
    assert page.locator("table, form, nav").count() == 0


def test_at_the_end_by_rest_the_page_is_taken_away(live: LiveServer, visit: SignIn) -> None:
    page = fresh(visit)
    page.clock.install()
    page.goto("/ho-so")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(OVER)
    end_all(live)
    page.clock.fast_forward("02:00:05")
    is_over(page)


def test_somebody_who_is_still_signed_in_keeps_the_page(visit: SignIn) -> None:
    page = fresh(visit)
    page.clock.install()
    page.goto("/ho-so")
    title = page.get_by_role("heading", level=1).inner_text()
    with page.expect_response("**/phien"):
        page.clock.fast_forward("02:00:05")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_without_a_network_it_goes_all_the_same(
    live: LiveServer, visit: SignIn, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = fresh(visit)
    page.clock.install()
    page.goto("/ho-so")
    page.context.set_offline(True)
    page.clock.fast_forward("02:00:05")
    is_over(page)
    page.context.set_offline(False)


def test_signing_out_in_one_tab_empties_the_others(visit: SignIn) -> None:
    first = fresh(visit)
    first.goto("/ho-so")
    second = first.context.new_page()
    second.goto("/viec-cho-toi")
    press(second, "Đăng xuất")
    is_over(first)


def test_unsaved_text_waits_for_its_own_person(
    live: LiveServer, visit: SignIn, watch: Watch
) -> None:
    watch.expect("ERR_FAILED")
    page = fresh(visit)
    page.clock.install()
    page.goto(f"/ho-so/{live.value(DRAFT)}/van-de-giai-phap")
    page.route("**/tu-luu", lambda route: route.abort())
    type_into(page, "Vấn đề cần giải quyết", "Chữ chưa kịp lưu.")
    end_all(live)
    page.clock.fast_forward("02:00:05")
    is_over(page)
    assert "Chữ chưa kịp lưu" not in page.content()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "sangkien.kept." in stored
    assert "kịp" not in stored  # sealed under a key that only pages of this person hold

    other = page.context.new_page()
    type_sign_in(other, WHO)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_label("Vấn đề cần giải quyết")).to_have_value("Chữ chưa kịp lưu.")


def test_back_after_signing_out_shows_nothing(visit: SignIn) -> None:
    page = fresh(visit)
    page.goto("/ho-so")
    press(page, "Đăng xuất")
    expect(page).to_have_url(re.compile("/dang-nhap"))
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("Hồ sơ của tôi")
    assert page.locator("table").count() == 0
