"""What waits for people of this room on their home page."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.adoption import lists
from app.kernel.actor import Actor, Role
from app.kernel.text import T
from app.web.registry import Work


def waiting(session: Session, actor: Actor, _now: datetime) -> list[Work]:
    """Reports that the clerk of the applying unit has to confirm."""
    if not actor.has(Role.UNIT_CLERK):
        return []
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
