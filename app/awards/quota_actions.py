"""Set a number from a day on, and end one. What counted for a closed list is never touched."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.audit.actions import record
from app.awards import policy
from app.awards.models import AwardKind
from app.awards.quota_models import AwardQuota
from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.awards.states import NAME_LIMIT
from app.database.transaction import Turn, one_at_a_time
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

MOST = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class QuotaDraft:
    """A quota as typed."""

    award_code: str
    scope: QuotaScope
    measure: QuotaMeasure
    number: Decimal | None
    clause: str
    valid_from: date | None
    unit_id: int | None = None
    refuse: bool = True
    last_day: date | None = None


def set_quota(session: Session, actor: Actor, draft: QuotaDraft, now: datetime) -> AwardQuota:
    """Two numbers for the same award, unit and day would contradict each other: refused."""
    require(policy.edit_catalogue(actor))
    one_at_a_time(session, Turn.AWARD_NUMBER)
    clause = clean_line(draft.clause)
    unit_id = draft.unit_id if draft.scope is QuotaScope.UNIT else None
    found = [*_blockers_of_number(draft), *_blockers_of_days(draft)]
    if not clause or len(clause) > NAME_LIMIT:
        found.append(Blocker("clause", T("Nhập căn cứ của số lượng, không quá %(n)s ký tự",
                                         n=NAME_LIMIT)))  # fmt: skip
    if session.scalar(select(AwardKind.id).where(AwardKind.code == draft.award_code)) is None:
        found.append(Blocker("award_code", T("Chọn danh hiệu, hình thức trong danh mục")))
    if draft.scope is QuotaScope.UNIT and (not unit_id or session.get(Unit, unit_id) is None):
        found.append(Blocker("unit_id", T("Chọn đơn vị")))
    require_ready(found)
    if draft.number is None or draft.valid_from is None:  # said above
        raise Blocked(())
    until = draft.last_day + timedelta(days=1) if draft.last_day else None
    row = AwardQuota(
        award_code=draft.award_code, scope=draft.scope, unit_id=unit_id, measure=draft.measure,
        hundredths=int(draft.number * 100), refuse=draft.refuse, clause=clause,
        valid_from=draft.valid_from, valid_to=until, set_by=actor.user_id, set_at=now,
    )  # fmt: skip
    require_ready(_blockers_of_others(session, row))
    session.add(row)
    record(session, actor, "award_quota:set", row, now, award=row.award_code, scope=row.scope,
           unit=unit_id, number=str(draft.number), measure=row.measure, since=row.valid_from,
           until=until)  # fmt: skip
    return row


def end_quota(
    session: Session, actor: Actor, row: AwardQuota, last_day: date | None, now: datetime
) -> None:
    """It counts for the last time on that day."""
    require(policy.edit_catalogue(actor))
    found = []
    if row.valid_to is not None:
        found.append(Blocker("ends_on", T("Số lượng này đã có ngày hết hiệu lực")))
    if last_day is None:
        found.append(Blocker("ends_on", T("Nhập ngày cuối còn hiệu lực")))
    elif last_day < row.valid_from:
        found.append(Blocker("ends_on", T("Ngày cuối không được trước ngày bắt đầu")))
    require_ready(found)
    row.valid_to = last_day + timedelta(days=1) if last_day else None
    record(session, actor, "award_quota:end", row, now, award=row.award_code, until=row.valid_to)


def _blockers_of_number(draft: QuotaDraft) -> list[Blocker]:
    number = draft.number
    if number is None or number < 0 or number > MOST:
        return [Blocker("number", T("Nhập số lượng hoặc tỷ lệ, ví dụ 25 hoặc 12,5"))]
    if draft.measure is QuotaMeasure.COUNT and number != number.to_integral_value():
        return [Blocker("number", T("Số lượng phải là số nguyên, ví dụ 25"))]
    if draft.measure is QuotaMeasure.SHARE and number > 100:
        return [Blocker("number", T("Tỷ lệ không được quá 100%%"))]
    if number * 100 != (number * 100).to_integral_value():
        return [Blocker("number", T("Tỷ lệ có nhiều nhất hai chữ số thập phân, ví dụ 12,5"))]
    return []


def _blockers_of_days(draft: QuotaDraft) -> list[Blocker]:
    if draft.valid_from is None:
        return [Blocker("valid_from", T("Nhập ngày bắt đầu có hiệu lực"))]
    if draft.last_day is not None and draft.last_day < draft.valid_from:
        return [Blocker("last_day", T("Ngày cuối không được trước ngày bắt đầu"))]
    return []


def _blockers_of_others(session: Session, row: AwardQuota) -> list[Blocker]:
    same = session.scalars(
        select(AwardQuota).where(
            AwardQuota.award_code == row.award_code, AwardQuota.scope == row.scope,
            AwardQuota.unit_id.is_not_distinct_from(row.unit_id),
            AwardQuota.measure == row.measure,
        )
    )  # fmt: skip
    for one in same:
        begins = one.valid_from < row.valid_to if row.valid_to else True
        ends = one.valid_to > row.valid_from if one.valid_to else True
        if begins and ends:
            return [Blocker("valid_from", T("Đã có một số lượng cùng loại trong thời gian này; kết "
                                            "thúc số lượng đó trước"))]  # fmt: skip
    return []
