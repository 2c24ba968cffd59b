"""What of the qualification waits for whom, on the page "Việc chờ tôi"."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.dates import deadline_text
from app.kernel.text import T
from app.review import qualifying_queries
from app.web.registry import Work


def waiting(session: Session, actor: Actor, _now: datetime) -> list[Work]:
    """Dossiers that wait for my answer; for a secretary, those that nobody was asked about."""
    answers = [
        Work(line.code, str(T("Thẩm định điều kiện %(n)s hồ sơ", n=line.number)),
             url_for("review.qualify_mine"), T("Thẩm định"), line.title, line.until,
             deadline_text(line.until))
        for line in qualifying_queries.to_answer(session, actor)
    ]  # fmt: skip
    return answers + [
        Work(line.code, str(T("Phân công thẩm định %(n)s hồ sơ", n=line.number)),
             url_for("review.qualify_round", round_id=line.round_id), T("Mở"), line.title,
             line.until, deadline_text(line.until))
        for line in qualifying_queries.to_assign(session, actor)
    ]  # fmt: skip
