"""The office's list of dossiers that are like an earlier one."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.ideas.queries import at_office_for
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.novelty.likeness import THRESHOLD
from app.novelty.models import Entry, Link
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Suspect:
    """One line of the office's list: a dossier with the most alike earlier one."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    round_title: str
    score: float
    other_id: int
    other_code: str
    other_title: str
    linked: bool


def suspects(
    session: Session, actor: Actor, round_id: int | None, *, limit: int, offset: int
) -> list[Suspect]:
    """Dossiers that are like an earlier one from the threshold on, the most alike first."""
    other = select(Idea.id, Idea.code, Idea.title).subquery()
    linked = (
        select(Link.id)
        .where(Link.ended_at.is_(None), or_(
            (Link.idea_id == Entry.idea_id) & (Link.other_id == Entry.best_id),
            (Link.idea_id == Entry.best_id) & (Link.other_id == Entry.idea_id)))
        .exists()
    )  # fmt: skip
    rows = session.execute(
        _suspects(actor, round_id)
        .join(other, other.c.id == Entry.best_id)
        .with_only_columns(Idea.id, Idea.code, Idea.title, Idea.unit_name, Round.title,
                           Entry.best_score, other.c.id, other.c.code, other.c.title, linked)
        .order_by(Entry.best_score.desc(), Entry.idea_id.desc())
        .limit(limit).offset(offset)
    )  # fmt: skip
    return [Suspect(*row) for row in rows]


def suspect_count(session: Session, actor: Actor, round_id: int | None) -> int:
    """How many."""
    counted = _suspects(actor, round_id).with_only_columns(func.count())
    return session.scalar(counted) or 0


def _suspects(actor: Actor, round_id: int | None) -> Select[int]:
    asked = (
        select(Entry.idea_id)
        .join(Idea, Idea.id == Entry.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .where(Entry.best_score >= THRESHOLD, Entry.best_id.in_(_readable(actor)),
               Idea.state != IdeaState.WITHDRAWN, at_office_for(actor))
    )  # fmt: skip
    return asked.where(Idea.round_id == round_id) if round_id else asked


def _readable(actor: Actor) -> Select[int]:
    return select(Idea.id).where(at_office_for(actor))


def rounds_compared(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Rounds to choose from in the office's list."""
    used = select(Idea.round_id).where(at_office_for(actor))
    rows = session.execute(
        select(Round.id, Round.title).where(Round.id.in_(used)).order_by(Round.id.desc())
    )
    return [(key, title) for key, title in rows]
