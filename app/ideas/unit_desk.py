"""What the unit's desk reads: its dossiers of a round in the order it prefers, and its progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.ideas.consent_queries import consents_of
from app.ideas.consents import AGREED
from app.ideas.models import Evidence, Idea, IdeaAuthor
from app.ideas.queries import of_units_of
from app.ideas.states import COUNTED, IDEA_SHAPES, IDEA_TITLES, REOPENABLE, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.numbers import decimal_text
from app.kernel.text import Text
from app.rounds.models import Category, Round

ORDERED = REOPENABLE - {IdeaState.INELIGIBLE} | {
    IdeaState.AWAITING_UNIT,
    IdeaState.RETURNED,
    IdeaState.SUPPLEMENT_ASKED,
}
"""What takes part in the unit's order: until scoring opens, for afterwards it decides nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One unit in one round; the desk works on these together."""

    unit_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One dossier on the unit's desk."""

    idea_id: int
    code: str
    title: str
    category: str
    state: IdeaState
    submitted_at: datetime | None
    order: int | None
    has_date: bool
    has_sheet: bool
    has_files: bool
    authors: str
    agreed: bool
    on_behalf_of: str

    @property
    def state_title(self) -> Text:
        """The state in words."""
        return IDEA_TITLES[self.state]

    @property
    def shape(self) -> str:
        """The shape of the status tag."""
        return IDEA_SHAPES[self.state]

    @property
    def is_ordered(self) -> bool:
        """Whether it takes part in the unit's order of preference."""
        return self.state in ORDERED


def of_desk(actor: Actor, desk: Desk) -> ColumnElement[bool]:
    """The dossiers of a desk that the actor may read as its clerk."""
    here = and_(Idea.unit_id == desk.unit_id, Idea.round_id == desk.round_id)
    return and_(here, of_units_of(actor))


def _ranked() -> tuple[ColumnElement[int], ...]:
    """Those with a number first, in its order; then the last submitted; a fixed order at last."""
    missing = case((Idea.unit_order.is_(None), 1), else_=0)
    return missing, Idea.unit_order, Idea.submitted_at.desc(), Idea.id.desc()  # type: ignore[return-value]


def ordered_ids(session: Session, actor: Actor, desk: Desk) -> list[int]:
    """Every dossier of the desk that takes part in the order, in the order it has now."""
    rows = session.scalars(
        select(Idea.id).where(of_desk(actor, desk), Idea.state.in_(ORDERED)).order_by(*_ranked())
    )
    return list(rows)


def desk_lines(
    session: Session, actor: Actor, desk: Desk, state: IdeaState | None, *, limit: int | None,
    offset: int = 0,
) -> list[DeskLine]:  # fmt: skip
    """The desk's dossiers in its order; authors and consents in four queries for all rows."""
    has_files = exists().where(Evidence.idea_id == Idea.id, Evidence.removed_at.is_(None))
    wanted = of_desk(actor, desk)
    if state is not None:
        wanted = and_(wanted, Idea.state == state)
    rows = session.execute(
        select(Idea.id, func.coalesce(Idea.code, ""), Idea.title, func.coalesce(Category.name, ""),
               Idea.state, Idea.submitted_at, Idea.unit_order, Idea.first_applied_on.is_not(None),
               Idea.ai_kind != "", has_files, Idea.on_behalf_of, Idea.owner_id)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(wanted)
        .order_by(*_ranked())
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    people = consents_of(session, {row[0]: row[11] for row in rows})
    return [
        DeskLine(
            *row[:7], bool(row[7]), bool(row[8]), bool(row[9]),
            ", ".join(one.full_name for one in people[row[0]]),
            all(one.consent in AGREED for one in people[row[0]]), row[10],
        )
        for row in rows
    ]  # fmt: skip


def desk_counts(session: Session, actor: Actor, desk: Desk) -> Mapping[IdeaState, int]:
    """How many of the desk's dossiers are in each state."""
    rows = session.execute(
        select(Idea.state, func.count()).where(of_desk(actor, desk)).group_by(Idea.state)
    ).all()
    found = {state: number for state, number in rows}
    return {state: found[state] for state in IdeaState if state in found}


def sent_count(session: Session, actor: Actor, desk: Desk) -> int:
    """How many the unit has sent to the office, as the round's limit counts them."""
    counted = select(func.count()).select_from(Idea).where(
        of_desk(actor, desk), Idea.endorsed_at.is_not(None), Idea.state.in_(COUNTED)
    )  # fmt: skip
    return session.scalar(counted) or 0


def desks_of(session: Session, actor: Actor) -> list[tuple[Desk, str, str]]:
    """The desks that have dossiers, newest round first: the desk, its unit, its round."""
    rows = session.execute(
        select(Unit.id, Round.id, Unit.name, Round.title)
        .join(Idea, Idea.unit_id == Unit.id)
        .join(Round, Round.id == Idea.round_id)
        .where(of_units_of(actor))
        .group_by(Unit.id, Round.id, Unit.name, Round.title, Round.opens_at, Unit.official_order)
        .order_by(Round.opens_at.desc(), Round.id.desc(), Unit.official_order, Unit.id)
    )
    return [(Desk(unit, round_), name, title) for unit, round_, name, title in rows]


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """A draft the actor entered for somebody and has not handed over."""

    idea_id: int
    title: str
    on_behalf_of: str
    state: IdeaState


def entered_by(session: Session, actor: Actor) -> list[EnteredLine]:
    """Dossiers the actor entered for others and still holds, last changed first; at most 50."""
    rows = session.execute(
        select(Idea.id, Idea.title, Idea.on_behalf_of, Idea.state)
        .where(Idea.owner_id == actor.user_id, Idea.on_behalf_of != "",
               Idea.handed_over_at.is_(None), Idea.state != IdeaState.WITHDRAWN)
        .order_by(Idea.updated_at.desc(), Idea.id.desc())
        .limit(50)
    )  # fmt: skip
    return [EnteredLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One dossier in the unit's list for the council."""

    code: str
    title: str
    authors: str
    category: str
    applied: str


def letter_lines(session: Session, actor: Actor, desk: Desk) -> list[LetterLine]:
    """What the unit has sent, in its order of preference, each author with the share."""
    rows = session.execute(
        select(Idea.id, func.coalesce(Idea.code, ""), Idea.title, func.coalesce(Category.name, ""),
               Idea.first_applied_on)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(of_desk(actor, desk), Idea.endorsed_at.is_not(None), Idea.state.in_(COUNTED))
        .order_by(*_ranked())
    ).all()  # fmt: skip
    names: dict[int, list[str]] = {row[0]: [] for row in rows}
    for key, name, share in session.execute(
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name, IdeaAuthor.share)
        .where(IdeaAuthor.idea_id.in_(names))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position)
    ):
        names[key].append(f"{name} ({decimal_text(share)}%)")
    return [
        LetterLine(code, title, "; ".join(names[key]), category,
                   f"{day.day:02d}/{day.month:02d}/{day.year}" if day else "chưa áp dụng")
        for key, code, title, category, day in rows
    ]  # fmt: skip


def is_clerk_of(actor: Actor, unit_id: int) -> bool:
    """Whether the desk is the actor's."""
    return actor.in_unit(Role.UNIT_CLERK, unit_id)
