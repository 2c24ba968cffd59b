"""Duties of every day, each done once a day whichever worker comes first."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.heads import make_head
from app.audit.refused import forget_counts
from app.database.transaction import transaction
from app.extensions import db
from app.jobs.actions import forget_old
from app.jobs.models import DailyRun
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import Refusal
from app.kernel.text import T
from app.outbox.actions import queue

Duty = Callable[[Session, datetime], None]


def run_daily(duties: Mapping[str, Duty], now: datetime) -> int:
    """Do today's duties that were not done yet; how many. One that fails is tried again later."""
    session, day = db.session(), local_date(now)
    done = set(session.scalars(select(DailyRun.name).where(DailyRun.day == day)))
    session.rollback()
    return sum(_run(name, duty, now) for name, duty in duties.items() if name not in done)


def _run(name: str, duty: Duty, now: datetime) -> bool:
    """The row and what the duty did are one transaction: a second worker waits, then finds it."""
    try:
        with transaction() as session:
            if not _first_today(session, name, now):
                return False
            duty(session, now)
            return True
    except Refusal as refusal:  # a switch stops it (read-only): tried again later
        current_app.logger.info("daily duty %s waits: %s", name, refusal)
        return False
    except Exception:
        current_app.logger.exception("daily duty %s", name)
        return False


def _first_today(session: Session, name: str, now: datetime) -> bool:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(DailyRun)
        .values(name=name, day=local_date(now), at=now)
        .on_conflict_do_nothing()
        .returning(DailyRun.name)
    )
    return session.scalar(statement) is not None


def seal_the_day(session: Session, now: datetime) -> None:
    """Keep the end of the audit chain and mail it out of our reach (`AUDIT_HEAD_TO`)."""
    addresses = current_app.config["SETTINGS"].audit_head_to
    head = make_head(session, now, sent_to=addresses)
    if head is None:
        return
    body = T(
        "Niêm phong nhật ký ngày %(day)s của %(site)s.\n\nSố bản ghi: %(last)s\n"
        "Mã niêm phong: %(hash)s\n\nGiữ thư này. Khi cần đối chiếu, trên máy chủ chạy lệnh:\n"
        "flask audit verify --head %(last)s:%(hash)s\n",
        day=day_text(head.day), site=current_app.config["BASE_URL"], last=head.last_id,
        hash=head.hash,
    )  # fmt: skip
    for address in addresses:
        queue(session, kind="audit_head", address=address, body=body, now=now,
              title=T("Niêm phong nhật ký ngày %(day)s", day=day_text(head.day)),
              dedupe_key=f"audit_head:{head.day.isoformat()}:{address}")  # fmt: skip


DUTIES: dict[str, Duty] = {
    "seal": seal_the_day,
    "forget_jobs": forget_old,
    "forget_refusals": forget_counts,
}
