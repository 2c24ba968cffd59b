"""Which posted problems published solutions answer: everybody may know of these."""

from sqlalchemy import Select, select

from app.gallery.models import PublishedSolution
from app.ideas.models import Idea
from app.kernel.actor import Actor


def published_answers(_actor: Actor | None) -> Select[int | None, int]:
    """(problem, dossier) of every solution that is public now."""
    return (
        select(Idea.problem_id, Idea.id)
        .join(PublishedSolution, PublishedSolution.idea_id == Idea.id)
        .where(Idea.problem_id.is_not(None), PublishedSolution.withdrawn_at.is_(None))
    )
