"""Whose names stand on a public page: those whom the officer names and who have not withdrawn.

A higher room that keeps people's consent appends a hook to `unwilling`.
"""

from collections.abc import Callable, Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.models import IdeaAuthor

unwilling: list[Callable[[Session, Collection[int]], set[int]]] = []
"""Hooks `(session, account ids)` that give those who must not be named."""


def public_names(session: Session, idea_id: int) -> tuple[str, ...]:
    """The authors of a dossier in their order, without those who must not be named."""
    authors = session.execute(
        select(IdeaAuthor.full_name, IdeaAuthor.account_id)
        .where(IdeaAuthor.idea_id == idea_id)
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    ).all()
    asked = [key for _name, key in authors if key is not None]
    hidden: set[int] = set().union(*(hook(session, asked) for hook in unwilling))
    return tuple(name for name, key in authors if key not in hidden)
