"""Begin a list, and change what it is about while it is a draft."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.edits import stale_edit
from app.awards import policy
from app.awards.drafting import require_draft
from app.awards.facts import ListDraft
from app.awards.models import NominationList
from app.awards.states import MOVEMENT_LIMIT, NAME_LIMIT, TITLE_LIMIT
from app.kernel.actor import Actor
from app.kernel.dates import day_text
from app.kernel.money import dong_text
from app.kernel.refusals import Blocker, Difference, StaleEdit, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line


def create_list(session: Session, actor: Actor, draft: ListDraft, now: datetime) -> NominationList:
    """Begin a list, numbered within the year of its day of judging."""
    require(policy.compile_lists(actor))
    require_ready(_blockers_of(draft))
    year = draft.judged_on.year
    last = session.scalar(
        select(func.max(NominationList.number)).where(NominationList.year == year)
    )
    row = NominationList(
        year=year, number=(last or 0) + 1, created_by=actor.user_id, created_at=now,
        family=draft.family, upward=draft.upward, **_columns(draft),
    )  # fmt: skip
    session.add(row)
    record(session, actor, "nomination_list:create", row, now, title=row.title)
    return row


def change_list(
    session: Session,
    actor: Actor,
    list_: NominationList,
    draft: ListDraft,
    now: datetime,
    *,
    version: int,
) -> None:
    """Change what a draft list is about. Its family and level stay; so does its number."""
    require(policy.compile_lists(actor))
    require_draft(list_)
    found = _blockers_of(draft)
    if draft.judged_on.year != list_.year:
        found.append(
            Blocker("judged_on", T("Ngày xét phải trong năm %(year)s của danh sách",
                                   year=list_.year))
        )  # fmt: skip
    require_ready(found)
    columns = _columns(draft)
    if version != list_.version:
        raise _stale(session, list_, columns)
    before = {name: getattr(list_, name) for name in columns}
    for name, value in columns.items():
        setattr(list_, name, value)
    record(session, actor, "nomination_list:change", list_, now, old=before, new=columns)


def _columns(draft: ListDraft) -> dict[str, object]:
    return {
        "title": clean_line(draft.title),
        "movement": clean_line(draft.movement),
        "judged_on": draft.judged_on,
        "due_on": draft.due_on,
        "money_limit": draft.money_limit,
        "signer_title": clean(draft.signer_title),
        "signer_name": clean_line(draft.signer_name),
    }


def _blockers_of(draft: ListDraft) -> list[Blocker]:
    found = []
    if not clean_line(draft.title):
        found.append(Blocker("title", T("Nhập tên danh sách")))
    for field, text, limit, what in (
        ("title", draft.title, TITLE_LIMIT, T("Tên danh sách")),
        ("movement", draft.movement, MOVEMENT_LIMIT, T("Tên phong trào")),
        ("signer_title", draft.signer_title, NAME_LIMIT, T("Chức vụ người ký")),
        ("signer_name", draft.signer_name, NAME_LIMIT, T("Họ và tên người ký")),
    ):
        if len(clean(text)) > limit:
            found.append(
                Blocker(field, T("%(what)s không được quá %(n)s ký tự", what=what, n=limit))
            )
    if draft.money_limit is not None and draft.money_limit < 0:
        found.append(Blocker("money_limit", T("Mức tiền thưởng tối đa không được âm")))
    return found


LABELS = {
    "title": T("Tên danh sách"), "movement": T("Phong trào, chuyên đề"),
    "judged_on": T("Ngày xét"), "due_on": T("Hạn trình"),
    "money_limit": T("Mức tiền thưởng tối đa"), "signer_title": T("Chức vụ người ký"),
    "signer_name": T("Họ và tên người ký"),
}  # fmt: skip


def _typed(value: object) -> str:
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, int):
        return dong_text(value)
    return "" if value is None else str(value)


def _stale(session: Session, list_: NominationList, mine: dict[str, object]) -> StaleEdit:
    pairs = [
        Difference(name, LABELS[name], _typed(value), _typed(getattr(list_, name)))
        for name, value in mine.items()
    ]
    return stale_edit(session, list_, [pair for pair in pairs if pair.mine != pair.theirs])
