"""The saved score is the one the reviewer saw: tabs, reload, back, late saves, the closing time."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import faults_of
from tests.browser.conftest import SignIn
from tests.browser.hands import press, saved_by_itself, says
from tests.browser.live import LiveServer, run_flask
from tests.browser.watching import Watch

STAGE = (
    "demo",
    "load",
    "--stage",
    "reviewing",
    "--seed",
    "52",
    "--ideas",
    "24",
    "--reviewers",
    "9",
)
MINE = (
    "SELECT s.id FROM sheet s JOIN idea i ON i.id = s.idea_id WHERE s.reviewer_id = ?"
    " AND s.state = 'not_started' AND i.state = 'scoring' ORDER BY s.position, s.id"
)
BUSIEST = (
    "SELECT a.id, a.email FROM sheet s JOIN account a ON a.id = s.reviewer_id JOIN idea i"
    " ON i.id = s.idea_id WHERE s.state = 'not_started' AND i.state = 'scoring'"
    " GROUP BY a.id ORDER BY count(*) DESC, a.id"
)


@pytest.fixture(scope="module")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo in which scoring is going on."""
    folder = tmp_path_factory.mktemp("reviewing") / "data"
    run_flask(folder, "db", "upgrade")
    run_flask(folder, *STAGE)
    return folder


@pytest.fixture
def reviewer(live: LiveServer) -> tuple[int, str]:
    """Who has most to score."""
    found: tuple[int, str] = live.rows(BUSIEST)[0]
    return found


@pytest.fixture
def sheet(live: LiveServer, reviewer: tuple[int, str]) -> int:
    """A sheet that nobody has begun."""
    found: int = live.rows(MINE, reviewer[0])[0][0]
    return found


@pytest.fixture
def page(sign_in: SignIn, reviewer: tuple[int, str], watch: Watch) -> Page:
    watch.expect("409")
    watch.expect("403")
    return sign_in(reviewer[1])


def stored(live: LiveServer, sheet: int) -> list[int | None]:
    """The points in the order of the criteria, in hundredths."""
    rows = live.rows("SELECT m.points FROM mark m JOIN criterion c ON c.id = m.criterion_id"
                     " WHERE m.sheet_id = ? ORDER BY c.position", sheet)  # fmt: skip
    return [points for (points,) in rows]


def fill(page: Page, *points: str) -> None:
    """Number, Enter, number …, each with the remark that a level may want."""
    page.locator("#tc1").evaluate("one => { one.open = true; }")
    page.locator("#tc1-points").focus()
    for number, given in enumerate(points, start=1):
        expect(page.locator(f"#tc{number}-points")).to_be_focused()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(given)
        page.locator(f"#tc{number}-remark").fill("Đủ căn cứ.")
        page.locator(f"#tc{number}-points").press("Enter")


def shows(page: Page, *points: str) -> None:
    for number, given in enumerate(points, start=1):
        expect(page.locator(f"#tc{number}-points")).to_have_value(given)


def test_keys_reload_and_back_show_what_is_stored(live: LiveServer, page: Page, sheet: int) -> None:
    page.goto(f"/cham-diem/{sheet}")
    assert not faults_of(page), "\n".join(faults_of(page))
    fill(page, "20", "18", "24", "15")
    page.keyboard.press("ControlOrMeta+s")
    saved_by_itself(page)
    assert stored(live, sheet) == [2000, 1800, 2400, 1500]
    page.reload()
    shows(page, "20", "18", "24", "15")
    page.keyboard.press("ControlOrMeta+/")
    expect(page.locator("[data-shortcuts]")).to_have_attribute("open", "")
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{sheet}"))
    page.go_back()
    shows(page, "20", "18", "24", "15")
    expect(page.locator(".kept")).to_have_count(0)


def test_two_tabs_never_overwrite_each_other(
    live: LiveServer, sign_in: SignIn, page: Page, sheet: int, reviewer: tuple[int, str]
) -> None:
    other = sign_in(reviewer[1])
    page.goto(f"/cham-diem/{sheet}")
    other.goto(f"/cham-diem/{sheet}")
    fill(page, "20", "18", "24", "15")
    page.keyboard.press("ControlOrMeta+s")
    saved_by_itself(page)
    fill(other, "10", "10", "10", "10")
    other.keyboard.press("ControlOrMeta+s")
    press(other, "So hai nội dung")
    says(other, "Chọn nội dung cần giữ")
    assert stored(live, sheet) == [2000, 1800, 2400, 1500]


def test_a_late_save_changes_no_locked_sheet(
    live: LiveServer, sign_in: SignIn, page: Page, sheet: int, reviewer: tuple[int, str]
) -> None:
    page.goto(f"/cham-diem/{sheet}")
    fill(page, "20", "18", "24", "15")
    page.keyboard.press("ControlOrMeta+s")
    saved_by_itself(page)
    late = sign_in(reviewer[1])
    late.goto(f"/cham-diem/{sheet}")
    press(page, "Kiểm tra và chốt")
    press(page, "Chốt phiếu")
    says(page, "Đã chốt phiếu")
    fill(late, "1")
    late.keyboard.press("ControlOrMeta+s")
    expect(late.locator("#luu")).to_contain_text("không còn sửa được")
    assert stored(live, sheet) == [2000, 1800, 2400, 1500]


def test_the_closing_time_in_the_middle_of_a_sheet(
    live: LiveServer, page: Page, sheet: int
) -> None:
    page.goto(f"/cham-diem/{sheet}")
    fill(page, "20", "18")
    page.keyboard.press("ControlOrMeta+s")
    saved_by_itself(page)
    [(round_id, closes)] = live.rows(
        "SELECT r.id, r.scoring_closes_at FROM round r JOIN sheet s ON s.round_id = r.id"
        " WHERE s.id = ?", sheet)  # fmt: skip
    past = live.value("SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 minutes')")
    live.change("UPDATE round SET scoring_closes_at = ? WHERE id = ?", past, round_id)
    page.locator("#tc3").evaluate("one => { one.open = true; }")
    page.locator("#tc3-points").fill("24")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#luu")).to_contain_text("không còn sửa được")
    assert stored(live, sheet)[:3] == [2000, 1800, None]
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    says(page, "Đã hết hạn chấm")
    live.change("UPDATE round SET scoring_closes_at = ? WHERE id = ?", closes, round_id)


def test_the_grid_by_keyboard_and_paste(live: LiveServer, page: Page, sheet: int) -> None:
    round_id = live.value("SELECT round_id FROM sheet WHERE id = ?", sheet)
    page.goto(f"/cham-diem/bang/{round_id}")
    assert not faults_of(page), "\n".join(faults_of(page))
    row = page.locator(f"#dong-{sheet}")
    first = row.locator("[data-cell]").first
    first.focus()
    first.evaluate(
        """cell => {
          const data = new DataTransfer();
          data.setData("text/plain", "12\\t13\\t14\\t15");
          cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true,
            cancelable: true }));
        }"""
    )
    expect(row.locator(".changed")).to_have_count(4)
    page.keyboard.press("ArrowRight")
    expect(row.locator("[data-cell]").nth(1)).to_be_focused()
    press(page, "Lưu các ô đã sửa")
    says(page, "Đã lưu 1 phiếu")
    assert stored(live, sheet) == [1200, 1300, 1400, 1500]


def test_a_phone_shows_one_criterion_and_leads_on(
    live: LiveServer, sign_in: SignIn, sheet: int, reviewer: tuple[int, str]
) -> None:
    phone = sign_in(reviewer[1], viewport={"width": 360, "height": 740})
    phone.goto(f"/cham-diem/{sheet}#phieu")
    expect(phone.locator("[data-crit][open]")).to_have_count(1)
    phone.locator("#tc1-points").fill("20")
    phone.locator("#tc1").get_by_role("button", name="Tiêu chí sau").click()
    expect(phone.locator("#tc2-points")).to_be_focused()
    expect(phone.locator("[data-crit][open]")).to_have_count(1)
    saved_by_itself(phone)
    assert stored(live, sheet)[0] == 2000
