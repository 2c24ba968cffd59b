"""What of the talk waits for whom, on the page "Việc chờ tôi"."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.kernel.actor import Actor, Role
from app.kernel.text import T
from app.review import talk_queries
from app.web.registry import Work


def waiting(session: Session, actor: Actor, _now: datetime) -> list[Work]:
    """Questions for authors to answer, questions and answers for secretaries to pass on."""
    works = [
        Work(line.code, str(T("Trả lời câu hỏi của Hội đồng")),
             url_for("review.author_questions", idea_id=line.idea_id), T("Trả lời"))
        for line in talk_queries.to_answer(session, actor)
    ]  # fmt: skip
    if actor.councils_as(Role.SECRETARY):
        works += [
            Work(line.code, str(T("Chuyển câu hỏi hoặc câu trả lời")),
                 url_for("review.office_talk", round_id=line.round_id, idea_id=line.idea_id),
                 T("Mở"))
            for line in talk_queries.to_handle(session, actor)
        ]  # fmt: skip
    return works
