"""Writes of the awards room: lock a list, reopen it, note the decision.

Drafts are made in `listing`, filled in `adding`, worked on in `nominating`; the catalogue is loaded
in `loading`. All are offered here, the one door of the room.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.audit.actions import move
from app.awards import policy, rules
from app.awards.adding import add_nominations
from app.awards.catalogue_queries import salary_on
from app.awards.compiled import from_json, to_json
from app.awards.compiling import compile_list
from app.awards.facts import ListDraft
from app.awards.listing import change_list, create_list
from app.awards.loading import load_catalogue
from app.awards.models import Nomination, NominationList
from app.awards.nominating import (
    NominationChange,
    change_nomination,
    remove_nomination,
)
from app.awards.overriding import confirm_override, confirm_overrides, override, refuse_override
from app.awards.states import LIST_LIFECYCLE, NUMBER_LIMIT
from app.awards.subjects import NominationDraft
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import (
    Blocked,
    Blocker,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.outbox.actions import queue

__all__ = [
    "ListDraft", "NominationChange", "NominationDraft", "add_nominations", "change_list",
    "change_nomination", "confirm_override", "confirm_overrides", "create_list", "issue_list",
    "load_catalogue", "lock_list", "override", "refuse_override", "remove_nomination",
    "reopen_list",
]  # fmt: skip


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
    _tell_leaders(session, list_, len(compiled.lines), now)


def _tell_leaders(session: Session, list_: NominationList, lines: int, now: datetime) -> None:
    for leader in holders(session, local_date(now), Role.LEADER):
        queue(
            session, kind="nomination_list_locked", address=leader.email,
            account_id=leader.account_id, now=now, about=list_.subject,
            title=T("Danh sách đề nghị khen thưởng số %(number)s đã chốt",
                    number=f"{list_.number:02d}"),
            body=T("Danh sách số %(number)s năm %(year)s đã chốt với %(n)s đối tượng, "
                   "chờ trình ký.", number=f"{list_.number:02d}", year=list_.year,
                   n=lines),
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
    if len(number) > NUMBER_LIMIT:
        found.append(
            Blocker("number", T("Số quyết định không được quá %(n)s ký tự", n=NUMBER_LIMIT))
        )
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
