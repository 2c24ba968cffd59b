"""Reading rounds: the current one, and one with everything in it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.kernel.refusals import Denied
from app.rounds.queries import current_round, round_with_rubric, rubric_of, rubric_view
from app.rounds.states import RoundState
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import CATEGORIES, make_round


def test_the_rubric_comes_whole_and_as_plain_values(world: World, session: Session) -> None:
    made = make_round(session, world)
    session.expire_all()

    found = round_with_rubric(session, made.id)
    view = rubric_of(session, made.id)

    assert [category.name for category in found.categories] == list(CATEGORIES)
    assert found.rubric is not None
    assert rubric_view(found.rubric) == view
    assert view is not None
    assert view.maximum == Decimal(100)
    assert [(c.name, c.maximum, c.floor, len(c.bands)) for c in view.criteria] == [
        ("Tính mới, tính sáng tạo", Decimal(25), Decimal(10), 4),
        ("Khả năng áp dụng và nhân rộng", Decimal(25), None, 4),
        ("Hiệu quả đo được", Decimal(30), Decimal(12), 4),
        ("An toàn dữ liệu, dùng TTNT có trách nhiệm", Decimal(20), None, 4),
    ]


def test_points_lie_in_one_level(world: World, session: Session) -> None:
    view = rubric_of(session, make_round(session, world).id)

    assert view is not None
    novelty = view.criteria[0]
    found = [novelty.band_of(Decimal(points)) for points in ("0", "6.5", "7", "25", "25.5")]
    assert [band and band.position for band in found] == [1, 1, 2, 4, None]


def test_a_missing_round_is_not_found(world: World, session: Session) -> None:
    with pytest.raises(Denied):
        round_with_rubric(session, 99)
    assert rubric_of(session, 99) is None


@BOTH
def test_the_current_round_is_the_newest_that_has_opened(world: World, session: Session) -> None:
    day = timedelta(days=1)
    assert current_round(session, NOON) is None
    make_round(session, world, code="A", opens_at=NOON - 9 * day, state=RoundState.DRAFT)
    make_round(session, world, code="B", opens_at=NOON + 2 * day)
    make_round(session, world, code="C", opens_at=NOON + 1 * day)
    first = current_round(session, NOON)
    make_round(session, world, code="D", opens_at=NOON - 5 * day)
    make_round(session, world, code="E", opens_at=NOON - 3 * day)
    make_round(session, world, code="F", opens_at=NOON - 1 * day, state=RoundState.CLOSED)
    second = current_round(session, NOON)

    assert first is not None
    assert second is not None
    assert (first.code, second.code) == ("C", "E")
