"""What is beside a dossier in a filtered list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.ideas.lists import Filters
from app.ideas.models import Idea
from app.ideas.ordering import key_of
from app.ideas.queries import at_office_for
from app.kernel.actor import Actor


def office_ids_among(session: Session, actor: Actor, idea_ids: Sequence[int]) -> list[int]:
    """Those of these dossiers that the actor reads at the office, last submitted first."""
    found = select(Idea.id).where(at_office_for(actor), Idea.id.in_(idea_ids))
    return list(session.scalars(found.order_by(Idea.submitted_at.desc(), Idea.id.desc())))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a dossier stands in a filtered list, and which are beside it."""

    before: int | None
    after: int | None
    number: int
    total: int


def neighbours(session: Session, actor: Actor, filters: Filters, idea_id: int) -> Neighbours | None:
    """None when the dossier is not in the list (any more). Five small queries at any length."""
    scope = and_(at_office_for(actor), filters.condition(session))
    key, downwards = key_of(filters)
    here = session.execute(select(key).where(Idea.id == idea_id, scope)).one_or_none()
    if here is None:
        return None
    value: ColumnElement[Any] = literal(here[0], key.type)
    lower = or_(key < value, and_(key == value, Idea.id < idea_id))
    higher = or_(key > value, and_(key == value, Idea.id > idea_id))

    def nearest(side: ColumnElement[bool], *, down: bool) -> int | None:
        order = (key.desc(), Idea.id.desc()) if down else (key, Idea.id)
        return session.scalar(select(Idea.id).where(scope, side).order_by(*order).limit(1))

    def many(*also: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(Idea.id)).where(scope, *also)) or 0

    before, after = nearest(higher, down=False), nearest(lower, down=True)
    if not downwards:
        before, after = after, before
    return Neighbours(before, after, many(higher if downwards else lower) + 1, many())
