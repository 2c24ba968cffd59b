"""Rounds of two stages for tests: planned, ready to be crossed, crossed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.review.actions import (
    Change,
    apply_assignment,
    settle_round,
)
from app.review.staging_actions import advance, crossing
from app.rounds.models import Round
from app.rounds.sample import rubric_sample
from app.rounds.stage_actions import set_stages
from app.rounds.stages import StageDraft, StageRule
from app.rounds.states import BlindMode
from tests.people import World
from tests.review.builders import (
    locked,
    scoring_idea,
    scoring_round,
)
from tests.rounds.builders import SCORING, WINDOWS, make_round

D = Decimal
CLOSED = WINDOWS["scoring_closes_at"]
SECOND = CLOSED + timedelta(days=1)


def plan(rule: StageRule = StageRule.TOP, **changes: Any) -> list[StageDraft]:
    """Sơ khảo with this rule (one dossier), then chung khảo by its own shorter rubric, open."""
    first = StageDraft("Sơ khảo", rule=rule, **{"count": 1, **changes})
    sample = rubric_sample()
    short = replace(sample, name="Thang chung khảo", criteria=sample.criteria[:2], pass_mark=D(30))
    last = StageDraft("Chung khảo", blind=BlindMode.OPEN, reviews_wanted=1, quorum=1,
                      scoring_opens_at=CLOSED, scoring_closes_at=CLOSED + timedelta(days=3),
                      rubric=short)  # fmt: skip
    return [first, last]


def ready(
    session: Session, world: World, *, drafts: list[StageDraft] | None = None, **changes: Any
) -> tuple[Round, Idea, Idea]:
    """A round whose first stage is settled: one dossier with 70, one with 40."""
    round_ = make_round(session, world, quorum=1, **changes)
    set_stages(session, world.secretary, round_, drafts or plan(), SCORING)
    good = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    weak = scoring_idea(session, world, round_, "reviewer")
    locked(session, round_, good, world.reviewer)
    locked(session, round_, good, world.reviewer2)
    locked(session, round_, weak, world.reviewer, "10", "10", "10", "10")
    settle_round(session, world.secretary, round_, SCORING)
    return round_, good, weak


def crossed(
    session: Session, world: World, round_: Round, chosen: list[int], reason: str = ""
) -> tuple[int, int]:
    line = crossing(session, world.secretary, round_)
    assert line is not None
    return advance(session, world.secretary, round_, chosen, reason, line.mark, CLOSED)


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def two_stages(world: World) -> tuple[int, list[int], list[str]]:
    """A committed round in its second stage; the good dossier is given to reviewer3."""
    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        late = round_.scoring_closes_at
        first, last = plan()
        last = replace(last, scoring_opens_at=late, scoring_closes_at=late + timedelta(days=3))
        set_stages(session, world.secretary, round_, [first, last], SCORING)
        good = scoring_idea(session, world, round_, "reviewer", title="Đèn đường")
        weak = scoring_idea(session, world, round_, "reviewer", title="Thùng rác")
        locked(session, round_, good, world.reviewer, "19", "18.5", "20", "14")
        locked(session, round_, weak, world.reviewer, "10", "10.5", "10", "10")
        settle_round(session, world.secretary, round_, SCORING)
        line = crossing(session, world.secretary, round_)
        assert line is not None
        advance(session, world.secretary, round_, [good.id], "", line.mark, SCORING)
        round_.scoring_opens_at = round_.opens_at + timedelta(hours=1)
        pair = (good.id, world.reviewer3.user_id or 0)
        apply_assignment(session, world.secretary, round_, Change(add=(pair,)), SCORING)
        return round_.id, [good.id, weak.id], [good.code or "?", weak.code or "?"]
