"""The one place where the limits of a round are asked for: every way in comes through here."""

from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.addresses import all_of, holders_of
from app.ideas.limits import Standing, blockers_of_people, blockers_of_unit
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import COUNTED
from app.kernel.refusals import Blocker
from app.kernel.vietnamese import fold
from app.rounds.models import Round


def lock_round(session: Session, idea: Idea) -> Round:
    """The dossier's round, locked until the end of the transaction: who counts, counts alone.

    All rounds of its year, in one order, for they share one row of codes. Always after the
    dossier itself, so that two acts never wait for each other.
    """
    session.flush()
    year = select(Round.year).where(Round.id == idea.round_id).scalar_subquery()
    rounds = session.scalars(
        select(Round)
        .where(Round.year == year)
        .order_by(Round.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return next(found for found in rounds.all() if found.id == idea.round_id)


def blockers_of_limits(
    session: Session, idea: Idea, round_: Round, *, endorsing: bool = False
) -> list[Blocker]:
    """Why this dossier would be one too many. `endorsing`: it is (to be) with the office.

    Within an act, after `lock_round`; a page asks without the lock to tell in advance.
    """
    found = _people(session, idea, round_)
    if endorsing and round_.max_per_unit is not None:
        found += blockers_of_unit(round_, _sent_by_unit(session, idea))
    return found


def _people(session: Session, idea: Idea, round_: Round) -> list[Blocker]:
    if round_.max_as_author is None and round_.max_as_main is None:
        return []
    mine = _lines(session, [IdeaAuthor.idea_id == idea.id])
    people = {one.account_id for one in mine if one.account_id}
    addresses = all_of(session, people).values() if people else ()
    alike = or_(
        IdeaAuthor.account_id.in_(people),
        IdeaAuthor.email.in_({one.email for one in mine if one.email}.union(*addresses)),
        IdeaAuthor.name_key.in_([one.name_key for one in mine]),
    )
    others = _lines(
        session,
        [Idea.round_id == idea.round_id, Idea.id != idea.id, Idea.state.in_(COUNTED), alike],
    )
    return blockers_of_people(round_, mine, others)


def _lines(session: Session, conditions: Iterable[object]) -> list[Standing]:
    """The authors' lines; who was typed by an address means whoever has it, or had it last."""
    rows = session.execute(
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name, IdeaAuthor.name_key,
               IdeaAuthor.workplace, IdeaAuthor.email, IdeaAuthor.account_id, IdeaAuthor.position)
        .join(Idea, Idea.id == IdeaAuthor.idea_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position, IdeaAuthor.id)
    ).all()  # fmt: skip
    meant = holders_of(session, {row.email for row in rows if row.account_id is None})
    return [
        Standing(idea_id, name, name_key, fold(place), email, account_id or meant.get(email),
                 position == 1)
        for idea_id, name, name_key, place, email, account_id, position in rows
    ]  # fmt: skip


def _sent_by_unit(session: Session, idea: Idea) -> int:
    """How many other dossiers of the unit are with the office in this round."""
    return session.scalar(
        select(func.count())
        .select_from(Idea)
        .where(Idea.round_id == idea.round_id, Idea.unit_id == idea.unit_id, Idea.id != idea.id,
               Idea.endorsed_at.is_not(None), Idea.state.in_(COUNTED))
    ) or 0  # fmt: skip
