"""Reads about uploaded lists of earlier years."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.achievements.models import AchievementImport
from app.achievements.states import ImportState
from app.kernel.refusals import NOT_FOUND, Denied


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One uploaded list."""

    import_id: int
    file_name: str
    who: str
    uploaded_at: datetime
    state: ImportState
    summary: str


def batches(session: Session) -> list[BatchLine]:
    """The newest hundred lists."""
    rows = session.execute(
        select(AchievementImport.id, AchievementImport.file_name, Account.full_name,
               AchievementImport.uploaded_at, AchievementImport.state, AchievementImport.summary)
        .outerjoin(Account, Account.id == AchievementImport.uploaded_by)
        .order_by(AchievementImport.id.desc())
        .limit(100)
    )  # fmt: skip
    return [BatchLine(key, name, who or "", at, state, summary)
            for key, name, who, at, state, summary in rows]  # fmt: skip


def batch(session: Session, import_id: int) -> AchievementImport:
    """One uploaded list, to look at; 404 when there is none."""
    found = session.get(AchievementImport, import_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found
