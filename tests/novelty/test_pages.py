"""Panel, statement, report, links and words through the pages, and what nobody learns there."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.database.base import Base
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.actions import withdraw_idea
from app.ideas.freezing import freeze
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.novelty.indexing import due, forget_withdrawn, index_all, step
from app.novelty.lexicon import shipped_text
from app.novelty.models import Block, Entry, Link, Statement, Words
from app.review.models import Sheet
from app.rounds.states import BlindMode
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries, statements
from tests.rounds.builders import make_round

TITLE = "Phát hiện hành vi đổ rác trái phép qua camera an ninh"
TEXTS: dict[str, Any] = {
    "summary": "", "novelty": "",
    "problem": "Rác bị đổ trộm ban đêm ở các điểm khuất, khó bắt quả tang.",
    "solution": "Camera nhận ra người và xe đổ rác sai nơi, cắt đoạn hình và gửi tổ trật tự.",
}  # fmt: skip
AGAIN: dict[str, Any] = {
    "summary": "", "novelty": "",
    "problem": "Ban đêm người ta vứt rác bừa bãi ở chỗ khuất, khó bắt quả tang.",
    "solution": "Máy quay nhận ra người và xe xả rác sai nơi, cắt clip gửi tổ trật tự.",
}  # fmt: skip
OTHER: dict[str, Any] = {
    "summary": "", "novelty": "", "problem": "Thời khóa biểu xếp tay mất hai tuần.",
    "solution": "Thuật toán tìm thời khóa biểu ít tiết trống nhất cho giáo viên.",
}  # fmt: skip
SECRET = "BÍ QUYẾT RIÊNG KHÔNG AI ĐƯỢC ĐỌC"


def make(session: Session, world: World) -> dict[str, int]:
    """An earlier dossier of another unit, a later alike one, an unlike one, an alike draft."""
    round_ = make_round(session, world)
    first = make_idea(
        session,
        world,
        round_,
        IdeaState.SUBMITTED,
        title=TITLE,
        author="other_author",
        confidential=SECRET,
        now=NOON,
        **TEXTS,
    )
    later = make_idea(
        session,
        world,
        round_,
        IdeaState.SCORING,
        title="AI bắt người xả rác",
        now=NOON + timedelta(days=3),
        **AGAIN,
    )
    unlike = make_idea(
        session,
        world,
        round_,
        IdeaState.SUBMITTED,
        title="Xếp thời khóa biểu",
        now=NOON + timedelta(days=1),
        **OTHER,
    )
    draft = make_idea(session, world, round_, IdeaState.DRAFT, title="Camera thấy người đổ rác",
                      author="author2", now=NOON, **AGAIN)  # fmt: skip
    return {"first": first.id, "later": later.id, "unlike": unlike.id, "draft": draft.id}


@pytest.fixture
def ids(world: World) -> dict[str, int]:
    with transaction() as session:
        found = make(session, world)
    index_all(NOON, again=False)
    return found


def html(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


@BOTH
def test_the_index_holds_what_was_submitted_and_goes_on_where_it_was(
    app: Flask, world: World
) -> None:
    with transaction() as session:
        ids = make(session, world)
    assert step(NOON) == 3
    assert step(NOON) == 0
    entries = {entry.idea_id: entry for entry in db.session.scalars(select(Entry))}
    assert set(entries) == {ids["first"], ids["later"], ids["unlike"]}
    assert entries[ids["later"]].best_id == ids["first"]
    assert (entries[ids["later"]].best_score or 0) >= 0.5
    assert entries[ids["first"]].best_id is None  # the later one came after it
    assert (db.session.scalar(select(func.count()).select_from(Block)) or 0) > 0


@BOTH
def test_a_withdrawn_dossier_is_found_no_more(app: Flask, world: World) -> None:
    with transaction() as session:
        ids = make(session, world)
    index_all(NOON, again=False)
    with transaction() as session:
        withdraw_idea(session, world.other_author, session.get_one(Idea, ids["first"]), "Rút", NOON)
    with transaction() as session:
        forget_withdrawn(session, NOON)
    assert db.session.get(Entry, ids["first"]) is None
    assert due(db.session(), 0, 20) == []
    assert index_all(NOON, again=True) == 2
    assert db.session.get_one(Entry, ids["later"]).best_id is None


def test_the_earlier_application_counts_as_the_day_of_novelty(world: World) -> None:
    with transaction() as session:
        ids = make(session, world)
        session.get_one(Idea, ids["later"]).first_applied_on = date(2026, 1, 5)
    index_all(NOON, again=False)
    later, first = (db.session.get_one(Entry, ids[name]) for name in ("later", "first"))
    assert later.first_on == date(2026, 1, 5)
    assert later.best_id is None
    assert first.best_id == ids["later"] or first.best_id is None


def test_the_office_sees_who_was_first_with_passages_and_marks(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("secretary"))
    page = html(client, f"/doi-chieu/{ids['later']}")
    assert TITLE in page
    assert "có trước" in page
    assert "Ủy ban nhân dân Phường 1" in page
    assert '<mark class="differs"><span class="sr">chỉ ở đây: </span>' in page
    assert "khó bắt quả tang" in page
    assert "Xếp thời khóa biểu" not in page
    assert SECRET not in page
    listed = html(client, "/doi-chieu")
    assert "AI bắt người xả rác" in listed
    assert TITLE in listed


def test_the_panel_of_an_author_is_the_same_whether_or_not_another_unit_filed_it(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("author2"))
    paths = [f"/ho-so/{ids['draft']}/tuong-tu", f"/ho-so/{ids['draft']}/tuong-tu/khung"]
    with statements() as asked_with_it:
        with_it = [html(client, path) for path in paths]
    with transaction() as session:
        for model in (Block, Entry):
            session.execute(Base.metadata.tables[model.__tablename__].delete())
    with statements() as asked_without:
        without = [html(client, path) for path in paths]
    # Nor does the time tell: the words of all dossiers are not even looked up.
    assert asked_with_it == asked_without
    assert not [line for line in asked_without if Block.__tablename__ in line]
    assert [_plain(page) for page in with_it] == [_plain(page) for page in without]
    assert TITLE not in with_it[0]


def _plain(page: str) -> str:
    body = page[page.find("<main") :] if "<main" in page else page
    return "\n".join(line for line in body.splitlines() if "csrf" not in line)


def test_an_author_is_shown_what_they_may_read_and_asked_for_one_line(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    with transaction() as session:
        draft = make_idea(session, world, make_round(session, world, code="D2"), IdeaState.DRAFT,
                          title="Máy quay nhận biết người xả rác", **AGAIN)  # fmt: skip
        key = draft.id
    sign_in(client, world.email("author"))  # whose dossier "later" is
    page = html(client, f"/ho-so/{key}/tuong-tu")
    assert "AI bắt người xả rác" in page
    assert "Điểm khác biệt" in page
    assert "Ghi điểm khác biệt" in html(client, f"/ho-so/{key}/kiem-tra")
    path = f"/ho-so/{key}/tuong-tu"
    assert client.post(path, data={"text": " "}).status_code == 422
    long = client.post(path, data={"text": "x" * 301})
    assert (long.status_code, "x" * 301 in long.get_data(as_text=True)) == (422, True)
    assert client.post(path, data={"text": "Nhận ra cả biển số xe"}).status_code == 303
    assert "Ghi điểm khác biệt" not in html(client, f"/ho-so/{key}/kiem-tra")
    assert db.session.get_one(Statement, key).text == "Nhận ra cả biển số xe"


def test_others_cannot_open_the_panel_or_speak_for_the_author(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("other_author"))
    html(client, f"/ho-so/{ids['draft']}/tuong-tu", 404)
    assert client.post(f"/ho-so/{ids['draft']}/tuong-tu", data={"text": "x"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 0


def test_authors_units_and_strangers_do_not_read_reports(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    for name, status in (("author", 403), ("clerk", 403), ("admin", 403), ("reviewer", 404)):
        sign_in(client, world.email(name))
        html(client, f"/doi-chieu/{ids['later']}", status)
        client.post("/dang-xuat")


def test_a_link_is_made_once_with_a_reason_and_taken_back(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("secretary"))
    path = f"/doi-chieu/{ids['later']}/lien-ket/{ids['first']}"
    refused = client.post(path, data={"link-kind": "duplicate", "link-reason": ""})
    assert refused.status_code == 422
    assert client.post(path, data={"link-kind": "odd", "link-reason": "x"}).status_code == 422
    good = {"link-kind": "inherits", "link-reason": "Cùng cách làm, thêm biển số"}
    assert client.post(path, data=good).status_code == 303
    assert client.post(path, data=good).status_code == 422  # not twice
    back = f"/doi-chieu/{ids['first']}/lien-ket/{ids['later']}"
    assert client.post(back, data=good).status_code == 422  # nor the other way round
    itself = f"/doi-chieu/{ids['first']}/lien-ket/{ids['first']}"
    assert client.post(itself, data=good).status_code == 422
    assert "Kế thừa, phát triển tiếp" in html(client, f"/doi-chieu/{ids['later']}")
    link = db.session.scalars(select(Link)).one()
    end = f"/doi-chieu/{ids['later']}/bo-lien-ket/{link.id}"
    assert client.post(end, data={"end-reason": ""}).status_code == 422
    assert client.post(end, data={"end-reason": "Nhầm"}).status_code == 303
    assert client.post(end, data={"end-reason": "Nhầm"}).status_code == 422
    db.session.rollback()
    assert db.session.scalars(select(Link)).one().ended_at is not None
    verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("novelty:%")))
    assert list(verbs) == ["novelty:link", "novelty:unlink"]
    assert client.post(path, data=good).status_code == 303  # and may be made again


def test_only_a_secretary_of_the_council_links(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    data = {"link-kind": "duplicate", "link-reason": "x"}
    for name in ("leader", "inspector", "reviewer", "author"):
        sign_in(client, world.email(name))
        path = f"/doi-chieu/{ids['later']}/lien-ket/{ids['first']}"
        assert client.post(path, data=data).status_code == 403
        client.post("/dang-xuat")
    assert db.session.scalar(select(func.count()).select_from(Link)) == 0


def test_words_are_tried_kept_exported_and_restored(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("secretary"))
    assert "Bảng từ đối chiếu" in html(client, "/doi-chieu/bang-tu")
    table = shipped_text() + "dong-nghia,đu đủ,papaya\n"
    path = "/doi-chieu/bang-tu"
    tried = client.post(path, data={"content": table, "then": "try", "based_on": "0"})
    assert (tried.status_code, "Tác động lên các cặp" in tried.get_data(as_text=True)) == (
        200,
        True,
    )
    assert db.session.scalar(select(func.count()).select_from(Words)) == 0
    bad = client.post(path, data={"content": "a,b", "then": "keep", "note": "x", "based_on": "0"})
    assert (bad.status_code, "Dòng đầu phải là" in bad.get_data(as_text=True)) == (422, True)
    keep = {"content": table, "then": "keep", "note": "thêm đu đủ", "based_on": "0"}
    assert client.post(path, data=keep | {"note": ""}).status_code == 422
    assert client.post(path, data=keep).status_code == 303
    assert client.post(path, data=keep).status_code == 422  # based on an old version
    db.session.rollback()
    assert due(db.session(), 1, 20) != []
    assert step(NOON) == 3
    exported = client.get("/doi-chieu/bang-tu/1.csv").get_data(as_text=True)
    assert exported.startswith("\ufeffkind,head,phrases\n")
    assert "đu đủ,papaya" in exported
    assert client.get("/doi-chieu/bang-tu/9.csv").status_code == 404
    assert client.post("/doi-chieu/bang-tu/0/khoi-phuc").status_code == 303
    assert client.post("/doi-chieu/bang-tu/9/khoi-phuc").status_code == 404
    db.session.rollback()
    newest = db.session.get_one(Words, 2)
    assert (newest.note, "papaya" in newest.content) == ("Khôi phục phiên bản 0", False)


def test_words_are_not_for_everybody(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("reviewer"))
    html(client, "/doi-chieu/bang-tu", 403)
    data = {"content": shipped_text(), "then": "keep", "note": "x", "based_on": "0"}
    assert client.post("/doi-chieu/bang-tu", data=data).status_code == 403
    assert client.post("/doi-chieu/bang-tu/0/khoi-phuc").status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Words)) == 0


def test_a_blind_reviewer_reads_passages_without_units_names_or_links(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    with transaction() as session:
        later = session.get_one(Idea, ids["later"])
        session.add(Sheet(idea_id=later.id, round_id=later.round_id,
                          reviewer_id=world.reviewer.user_id, assigned_at=NOON))  # fmt: skip
        session.add(Statement(idea_id=later.id, text="Nhận ra biển số", said_at=NOON))
    sign_in(client, world.email("reviewer"))
    page = html(client, f"/doi-chieu/{ids['later']}")
    body = page[page.find("<main") :]
    assert TITLE in body
    assert "khó bắt quả tang" in body
    assert "Nhận ra biển số" in body
    for hidden in (
        "Phường 1",
        "Phường 9",
        "Lê Quang Dũng",
        "Trần Ngọc Ánh",
        "Kết luận của",
        SECRET,
    ):
        assert hidden not in body, hidden
    html(client, f"/doi-chieu/{ids['first']}", 404)  # not theirs to score
    html(client, "/doi-chieu", 403)


def _later_by(app_ids: dict[str, int], world: World, name: str) -> None:
    """The dossier to score is by an author of this name, who stands in its text."""
    with transaction() as session:
        later = session.get_one(Idea, app_ids["later"])
        line = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == later.id)).one()
        line.full_name, line.account_id, line.email = name, None, ""
        later.solution = f"{AGAIN['solution']} Nhóm của {name} đề xuất, {name} làm thử."
        session.flush()
        freeze(session, world.author, later, NOON + timedelta(days=4))


@pytest.mark.parametrize("name", ["Đinh Thị Oanh", "Kiều Bá Lộc"])
def test_no_name_in_the_text_moves_score_order_or_words_of_a_blind_report(
    client: FlaskClient, world: World, ids: dict[str, int], name: str
) -> None:
    with transaction() as session:
        first = session.get_one(Idea, ids["first"])
        first.solution = f"{TEXTS['solution']} Cảm ơn Đinh Thị Oanh đã góp ý, Đinh Thị Oanh đo."
        freeze(session, world.author, first, NOON + timedelta(days=4))
        session.add(Sheet(idea_id=ids["later"], round_id=first.round_id,
                          reviewer_id=world.reviewer.user_id, assigned_at=NOON))  # fmt: skip
    _later_by(ids, world, "Lâm Văn Sáu")
    index_all(NOON, again=True)
    sign_in(client, world.email("reviewer"))
    path = f"/doi-chieu/{ids['later']}"
    by_another = html(client, path)
    _later_by(ids, world, name)
    index_all(NOON, again=True)
    body = html(client, path)
    assert name not in body
    assert re.findall(r">(\d+)%", body) == re.findall(r">(\d+)%", by_another) != []


def test_in_an_open_round_a_reviewer_reads_no_unit_of_a_blind_one(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    with transaction() as session:
        round_ = make_round(session, world, code="O1", blind=BlindMode.OPEN)
        mine = make_idea(session, world, round_, IdeaState.SCORING, title="Camera và rác",
                         unit="P1", now=NOON + timedelta(days=5), **AGAIN)  # fmt: skip
        session.add(Sheet(idea_id=mine.id, round_id=round_.id,
                          reviewer_id=world.reviewer.user_id, assigned_at=NOON))  # fmt: skip
        key = mine.id
    index_all(NOON, again=False)
    sign_in(client, world.email("reviewer"))
    body = html(client, f"/doi-chieu/{key}")
    assert "AI bắt người xả rác" in body
    assert "Ủy ban nhân dân Phường 9</td>" not in body


def test_a_dossier_that_waits_for_its_unit_is_in_nobodys_report(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    with transaction() as session:
        round_ = make_round(session, world, code="D2")
        make_idea(session, world, round_, IdeaState.AWAITING_UNIT, author="other_author",
                  title="Máy quay thấy người đổ rác trộm", **AGAIN)  # fmt: skip
    index_all(NOON, again=False)
    sign_in(client, world.email("secretary"))
    assert "Máy quay thấy người" not in html(client, f"/doi-chieu/{ids['later']}")


def test_the_list_and_the_report_cost_the_same_at_any_size(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("secretary"))
    paths = ("/doi-chieu", f"/doi-chieu/{ids['later']}")
    few = [_cost(client, path) for path in paths]
    with transaction() as session:
        round_ = make_round(session, world, code="D3")
        for number in range(6):
            make_idea(session, world, round_, IdeaState.SUBMITTED, title=f"{TITLE} {number}",
                      now=NOON + timedelta(days=5), **AGAIN)  # fmt: skip
    index_all(NOON, again=False)
    assert [_cost(client, path) for path in paths] == few


def _cost(client: FlaskClient, path: str) -> int:
    html(client, path)
    with counted_queries() as counter:
        html(client, path)
    return counter.count
