"""Mails of this room: a reminder to the clerks of a unit, and a report that comes back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.queries import Member, holders
from app.kernel.actor import Role
from app.kernel.dates import day_text, local_date
from app.kernel.text import T, Text
from app.outbox.actions import queue
from app.plan.models import ReportingPeriod, UnitReport
from app.plan.rules import period_title


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it will read; `name` is the person it is for."""

    title: Text
    body: Text


def reminder(title: str, due_text: str, last_day: date, name: str, unit_name: str) -> Letter:
    """The reminder for one clerk, exactly as it is sent."""
    return Letter(
        T("Đề nghị gửi %(title)s %(due)s", title=title, due=due_text),
        T(
            "Kính gửi Ông/Bà %(name)s,\n\n"
            "Hệ thống chưa nhận được %(title)s của %(unit)s về kết quả thực hiện kế hoạch thúc đẩy "
            "ứng dụng trí tuệ nhân tạo.\nThời hạn: %(due)s; ngày cuối là %(day)s.\n"
            "Đề nghị gửi báo cáo trong mục “Báo cáo kế hoạch” của Sáng kiến số. Nếu không có hoạt "
            "động nào, chọn “Không phát sinh” rồi gửi.\n\nTrân trọng.\nSáng kiến số",
            name=name, title=title, unit=unit_name, due=due_text, day=day_text(last_day),
        ),
    )  # fmt: skip


def urge_unit(
    session: Session, period: ReportingPeriod, unit_id: int, unit_name: str,
    clerks: list[Member], now: datetime,
) -> int:  # fmt: skip
    """Remind the clerks of one unit, once a day at most; how many mails were queued."""
    title = period_title(period.name, period.year)
    day = local_date(now).isoformat()
    sent = 0
    for clerk in clerks:
        letter = reminder(title, period.due_text, period.last_day, clerk.name, unit_name)
        message = queue(
            session, kind="plan:urge", address=clerk.email, account_id=clerk.account_id,
            about=period.subject, title=letter.title, body=letter.body, now=now,
            dedupe_key=f"plan:urge:{period.id}:{unit_id}:{clerk.account_id}:{day}",
        )  # fmt: skip
        sent += message is not None
    return sent


def tell_returned(
    session: Session, report: UnitReport, period: ReportingPeriod, reason: str, now: datetime
) -> None:
    """To each clerk of the unit, with the officer's reason."""
    title = period_title(period.name, period.year)
    for clerk in holders(session, local_date(now), Role.UNIT_CLERK, unit_id=report.unit_id):
        body = T(
            "Kính gửi Ông/Bà %(name)s,\n\n"
            "%(title)s của %(unit)s được trả lại để bổ sung.\nLý do: %(reason)s\n"
            "Đề nghị bổ sung và gửi lại trong mục “Báo cáo kế hoạch” của Sáng kiến số.\n\n"
            "Trân trọng.\nSáng kiến số",
            name=clerk.name, title=title, unit=report.unit_name, reason=reason,
        )  # fmt: skip
        queue(
            session, kind="plan:returned", address=clerk.email, account_id=clerk.account_id,
            about=report.subject, title=T("Trả lại %(title)s để bổ sung", title=title), body=body,
            now=now,
        )  # fmt: skip
