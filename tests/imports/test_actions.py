"""Upload, judge, store, again, undo: the whole way on the whole outcome."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.actions import save_effect
from app.ideas.drafts import Effect
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.imports import actions, storing
from app.imports.models import DossierImport, DossierQuestion
from app.imports.states import ImportState
from app.kernel.refusals import Blocked, Blocker, Denied
from app.kernel.text import T
from app.rounds.models import Round
from tests.imports.lists import HEAD, book, map_as_guessed, rows_of, take_in
from tests.people import NOON, World
from tests.rounds.builders import make_round

ROWS = (
    ("ỦY BAN NHÂN DÂN PHƯỜNG 9",),
    ("DANH SÁCH SÁNG KIẾN NĂM 2026",),
    HEAD,
    (1, "Trợ lý đọc đơn", "Trần Văn An (60%); Lê Thị Bình (40%)", "UBND Phường 9", "05/02/2026",
     "Giảm một nửa thời gian"),
    (2, "Sổ tay số", "Phạm Thị Cúc", "Ủy ban nhân dân Phường 9", "45992", "Tiết kiệm giấy"),
    ("", "Tổng cộng: 02", "", "", "", ""),
)  # fmt: skip


def test_the_whole_way(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    clerk, unit = world.clerk, world.units["P9"]
    batch = take_in(session, clerk, book(ROWS), round_, unit)
    assert batch.state is ImportState.MAPPING
    map_as_guessed(session, clerk, batch)
    rows = rows_of(session, batch)
    assert [row.verdict for row in rows] == ["bo-qua"] * 3 + ["can-xac-nhan"] * 2 + ["bo-qua"]
    questions = session.scalars(select(DossierQuestion)).all()
    assert [(one.code, one.rows) for one in questions] == [("don-vi-gan-dung", 1), ("so-ngay", 1)]
    assert json.loads(questions[0].options)[0][0] == str(unit)
    with pytest.raises(Blocked):
        actions.store(session, clerk, batch, NOON, only_good=False, update_stored=False,
                      submit=False)  # fmt: skip
    actions.answer(
        session, clerk, batch, {questions[0].id: str(unit), questions[1].id: "yes"}, NOON
    )
    actions.store(session, clerk, batch, NOON, only_good=False, update_stored=False, submit=False)
    ideas = session.scalars(select(Idea).order_by(Idea.id)).all()
    assert [(one.title, one.state, one.unit_id, one.owner_id) for one in ideas] == [
        ("Trợ lý đọc đơn", IdeaState.DRAFT, unit, clerk.user_id),
        ("Sổ tay số", IdeaState.DRAFT, unit, clerk.user_id),
    ]
    authors = session.scalars(select(IdeaAuthor).order_by(IdeaAuthor.id)).all()
    assert [(one.full_name, str(one.share)) for one in authors] == [
        ("Trần Văn An", "60.00"), ("Lê Thị Bình", "40.00"), ("Phạm Thị Cúc", "100.00"),
    ]  # fmt: skip


def test_only_officers(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    with pytest.raises(Denied):
        take_in(session, world.author, book(ROWS), round_, world.units["P9"])
    with pytest.raises(Blocked):
        take_in(session, world.clerk, book(ROWS), round_, world.units["P1"])


def _brought(
    session: Session, world: World, round_: Round, rows: Sequence[Sequence[object]], **how: bool
) -> DossierImport:
    """Upload, map as guessed, store."""
    batch = take_in(session, world.clerk, book(rows), round_, world.units["P9"])
    map_as_guessed(session, world.clerk, batch)
    asked = {"only_good": False, "update_stored": False, "submit": False} | how
    actions.store(session, world.clerk, batch, NOON, **asked)
    return batch


WHOLE = (
    ("Tên giải pháp", "Tác giả", "Lĩnh vực dự thi", "Lĩnh vực áp dụng", "Vấn đề cần giải quyết",
     "Nội dung giải pháp", "Tình hình áp dụng", "Hiệu quả"),
    ("Trợ lý đọc đơn", "Trần Văn An", "Hành chính công", "Y tế", "Chậm", "Đọc", "Thử", "Nhanh"),
    ("Sổ tay số", "Lê Thị Bình", "Hành chính công", "Y tế", "", "Đọc", "Thử", "Gọn"),
)  # fmt: skip


def test_the_same_list_again_is_there_already(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    _brought(session, world, round_, WHOLE)
    again = take_in(session, world.clerk, book(WHOLE), round_, world.units["P9"])
    map_as_guessed(session, world.clerk, again)
    assert [row.verdict for row in rows_of(session, again)] == ["bo-qua", "da-co", "da-co"]
    with pytest.raises(Blocked):
        actions.store(session, world.clerk, again, NOON, only_good=True, update_stored=True,
                      submit=False)  # fmt: skip
    assert len(session.scalars(select(Idea.id)).all()) == 2


def test_a_list_looked_at_twice_before_it_was_stored_is_stored_once(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    both = [take_in(session, world.clerk, book(WHOLE), round_, world.units["P9"]) for _ in range(2)]
    for batch in both:
        map_as_guessed(session, world.clerk, batch)
    first, second = both
    actions.store(session, world.clerk, first, NOON, only_good=True, update_stored=True,
                  submit=False)  # fmt: skip

    with pytest.raises(Blocked) as refused:
        actions.store(session, world.clerk, second, NOON, only_good=True, update_stored=True,
                      submit=False)  # fmt: skip
    assert "có 2 hồ sơ giống bảng này" in str(refused.value.blockers[0].message)
    map_as_guessed(session, world.clerk, second)
    assert [row.verdict for row in rows_of(session, second)] == ["bo-qua", "da-co", "da-co"]
    assert len(session.scalars(select(Idea.id)).all()) == 2


def test_changed_rows_are_shown_and_updated_only_when_asked(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    _brought(session, world, round_, WHOLE)
    changed = (WHOLE[0], (*WHOLE[1][:7], "Nhanh gấp đôi"), WHOLE[2],
               ("Bản đồ số", "Phạm Thị Cúc", "", "", "", "", "", ""))  # fmt: skip
    batch = take_in(session, world.clerk, book(changed), round_, world.units["P9"])
    map_as_guessed(session, world.clerk, batch)
    rows = rows_of(session, batch)
    assert [row.verdict for row in rows] == ["bo-qua", "thay-doi", "da-co", "moi"]
    assert "Hiệu quả: “Nhanh” → “Nhanh gấp đôi”" in rows[1].problems
    actions.store(session, world.clerk, batch, NOON, only_good=False, update_stored=True,
                  submit=False)  # fmt: skip
    first = session.scalars(select(Idea).order_by(Idea.id)).first()
    assert first is not None
    assert first.effect == "Nhanh gấp đôi"
    actions.undo(session, world.clerk, batch, NOON)
    session.expire_all()
    assert first.effect == "Nhanh"
    assert [one.state.value for one in session.scalars(select(Idea).order_by(Idea.id))] == [
        "draft", "draft", "withdrawn",
    ]  # fmt: skip


def test_undo_leaves_what_somebody_touched(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    batch = _brought(session, world, round_, WHOLE)
    first, second = session.scalars(select(Idea).order_by(Idea.id))
    save_effect(session, world.clerk, first, Effect(effect="Sửa tay"), NOON, first.version)
    actions.undo(session, world.clerk, batch, NOON)
    assert (first.state, second.state) == (IdeaState.DRAFT, IdeaState.WITHDRAWN)
    kept = rows_of(session, batch)[1]
    assert kept.outcome == "kept"
    assert "đã được sửa" in kept.note


def test_whole_dossiers_are_submitted_the_others_stay_drafts(
    world: World, session: Session
) -> None:
    batch = _brought(session, world, make_round(session, world), WHOLE, submit=True)
    assert [one.state for one in session.scalars(select(Idea).order_by(Idea.id))] == [
        IdeaState.AWAITING_UNIT, IdeaState.DRAFT,
    ]  # fmt: skip
    assert "Nêu vấn đề cần giải quyết" in rows_of(session, batch)[2].note


def test_a_list_brings_nobody_over_the_limit_of_the_round(world: World, session: Session) -> None:
    twice = [*WHOLE[:-1], ("Sổ tay số", *WHOLE[1][1:])]
    round_ = make_round(session, world, max_as_author=1)
    batch = _brought(session, world, round_, twice, submit=True)
    assert [one.state for one in session.scalars(select(Idea).order_by(Idea.id))] == [
        IdeaState.AWAITING_UNIT, IdeaState.DRAFT,
    ]  # fmt: skip
    assert "tối đa 1 hồ sơ mỗi người" in rows_of(session, batch)[-1].note


def test_one_row_that_cannot_be_stored_stores_none(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = make_round(session, world)
    save = storing.write

    def second_fails(*given: Any) -> None:
        if given[3]["title"] == "Sổ tay số":
            raise Blocked([Blocker("title", T("Vượt giới hạn"))])
        save(*given)

    monkeypatch.setattr(storing, "write", second_fails)
    batch = take_in(session, world.clerk, book(WHOLE), round_, world.units["P9"])
    map_as_guessed(session, world.clerk, batch)
    session.commit()
    with pytest.raises(Blocked, match="Dòng 3: Vượt giới hạn"):
        actions.store(session, world.clerk, batch, NOON, only_good=False, update_stored=False,
                      submit=False)  # fmt: skip
    session.rollback()
    assert session.scalars(select(Idea.id)).all() == []
    actions.store(session, world.clerk, batch, NOON, only_good=True, update_stored=False,
                  submit=False)  # fmt: skip
    assert session.scalars(select(Idea.title)).all() == ["Trợ lý đọc đơn"]
    assert rows_of(session, batch)[2].note == "Vượt giới hạn"


def test_the_same_dossier_twice_in_one_file(world: World, session: Session) -> None:
    rows = (*WHOLE, WHOLE[1], (*WHOLE[2][:7], "Khác"))
    batch = take_in(session, world.clerk, book(rows), make_round(session, world),
                    world.units["P9"])  # fmt: skip
    map_as_guessed(session, world.clerk, batch)
    assert [row.verdict for row in rows_of(session, batch)] == [
        "bo-qua", "moi", "moi", "bo-qua", "can-xac-nhan",
    ]  # fmt: skip
