"""Daily heads: what the chain's end was, kept also where nobody of ours can change it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditDailyHead, AuditHead
from app.kernel.dates import local_date


def make_head(
    session: Session, now: datetime, sent_to: Sequence[str] = ()
) -> AuditDailyHead | None:
    """Keep today's head, once a day; None when it is there already or nothing was recorded yet."""
    day = local_date(now)
    if session.get(AuditDailyHead, day) is not None:
        return None
    end = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if end is None or not end.last_id:
        return None
    head = AuditDailyHead(day=day, last_id=end.last_id, hash=end.hash, made_at=now,
                          sent_to=", ".join(sent_to))  # fmt: skip
    session.add(head)
    return head


def head_of(session: Session, day: date) -> AuditDailyHead | None:
    """The head that was kept on this day."""
    return session.get(AuditDailyHead, day)


def heads_of_month(session: Session, year: int, month: int) -> list[AuditDailyHead]:
    """The heads of one month, oldest first: one printed sheet."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    rows = select(AuditDailyHead).where(AuditDailyHead.day >= first, AuditDailyHead.day < after)
    return list(session.scalars(rows.order_by(AuditDailyHead.day)))


def parse_head(text: str) -> tuple[int, str]:
    """``ID:HASH`` as typed from paper. ValueError when it is not one."""
    number, _, seal = text.strip().partition(":")
    seal = "".join(seal.split()).lower()
    if not number.isdecimal() or len(seal) != 64 or set(seal) - set("0123456789abcdef"):
        raise ValueError(text)
    return int(number), seal
