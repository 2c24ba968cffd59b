"""What waits for people of this room on their home page."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.adoption import lists, review_queries
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text
from app.kernel.text import T
from app.web.registry import Work


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """What the clerk of the applying unit has to confirm, and to look at again."""
    if not actor.has(Role.UNIT_CLERK):
        return []
    return [*_to_confirm(session, actor), *_to_review(session, actor, now)]


def _to_review(session: Session, actor: Actor, now: datetime) -> list[Work]:
    return [
        Work(
            code=line.code,
            title=line.title,
            url=url_for("adoption.new_follow_up", adoption_id=line.adoption_id),
            action_text=T("Ghi kết quả rà soát"),
            hint=T("Rà soát sau %(n)s tháng áp dụng", n=line.months),
            due_text=T("Kỳ %(day)s", day=day_text(line.day)),
        )
        for line in review_queries.waiting_reviews(session, actor, now)
    ]


def _to_confirm(session: Session, actor: Actor) -> list[Work]:
    return [
        Work(
            code=line.code,
            title=line.title,
            url=url_for("adoption.show", adoption_id=line.adoption_id),
            action_text=T("Xác nhận áp dụng"),
            hint=T("%(unit)s đề nghị xác nhận đơn vị đang áp dụng", unit=line.from_unit),
        )
        for line in lists.waiting_to_confirm(session, actor)
    ]
