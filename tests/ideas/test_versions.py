"""Frozen versions: what changed between them, for whom, and the receipt on paper."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from app.database.transaction import to_change, transaction
from app.ideas import actions
from app.ideas.diffing import Piece, changes_between, words_changed
from app.ideas.drafts import AuthorLine, Texts
from app.ideas.models import Idea, IdeaVersion
from app.ideas.states import IdeaState
from app.ideas.versions import REPLACED, VALID, WITHDRAWN
from app.kernel.clock import now
from tests.ideas.builders import TEXTS, add_file
from tests.ideas.pages import get, stored, text_of
from tests.people import World, sign_in

S = IdeaState


def test_words_are_aligned_not_letters() -> None:
    assert words_changed("Giảm 2,1 lần.", "Giảm 1,3 lần mỗi ngày.") == (
        Piece("same", "Giảm "), Piece("old", "2,1"), Piece("new", "1,3"), Piece("same", " lần"),
        Piece("new", " mỗi ngày"), Piece("same", "."),
    )  # fmt: skip
    assert words_changed("", "mới") == (Piece("new", "mới"),)
    assert words_changed("cũ", "") == (Piece("old", "cũ"),)
    assert words_changed("", "") == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    pieces = words_changed(old, new)

    assert "".join(one.text for one in pieces if one.kind != "new") == old
    assert "".join(one.text for one in pieces if one.kind != "old") == new


@pytest.mark.parametrize("unit", ["x ", "x", "\n", "a\u0323"])
def test_huge_texts_are_compared_too(unit: str) -> None:
    old, new = unit * 30_000, unit * 29_000 + "khác"

    pieces = words_changed(old, new)

    assert "".join(one.text for one in pieces if one.kind != "new") == old
    assert "".join(one.text for one in pieces if one.kind != "old") == new


def test_equal_contents_differ_in_nothing() -> None:
    content = {"fields": {"title": "A"}, "authors": [], "files": []}

    assert changes_between(content, content) == []
    assert changes_between({}, {}) == []


def _row(name: str, share: int) -> dict[str, object]:
    return {"full_name": name, "share": share}


def test_who_moved_in_the_list_of_authors_or_was_listed_twice_is_marked() -> None:
    first, second = _row("Ánh", 60), _row("Ân", 40)

    (moved,) = changes_between({"authors": [first, second]}, {"authors": [second, first]})
    (twice,) = changes_between({"authors": [first, first]}, {"authors": [first]})

    assert sorted(one.kind for one in moved.pieces) == ["new", "old", "same"]
    assert [(one.kind, one.text) for one in twice.pieces] in (
        [("same", "Ánh, 60%\n"), ("old", "Ánh, 60%\n")],
        [("old", "Ánh, 60%\n"), ("same", "Ánh, 60%\n")],
    )


def test_two_questions_of_the_same_words_are_both_compared() -> None:
    def asked(*values: str) -> dict[str, object]:
        return {"answers": [
            {"field_id": number, "key": str(number), "label": "Ghi chú", "kind": "text",
             "unit": "", "visibility": "blind", "columns": [], "value": value, "old": False}
            for number, value in enumerate(values)
        ]}  # fmt: skip

    (change,) = changes_between(asked("một", "hai"), asked("ba", "hai"))

    assert (change.label, [one.text for one in change.pieces]) == ("Ghi chú", ["một", "ba"])


def resubmitted(world: World) -> int:
    """Submitted, returned, changed in text, authors and files, and submitted again."""
    idea_id = stored(world, S.AWAITING_UNIT, evidence=("cu.pdf",))
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        instant = now()
        actions.return_idea(session, world.clerk, idea, "Thiếu số liệu", instant)
        texts = Texts(**{name: TEXTS[name] for name in ("solution", "novelty", "conditions")},
                      problem="Người dân phải đi lại hai lần vì hồ sơ thiếu giấy tờ.")  # fmt: skip
        actions.save_texts(session, world.author, idea, texts, instant, idea.version)
        lines = [
            AuthorLine(one.name, one.unit_name, "Chuyên viên", one.email, Decimal(50))
            for one in (world.author, world.author2)
        ]
        actions.save_authors(session, world.author, idea, lines, instant, idea.version)
        add_file(session, world, idea, "moi.pdf", content=b"%PDF-1.4\nnew\n%%EOF\n")
        actions.submit_idea(session, world.author, idea, instant + timedelta(seconds=5))
    return idea_id


@pytest.mark.parametrize("who", ["author", "author2", "clerk"])
def test_author_and_unit_see_what_changed(client: FlaskClient, world: World, who: str) -> None:
    idea_id = resubmitted(world)
    sign_in(client, world.email(who))

    page = text_of(get(client, f"/ho-so/{idea_id}/cac-lan-nop"))

    assert "Thay đổi từ lần 1 đến lần 2" in page
    assert "[bỏ: nhiều ]" in page
    assert "[mới: hai ]" in page
    assert "Trần Ngọc Ánh, Chuyên viên, Ủy ban nhân dân Phường 9, author@quan3.example, 50%" in page
    assert "moi.pdf" in page
    assert "Nội dung giải pháp" not in page.split("Thay đổi từ lần")[1]
    assert (str(REPLACED.title) in page, str(VALID.title) in page) == (True, True)
    same = text_of(get(client, f"/ho-so/{idea_id}/cac-lan-nop?tu=2&den=2"))
    assert "Nội dung hai lần nộp giống nhau" in same
    for odd in ("?tu=9&den=-1", "?tu=a", "?den=99999999"):
        assert "Thay đổi từ lần 1 đến lần 2" in text_of(
            get(client, f"/ho-so/{idea_id}/cac-lan-nop{odd}")
        )


def test_office_sees_them_once_endorsed_and_others_never(client: FlaskClient, world: World) -> None:
    idea_id = resubmitted(world)
    for who in ("secretary", "other_clerk", "other_author", "reviewer", "admin"):
        sign_in(client, world.email(who))
        for page in ("cac-lan-nop", "bien-nhan.pdf"):
            get(client, f"/ho-so/{idea_id}/{page}", 404)
        client.post("/dang-xuat")
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.endorse_idea(session, world.clerk, idea, now())
    sign_in(client, world.email("secretary"))
    assert "[mới: hai ]" in text_of(get(client, f"/ho-so/{idea_id}/cac-lan-nop"))
    client.post("/dang-xuat")
    sign_in(client, world.email("reviewer"))
    get(client, f"/ho-so/{idea_id}/cac-lan-nop", 404)


def test_what_is_being_rewritten_is_not_in_the_receipt(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.RETURNED, title="Tên đã nộp")
    with transaction() as session:
        to_change(session, Idea, idea_id).title = "Canary đang viết"
    sign_in(client, world.email("clerk"))

    page = text_of(get(client, f"/ho-so/{idea_id}/bien-nhan"))

    assert ("Tên đã nộp" in page, "Canary" in page) == (True, False)


def test_the_receipt_on_paper_holds_code_time_hash_and_address(
    client: FlaskClient, world: World
) -> None:
    idea_id = resubmitted(world)
    sign_in(client, world.email("author"))

    answer = get(client, f"/ho-so/{idea_id}/bien-nhan.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    text = "".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    squeezed = "".join(text.split())
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        hashes = session.scalars(select(IdeaVersion.content_hash)).all()
        expected = [idea.code or "", idea.receipt_key or "", *hashes, "GIẤYBIÊNNHẬNHỒSƠ",
                    "Đãđượcthay", "Cònhiệulực"]  # fmt: skip
    assert [part for part in expected if part not in squeezed] == []
    assert len(reader.pages) == 1
    assert sum(len(page.images) for page in reader.pages) == 1


def test_anybody_checks_whether_it_stands(client: FlaskClient, world: World) -> None:
    idea_id = resubmitted(world)
    with transaction() as session:
        key = session.get_one(Idea, idea_id).receipt_key
    page = text_of(get(client, f"/bien-nhan/{key}"))
    assert (str(REPLACED.title) in page, str(VALID.title) in page) == (True, True)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.withdraw_idea(session, world.author, idea, "Canary lý do", now())

    page = text_of(get(client, f"/bien-nhan/{key}"))

    assert page.count(str(WITHDRAWN.title)) == 3
    for private in ("Canary", "Trần Ngọc Ánh", "Trợ lý", "Phường 9"):
        assert private not in page
