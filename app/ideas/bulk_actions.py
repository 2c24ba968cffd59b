"""One act on many dossiers of a filtered list: looked at first, asked again when it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.database.transaction import to_change
from app.ideas import actions, notices, policy, qualifying, queries, rules
from app.ideas.answering import blockers_at
from app.ideas.models import Idea
from app.ideas.qualifying_rules import Outcome
from app.ideas.states import AT_OFFICE, IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker, Denial, require
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean
from app.outbox.models import OutboxMessage
from app.rounds.fields import Stage
from app.rounds.models import Category, Round

MOST = 500
"""Dossiers of one act: all of them are one transaction."""


class Act(StrEnum):
    """What can be done with many dossiers at once; the value is the address."""

    ACCEPT = "tiep-nhan"
    ASK = "yeu-cau-bo-sung"
    REMIND = "nhac-bo-sung"
    ASSIGN = "gan-linh-vuc"


ACT_TITLES = {
    Act.ACCEPT: T("Tiếp nhận hồ sơ"),
    Act.ASK: T("Yêu cầu bổ sung"),
    Act.REMIND: T("Nhắc tác giả bổ sung"),
    Act.ASSIGN: T("Gán lĩnh vực dự thi"),
}
CLASSIFIABLE = AT_OFFICE | {IdeaState.ELIGIBLE}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done, with its reason or its category."""

    act: Act
    reason: str = ""
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of the preview; `why`: the reason why nothing will be done with it."""

    idea_id: int
    code: str
    title: str
    state: IdeaState
    why: Text | None = None


def preview(session: Session, actor: Actor, wish: Wish, idea_ids: Sequence[int]) -> list[Line]:
    """Each dossier with what would happen to it, in the order given."""
    found = {idea.id: idea for idea in session.scalars(select(Idea).where(Idea.id.in_(idea_ids)))}
    return [
        Line(key, idea.code or "", idea.title, idea.state, _why_not(session, actor, wish, idea))
        for key in idea_ids
        if (idea := found.get(key)) is not None
    ]


def _why_not(session: Session, actor: Actor, wish: Wish, idea: Idea) -> Text | None:
    standing = queries.standing_of(session, idea)
    denial: Denial | None = policy.check(actor, standing)
    if denial is not None:
        return denial.reason
    if wish.act is Act.ACCEPT and not IDEA_LIFECYCLE.allows(idea.state, "accept"):
        return T("Hồ sơ không ở trạng thái chờ kiểm tra")
    if wish.act is Act.ACCEPT and standing.qualified and not _passed(session, idea):
        return T("Kết quả thẩm định điều kiện chưa phải là “Đạt”")
    if wish.act is Act.ACCEPT and (lacking := blockers_at(session, idea.id, Stage.ACCEPT)):
        return lacking[0].message
    if wish.act is Act.ASK and not IDEA_LIFECYCLE.allows(idea.state, "ask_supplement"):
        return T("Hồ sơ không ở trạng thái chờ kiểm tra")
    if wish.act is Act.REMIND and idea.state is not IdeaState.SUPPLEMENT_ASKED:
        return T("Hồ sơ không có yêu cầu bổ sung nào đang chờ tác giả")
    return _why_not_assigned(session, wish, idea) if wish.act is Act.ASSIGN else None


def _passed(session: Session, idea: Idea) -> bool:
    said = qualifying.standing_of(session, idea, session.get_one(Round, idea.round_id))
    return said is None or said.outcome is Outcome.PASS


def _why_not_assigned(session: Session, wish: Wish, idea: Idea) -> Text | None:
    if idea.state not in CLASSIFIABLE:
        return T("Chỉ gán lĩnh vực trước khi chấm điểm")
    if wish.category_id is None:
        return None
    if idea.category_id == wish.category_id:
        return T("Hồ sơ đã thuộc lĩnh vực này")
    category = session.get(Category, wish.category_id)
    if category is None or category.round_id != idea.round_id:
        return T("Lĩnh vực này không có trong đợt xét của hồ sơ")
    return None


def blockers_of(wish: Wish) -> list[Blocker]:
    """What the wish itself lacks."""
    if wish.act is Act.ASK:
        return rules.blockers_of_reason(clean(wish.reason))
    if wish.act is Act.ASSIGN and wish.category_id is None:
        return [Blocker("category_id", T("Chọn lĩnh vực dự thi"))]
    return []


def act_on_all(
    session: Session, actor: Actor, wish: Wish, idea_ids: Sequence[int], now: datetime
) -> int:
    """Do it to every one of these, or to none: each passes the same gate as alone."""
    blockers = blockers_of(wish)
    if len(idea_ids) > MOST:
        blockers.append(Blocker("", T("Mỗi lần xử lý tối đa %(n)s hồ sơ; thu hẹp bộ lọc", n=MOST)))
    if blockers:
        raise Blocked(blockers)
    do = _DEEDS[wish.act]
    for key in sorted(idea_ids):
        do(session, actor, to_change(session, Idea, key), wish, now)
    return len(idea_ids)


def _accept(session: Session, actor: Actor, idea: Idea, _wish: Wish, now: datetime) -> None:
    actions.accept_idea(session, actor, idea, now)


def _ask(session: Session, actor: Actor, idea: Idea, wish: Wish, now: datetime) -> None:
    actions.ask_supplement(session, actor, idea, wish.reason, now)


def _remind(session: Session, actor: Actor, idea: Idea, _wish: Wish, now: datetime) -> None:
    """A mail to the authors, once a day at most; the request itself stays as it is."""
    require(policy.check(actor, queries.standing_of(session, idea)))
    request = queries.open_request(session, idea.id)
    if request is None or idea.state is not IdeaState.SUPPLEMENT_ASKED:
        raise Blocked([Blocker("", T("Hồ sơ không có yêu cầu bổ sung nào đang chờ tác giả"))])
    record(session, actor, "idea:remind_supplement", idea, now)
    if not _reminded_on(session, idea, local_date(now)):
        notices.supplement_reminded(session, idea, request.reason, request.due_on, now)


def _reminded_on(session: Session, idea: Idea, day: date) -> bool:
    last = session.scalar(
        select(func.max(OutboxMessage.queued_at)).where(
            OutboxMessage.about == idea.subject, OutboxMessage.kind == "idea_supplement_reminded"
        )
    )
    return last is not None and local_date(last) == day


def _assign(session: Session, actor: Actor, idea: Idea, wish: Wish, now: datetime) -> None:
    """Another category: what the office sorts by, not what the authors wrote."""
    require(policy.check(actor, queries.standing_of(session, idea)))
    why = _why_not_assigned(session, wish, idea)
    if why is not None:
        raise Blocked([Blocker("category_id", why)])
    record(session, actor, "idea:assign_category", idea, now, before=str(idea.category_id or ""),
           after=str(wish.category_id))  # fmt: skip
    idea.category_id = wish.category_id


_DEEDS: dict[Act, Callable[[Session, Actor, Idea, Wish, datetime], None]] = {
    Act.ACCEPT: _accept, Act.ASK: _ask, Act.REMIND: _remind, Act.ASSIGN: _assign,
}  # fmt: skip
