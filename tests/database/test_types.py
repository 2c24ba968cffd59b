"""Decimals stored as whole numbers stay decimals in the database's own sums."""

from decimal import Decimal

import pytest
from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from app.database.types import Exact
from app.review.models import Mark, Result
from tests.conftest import BOTH
from tests.people import World
from tests.review.builders import scoring_idea
from tests.rounds.builders import make_round

Sum = ColumnElement[Decimal | None]
spread: Sum = Result.high - Result.low


def made(session: Session, world: World) -> Result:
    """A result whose sheets lie 12.5 points apart."""
    round_ = make_round(session, world)
    found = session.get_one(Result, scoring_idea(session, world, round_).id)
    found.low, found.high = Decimal("70"), Decimal("82.5")
    session.flush()
    return found


@BOTH
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        (spread, "12.5"),
        (Result.high + Result.low, "152.5"),
        (Result.high - Decimal("0.25"), "82.25"),
        (Decimal(100) - Result.high, "17.5"),
        (spread + Decimal("0.5"), "13"),
        (spread - literal(2, Exact(4)), "10.5"),
    ],
)
def test_sums_and_differences_are_decimals(
    world: World, session: Session, statement: Sum, value: str
) -> None:
    result = made(session, world)

    found = session.scalar(select(statement).where(Result.idea_id == result.idea_id))

    assert found == Decimal(value)


@BOTH
def test_a_difference_is_compared_in_the_same_unit(world: World, session: Session) -> None:
    result = made(session, world)

    def holds(condition: ColumnElement[bool]) -> bool:
        return session.scalar(select(Result.idea_id).where(condition)) == result.idea_id

    assert holds(spread > Decimal("12.4999"))
    assert not holds(spread > Decimal("12.5"))
    assert holds(Decimal("12.5") >= spread)


def test_columns_with_other_digits_are_not_added() -> None:
    with pytest.raises(TypeError):
        Result.high - Mark.points
    with pytest.raises(TypeError):
        Result.high + Result.sheets_done
