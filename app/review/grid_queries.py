"""My sheets of a round as a grid: ten queries, however many dossiers."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.blinding import redactors
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.review import queries
from app.review.conflicts import conflict_ground
from app.review.grid import GridRow
from app.review.models import Mark, Sheet
from app.review.rules import MarkDraft, SheetDraft
from app.review.sheet_queries import ACTIVE, SHOWN
from app.review.states import OPEN_SHEETS, SHEET_SHAPES, SHEET_TITLES


def my_grid(session: Session, actor: Actor, round_id: int, *, may_score: bool) -> list[GridRow]:
    """The sheets in my own order; what I have a conflict with is not there."""
    rows = session.execute(
        select(Sheet, Idea.code, Idea.title, Idea.summary, Idea.state)
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(
            Sheet.reviewer_id == actor.user_id,
            Sheet.round_id == round_id,
            Sheet.state.in_(ACTIVE),
            Idea.state.in_(SHOWN),
        )
        .order_by(Sheet.position, Sheet.id)
    ).all()
    away = _in_conflict(session, actor, [sheet.idea_id for sheet, *_rest in rows])
    marks = _marks_of(session, actor, round_id)
    words = redactors(session, [sheet.idea_id for sheet, *_rest in rows])
    return [
        GridRow(
            sheet_id=sheet.id, code=code or "",
            title=words[sheet.idea_id].text("title", title),
            summary=words[sheet.idea_id].text("summary", summary),
            state_title=SHEET_TITLES[sheet.state], shape=SHEET_SHAPES[sheet.state],
            version=sheet.version,
            open=may_score and sheet.state in OPEN_SHEETS and state is IdeaState.SCORING,
            draft=SheetDraft(tuple(marks[sheet.id]), sheet.remark), total=sheet.total,
        )
        for sheet, code, title, summary, state in rows
        if sheet.idea_id not in away
    ]  # fmt: skip


def _in_conflict(session: Session, actor: Actor, idea_ids: list[int]) -> set[int]:
    person, found = queries.person_of(session, actor), set()
    follows = queries.successions(session)
    for keys in queries.chunks(idea_ids):
        facts = queries.facts_of(session, queries.named(keys))
        found |= {key for key, one in facts.items() if conflict_ground(person, one, follows)}
    return found


def _marks_of(session: Session, actor: Actor, round_id: int) -> defaultdict[int, list[MarkDraft]]:
    found: defaultdict[int, list[MarkDraft]] = defaultdict(list)
    rows = session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.band_id, Mark.remark,
               Mark.skipped)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.reviewer_id == actor.user_id, Sheet.round_id == round_id)
        .order_by(Mark.criterion_id)
    )  # fmt: skip
    for sheet_id, criterion_id, points, band_id, remark, skipped in rows:
        found[sheet_id].append(MarkDraft(criterion_id, points, band_id, remark, skipped))
    return found
