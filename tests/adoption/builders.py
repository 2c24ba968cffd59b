"""Application records for tests, made through the actions."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adoption.actions import confirm_adoption, report_adoption
from app.adoption.models import Adoption
from app.adoption.rules import AdoptionDraft
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Grant, Role
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

SINCE = date(2026, 3, 3)


def make_solution(session: Session, world: World, **changes: Any) -> Idea:
    """A recognised solution of Phường 9, in the one round of the test."""
    round_ = session.scalar(select(Round)) or make_round(session, world)
    return make_idea(session, world, round_, IdeaState.RECOGNISED, **changes)


def make_draft(world: World, unit: str = "P1", **changes: Any) -> AdoptionDraft:
    """A report with figures."""
    plain = AdoptionDraft(
        unit_id=world.units[unit],
        since=SINCE,
        what="Dùng tại quầy một cửa.",
        indicator="Thời gian chờ",
        before=Decimal("18.4"),
        after=Decimal("6.2"),
        measure="phút mỗi lượt",
        method="Đồng hồ lấy số tự động",
        sample_size=1140,
        saved_vnd=186_000_000,
    )
    return replace(plain, **changes)


def clerk_of(world: World, unit: str) -> Actor:
    """A clerk of this unit (in tests the secretary's account lends the name)."""
    grants = (Grant(Role.UNIT_CLERK, world.units[unit]),)
    return replace(world.secretary, unit_id=world.units[unit], grants=grants)


def make_adoption(
    session: Session,
    world: World,
    idea: Idea,
    unit: str = "P1",
    *,
    confirmed: bool = True,
    now: datetime = NOON,
    **changes: Any,
) -> Adoption:
    """A record reported by the author and, unless told otherwise, confirmed by the unit."""
    adoption = report_adoption(session, world.author, idea, make_draft(world, unit, **changes), now)
    if confirmed:
        confirm_adoption(session, clerk_of(world, unit), adoption, now)
    session.flush()
    return adoption
