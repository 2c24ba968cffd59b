"""Upload, judge, store, again, undo: the whole way on the whole outcome."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.imports import actions
from app.imports.models import DossierQuestion
from app.imports.states import ImportState
from app.kernel.refusals import Blocked, Denied
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
