"""How far each reviewer of a round is: counts only, and the open sheets that may be taken over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.review.models import Sheet
from app.review.queries import shut_for
from app.review.states import OPEN_SHEETS, SheetState


@dataclass(frozen=True, slots=True)
class ReviewerProgress:
    """One reviewer's sheets in a round. `open` are those somebody waits for."""

    account_id: int
    name: str
    given: int
    locked: int
    begun: int
    open: int
    declined: int
    last_saved_at: datetime | None


def progress_of(session: Session, round_id: int) -> list[ReviewerProgress]:
    """Everybody with a sheet, who is furthest behind first; one query."""

    def count(*states: SheetState) -> ColumnElement[int]:
        return func.sum(case((Sheet.state.in_(states), 1), else_=0))

    left = count(*OPEN_SHEETS)
    rows = session.execute(
        select(Account.id, Account.full_name,
               count(*OPEN_SHEETS, SheetState.LOCKED), count(SheetState.LOCKED),
               count(SheetState.DRAFT, SheetState.REOPENED), left,
               count(SheetState.DECLINED), func.max(Sheet.saved_at))
        .join(Sheet, Sheet.reviewer_id == Account.id)
        .where(Sheet.round_id == round_id)
        .group_by(Account.id)
        .order_by(left.desc(), Account.name_key, Account.id)
    )  # fmt: skip
    return [ReviewerProgress(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet that is waited for; never what was typed on it."""

    sheet_id: int
    idea_id: int
    code: str
    title: str
    state: SheetState
    saved_at: datetime | None


def open_sheets(session: Session, actor: Actor, round_id: int, reviewer_id: int) -> list[OpenSheet]:
    """The reviewer's open sheets, without the dossiers the actor must keep away from."""
    rows = session.execute(
        select(Sheet.id, Idea.id, Idea.code, Idea.title, Sheet.state, Sheet.saved_at)
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(Sheet.round_id == round_id, Sheet.reviewer_id == reviewer_id,
               Sheet.state.in_(OPEN_SHEETS), Idea.state == IdeaState.SCORING,
               ~shut_for(session, actor))
        .order_by(Idea.code, Sheet.id)
    )  # fmt: skip
    return [OpenSheet(key, idea, code or "", title, state, at)
            for key, idea, code, title, state, at in rows]  # fmt: skip
