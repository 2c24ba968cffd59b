"""What the scripts add, in a real browser, and that nothing there offends WCAG A or AA.

One page stands for all: the component page, and a scoring page with an autosave that can be
told how to answer.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, jsonify, redirect, render_template_string, request
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app.web.styleguide import examples

pytestmark = pytest.mark.browser

SHEET = """
{% extends "web/score.html" %}{% import "web/components.html" as ui %}
{% block dossier %}
<section class="dossier" aria-label="Hồ sơ"><div class="doss-head"><h1>Trợ lý</h1></div></section>
{% endblock %}
{% block sheet %}
{% call ui.post_form("/sent", id="phieu", class="scoresheet", label="Phiếu chấm điểm",
  version=version, autosave_url="/save", save_state="state") %}
{{ ui.save_state("state") }}
<div class="crits">{% for c in criteria %}{{ ui.criterion(c) }}{% endfor %}</div>
{{ ui.sheet_total("18,5", 50, 30, "37") }}
{{ ui.button("Lưu và sang hồ sơ tiếp theo", "pen", "then", "next", shortcut="save-next") }}
{{ ui.link_button("Tiếp", "/sheet?next", shortcut="next") }}{{ ui.shortcut_help() }}
{% endcall %}{% endblock %}
"""


@dataclass
class Server:
    """The address, what the autosave answers, and what has reached it."""

    address: str = ""
    answer: str = "ok"
    version: int = 1
    saved: list[dict[str, str]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)


def scoring_routes(app: Flask, server: Server) -> None:
    """A sheet whose server can also lose the session, the race, or its mind."""

    @app.get("/sheet")
    def sheet() -> str:
        return render_template_string(SHEET, version=server.version, **examples())

    @app.post("/save")
    def save() -> Any:
        if server.answer == "signed-out":
            return redirect("/in")
        if server.answer != "ok":
            return jsonify(conflict_url="/sent"), int(server.answer)
        server.version += 1
        server.saved.append(request.form.to_dict())
        points = [v for k, v in request.form.items() if k.startswith("points-") and v]
        return jsonify(
            saved_at_text="10:32:05",
            version=server.version,
            values={"total": " + ".join(points), "total_share": 80},
        )

    @app.post("/sent")
    def sent() -> str:
        server.sent.append(request.form.to_dict())
        return "<!doctype html><title>Đã nhận</title>"


@pytest.fixture(scope="module")
def running(look_app: Flask) -> Iterator[Server]:
    server = Server()
    scoring_routes(look_app, server)
    http = make_server("127.0.0.1", 0, look_app, threaded=True)
    server.address = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def server(running: Server) -> Server:
    running.answer, running.version = "ok", 1
    running.saved.clear()
    running.sent.clear()
    return running


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=server.address, viewport={"width": 1366, "height": 768})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script may fail and no rule of the content policy be broken."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
@pytest.mark.parametrize("path", ["/guide", "/sheet"])
def test_no_wcag_finding_and_no_sideways_scroll(
    browser: Browser, server: Server, path: str, width: int, theme: Any
) -> None:
    context = browser.new_context(
        base_url=server.address, viewport={"width": width, "height": 768}, color_scheme=theme
    )
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    found = Axe().run(
        page,
        options={
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        },
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_error_summary_has_the_focus(page: Page) -> None:
    page.goto("/guide")
    expect(page.locator(".errors")).to_be_focused()


def test_theme_is_remembered_and_set_before_paint(page: Page) -> None:
    page.goto("/guide")
    page.get_by_role("button", name="Tối").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Tối")).to_have_attribute("aria-pressed", "true")


def test_counter_marks_what_is_too_much_and_blocks_nothing(page: Page) -> None:
    page.goto("/guide")
    page.locator("#ok-title").fill("  Ế  " + "ỗ" * 201)
    expect(page.locator("#ok-title-count")).to_contain_text("Thừa 3 ký tự")
    expect(page.locator('[data-counter-excess="ok-title"] mark')).to_have_text("ỗỗỗ")
    page.locator("#ok-title").fill("Ngắn")
    expect(page.locator('[data-counter-excess="ok-title"]')).to_be_hidden()


def names(page: Page) -> list[str | None]:
    """Names of the boxes of the repeated rows."""
    return [box.get_attribute("name") for box in page.locator("#ok-authors [data-row] input").all()]


def test_rows_are_added_empty_and_taken_away(page: Page) -> None:
    page.goto("/guide")
    rows = page.locator("#ok-authors")
    rows.get_by_role("button", name="Thêm đồng tác giả").click()
    assert names(page)[-2:] == ["ok-authors-2-name", "ok-authors-2-share"]
    expect(page.locator("#ok-authors-2-name")).to_have_value("")
    expect(page.locator("#ok-authors-2-name")).to_be_focused()
    expect(page.locator('label[for="ok-authors-2-name"]')).to_have_count(1)
    rows.get_by_role("button", name="Thêm đồng tác giả").click()
    expect(rows.locator("[data-add-row]")).to_be_hidden()
    rows.get_by_role("button", name="Xóa dòng").nth(1).click()
    assert names(page)[::2] == ["ok-authors-0-name", "ok-authors-2-name", "ok-authors-3-name"]
    assert rows.locator("[data-row-number]").all_inner_texts() == ["1", "2", "3"]


def test_select_all_ticks_and_counts(page: Page) -> None:
    page.goto("/guide")
    everything = page.get_by_role("checkbox", name="Chọn tất cả trên trang này")
    everything.check()
    expect(page.get_by_text("Đã chọn 2")).to_be_visible()
    page.locator("input[name=pick]").first.uncheck()
    expect(page.get_by_text("Đã chọn 1")).to_be_visible()
    assert everything.evaluate("box => box.indeterminate")


def test_confirmation_asks_and_the_safe_answer_has_the_focus(page: Page) -> None:
    page.goto("/guide")
    page.locator("form[data-confirm] button").click()
    dialog = page.get_by_role("dialog", name="Chốt danh sách")
    expect(dialog.get_by_role("button", name="Hủy bỏ")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_confirmed_form_is_sent_with_its_button(page: Page, server: Server) -> None:
    page.goto("/sheet")
    page.locator("#phieu").evaluate("form => { form.dataset.confirm = 'Chốt phiếu?'; }")
    page.get_by_role("button", name="Lưu và sang hồ sơ tiếp theo").click()
    page.get_by_role("dialog").get_by_role("button", name="Tôi hiểu, tiếp tục").click()
    page.wait_for_url("**/sent")
    assert [form["then"] for form in server.sent] == ["next"]


def test_two_presses_send_once(page: Page, server: Server) -> None:
    page.goto("/sheet")
    page.get_by_role("button", name="Lưu và sang hồ sơ tiếp theo").evaluate(
        "button => { button.click(); button.click(); }"
    )
    page.wait_for_url("**/sent")
    assert len(server.sent) == 1


def test_points_bands_and_total_follow_each_other(page: Page, server: Server) -> None:
    page.goto("/sheet")
    page.locator("#tc1-points").fill("21,5")
    expect(page.locator("#tc1 input[type=radio]").nth(3)).to_be_checked()
    expect(page.locator("#tc1 .range")).to_have_value("21.5")
    page.locator("#tc1-points").press("Enter")
    expect(page.locator("#tc2-points")).to_be_focused()
    page.locator("#tc2 input[type=radio]").nth(1).check()
    expect(page.locator("#tc2-points")).to_have_value("10")
    expect(page.locator("#state")).to_have_text("Đã lưu lúc 10:32:05")
    expect(page.locator("output")).to_have_text("21,5 + 10")
    expect(page.locator('[data-bar="total_share"]')).to_have_attribute("width", "80")
    assert server.saved[-1]["points-1"] == "21,5"


def test_each_save_sends_the_version_it_was_given(page: Page, server: Server) -> None:
    page.goto("/sheet")
    page.locator("#tc1-points").fill("15")
    page.keyboard.press("Control+s")
    expect(page.locator("output")).to_have_text("15")
    page.locator("#tc1-points").fill("16")
    page.keyboard.press("Control+s")
    expect(page.locator("output")).to_have_text("16")
    versions = [int(form["version"]) for form in server.saved]
    assert versions == list(range(1, len(versions) + 1))


def test_shortcuts_move_on_and_can_be_turned_off(page: Page) -> None:
    page.goto("/sheet")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url("**/sheet?next")
    page.keyboard.press("Control+/")
    page.get_by_role("checkbox", name="Dùng phím tắt").uncheck()
    page.goto("/sheet")
    page.locator("[data-shortcuts] summary").click()
    expect(page.get_by_role("checkbox", name="Dùng phím tắt")).not_to_be_checked()
    page.keyboard.press("Alt+ArrowRight")
    expect(page).to_have_url("/sheet")


def test_lost_connection_is_said_and_made_good(
    page: Page, context: BrowserContext, server: Server
) -> None:
    page.goto("/sheet")
    context.set_offline(True)
    page.locator("#tc1-remark").fill("Viết lúc mất mạng")
    expect(page.locator("#state")).to_contain_text("Mất kết nối")
    context.set_offline(False)
    expect(page.locator("#state")).to_contain_text("Đã lưu lúc")
    assert server.saved[-1]["remark-1"] == "Viết lúc mất mạng"


def test_text_survives_an_ended_session(page: Page, server: Server) -> None:
    page.goto("/sheet")
    server.answer = "signed-out"
    page.locator("#tc1-remark").fill("Chữ phải giữ")
    expect(page.locator("#state")).to_contain_text("Phiên làm việc đã hết hạn")
    server.answer = "ok"
    page.reload()
    expect(page.locator(".kept")).to_contain_text("Chữ phải giữ")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator("#tc1-remark")).to_have_value("Chữ phải giữ")
    expect(page.locator("#state")).to_contain_text("Đã lưu lúc")
    assert server.saved[-1]["remark-1"] == "Chữ phải giữ"
    page.wait_for_function("sessionStorage.length === 0")


def test_kept_text_is_thrown_away_when_asked(page: Page, server: Server) -> None:
    page.goto("/sheet")
    server.answer = "signed-out"
    page.locator("#tc1-remark").fill("Bỏ được")
    expect(page.locator("#state")).to_contain_text("Phiên làm việc đã hết hạn")
    page.reload()
    page.get_by_role("button", name="Bỏ", exact=True).click()
    page.wait_for_function("sessionStorage.length === 0")
    expect(page.locator("#tc1-remark")).to_have_value("")


def test_signing_out_asks_and_leaves_nothing_behind(page: Page) -> None:
    page.goto("/sheet")
    page.evaluate(
        """() => {
          const name = `sangkien.kept.${document.documentElement.dataset.user || ""}.x`;
          sessionStorage.setItem(name, JSON.stringify({ at: Date.now(), plain: {} }));
          window.addEventListener("submit", (event) => event.preventDefault());
        }"""
    )
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("dialog")).to_contain_text("còn nội dung chưa lưu")
    page.get_by_role("dialog").get_by_role("button", name="Tôi hiểu, tiếp tục").click()
    page.wait_for_function("sessionStorage.length === 0")


def test_conflict_stops_saving_and_leads_to_both_texts(page: Page, server: Server) -> None:
    page.goto("/sheet")
    server.answer = "409"
    page.locator("#tc1-remark").fill("Của tôi")
    page.get_by_role("button", name="So hai nội dung").click()
    page.wait_for_url("**/sent")
    assert [(form["version"], form["remark-1"]) for form in server.sent] == [("1", "Của tôi")]


@pytest.mark.parametrize(
    ("status", "said"), [("422", "có nội dung cần sửa"), ("500", "Chưa lưu được")]
)
def test_a_refused_save_is_said(page: Page, server: Server, status: str, said: str) -> None:
    page.goto("/sheet")
    server.answer = status
    page.locator("#tc1-remark").fill("Chữ")
    expect(page.locator("#state")).to_contain_text(said)


def test_countdown_follows_the_servers_clock(page: Page) -> None:
    page.clock.install(time="2026-11-14T06:00:00Z")
    page.goto("/guide")
    page.clock.run_for(31_000)
    expect(page.locator("time.countdown")).to_have_text("còn 6 ngày 4 giờ")
    page.clock.run_for(6 * 86_400_000 + 3 * 3_600_000)
    expect(page.locator("time.countdown")).to_have_text("còn 1 giờ")
    page.clock.run_for(3_600_000)
    expect(page.locator("time.countdown")).to_have_text("đã hết hạn")
