"""Reads about uploaded lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.admin_models import ImportBatch
from app.accounts.models import Account
from app.accounts.states import BatchState
from app.kernel.refusals import NOT_FOUND, Denied

SHOWN = 20


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One uploaded list."""

    batch_id: int
    file_name: str
    who: str
    state: BatchState
    uploaded_at: datetime
    decided_at: datetime | None
    summary: str


_LINE = select(
    ImportBatch.id, ImportBatch.file_name, Account.full_name, ImportBatch.state,
    ImportBatch.uploaded_at, ImportBatch.decided_at, ImportBatch.summary,
).join(Account, Account.id == ImportBatch.account_id)  # fmt: skip


def batches(session: Session) -> list[BatchLine]:
    """The newest lists."""
    rows = session.execute(_LINE.order_by(ImportBatch.id.desc()).limit(SHOWN))
    return [BatchLine(*row) for row in rows]


def batch(session: Session, batch_id: int) -> BatchLine:
    """One list; 404 when there is none."""
    row = session.execute(_LINE.where(ImportBatch.id == batch_id)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return BatchLine(*row)
