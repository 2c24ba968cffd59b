"""Mails of this room: to the clerks who have to confirm, and back to those who reported."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.adoption.models import Adoption
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, local_date
from app.kernel.text import T, Text
from app.outbox.actions import queue

ASKED = T(
    "Kính gửi Ông/Bà %(name)s,\n\n"
    "Giải pháp “%(title)s” (%(code)s) được ghi nhận là đang áp dụng tại %(unit)s từ ngày "
    "%(since)s.\nĐề nghị kiểm tra và xác nhận trong mục “Áp dụng” của Sáng kiến số.\n\n"
    "Trân trọng.\nSáng kiến số"
)
CONFIRMED = T(
    "Kính gửi Ông/Bà %(name)s,\n\n"
    "%(unit)s đã xác nhận áp dụng giải pháp “%(title)s” (%(code)s) từ ngày %(since)s.\n\n"
    "Trân trọng.\nSáng kiến số"
)
REJECTED = T(
    "Kính gửi Ông/Bà %(name)s,\n\n"
    "%(unit)s không xác nhận áp dụng giải pháp “%(title)s” (%(code)s).\nLý do: %(reason)s\n"
    "Có thể sửa bản ghi nhận trong mục “Áp dụng” của Sáng kiến số để gửi lại.\n\n"
    "Trân trọng.\nSáng kiến số"
)
STOPPED = T(
    "Kính gửi Ông/Bà %(name)s,\n\n"
    "%(unit)s dừng áp dụng giải pháp “%(title)s” (%(code)s).\nLý do: %(reason)s\n\n"
    "Trân trọng.\nSáng kiến số"
)


def ask_to_confirm(session: Session, actor: Actor, adoption: Adoption, idea: Idea,
                   now: datetime) -> None:  # fmt: skip
    """To each clerk of the applying unit but the reporter."""
    clerks = holders(session, local_date(now), Role.UNIT_CLERK, unit_id=adoption.unit_id)
    for clerk in clerks:
        if clerk.account_id != actor.user_id:
            _mail(session, adoption, idea, now, kind="adoption:asked", body=ASKED,
                  title=T("Đề nghị xác nhận áp dụng giải pháp %(code)s", code=idea.code),
                  to=(clerk.account_id, clerk.name, clerk.email))  # fmt: skip


def tell_outcome(session: Session, actor: Actor, adoption: Adoption, idea: Idea, now: datetime,
                 title: Text, body: Text, reason: str = "") -> None:  # fmt: skip
    """To the reporter and to the owner of the solution, but not to the one who acted."""
    wanted = {adoption.reported_by, idea.owner_id} - {None, actor.user_id}
    people = session.execute(
        select(Account.id, Account.full_name, Account.email)
        .where(Account.id.in_(wanted), Account.active)
        .order_by(Account.id)
    ).all()
    for person in people:
        _mail(session, adoption, idea, now, kind=f"adoption:{adoption.state}", body=body,
              title=title, to=(person[0], person[1], person[2]), reason=reason)  # fmt: skip


def _mail(session: Session, adoption: Adoption, idea: Idea, now: datetime, *, kind: str,
          title: Text, body: Text, to: tuple[int, str, str], reason: str = "") -> None:  # fmt: skip
    account_id, name, address = to
    facts = {"name": name, "title": idea.title, "code": idea.code, "unit": adoption.unit_name,
             "since": day_text(adoption.since), "reason": reason}  # fmt: skip
    queue(session, kind=kind, address=address, account_id=account_id, about=adoption.subject,
          title=title, body=Text(body.message, dict(facts)), now=now)  # fmt: skip
