"""The whole way once, by keyboard and mouse in Chromium on a live server, each step in its role."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import judging, rewarding, writing
from tests.browser.conftest import SignIn
from tests.browser.contest import Contest
from tests.browser.hands import press, says
from tests.browser.live import LiveServer


@pytest.fixture
def contest(live: LiveServer, sign_in: SignIn, visit: SignIn, tmp_path: Path) -> Contest:
    """The demo's open round, "<year>-2"."""
    made = Contest(live, sign_in, visit, tmp_path)
    made.round_id = live.value("SELECT id FROM round WHERE code LIKE '%-2'")
    return made


def test_a_dossier_goes_the_whole_way(contest: Contest) -> None:
    a_dossier_is_written_and_accepted(contest)
    contest.time_passes("scoring_opens_at")
    judging.assign(contest)
    first, second, third, *_ = judging.reviewers(contest)
    judging.score_by_keyboard(contest, *first)
    judging.score_without_scripts(contest, *second)
    judging.score_without_scripts(contest, *third)
    contest.time_passes("scoring_closes_at")
    judging.settle_and_propose(contest)
    judging.decide(contest)
    rewarding.apply_it(contest)
    rewarding.publish(contest)
    page = rewarding.make_list(contest)
    rewarding.complete_and_lock(page)
    rewarding.take_the_file(page, contest)
    rewarding.report_on_the_plan(contest)
    contest.live.flask("data", "check")
    contest.live.flask("audit", "verify")


def a_dossier_is_written_and_accepted(contest: Contest) -> None:
    page = writing.begin(contest)
    writing.write_information(page, contest)
    writing.write_authors(page)
    writing.write_the_rest(page)
    writing.add_evidence(page)
    writing.submit(page, contest)
    writing.endorse(contest)
    writing.accept(contest)


def test_a_dossier_is_written_without_scripts(live: LiveServer, sign_in: SignIn) -> None:
    draft = live.value(
        "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
        " WHERE i.state = 'draft' AND a.email = 'tac-gia-5@quan3.example'"
    )
    page = sign_in("tac-gia-5@quan3.example", java_script_enabled=False)
    page.goto(f"/ho-so/{draft}/van-de-giai-phap")
    page.get_by_label("Vấn đề cần giải quyết").fill("Sửa khi không có kịch bản.")
    press(page, "Lưu nháp")
    expect(page.get_by_label("Vấn đề cần giải quyết")).to_have_value("Sửa khi không có kịch bản.")
    page.goto(f"/ho-so/{draft}/tac-gia")
    rows = page.locator("[data-row]")
    before = rows.count()
    press(page, "Thêm đồng tác giả")
    expect(rows).to_have_count(before + 1)


def test_lists_are_filtered_without_scripts(sign_in: SignIn, visit: SignIn) -> None:
    gallery = visit(java_script_enabled=False)
    gallery.goto("/thu-vien")
    gallery.get_by_label("Lĩnh vực", exact=True).select_option(index=1)
    press(gallery, "Áp dụng bộ lọc")
    expect(gallery).not_to_have_url("/thu-vien")
    intake = sign_in("thu-ky@quan3.example", java_script_enabled=False)
    intake.goto("/tiep-nhan")
    intake.get_by_label("Tìm theo mã hoặc nội dung").fill("không có hồ sơ như vậy")
    press(intake, "Áp dụng bộ lọc")
    says(intake, "Không có hồ sơ")
    plan = sign_in("ke-hoach@quan3.example", java_script_enabled=False)
    plan.goto("/ke-hoach")
    plan.get_by_label("Trạng thái").select_option("Chưa thực hiện")
    press(plan, "Áp dụng bộ lọc")
    expect(plan.get_by_label("Trạng thái").locator("option:checked")).to_have_text("Chưa thực hiện")
