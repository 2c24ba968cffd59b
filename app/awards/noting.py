"""Internal remarks of those who compile together, on a list or on one of its lines."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.awards import policy
from app.awards.list_models import ListNote
from app.awards.models import Nomination, NominationList
from app.awards.states import TEXT_LIMIT
from app.database.reading import rows_of
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One remark."""

    nomination_id: int | None
    writer: str
    written_at: datetime
    text: str


def write_note(
    session: Session, actor: Actor, list_: NominationList, nomination_id: int | None, text: str,
    now: datetime,
) -> ListNote:  # fmt: skip
    """Remark on a list at any time; papers and publications never show it."""
    require(policy.remark(actor))
    text = clean(text)
    found = []
    if not text:
        found.append(Blocker("note", T("Nhập ghi chú")))
    if len(text) > TEXT_LIMIT:
        found.append(Blocker("note", T("Ghi chú không được quá %(n)s ký tự", n=TEXT_LIMIT)))
    require_ready(found)
    if nomination_id is not None:
        row = session.get(Nomination, nomination_id)
        if row is None or row.list_id != list_.id:
            raise Denied(NOT_FOUND)
    note = ListNote(list_id=list_.id, nomination_id=nomination_id, written_by=actor.user_id,
                    written_at=now, text=text)  # fmt: skip
    session.add(note)
    record(session, actor, "nomination_list:note", list_, now, nomination=nomination_id)
    return note


def notes_of(session: Session, list_id: int) -> list[NoteRow]:
    """The oldest first."""
    return [NoteRow(*row) for row in rows_of(session, _notes(), {"of_list": list_id})]


@cache
def _notes() -> Select[*tuple[Any, ...]]:
    return (
        select(ListNote.nomination_id, func.coalesce(Account.full_name, ""), ListNote.written_at,
               ListNote.text)
        .outerjoin(Account, Account.id == ListNote.written_by)
        .where(ListNote.list_id == bindparam("of_list"))
        .order_by(ListNote.id)
    )  # fmt: skip
