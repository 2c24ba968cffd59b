"""When things go wrong: the right message, nothing lost, nothing changed."""

import re
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Account
from app.adoption.models import Adoption
from app.awards.models import NominationList
from app.database.transaction import to_change, transaction
from app.ideas.models import Idea, IdeaVersion
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.rounds.models import Round
from app.signin.actions import end_all_sign_ins
from tests.conftest import BOTH
from tests.journeys import contest
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.pages import Typed
from tests.journeys.small_world import SmallWorld
from tests.journeys.stored import counted, everything, stored_idea
from tests.people import sign_in

# --- time -----------------------------------------------------------------------------------------


def test_after_the_deadline_nothing_goes_in_and_the_draft_stays(
    signed: Signer, small: SmallWorld
) -> None:
    tac_gia = signed("author")
    page = tac_gia.open(f"/ho-so/{small['draft']}/kiem-tra")
    contest.time_passes(small["receiving"], contest.CHECKING)

    late = tac_gia.press(page, "Nộp hồ sơ", {"truth": True}, expect=422)

    assert "Đã hết hạn nộp hồ sơ lúc" in late
    assert "Bản nháp vẫn được lưu; liên hệ thư ký Hội đồng nếu cần gia hạn" in late
    kept = stored_idea(small["draft"])
    assert (kept.state, kept.code, kept.title) == (IdeaState.DRAFT, None, "Giải pháp thử draft")
    assert "Đã hết hạn" in tac_gia.open(f"/ho-so/{small['draft']}")
    contest.time_passes(small["receiving"], contest.RECEIVING)  # the office puts the end off
    tac_gia.press(page, "Nộp hồ sơ", {"truth": True})
    assert stored_idea(small["draft"]).state is IdeaState.AWAITING_UNIT


def test_a_sheet_after_the_closing_time_keeps_what_was_saved(
    signed: Signer, small: SmallWorld
) -> None:
    uy_vien = signed("reviewer")
    page = uy_vien.open(f"/cham-diem/{small['sheet']}")
    contest.time_passes(small["scoring_round"], contest.SITTING)

    late = uy_vien.press(page, "Lưu nháp", {"remark": "Viết dở."}, expect=403)

    assert "Đã hết hạn chấm lúc" in late
    assert "Nội dung đã lưu vẫn được giữ" in late


# --- twice ----------------------------------------------------------------------------------------


@BOTH
def test_submitting_twice_makes_one_dossier_with_one_code(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    tac_gia = signed("author")
    page = tac_gia.open(f"/ho-so/{small['draft']}/kiem-tra")
    versions = counted(IdeaVersion)

    tac_gia.press(page, "Nộp hồ sơ", {"truth": True})
    code = stored_idea(small["draft"]).code
    again = tac_gia.press(page, "Nộp hồ sơ", {"truth": True})

    assert re.search(rf"Hồ sơ này đã được nộp lúc .*, mã hồ sơ {code}", again.words)
    assert again.address.endswith("/bien-nhan")
    assert stored_idea(small["draft"]).code == code
    assert counted(IdeaVersion) == versions + 1


TWICE: list[tuple[str, str, str, dict[str, Typed], type[Any]]] = [
    ("author", "/ho-so/moi", "Tạo bản nháp", {}, Idea),
    ("author", "/ap-dung/moi?idea={plain}", "Lưu và gửi xác nhận",
     {"unit_id": "Phòng Kinh tế", "since": "05/02/2026", "extent": "Áp dụng thử"}, Adoption),
    ("awards_officer", "/khen-thuong/moi", "Lập danh sách",
     {"title": "Danh sách thử", "judged_on": "01/10/2026"}, NominationList),
]  # fmt: skip


def test_a_button_pressed_twice_makes_one_thing(signed: Signer, small: SmallWorld) -> None:
    for who, address, button, typed, table in TWICE:
        browser = signed(who)
        page = browser.open(address.format(**small.ids))
        before = counted(table)

        first, second = (browser.press(page, button, typed) for _twice in range(2))

        assert counted(table) == before + 1
        assert first.address == second.address


# --- two at once ----------------------------------------------------------------------------------


@BOTH
def test_two_editors_see_both_texts_and_the_chosen_one_is_saved(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    first, second = signed("author"), signed("author2")
    address = f"/ho-so/{small['draft']}/van-de-giai-phap"
    shown_first, shown_second = first.open(address), second.open(address)

    first.press(shown_first, "Lưu nháp", {"problem": "Vấn đề do Ánh viết."})
    conflict = second.press(
        shown_second, "Lưu nháp",
        {"problem": "Vấn đề do Ân viết.", "solution": "Giải pháp do Ân viết."}, expect=409,
    )  # fmt: skip

    assert stored_idea(small["draft"]).problem == "Vấn đề do Ánh viết."
    assert "vừa được Ông/Bà Trần Ngọc Ánh cập nhật" in conflict
    assert "Vấn đề do Ánh viết." in conflict
    assert "Vấn đề do Ân viết." in conflict
    second.press(conflict, "Lưu nội dung đã chọn", {"problem": "Vấn đề do Ánh viết."})
    kept = stored_idea(small["draft"])
    assert (kept.problem, kept.solution) == ("Vấn đề do Ánh viết.", "Giải pháp do Ân viết.")


def test_a_script_that_saves_over_somebody_else_is_told_where_to_choose(
    signed: Signer, small: SmallWorld
) -> None:
    address = f"/ho-so/{small['draft']}/van-de-giai-phap"
    form = signed("author2").open(address).form("Lưu nháp").fill({"problem": "Của Ân."})
    first = signed("author")
    first.press(first.open(address), "Lưu nháp", {"problem": "Của Ánh."})

    answer = signed("author2").save_by_itself(form, expect=409)

    assert answer["who"] == "Trần Ngọc Ánh"
    assert answer["conflict_url"].endswith("/tu-luu")
    assert stored_idea(small["draft"]).problem == "Của Ánh."


def test_two_windows_on_one_sheet_lose_nothing(signed: Signer, small: SmallWorld) -> None:
    uy_vien = signed("reviewer")
    address = f"/cham-diem/{small['sheet']}"
    one, other = uy_vien.open(address), uy_vien.open(address)

    uy_vien.press(one, "Lưu nháp", {"remark": "Nhận xét ở cửa sổ một."})
    conflict = uy_vien.press(other, "Lưu nháp", {"remark": "Nhận xét ở cửa sổ hai."}, expect=409)

    assert "Nhận xét ở cửa sổ một." in conflict
    uy_vien.press(conflict, "Lưu nội dung đã chọn", {"remark": "Nhận xét ở cửa sổ hai."})
    assert "Nhận xét ở cửa sổ hai." in uy_vien.open(address)


@BOTH
def test_a_round_changed_in_two_windows_shows_both_texts(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    thu_ky = signed("secretary")
    address = f"/dot-xet/{small['unannounced']}/thong-tin"
    one, other = thu_ky.open(address), thu_ky.open(address)

    thu_ky.press(one, "Lưu thông tin", {"title": "Tên ở cửa sổ một"})
    conflict = thu_ky.press(other, "Lưu thông tin", {"title": "Tên ở cửa sổ hai"}, expect=409)

    assert "Tên ở cửa sổ một" in conflict
    assert "Tên ở cửa sổ hai" in conflict
    thu_ky.press(conflict, "Lưu nội dung đã chọn", {"title": "Tên ở cửa sổ hai"})
    with transaction() as session:
        assert session.get_one(Round, small["unannounced"]).title == "Tên ở cửa sổ hai"


# --- who may --------------------------------------------------------------------------------------

WRONG_ROLE = [
    ("author", "/dot-xet/{receiving}/thong-tin", {"title": "Của tôi"}),
    ("author", "/don-vi/ho-so/{waiting}/xac-nhan", {}),
    ("other_clerk", "/don-vi/ho-so/{waiting}/xac-nhan", {}),
    ("clerk", "/tiep-nhan/{submitted}/tiep-nhan", {}),
    ("other_author", "/ho-so/{draft}/nop", {"truth": "y"}),
    ("other_author", "/ho-so/{draft}/van-de-giai-phap", {"version": "1", "problem": "Thay"}),
    ("reviewer", "/phan-cong/{receiving}/mo-cham", {}),
    ("reviewer3", "/cham-diem/{sheet}", {"version": "1", "remark": "Chen vào"}),
    ("reviewer2", "/quyet-dinh/{council_round}/ghi-quyet-dinh", {"number": "1/QĐ"}),
    ("leader", "/quyet-dinh/{scoring_round}/khoa-ket-qua", {}),
    ("author", "/ap-dung/{waiting_adoption}/xac-nhan", {}),
    ("author", "/truyen-thong/{plain}/cong-khai", {"title": "a", "problem": "b", "solution": "c"}),
    ("inspector", "/khen-thuong/{list}/doi-tuong/{nomination}/ket-luan",
     {"verdict": "met", "reason": "Không phải việc của mình."}),
    ("leader", "/khen-thuong/{list}/chot", {}),
    ("other_clerk", "/ke-hoach/bao-cao/{period}/{P9}", {"achievements": "Của đơn vị khác"}),
    ("clerk", "/ke-hoach/nhiem-vu/{item}", {"note": "Xong", "version": "1"}),
    ("admin", "/cham-diem/{sheet}/chot", {"version": "1"}),
]  # fmt: skip


def test_the_wrong_role_changes_nothing(signed: Signer, small: SmallWorld) -> None:
    let_in = []
    for who, address, data in WRONG_ROLE:
        browser, before = signed(who), everything()
        answer = browser.client.post(address.format(**small.ids), data=data)
        if answer.status_code not in {403, 404} or everything() != before:
            let_in.append((who, address, answer.status_code))

    assert let_in == []


HIDDEN = [
    ("other_author", "/ho-so/{draft}", "/ho-so/999999"),
    ("other_author", "/ho-so/{draft}/thong-tin", "/ho-so/999999/thong-tin"),
    ("other_author", "/ho-so/{submitted}/bien-nhan", "/ho-so/999999/bien-nhan"),
    ("other_author", "/tep/{draft_file}", "/tep/999999"),
    ("reviewer", "/tep/{draft_file}", "/tep/999999"),
    ("", "/tep/{scoring_file}", "/tep/999999"),
    ("reviewer3", "/cham-diem/{sheet}", "/cham-diem/999999"),
    ("other_clerk", "/don-vi/ho-so/{waiting}", "/don-vi/ho-so/999999"),
    ("clerk", "/don-vi/ho-so/{draft}", "/don-vi/ho-so/999999"),
    ("secretary", "/tiep-nhan/{draft}", "/tiep-nhan/999999"),
    ("secretary", "/tiep-nhan/{waiting}", "/tiep-nhan/999999"),
    ("author", "/cong-nhan/{scoring}", "/cong-nhan/999999"),
    ("other_author", "/cong-nhan/{recognised}", "/cong-nhan/999999"),
    ("author", "/cong-nhan/{recognised}/giay-chung-nhan/999999.pdf",
     "/cong-nhan/999999/giay-chung-nhan/1.pdf"),
    ("other_author", "/ap-dung/{waiting_adoption}", "/ap-dung/999999"),
    ("communications", "/truyen-thong/{scoring}", "/truyen-thong/999999"),
    ("other_clerk", "/ke-hoach/bao-cao/{period}/{P9}", "/ke-hoach/bao-cao/999999/{P9}"),
    ("", "/thu-vien/giai-phap-chua-cong-khai", "/thu-vien/khong-co"),
    ("", "/bien-nhan/khong-co", "/chung-nhan/khong-co"),
]  # fmt: skip


def test_what_is_hidden_looks_like_what_is_not_there(
    signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    told = []
    for who, *addresses in HIDDEN:
        client = (signed(who) if who else visitor).client
        pages = [client.get(address.format(**small.ids)) for address in addresses]
        one, other = (the_same_every_time(page.get_data(as_text=True)) for page in pages)
        if [page.status_code for page in pages] != [404, 404] or one != other:
            told.append((who, *addresses, [page.status_code for page in pages]))

    assert told == []


def the_same_every_time(html: str) -> str:
    """A page without its form token, the instant it was made, and its own address in the way back
    after another sign-in.
    """
    html = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", html)
    html = re.sub(r'( data-session-left=")[^"]+', r"\1", html)
    html = re.sub(r'(href="/dang-nhap\?next=)[^"]*', r"\1", html)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", "", html)


# --- the session ----------------------------------------------------------------------------------


def test_a_session_that_ends_in_between_stores_nothing_and_loses_nothing(
    signed: Signer, small: SmallWorld
) -> None:
    tac_gia = signed("author")
    address = f"/ho-so/{small['draft']}/van-de-giai-phap"
    page = tac_gia.open(address)
    with transaction() as session:
        account = to_change(session, Account, small.world.author.user_id)
        end_all_sign_ins(session, small.world.admin, account, now())
    before = everything()

    door = tac_gia.press(page, "Lưu nháp", {"problem": "Viết dở."}, expect=401)

    assert "Phiên đăng nhập đã kết thúc" in door
    assert "Viết dở." in door
    assert everything() == before
    sign_in(tac_gia.client, small.world.email("author"))
    tac_gia.press(page, "Lưu nháp", {"problem": "Viết dở."})
    assert stored_idea(small["draft"]).problem == "Viết dở."


def test_a_form_from_elsewhere_is_refused_in_vietnamese(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    tac_gia = signed("author")
    page = tac_gia.open(f"/ho-so/{small['draft']}/van-de-giai-phap")
    form = page.form("Lưu nháp").fill({"problem": "Viết dở."})
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    before = everything()

    missing = tac_gia.client.post(form.action, data={"problem": "Từ nơi khác"})

    words = missing.get_data(as_text=True)
    assert missing.status_code == 400
    assert "Phiên làm việc đã hết hạn" in words
    assert 'lang="vi"' in words
    assert everything() == before
    fresh = tac_gia.open(page.address)  # with the token of the served page it goes through
    tac_gia.press(fresh, "Lưu nháp", {"problem": "Viết dở."})
    assert stored_idea(small["draft"]).problem == "Viết dở."


@pytest.mark.parametrize(
    ("who", "address"),
    [("author", "/ho-so/{recognised}"), ("clerk", "/don-vi/ho-so/{recognised}"),
     ("secretary", "/tiep-nhan/{recognised}"), ("leader", "/tiep-nhan/{recognised}")],
)  # fmt: skip
def test_a_decided_dossier_leads_to_its_decision(
    signed: Signer, small: SmallWorld, who: str, address: str
) -> None:
    person = signed(who)
    decision = f"/cong-nhan/{small['recognised']}"

    page = person.open(address.format(**small.ids))

    assert person.open(page.link_to(decision)).status == 200
    assert decision not in signed("secretary").open(f"/tiep-nhan/{small['submitted']}").html
