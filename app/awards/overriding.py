"""A person decides what the rules leave open, and a second person confirms it before it counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.audit.actions import record
from app.awards import policy, rules
from app.awards.compiled import Line
from app.awards.compiling import judged_lines
from app.awards.drafting import require_draft
from app.awards.models import Nomination, NominationList
from app.awards.states import Verdict
from app.database.transaction import all_to_change, to_change
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocker, Denial, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.outbox.actions import queue


def override(
    session: Session,
    actor: Actor,
    nomination: Nomination,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> None:
    """Propose đủ or thiếu for what the rules leave open, with a reason.

    It covers what is found wanting now, nothing found later; it counts once somebody else
    confirmed it (`confirm_override`). A new proposal takes the place of the one before.
    """
    list_ = to_change(session, NominationList, nomination.list_id)
    require(policy.propose_override(actor, account_id=nomination.account_id))
    require_draft(list_)
    line = _line_of(session, list_, nomination)
    reason = clean(reason)
    require_ready(_blockers_to_decide(verdict, reason, open_points=len(line.unmet)))
    before = nomination.override_verdict
    nomination.override_verdict, nomination.override_reason = verdict, reason
    nomination.override_by = actor.user_id
    nomination.override_confirmed_by = nomination.override_confirmed_at = None
    nomination.override_covers = " ".join(sorted(rules.wanting(line.answers)))
    record(session, actor, "nomination:override", nomination, now, reason=reason, list=list_.id,
           before=str(before) if before else None, after=str(verdict),
           covers=nomination.override_covers)  # fmt: skip
    _ask_another(session, actor, list_, nomination, now)


def confirm_override(session: Session, actor: Actor, nomination: Nomination, now: datetime) -> None:
    """The second person agrees: the decision counts from now on, for exactly what it covered."""
    list_ = to_change(session, NominationList, nomination.list_id)
    require(_may_confirm(actor, nomination))
    require_draft(list_)
    require_ready(_blockers_to_confirm(session, list_, nomination))
    _confirm(session, actor, list_, nomination, now)


def _confirm(
    session: Session, actor: Actor, list_: NominationList, nomination: Nomination, now: datetime
) -> None:
    nomination.override_confirmed_by, nomination.override_confirmed_at = actor.user_id, now
    record(session, actor, "nomination:override_confirm", nomination, now, list=list_.id,
           after=str(nomination.override_verdict), by=nomination.override_by,
           covers=nomination.override_covers)  # fmt: skip
    _tell(session, nomination.override_by, list_, nomination, now)


def confirm_overrides(
    session: Session, actor: Actor, list_id: int, keys: Sequence[int], now: datetime
) -> None:
    """Confirm several of one list, all of them or none; judged once for all."""
    list_ = to_change(session, NominationList, list_id)
    require(policy.propose_override(actor, account_id=None))
    require_draft(list_)
    require_ready([] if keys else [Blocker("chon", T("Chọn ít nhất một kết luận"))])
    rows = all_to_change(session, Nomination, list(keys))
    lines = {line.nomination_id: line for line in judged_lines(session, [list_], None)[list_id]}
    if {row.id for row in rows} != set(keys) or any(row.list_id != list_id for row in rows):
        raise Denied(NOT_FOUND)
    for row in rows:
        require(_may_confirm(actor, row))
    found = [
        Blocker("chon", T("%(name)s: %(why)s", name=row.name, why=blocker.message))
        for row in rows
        for blocker in _waits_for_nobody(lines[row.id])
    ]
    require_ready(found)
    for row in rows:
        _confirm(session, actor, list_, row, now)


def refuse_override(
    session: Session, actor: Actor, nomination: Nomination, reason: str, now: datetime
) -> None:
    """The second person disagrees, with a reason: the line is as open as the rules found it."""
    list_ = to_change(session, NominationList, nomination.list_id)
    require(_may_confirm(actor, nomination))
    require_draft(list_)
    reason = clean(reason)
    found = _blockers_to_confirm(session, list_, nomination)
    if not reason:
        found.append(Blocker("refusal_reason", T("Nhập lý do không đồng ý")))
    require_ready(found)
    record(session, actor, "nomination:override_refuse", nomination, now, reason=reason,
           list=list_.id, before=str(nomination.override_verdict), by=nomination.override_by,
           was=nomination.override_reason)  # fmt: skip
    asked_by = nomination.override_by
    nomination.override_verdict, nomination.override_reason = None, ""
    nomination.override_by, nomination.override_covers = None, ""
    _tell(session, asked_by, list_, nomination, now)


def _line_of(session: Session, list_: NominationList, nomination: Nomination) -> Line:
    lines = judged_lines(session, [list_], None)[list_.id]
    return next(line for line in lines if line.nomination_id == nomination.id)


def _may_confirm(actor: Actor, nomination: Nomination) -> Denial | None:
    return policy.confirm_override(
        actor, asked_by=nomination.override_by, account_id=nomination.account_id
    )


def _blockers_to_confirm(
    session: Session, list_: NominationList, nomination: Nomination
) -> list[Blocker]:
    return _waits_for_nobody(_line_of(session, list_, nomination))


def _waits_for_nobody(line: Line) -> list[Blocker]:
    override_ = line.override
    if override_ is None or override_.confirmed:
        return [Blocker("confirm", T("Không có kết luận nào chờ xác nhận"))]
    if not override_.holds:
        message = T("Sau khi có kết luận đã phát sinh điều kiện mới; cần kết luận lại")
        return [Blocker("confirm", message)]
    return []


def _blockers_to_decide(verdict: Verdict, reason: str, *, open_points: int) -> list[Blocker]:
    found = []
    if verdict is Verdict.ASK:
        found.append(Blocker("verdict", T("Chọn giữ trong danh sách hoặc kết luận không đủ")))
    if not open_points:
        found.append(Blocker("verdict", T("Không còn điều kiện nào cần kết luận")))
    if not reason:
        found.append(Blocker("reason", T("Nhập lý do kết luận")))
    return found


def _ask_another(
    session: Session, actor: Actor, list_: NominationList, nomination: Nomination, now: datetime
) -> None:
    """One mail a list and a day to each who can confirm, however many lines wait."""
    found = {
        holder.account_id: holder.email
        for role in (Role.LEADER, Role.AWARDS_OFFICER)
        for holder in holders(session, local_date(now), role)
        if holder.account_id not in {actor.user_id, nomination.account_id}
    }
    for key, email in found.items():
        queue(
            session, kind="override_waits", address=email, account_id=key, now=now,
            about=list_.subject, dedupe_key=f"override:{list_.id}:{key}:{local_date(now)}",
            title=T("Có kết luận chờ xác nhận"),
            body=T("Danh sách đề nghị khen thưởng số %(number)s năm %(year)s có kết luận chờ "
                   "người thứ hai xác nhận. Mở danh sách để xem từng đối tượng.",
                   number=f"{list_.number:02d}", year=list_.year),
        )  # fmt: skip


def _tell(
    session: Session, key: int | None, list_: NominationList, nomination: Nomination, now: datetime
) -> None:
    account = session.get(Account, key) if key else None
    if account is not None:
        queue(
            session, kind="nomination_decided", address=account.email, account_id=account.id,
            title=T("Đã có kết luận về %(name)s", name=nomination.name),
            body=T("Danh sách số %(number)s năm %(year)s: đã có kết luận về %(name)s. "
                   "Mở danh sách để xem lý do.",
                   number=f"{list_.number:02d}", year=list_.year, name=nomination.name),
            now=now, about=list_.subject,
        )  # fmt: skip
