"""What waits for authors, units and secretaries on their home page."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.ideas import rules
from app.ideas.consent_queries import consents_of
from app.ideas.consents import UNANSWERED
from app.ideas.models import Idea, IdeaAuthor, SupplementRequest
from app.ideas.queries import at_office_for, of_units_of, written_by
from app.ideas.states import AT_OFFICE, EDITABLE, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import deadline_text
from app.kernel.numbers import decimal_text
from app.kernel.text import T, Text
from app.rounds.models import Round
from app.rounds.states import RoundState
from app.web.registry import Work

AUTHOR_ACTS: dict[IdeaState, tuple[Text, Text]] = {
    IdeaState.DRAFT: (T("Bản nháp chưa nộp"), T("Viết tiếp")),
    IdeaState.RETURNED: (T("Đơn vị trả lại để hoàn thiện"), T("Hoàn thiện")),
    IdeaState.SUPPLEMENT_ASKED: (T("Thư ký Hội đồng yêu cầu bổ sung"), T("Bổ sung hồ sơ")),
}

OFFICE_ACTS: dict[IdeaState, Text] = {
    IdeaState.SUBMITTED: T("%(n)s hồ sơ mới chờ kiểm tra"),
    IdeaState.SUPPLEMENTED: T("%(n)s hồ sơ đã bổ sung chờ kiểm tra"),
}


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """One line for each dossier of mine; one for all that wait at my unit or office."""
    return [
        *_to_write(session, actor, now),
        *_to_confirm(session, actor),
        *_to_endorse(session, actor),
        *_to_check(session, actor),
    ]


def _to_write(session: Session, actor: Actor, now: datetime) -> list[Work]:
    asked = (
        select(SupplementRequest.idea_id, func.max(SupplementRequest.due_on).label("due_on"))
        .where(SupplementRequest.answered_at.is_(None))
        .group_by(SupplementRequest.idea_id)
        .subquery()
    )
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.state, Round, asked.c.due_on)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(asked, asked.c.idea_id == Idea.id)
        .where(
            written_by(actor),
            Idea.state.in_(EDITABLE),
            Round.state == RoundState.ANNOUNCED,
            # A draft that can no longer be submitted is no work.
            or_(Idea.state == IdeaState.SUPPLEMENT_ASKED, Round.endorse_until > now),
            or_(Idea.state != IdeaState.DRAFT, Round.closes_at > now),
        )
        .order_by(Idea.id)
        .limit(50)
    )
    return [_work(*row) for row in rows]


def _work(
    idea_id: int, code: str | None, title: str, state: IdeaState, round_: Round, due_on: object
) -> Work:
    hint, act = AUTHOR_ACTS[state]
    end = rules.deadline_of(round_, state, due_on)  # type: ignore[arg-type]
    return Work(
        code="",
        title=title or str(T("Hồ sơ chưa đặt tên")),
        url=url_for("ideas.tasks", idea_id=idea_id),
        action_text=act,
        hint=T("%(code)s, %(hint)s", code=code, hint=hint) if code else hint,
        due_at=end,
        due_text=T("trước %(end)s", end=deadline_text(end)),
    )


def _to_confirm(session: Session, actor: Actor) -> list[Work]:
    """Shares of mine in other people's dossiers that I have not answered for."""
    rows = session.execute(
        select(Idea.id, Idea.title, Idea.owner_id, IdeaAuthor.share)
        .join(IdeaAuthor, IdeaAuthor.idea_id == Idea.id)
        .where(IdeaAuthor.account_id == actor.user_id, Idea.owner_id != actor.user_id,
               Idea.state.in_(EDITABLE | AT_OFFICE | {IdeaState.AWAITING_UNIT}))
        .order_by(Idea.id)
        .limit(50)
    ).all()  # fmt: skip
    if not rows:
        return []
    lines = consents_of(session, {key: owner for key, _title, owner, _share in rows})
    return [
        Work(
            code="",
            title=title or str(T("Hồ sơ chưa đặt tên")),
            url=url_for("ideas.coauthors", idea_id=key),
            action_text=T("Xác nhận tỷ lệ đóng góp"),
            hint=T("Được ghi là đồng tác giả, tỷ lệ %(share)s%%", share=decimal_text(share)),
        )
        for key, title, _owner, share in rows
        if any(one.account_id == actor.user_id and one.consent in UNANSWERED for one in lines[key])
    ]


def _list_url(endpoint: str, state: IdeaState) -> str:
    values: dict[str, Any] = {"trang-thai": state}
    return url_for(endpoint, **values)


def _to_endorse(session: Session, actor: Actor) -> list[Work]:
    if not actor.has(Role.UNIT_CLERK):
        return []
    number, end = session.execute(
        select(func.count(Idea.id), func.min(Round.endorse_until))
        .join(Round, Round.id == Idea.round_id)
        .where(and_(of_units_of(actor), Idea.state == IdeaState.AWAITING_UNIT))
    ).one()
    if not number:
        return []
    return [
        Work(
            code="",
            title=str(T("%(n)s hồ sơ chờ đơn vị xác nhận", n=number)),
            url=_list_url("ideas.unit_list", IdeaState.AWAITING_UNIT),
            action_text=T("Xem và xác nhận"),
            due_at=end,
            due_text=T("trước %(end)s", end=deadline_text(end)),
        )
    ]


def _to_check(session: Session, actor: Actor) -> list[Work]:
    if not actor.has(Role.SECRETARY):
        return []
    rows = session.execute(
        select(Idea.state, func.count(), func.min(Round.checked_until))
        .join(Round, Round.id == Idea.round_id)
        .where(
            at_office_for(actor),
            Round.council_id.in_(actor.councils_as(Role.SECRETARY)),
            Idea.state.in_(AT_OFFICE),
        )
        .group_by(Idea.state)
        .order_by(Idea.state)
    )
    return [
        Work(
            code="",
            title=str(Text(OFFICE_ACTS[state].message, {"n": number})),
            url=_list_url("ideas.intake", state),
            action_text=T("Kiểm tra"),
            due_at=end,
            due_text=T("trước %(end)s", end=deadline_text(end)),
        )
        for state, number, end in rows
    ]
