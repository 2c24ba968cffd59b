"""Scoring for tests: assigned sheets, filled and locked, in a few words."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.councils.models import Council, CouncilKind
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.review.actions import Change, apply_assignment, lock_sheet, save_sheet
from app.review.models import Conflict, Result, Sheet
from app.review.results import refresh_results
from app.review.rules import MarkDraft, SheetDraft
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from tests.ideas.builders import make_idea
from tests.people import EARLY, World
from tests.rounds.builders import SCORING, make_round, windows

APPLIED = date(2026, 5, 4)


def scoring_idea(
    session: Session, world: World, round_: Round, *reviewers: str, **changes: Any
) -> Idea:
    """A dossier of Phường 9 that is being scored, assigned to these reviewers."""
    changes.setdefault("first_applied_on", APPLIED)
    idea = make_idea(session, world, round_, IdeaState.SCORING, **changes)
    refresh_results(session, round_, [idea.id], SCORING)
    if reviewers:
        pairs = tuple((idea.id, getattr(world, name).user_id) for name in reviewers)
        apply_assignment(session, world.secretary, round_, Change(add=pairs), SCORING)
    return idea


def sheet_of(session: Session, idea: Idea, reviewer: Actor) -> Sheet:
    """The reviewer's sheet for this dossier."""
    return session.scalars(
        select(Sheet).where(Sheet.idea_id == idea.id, Sheet.reviewer_id == reviewer.user_id)
    ).one()


def draft(
    session: Session,
    round_: Round,
    *points: str | None,
    remark: str = "Đủ căn cứ.",
    general: str = "",
) -> SheetDraft:
    """Points for the criteria in their order, each with the same remark."""
    rubric = rubric_of(session, round_.id)
    assert rubric is not None
    return SheetDraft(
        tuple(
            MarkDraft(
                criterion.criterion_id, None if given is None else Decimal(given), None, remark
            )
            for criterion, given in zip(rubric.criteria, points, strict=True)
        ),
        general,
    )


def scored(
    session: Session,
    round_: Round,
    idea: Idea,
    reviewer: Actor,
    *points: str | None,
    now: datetime = SCORING,
) -> Sheet:
    """The reviewer saves these points."""
    sheet = sheet_of(session, idea, reviewer)
    typed = draft(session, round_, *points)
    save_sheet(session, reviewer, sheet, typed, now, sheet.version)
    return sheet


def locked(
    session: Session, round_: Round, idea: Idea, reviewer: Actor, *points: str
) -> Sheet:  # fmt: skip
    """The reviewer saves and locks; "20" five… without points a middling sheet of 70."""
    sheet = scored(session, round_, idea, reviewer, *(points or ("18", "18", "20", "14")))
    lock_sheet(session, reviewer, sheet, SCORING)
    return sheet


def result_of(session: Session, idea: Idea) -> Result:
    """The stored result."""
    session.flush()
    return session.get_one(Result, idea.id, populate_existing=True)


# ---- committed worlds for page tests; the pages read the real clock (see tests/rounds/builders.py)

WHILE_SCORING = 5
AFTER_SCORING = 6


def scoring_round(session: Session, world: World, **changes: Any) -> Round:
    """A round whose scoring is open at any real time."""
    return make_round(session, world, **{**windows(WHILE_SCORING), **changes})


def criterion_keys(session: Session, round_id: int) -> list[int]:
    """The ids of the round's criteria, in their order."""
    rubric = rubric_of(session, round_id)
    assert rubric is not None
    return [criterion.criterion_id for criterion in rubric.criteria]


def other_council(session: Session) -> int:
    """A council in which nobody of the world sits."""
    council = Council(name="Hội đồng khác", kind=CouncilKind.INITIATIVE, decision_number="1/QĐ",
                      decided_on=EARLY, term_from=EARLY)  # fmt: skip
    session.add(council)
    session.flush()
    return council.id


def declares(session: Session, idea: Idea, actor: Actor) -> None:
    """The person keeps away from this dossier."""
    session.add(Conflict(idea_id=idea.id, reviewer_id=actor.user_id or 0, ground="relative",
                         declared_at=SCORING))  # fmt: skip
    session.flush()


def without_moment(answer: TestResponse) -> str:
    """The page without what differs at every showing: the moment and the form's token."""
    text = re.sub(r'next=[^"]*"', '"', answer.text)
    return re.sub(r'(data-now|data-session-left|value)="[^"]*"', "", text)
