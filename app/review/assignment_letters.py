"""Letters that tell reviewers what they were given: held with the assignment, looked at, let go.

One letter a person and round waits at a time: a later change of the board replaces it, so that
nobody reads a number that was already out of date when it left.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, literal, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.outbox.actions import cancel_held, let_go_held
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import notices, policy
from app.rounds.models import Round

ASSIGNED = "review_assigned"


@dataclass(frozen=True, slots=True)
class AssignmentLetter:
    """One letter as it would leave."""

    name: str
    address: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A round whose reviewers wait for their letters."""

    round_id: int
    code: str
    title: str
    closes_at: datetime
    number: int


def prepare(
    session: Session, actor: Actor, round_: Round, totals: Mapping[int, int], now: datetime, *,
    held: bool,
) -> None:  # fmt: skip
    """To each reviewer whose load changed, in place of what waited for them; `totals` by account.

    Who was given dossiers and lost them all before any letter left has nothing to be told.
    """
    reason = str(T("Phân công đã thay đổi, có thư mới thay thư này"))
    cancel_held(session, actor, _rows(session, round_, totals), reason, now)
    told = _told(session, round_, totals)
    totals = {key: total for key, total in totals.items() if total or key in told}
    notices.assigned(session, round_, totals, now, held=held)


def number_held(session: Session, round_: Round) -> int:
    """How many letters wait."""
    return session.scalar(select(func.count(OutboxMessage.id)).where(_held(round_))) or 0


def held(session: Session, round_: Round) -> list[AssignmentLetter]:
    """What waits to be let go, in words, by name."""
    rows = session.execute(
        select(Account.full_name, OutboxMessage.address, OutboxMessage.title, OutboxMessage.body)
        .join(Account, Account.id == OutboxMessage.account_id)
        .where(_held(round_))
        .order_by(Account.name_key, OutboxMessage.id)
    )
    return [AssignmentLetter(*row) for row in rows]


def let_go(session: Session, actor: Actor, round_: Round, now: datetime) -> int:
    """Send them, all at once; how many."""
    require(policy.work_in(actor, round_.council_id))
    letters = _rows(session, round_)
    require_ready([] if letters else [Blocker("letters", T("Không có thư nào chờ gửi"))])
    count = let_go_held(session, actor, letters, now)
    record(session, actor, "round:tell_reviewers", round_, now, letters=count)
    return count


def untold(session: Session, actor: Actor, now: datetime) -> list[Untold]:
    """Rounds of the actor's councils where letters wait, while scoring is not over. One query;
    none for anybody but a secretary.
    """
    councils = actor.councils_as(Role.SECRETARY)
    if not councils:
        return []
    rows = session.execute(
        select(Round.id, Round.code, Round.title, Round.scoring_closes_at, func.count())
        .join(OutboxMessage, OutboxMessage.about == literal("round:") + cast(Round.id, String))
        .where(Round.council_id.in_(councils), Round.scoring_closes_at > now,
               OutboxMessage.kind == ASSIGNED, OutboxMessage.state == MessageState.HELD)
        .group_by(Round.id)
        .order_by(Round.id)
    )  # fmt: skip
    return [Untold(*row) for row in rows]


def _held(round_: Round) -> ColumnElement[bool]:
    return (
        (OutboxMessage.kind == ASSIGNED)
        & (OutboxMessage.about == round_.subject)
        & (OutboxMessage.state == MessageState.HELD)
    )


def _rows(
    session: Session, round_: Round, people: Collection[int] | None = None
) -> list[OutboxMessage]:
    mine = OutboxMessage.account_id.in_(people) if people is not None else true()
    return list(
        session.scalars(select(OutboxMessage).where(_held(round_), mine).order_by(OutboxMessage.id))
    )


def _told(session: Session, round_: Round, people: Collection[int]) -> set[int]:
    """Who of them has a letter about this round that left or is about to."""
    kept = OutboxMessage.state.not_in((MessageState.HELD, MessageState.CANCELLED))
    rows = session.scalars(
        select(OutboxMessage.account_id)
        .where(OutboxMessage.kind == ASSIGNED, OutboxMessage.about == round_.subject,
               OutboxMessage.account_id.in_(people), kept)
    )  # fmt: skip
    return {key for key in rows if key is not None}
