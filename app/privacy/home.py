"""Requests about personal data that wait for the administrator."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.dates import end_of_day_exclusive
from app.kernel.text import T
from app.privacy import policy, queries
from app.privacy.states import REQUEST_TITLES, RequestState
from app.web.registry import Work

MOST = 20


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:  # noqa: ARG001
    """Each open request with its last day; one query, none for others."""
    if policy.look_after(actor) is not None:
        return []
    lines = queries.request_lines(session, RequestState.OPEN, limit=MOST, offset=0)
    return [
        Work(
            code=f"DL-{line.request_id}",
            title=f"{REQUEST_TITLES[line.kind]}: {line.name}",
            url=url_for("privacy.request_page", request_id=line.request_id),
            action_text=T("Trả lời"),
            due_at=end_of_day_exclusive(line.due_on),
        )
        for line in lines
    ]
