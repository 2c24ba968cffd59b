"""What waits for communications officers on their home page."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.gallery import office, policy
from app.gallery.office import Stand
from app.kernel.actor import Actor
from app.kernel.text import T
from app.web.registry import Work


def waiting(session: Session, actor: Actor, _now: datetime) -> list[Work]:
    """One line for all solutions that are applied and not public yet."""
    if policy.publish(actor) is not None:
        return []
    count = office.office_total(session, Stand.PUBLISHABLE)
    if not count:
        return []
    return [
        Work(
            code="",
            title=str(T("Công khai giải pháp đã áp dụng")),
            url=url_for("gallery.office_list", xem=Stand.PUBLISHABLE.value),
            action_text=T("Xem danh sách"),
            hint=T("%(n)s giải pháp đã được công nhận và xác nhận áp dụng", n=count),
        )
    ]
