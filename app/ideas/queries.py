"""Reads of dossiers. `visible_ideas` is the one source of every list, count, search and export."""

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea, IdeaAuthor
from app.ideas.policy import JUDGES, READ_ALL, Standing
from app.ideas.projections import BlindIdea, OpenIdea, blind_idea, open_idea
from app.kernel.actor import Actor, Role
from app.rounds.models import Round


def standing_of(session: Session, idea: Idea) -> Standing:
    """The facts that rights on this dossier depend on."""
    council_id = session.scalar(select(Round.council_id).where(Round.id == idea.round_id))
    accounts = session.scalars(
        select(IdeaAuthor.account_id).where(
            IdeaAuthor.idea_id == idea.id, IdeaAuthor.account_id.is_not(None)
        )
    )
    return Standing(
        owner_id=idea.owner_id,
        unit_id=idea.unit_id,
        council_id=council_id or 0,
        state=idea.state,
        was_submitted=idea.submitted_at is not None,
        was_endorsed=idea.endorsed_at is not None,
        author_ids=frozenset(key for key in accounts if key is not None),
    )


def written_by(actor: Actor) -> ColumnElement[bool]:
    """The actor began the dossier or is one of its authors."""
    if actor.user_id is None:
        return false()
    authored = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == actor.user_id)
    return or_(Idea.owner_id == actor.user_id, Idea.id.in_(authored))


def of_units_of(actor: Actor) -> ColumnElement[bool]:
    """Submitted dossiers of the units whose clerk the actor is."""
    units = actor.units_as(Role.UNIT_CLERK)
    return (Idea.unit_id.in_(units) & Idea.submitted_at.is_not(None)) if units else false()


def at_office_for(actor: Actor) -> ColumnElement[bool]:
    """Endorsed dossiers that the actor reads as secretary, inspector or leader."""
    if actor.has(*READ_ALL):
        councils = actor.councils_as(*JUDGES) - actor.councils_as(Role.SECRETARY)
        rounds = select(Round.id).where(Round.council_id.not_in(councils))
    else:
        councils = actor.councils_as(Role.SECRETARY)
        if not councils:
            return false()
        rounds = select(Round.id).where(Round.council_id.in_(councils))
    return Idea.endorsed_at.is_not(None) & Idea.round_id.in_(rounds)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """`policy.read` as a condition on `Idea`."""
    return or_(written_by(actor), of_units_of(actor), at_office_for(actor))


def visible_ideas(actor: Actor) -> Select[tuple[Idea]]:
    """Every dossier the actor may read in this room."""
    return select(Idea).where(seen_by(actor))


__all__ = [
    "BlindIdea",
    "OpenIdea",
    "at_office_for",
    "blind_idea",
    "of_units_of",
    "open_idea",
    "seen_by",
    "standing_of",
    "visible_ideas",
    "written_by",
]
