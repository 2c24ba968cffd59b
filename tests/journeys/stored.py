"""What is stored, to see that nothing changed or that one thing did."""

from typing import Any

from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.outbox.models import OutboxMessage


def stored_idea(idea_id: int) -> Idea:
    with transaction() as session:
        return session.get_one(Idea, idea_id)


def counted(table: type[Any]) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def everything() -> list[Any]:
    """The last act on record and how many mails there are: every act changes the first.

    Refusals are on record too; they change nothing.
    """
    acts = select(AuditEntry.hash).where(AuditEntry.verb.not_like("audit:refused%"))
    with transaction() as session:
        head = session.scalars(acts.order_by(AuditEntry.id.desc()).limit(1)).all()
        versions = session.execute(select(Idea.id, Idea.version, Idea.state).order_by(Idea.id))
        mails = session.scalar(select(func.count()).select_from(OutboxMessage))
        return [list(head), [tuple(row) for row in versions], mails]
