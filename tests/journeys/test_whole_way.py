"""One contest from the call to the award file, by the pages, each step in its role."""

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.queries import first_break
from app.awards.actions import load_catalogue
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.numbers import parse_decimal
from app.outbox.models import OutboxMessage
from app.plan.actions import load_plan
from tests.conftest import BOTH
from tests.journeys import contest, judging, rewarding
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.contest import Story
from tests.journeys.pages import Page, Upload
from tests.people import PEOPLE, World
from tests.plan.builders import plan_data

A = Story(
    "Đề án đô thị: trợ lý đọc phản ánh về vỉa hè",
    (("Trần Ngọc Ánh", "author@quan3.example", "60"),
     ("Phạm Đình Ân", "author2@quan3.example", "40")),
    confidential="Khóa mã hóa đặt trong tủ sắt phòng máy chủ số bốn.",
)  # fmt: skip
B = Story(
    "Công cụ tìm hồ sơ khi gõ không dấu, ví dụ de an do thi",
    (("Phạm Đình Ân", "author2@quan3.example", "100"),),
)
C = Story(
    "Nhắc lịch tiêm chủng bằng giọng nói",
    (("Lê Quang Dũng", "other-author@quan3.example", "85"), ("Võ Thị Út", "", "15")),
    category="Hành chính công",
)


@dataclass
class Contest:
    """What the steps hand on to one another."""

    signed: Signer
    visitor: Browser
    world: World
    round_id: int = 0
    ideas: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    scores: list[str] = field(default_factory=list)


@pytest.fixture
def story(signed: Signer, visitor: Browser, world: World) -> Contest:
    with transaction() as session:
        load_catalogue(session, SYSTEM, now())
        load_plan(session, SYSTEM, plan_data(), now())
    return Contest(signed, visitor, world)


@BOTH
def test_a_contest_goes_the_whole_way(app: Flask, story: Contest) -> None:
    the_round_is_announced(story)
    the_first_dossier_is_written_and_submitted(story)
    two_more_dossiers_come_in(story)
    the_office_asks_and_accepts(story)
    reviewers_are_assigned(story)
    reviewers_score_and_lock(story)
    the_council_decides(story)
    the_certificate_is_genuine(story)
    a_unit_applies_the_solution(story)
    the_public_finds_it(story)
    the_award_file_is_made(story)
    the_plan_is_reported_on(story)
    mails_give_nothing_away(story)
    with transaction() as session:
        assert list(breaches(session, app.config["FILES_FOLDER"])) == []
        assert first_break(session) is None


def the_round_is_announced(story: Contest) -> None:
    thu_ky = story.signed("secretary")

    story.round_id = contest.make_round(thu_ky)
    assert "Đợt xét giải pháp TTNT" not in story.visitor.open("/")
    page = contest.announce(thu_ky, story.round_id)

    assert "Đã công bố đợt xét" in page
    call = story.visitor.open("/")
    assert "Đợt xét giải pháp TTNT" in call
    assert "Tính mới, tính sáng tạo" in call  # the rubric is public before anybody writes
    contest.time_passes(story.round_id, contest.RECEIVING)
    assert "Đang nhận hồ sơ" in story.visitor.open("/")


def the_first_dossier_is_written_and_submitted(story: Contest) -> None:
    tac_gia = story.signed("author")

    idea = contest.begin(tac_gia)
    check = contest.write(tac_gia, idea, A)
    assert "Chưa nộp được" not in check
    receipt = contest.submit(tac_gia, idea)

    story.ideas["A"] = idea
    story.codes["A"] = the_receipt_can_be_checked(story, receipt)
    assert story.codes["A"] in story.signed("author2").open("/ho-so")


def the_receipt_can_be_checked(story: Contest, receipt: Page) -> str:
    """Code, hash and QR are on it, and the public page says the same without a name."""
    code = re.search(r"SK-\d{4}-\d{5}", receipt.words)
    digest = re.search(r"\b[0-9a-f]{64}\b", receipt.words)
    assert code is not None
    assert digest is not None
    assert "<svg" in receipt.html
    public = story.visitor.open(receipt.link("Kiểm tra giấy biên nhận"))
    assert code[0] in public
    assert digest[0] in public
    assert A.title not in public
    assert "Trần Ngọc Ánh" not in public
    return code[0]


def two_more_dossiers_come_in(story: Contest) -> None:
    for key, name, told in (("B", "author2", B), ("C", "other_author", C)):
        tac_gia = story.signed(name)
        story.ideas[key] = contest.begin(tac_gia)
        contest.write(tac_gia, story.ideas[key], told)
        receipt = contest.submit(tac_gia, story.ideas[key])
        found = re.search(r"SK-\d{4}-\d{5}", receipt.words)
        assert found is not None
        story.codes[key] = found[0]
    assert len(set(story.codes.values())) == 3


def the_office_asks_and_accepts(story: Contest) -> None:
    thu_ky, ideas = story.signed("secretary"), story.ideas

    for key, clerk in (("A", "clerk"), ("B", "clerk"), ("C", "other_clerk")):
        assert "Đã xác nhận" in contest.endorse(story.signed(clerk), ideas[key])
    page = contest.ask_supplement(thu_ky, ideas["A"], "Bổ sung bảng đo trước khi áp dụng.")
    assert "Yêu cầu bổ sung" in page

    tac_gia = story.signed("author")
    assert "Bổ sung bảng đo trước khi áp dụng." in tac_gia.open(f"/ho-so/{ideas['A']}")
    more = Upload("Bảng đo trước khi áp dụng.pdf", contest.small_pdf("truoc"))
    contest.add_file(tac_gia, ideas["A"], more)
    receipt = contest.submit(tac_gia, ideas["A"], "Gửi bổ sung")
    assert "Các lần nộp" in receipt

    contest.time_passes(story.round_id, contest.CHECKING)
    intake = thu_ky.open("/tiep-nhan")
    assert all(code in intake for code in story.codes.values())
    for key in "ABC":
        assert "Đã tiếp nhận hồ sơ" in contest.accept(thu_ky, ideas[key])


def reviewers_are_assigned(story: Contest) -> None:
    thu_ky, world = story.signed("secretary"), story.world
    contest.time_passes(story.round_id, contest.SCORING)

    early = thu_ky.press(thu_ky.open(f"/phan-cong/{story.round_id}"), "Mở chấm điểm", expect=422)
    early.link_to(f"/phan-cong/{story.round_id}/an-danh")
    judging.look_at_papers(thu_ky, story.round_id, list(story.ideas.values()))
    assert "Đã mở chấm điểm 3 hồ sơ" in judging.open_scoring(thu_ky, story.round_id)
    shown, board = judging.suggest(thu_ky, story.round_id)

    assert "Áp dụng 9 phân công" in shown
    assert "thêm 9, bớt 0" in board
    pairs = board.form("Xem trước thay đổi").boxes["pair"].choices
    offered = {choice.value for choice in pairs}
    own_unit = world.reviewer_p9.user_id
    assert f"{story.ideas['A']}-{own_unit}" not in offered  # shut: the same unit
    assert f"{story.ideas['C']}-{own_unit}" in offered


MARKS = {
    A.title: {"reviewer": "20 18 24 15", "reviewer2": "18 16 22 14",
              "reviewer3": "19 17 23,5 12,5"},
    B.title: {"reviewer": "15 15 17 11", "reviewer2": "14 15 17 12", "reviewer3": "15 14 18 10"},
}  # fmt: skip


def reviewers_score_and_lock(story: Contest) -> None:
    conflicted = next(n for n in ("reviewer", "reviewer2", "reviewer3")
                      if C.title in judging.sheets_of(story.signed(n)))  # fmt: skip
    address = judging.sheets_of(story.signed(conflicted))[C.title]
    page = judging.step_back(story.signed(conflicted), address)
    assert "không chấm hồ sơ này nữa" in page
    somebody_else_gets_it(story)
    for name in ("reviewer", "reviewer2", "reviewer3", "reviewer_p9"):
        uy_vien = story.signed(name)
        for title, sheet in judging.sheets_of(uy_vien).items():
            points = MARKS.get(title, {}).get(name, "16 16 18 11").split()
            total = judging.score(uy_vien, sheet, points, f"Nhận xét của {name}.")
            assert parse_decimal(total) == sum(parse_decimal(one) for one in points)
            assert "Đã chốt phiếu" in judging.lock(uy_vien, sheet)
            assert "Phiếu đã chốt lúc" in uy_vien.open(sheet)
            story.scores.append(total)
    assert len(story.scores) == 9


def somebody_else_gets_it(story: Contest) -> None:
    """The secretary ticks the free reviewer in the matrix, looks, applies."""
    thu_ky = story.signed("secretary")
    board = thu_ky.open(f"/phan-cong/{story.round_id}")
    box = board.form("Xem trước thay đổi").boxes["pair"]
    key = story.ideas["C"]
    free = [c.value for c in box.choices if c.value.startswith(f"{key}-") and not c.chosen]
    assert len(free) == 1
    shown, after = judging.give(thu_ky, story.round_id, key, int(free[0].split("-")[1]))
    assert "Áp dụng 1 thay đổi" in shown
    assert "thêm 1, bớt 0" in after


def the_council_decides(story: Contest) -> None:
    thu_ky, ideas = story.signed("secretary"), story.ideas
    contest.time_passes(story.round_id, contest.SITTING)

    table = judging.settle(thu_ky, story.round_id)
    assert "Đã khóa kết quả chấm của 3 hồ sơ" in table
    assert "73,00" in table  # (77 + 70 + 72) / 3
    shown, table = judging.propose(
        thu_ky, story.round_id, list(ideas.values()), "Đề xuất công nhận"
    )
    assert all(code in shown for code in story.codes.values())
    assert "Đã ghi đề xuất cho 3 hồ sơ" in table
    assert "Đã trình Hội đồng 3 hồ sơ" in judging.bring(thu_ky, story.round_id)
    lines = {ideas["A"]: ("Công nhận", "9"), ideas["B"]: ("Công nhận", "7"),
             ideas["C"]: ("Công nhận", "8")}  # fmt: skip
    done = judging.decide(thu_ky, story.round_id, "215/QĐ-UBND", lines)
    assert "Đã ghi quyết định cho 3 hồ sơ" in done
    contest.time_passes(story.round_id, contest.PUBLISHED)


def the_certificate_is_genuine(story: Contest) -> None:
    tac_gia = story.signed("author")
    page = tac_gia.open(f"/cong-nhan/{story.ideas['A']}")

    assert "Được công nhận là sáng kiến" in page
    assert "9/9 thành viên đồng ý" in page
    assert "73,00" not in page
    pdf = tac_gia.open(page.link("Tải PDF"))
    docx = tac_gia.open(page.link("Tải DOCX"))
    assert "Trần Ngọc Ánh" in rewarding.pdf_text(pdf.body)
    assert "Trần Ngọc Ánh" in rewarding.docx_text(docx.body)
    public = story.visitor.open(page.link("Trang kiểm tra"))
    assert "215/QĐ-UBND" in public
    assert "Còn giá trị" in public
    assert "Trần Ngọc Ánh" not in public  # the code tells nobody's name


def a_unit_applies_the_solution(story: Contest) -> None:
    where = {"A": ("author", "Ủy ban nhân dân Phường 1", "other_clerk"),
             "B": ("author2", "Ủy ban nhân dân Phường 9", "clerk"),
             "C": ("other_author", "Ủy ban nhân dân Phường 1", "other_clerk")}  # fmt: skip
    for key, (author, unit, clerk) in where.items():
        page = rewarding.report_adoption(story.signed(author), story.ideas[key], unit)
        adoption = page.number("/ap-dung/#")
        dau_moi = story.signed(clerk)
        assert f"/ap-dung/{adoption}" in [link.address for link in dau_moi.open("/ap-dung").links]
        assert "Đã xác nhận áp dụng" in rewarding.confirm_adoption(dau_moi, adoption)


def the_public_finds_it(story: Contest) -> None:
    truyen_thong = story.signed("communications")
    for key in "AB":
        page = rewarding.publish(truyen_thong, story.ideas[key])
        assert "Đã công khai giải pháp" in page

    for words in ("de an do thi", "Đề án đô thị"):
        found = rewarding.search(story.visitor, words)
        assert A.title in found
        assert B.title in found
    assert A.title not in rewarding.search(story.visitor, "tiêm chủng")
    public = story.visitor.open(rewarding.search(story.visitor, "vỉa hè").link(A.title))
    assert "Ủy ban nhân dân Phường 1" in public
    assert "tủ sắt" not in public
    assert "Trần Ngọc Ánh" not in public


def the_award_file_is_made(story: Contest) -> None:
    khen_thuong, lanh_dao = story.signed("awards_officer"), story.signed("leader")

    list_id = rewarding.make_list(khen_thuong)
    wanted = ["Trần Ngọc Ánh", "Võ Thị Út", "Ủy ban nhân dân Phường 9"]
    shown, page = rewarding.nominate(khen_thuong, list_id, wanted)
    assert all(name in shown for name in wanted)
    assert "Đã đưa 3 đối tượng vào danh sách" in page
    page = rewarding.complete_papers(khen_thuong, list_id)
    assert "1 đối tượng cần người xem kết luận" in page
    rewarding.conclude(lanh_dao, list_id, "Võ Thị Út")
    rewarding.confirm(khen_thuong, list_id, "Võ Thị Út")
    page = rewarding.lock_list(khen_thuong, list_id)
    assert "Đã chốt danh sách" in page

    money = rewarding.check_bundle(khen_thuong, list_id, wanted)
    assert f"{money:,}".replace(",", ".") in page
    done = rewarding.issue(khen_thuong, list_id, "300/QĐ-UBND")
    assert "300/QĐ-UBND" in done


REPORTED = {
    "trained_people": "41", "events_held": "3", "ideas_submitted": "2", "solutions_applied": "1",
}  # fmt: skip


def the_plan_is_reported_on(story: Contest) -> None:
    dau_moi, ke_hoach = story.signed("clerk"), story.signed("plan_officer")

    rewarding.open_year(ke_hoach)
    sent = rewarding.send_unit_report(dau_moi, REPORTED)
    assert "Đã gửi báo cáo" in sent
    page, printed = rewarding.consolidated(ke_hoach)
    shown = rewarding.figures(page)
    assert list(shown.values()) == ["41", "3", "2", "1"]
    assert printed == shown


def mails_give_nothing_away(story: Contest) -> None:
    """No mail names a score or a reviewer."""
    reviewers = {name for key, name, _unit, _role in PEOPLE if key.startswith("reviewer")}
    with transaction() as session:
        rows = session.execute(
            select(OutboxMessage.title, OutboxMessage.body, Account.full_name)
            .join(Account, Account.id == OutboxMessage.account_id)
        ).all()  # fmt: skip
    assert len(rows) > 12
    for title, body, holder in rows:
        words = f"{title}\n{body}"
        assert not [name for name in reviewers - {holder} if name in words], words
        numbers = set(re.findall(r"\d+(?:,\d+)?", words))
        assert not numbers & ({*story.scores, "73,00"} - {str(n) for n in range(32)}), words
