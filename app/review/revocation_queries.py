"""What is known of the annulment of a recognition, and which wait for a second person."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.review.models import Recognition
from app.review.policy import OFFICE
from app.review.queries import shut_for
from app.review.revocation_models import RecognitionRevocation
from app.review.revocation_states import RevocationGround, RevocationState
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class RevocationView:
    """One annulment as the office and the authors read it."""

    state: RevocationState
    decision_number: str
    decided_on: date
    ground: RevocationGround
    reason: str
    asked_by: int | None
    asked_name: str
    asked_at: datetime
    confirmed_name: str
    ended_at: datetime | None

    @property
    def confirmed(self) -> bool:
        """Whether it counts."""
        return self.state is RevocationState.CONFIRMED


def revocations_of(session: Session, idea_id: int) -> list[RevocationView]:
    """The newest first; those that were dropped stay to be read."""
    asked, confirmed = aliased(Account), aliased(Account)
    rows = session.execute(
        select(RecognitionRevocation, asked.full_name, confirmed.full_name)
        .join(Recognition, Recognition.id == RecognitionRevocation.recognition_id)
        .outerjoin(asked, asked.id == RecognitionRevocation.asked_by)
        .outerjoin(confirmed, confirmed.id == RecognitionRevocation.confirmed_by)
        .where(Recognition.idea_id == idea_id)
        .order_by(RecognitionRevocation.id.desc())
    )
    return [
        RevocationView(row.state, row.decision_number, row.decided_on, row.ground, row.reason,
                       row.asked_by, who or "", row.asked_at, other or "", row.ended_at)
        for row, who, other in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One annulment that waits for another person."""

    idea_id: int
    code: str
    title: str
    decision_number: str


def to_confirm(session: Session, actor: Actor) -> list[ToConfirm]:
    """Those that this person may confirm: of the own councils, a leader's all, never one's own."""
    statement = (
        select(Idea.id, Idea.code, Idea.title, RecognitionRevocation.decision_number)
        .join(Recognition, Recognition.idea_id == Idea.id)
        .join(RecognitionRevocation, RecognitionRevocation.recognition_id == Recognition.id)
        .join(Round, Round.id == Idea.round_id)
        .where(
            RecognitionRevocation.state == RevocationState.ASKED,
            RecognitionRevocation.asked_by.is_distinct_from(actor.user_id),
            ~shut_for(session, actor),
        )
        .order_by(RecognitionRevocation.id)
    )
    if not actor.has(Role.LEADER):
        statement = statement.where(Round.council_id.in_(actor.councils_as(*OFFICE)))
    return [ToConfirm(key, code or "", title, number)
            for key, code, title, number in session.execute(statement)]  # fmt: skip
