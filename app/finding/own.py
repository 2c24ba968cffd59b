"""One's own dossiers that were never submitted: nobody else finds them, so no index holds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer_group

from app.finding.passages import Passage, marked
from app.ideas.fields import SEARCHED
from app.ideas.models import Idea
from app.ideas.queries import written_by
from app.kernel.actor import Actor
from app.kernel.search_words import Term, holds

MOST = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """One own draft that holds what was asked for."""

    idea_id: int
    title: Passage


def drafts(session: Session, actor: Actor, terms: Sequence[Term]) -> list[Draft]:
    """The actor's drafts that hold every term, last changed first."""
    rows = session.scalars(
        select(Idea)
        .where(written_by(actor), Idea.submitted_at.is_(None))
        .options(undefer_group("text"))
        .order_by(Idea.updated_at.desc(), Idea.id.desc())
        .limit(MOST)
    )
    return [
        Draft(row.id, marked(row.title, terms))
        for row in rows
        if holds(terms, [getattr(row, name) or "" for name in SEARCHED])
    ]
