"""The office's own thread about a dossier: authors, unit and reviewers never see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.ideas import policy, queries
from app.ideas.models import Idea
from app.ideas.people_models import OfficeNote
from app.kernel.actor import Actor
from app.kernel.numbers import integer_text
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean

NOTE_LIMIT = 4_000


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note."""

    text: str
    who: str
    written_at: datetime


def notes_of(session: Session, idea_id: int) -> list[NoteLine]:
    """The thread, oldest first. The caller asks who may read."""
    rows = session.execute(
        select(OfficeNote.text, func.coalesce(Account.full_name, ""), OfficeNote.written_at)
        .outerjoin(Account, Account.id == OfficeNote.account_id)
        .where(OfficeNote.idea_id == idea_id)
        .order_by(OfficeNote.id)
    )
    return [NoteLine(*row) for row in rows]


def add_note(session: Session, actor: Actor, idea: Idea, text: str, now: datetime) -> None:
    """Add to the thread; nothing in it is changed or removed afterwards."""
    require(policy.keep_notes(actor, queries.standing_of(session, idea)))
    text = clean(text)
    blockers = []
    if not text:
        blockers.append(Blocker("text", T("Nhập nội dung ghi chú")))
    elif len(text) > NOTE_LIMIT:
        message = T("Ghi chú không được quá %(n)s ký tự", n=integer_text(NOTE_LIMIT))
        blockers.append(Blocker("text", message))
    require_ready(blockers)
    note = OfficeNote(idea_id=idea.id, account_id=actor.user_id, text=text, written_at=now)
    session.add(note)
    session.flush()
    record(session, actor, "idea:office_note", idea, now, note_id=note.id)
