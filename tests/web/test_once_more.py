"""Two do the same at once: the later one reads what the room says of it, not an error page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.database.transaction import transaction
from app.extensions import db
from app.ideas.qualifying_models import Qualification
from app.ideas.states import IdeaState
from app.review.expertise import profile_of
from app.review.figure_models import PersonalTie
from app.web.refusals import on_integrity
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round, windows

POSTGRES = pytest.mark.parametrize("app", ["postgres"], indirect=True)


@contextmanager
def somebody_first(table: type[Any], **row: object) -> Iterator[None]:
    """Just before a row goes into this table, somebody else's stands there, committed."""
    engine, left = db.engine, [1]

    def overtake(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if left[0] and statement.startswith(f"INSERT INTO {table.__tablename__} "):
            left[0] -= 1
            with engine.connect() as other:
                other.execute(insert(table.__table__).values(**row))
                other.commit()

    event.listen(engine, "before_cursor_execute", overtake)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", overtake)
    assert left == [0], "the race did not happen"


@POSTGRES
def test_qualifiers_assigned_by_two_at_once_are_told_in_the_words_of_the_room(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=1, **windows(1))
        key, round_id = make_idea(session, world, round_, IdeaState.SUBMITTED).id, round_.id
    person = world.reviewer.user_id
    sign_in(client, world.email("secretary"))
    path = f"/tham-dinh/dot/{round_id}/phan-cong"
    mark = re.search(r'name="mark" value="(\w+)"', client.get(f"{path}?nguoi={person}").text)
    assert mark is not None
    with somebody_first(Qualification, idea_id=key, qualifier_id=person, reason="",
                        assigned_at=NOON, version=1):  # fmt: skip
        answer = client.post(path, data={"nguoi": str(person), "mark": mark.group(1)})

    assert answer.status_code == 422
    assert "Danh sách đã thay đổi sau khi xem trước" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Qualification)) == 1


@POSTGRES
def test_what_one_declares_in_two_windows_at_once_is_kept_once(
    app: Flask, client: FlaskClient, world: World
) -> None:
    me = world.reviewer.user_id or 0
    sign_in(client, world.email("reviewer"))
    with somebody_first(PersonalTie, account_id=me, kind="relative", email="vo@quan3.example",
                        declared_at=NOON):  # fmt: skip
        answer = client.post("/tai-khoan/chuyen-mon", data={"relatives": "vo@quan3.example"})

    assert answer.status_code == 303
    with transaction() as session:
        assert profile_of(session, me).relatives == ("vo@quan3.example",)


@pytest.mark.parametrize(("method", "again"), [("POST", True), ("GET", False)])
def test_what_collides_again_is_told_as_a_change_by_somebody_else(
    app: Flask, world: World, method: str, again: bool
) -> None:
    with app.test_request_context("/tai-khoan/chuyen-mon", method=method):
        g.asked_once_more = again
        text, status = on_integrity(IntegrityError("", {}, Exception("duplicate key")))

    assert status == 409
    assert "Nội dung vừa được người khác cập nhật" in text
