"""What waits for whom."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.database.transaction import transaction
from app.ideas.home import waiting
from app.ideas.states import IdeaState
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round

S = IdeaState


def lines(app: Flask, world: World, who: str, **after: float) -> list[tuple[str, str, str]]:
    """Title, act and end of what waits."""
    with app.test_request_context(), transaction() as session:
        found = waiting(session, getattr(world, who), NOON + timedelta(**after))
        return [(work.title, str(work.action_text), str(work.due_text)) for work in found]


def test_each_desk_has_its_work(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        for state in IdeaState:
            make_idea(session, world, round_, state, title=state)

    assert lines(app, world, "author") == [
        ("draft", "Viết tiếp", "trước 17:00 thứ Ba 20/10/2026"),
        ("returned", "Hoàn thiện", "trước 17:00 thứ Sáu 23/10/2026"),
        ("supplement_asked", "Bổ sung hồ sơ", "trước 23:59 thứ Năm 08/10/2026"),
    ]
    assert lines(app, world, "clerk") == [
        ("1 hồ sơ chờ đơn vị xác nhận", "Xem và xác nhận", "trước 17:00 thứ Sáu 23/10/2026")
    ]
    assert lines(app, world, "secretary") == [
        ("1 hồ sơ mới chờ kiểm tra", "Kiểm tra", "trước 23:59 thứ Tư 28/10/2026"),
        ("1 hồ sơ đã bổ sung chờ kiểm tra", "Kiểm tra", "trước 23:59 thứ Tư 28/10/2026"),
    ]
    for who in ("other_author", "other_clerk", "reviewer", "chair", "leader", "inspector", "admin"):
        assert lines(app, world, who) == [], who


def test_a_draft_nobody_can_submit_any_more_is_no_work(app: Flask, world: World) -> None:
    with transaction() as session:
        make_idea(session, world, make_round(session, world), S.DRAFT)

    assert lines(app, world, "author", days=19, hours=5) == []


def test_work_costs_the_same_at_any_length(app: Flask, world: World) -> None:
    counts = []
    for _ in range(2):
        with app.test_request_context(), transaction() as session:
            round_ = session.scalar(select(Round)) or make_round(session, world)
            for state in IdeaState:
                make_idea(session, world, round_, state)
            session.flush()
            with counted_queries() as counter:
                waiting(session, world.author, NOON)
            counts.append(counter.count)

    assert counts[0] == counts[1]
