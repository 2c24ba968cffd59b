"""What reviewers may search: the blind-safe text of their own assigned dossiers, nothing else."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.schema import BLIND_PARTS
from app.finding.scopes import Address, Links, Scope
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.review.models import Sheet
from app.review.queries import in_conflict
from app.review.states import SheetState
from app.rounds.models import Round


def assigned(session: Session, actor: Actor) -> Scope | None:
    """Dossiers whose sheet the person may open: a conflict or a declined sheet closes the door.

    In an open round too only title and texts are searched: names belong to the dossier's page.
    """
    councils = actor.councils_as(Role.REVIEWER)
    if not councils:
        return None
    sheets = (
        select(Sheet.idea_id)
        .join(Idea, Idea.id == Sheet.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .where(
            Sheet.reviewer_id == actor.user_id,
            Sheet.state != SheetState.DECLINED,
            Round.council_id.in_(councils),
        )
    )
    mine = Idea.id.in_(sheets) & ~in_conflict(session, actor)
    return Scope(mine, BLIND_PARTS, whole=False, links=_links(actor), few=True, redacted=True)


def _links(actor: Actor) -> Links:
    def links(session: Session, idea_ids: Iterable[int]) -> Mapping[int, Address]:
        rows = session.execute(
            select(Sheet.idea_id, Sheet.id).where(
                Sheet.reviewer_id == actor.user_id,
                Sheet.state != SheetState.DECLINED,
                Sheet.idea_id.in_(list(idea_ids)),
            )
        )
        return {key: ("review.sheet", {"sheet_id": sheet}) for key, sheet in rows}

    return links
