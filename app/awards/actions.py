"""Writes of the awards room: make a list, lock it, reopen it, note the decision.

Changes inside a draft list are in `adding` and `nominating`, the catalogue in `loading`; all are
offered here, the one door of the room.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.audit.actions import move, record
from app.audit.queries import history_of
from app.awards import policy, rules
from app.awards.adding import add_nominations
from app.awards.catalogue_queries import salary_on
from app.awards.compiled import from_json, to_json
from app.awards.compiling import compile_list
from app.awards.drafting import require_draft
from app.awards.loading import load_catalogue
from app.awards.models import TITLE_LIMIT, Nomination, NominationList
from app.awards.nominating import (
    NominationChange,
    change_nomination,
    override,
    remove_nomination,
)
from app.awards.states import LIST_LIFECYCLE, AwardFamily
from app.awards.subjects import NominationDraft
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, instant_text, local_date
from app.kernel.money import dong_text
from app.kernel.refusals import (
    Blocked,
    Blocker,
    Difference,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.outbox.actions import queue

__all__ = [
    "ListDraft", "NominationChange", "NominationDraft", "add_nominations", "change_list",
    "change_nomination", "create_list", "issue_list", "load_catalogue", "lock_list", "override",
    "remove_nomination", "reopen_list",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListDraft:
    """What a list is about. `upward`: the next higher level decides. `money_limit` in đồng."""

    title: str
    judged_on: date
    movement: str = ""
    due_on: date | None = None
    money_limit: int | None = None
    family: AwardFamily = AwardFamily.FORM
    upward: bool = False
    signer_title: str = ""
    signer_name: str = ""


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
        ("movement", draft.movement, 300, T("Tên phong trào")),
        ("signer_title", draft.signer_title, 200, T("Chức vụ người ký")),
        ("signer_name", draft.signer_name, 200, T("Họ và tên người ký")),
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
    last = history_of(session, list_.subject)[-1:]
    pairs = [
        Difference(name, LABELS[name], _typed(value), _typed(getattr(list_, name)))
        for name, value in mine.items()
    ]
    return StaleEdit(
        last[0].actor_name if last else "",
        instant_text(last[0].at) if last else "",
        [pair for pair in pairs if pair.mine != pair.theirs],
        list_.version,
    )


def lock_list(session: Session, actor: Actor, list_: NominationList, now: datetime) -> None:
    """Close a list for signature and freeze what it says. Raises `Blocked` with every reason.

    Names, units, awards and money are kept as they are now; documents come from this snapshot.
    """
    accounts = session.scalars(
        select(Nomination.account_id).where(
            Nomination.list_id == list_.id, Nomination.account_id.is_not(None)
        )
    )
    require(policy.lock(actor, set(accounts)))
    LIST_LIFECYCLE.after(list_.state, "lock")
    compiled = compile_list(session, list_)
    require_ready(
        rules.blockers_to_lock(
            compiled.verdicts,
            issuer=compiled.heading.issuer,
            money=compiled.money,
            limit=list_.money_limit,
            salary=compiled.heading.salary,
        )
    )
    list_.snapshot = to_json(compiled)
    list_.locked_by, list_.locked_at = actor.user_id, now
    move(session, actor, list_, LIST_LIFECYCLE, "lock", now, lines=len(compiled.lines),
         money=compiled.money)  # fmt: skip
    for leader in holders(session, local_date(now), Role.LEADER):
        queue(
            session, kind="nomination_list_locked", address=leader.email,
            account_id=leader.account_id, now=now, about=list_.subject,
            title=T("Danh sách đề nghị khen thưởng số %(number)s đã chốt",
                    number=f"{list_.number:02d}"),
            body=T("Danh sách số %(number)s năm %(year)s đã chốt với %(n)s đối tượng, "
                   "chờ trình ký.", number=f"{list_.number:02d}", year=list_.year,
                   n=len(compiled.lines)),
        )  # fmt: skip


def reopen_list(
    session: Session, actor: Actor, list_: NominationList, reason: str, now: datetime
) -> None:
    """Make a locked list a draft again, with a reason. An issued one stays."""
    require(policy.reopen(actor))
    LIST_LIFECYCLE.after(list_.state, "reopen")
    reason = clean_line(reason)
    if not reason:
        raise Blocked([Blocker("reopen_reason", T("Nhập lý do mở lại danh sách"))])
    move(session, actor, list_, LIST_LIFECYCLE, "reopen", now, reason=reason)
    list_.snapshot, list_.locked_by, list_.locked_at = "", None, None


def issue_list(
    session: Session,
    actor: Actor,
    list_: NominationList,
    number: str,
    decided_on: date | None,
    now: datetime,
) -> None:
    """Note number and day of the signed decision, and tell the people honoured."""
    require(policy.compile_lists(actor))
    LIST_LIFECYCLE.after(list_.state, "issue")
    compiled = from_json(list_.snapshot)
    number = clean_line(number)
    salary = salary_on(session, decided_on) if decided_on else None
    differs = (salary.amount if salary else None) != compiled.heading.salary
    found = rules.blockers_to_issue(
        number, decided_on, judged_on=list_.judged_on, today=local_date(now),
        salary_differs=differs,
    )  # fmt: skip
    if len(number) > 60:
        found.append(Blocker("number", T("Số quyết định không được quá 60 ký tự")))
    require_ready(found)
    list_.decision_number, list_.decided_on = number, decided_on
    move(session, actor, list_, LIST_LIFECYCLE, "issue", now, decision=number, day=decided_on)
    _tell_honoured(session, list_, {line.account_id for line in compiled.lines}, now)


def _tell_honoured(
    session: Session, list_: NominationList, accounts: set[int | None], now: datetime
) -> None:
    rows = session.execute(
        select(Account.id, Account.email, Account.full_name)
        .where(Account.id.in_({key for key in accounts if key is not None}), Account.active)
        .order_by(Account.id)
    )
    day = day_text(list_.decided_on) if list_.decided_on else ""
    for key, email, name in rows:
        queue(
            session, kind="award_issued", address=email, account_id=key, now=now,
            about=list_.subject, dedupe_key=f"award_issued:{list_.id}:{key}",
            title=T("Đã có quyết định khen thưởng"),
            body=T("Kính gửi Ông/Bà %(name)s,\n\nQuyết định số %(number)s ngày %(day)s đã ghi nhận "
                   "thành tích của Ông/Bà.\n\nTrân trọng.",
                   name=name, number=list_.decision_number, day=day),
        )  # fmt: skip
