"""Open the judging in the log, for one round or dossier, with a reason and for some days.

Whoever has a part in what is judged never opens it. The heads of the council and its secretary
are told by mail; the opening and its early end are recorded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.audit.actions import record
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.actor import Actor, Role
from app.kernel.dates import instant_text, local_date
from app.kernel.refusals import NOT_FOUND, Blocker, Denial, Denied, require, require_ready
from app.kernel.text import T
from app.outbox.actions import queue
from app.oversight import policy
from app.oversight.models import JudgingInquiry
from app.review.models import Sheet
from app.rounds.models import Round

DAYS = 7
MOST_DAYS = 30
REASON_LIMIT = 1000
PART_IN_IT = Denial(
    "part_in_it",
    T("Người có hồ sơ hoặc phiếu chấm trong đợt xét này không mở được việc chấm điểm của đợt."),
)


OVER = Denial("over", T("Thời hạn mở đã hết. Muốn xem tiếp, mở lại với lý do mới."))


def blockers_to_open(reason: str, days: int) -> list[Blocker]:
    """Why, in words, and for how many days."""
    found: list[Blocker] = []
    if not reason:
        found.append(Blocker("reason", T("Nhập lý do và văn bản giao việc kiểm tra")))
    elif len(reason) > REASON_LIMIT:
        found.append(Blocker("reason", T("Rút ngắn còn tối đa %(n)s ký tự", n=REASON_LIMIT)))
    if not 1 <= days <= MOST_DAYS:
        found.append(Blocker("days", T("Nhập số ngày từ 1 đến %(n)s", n=MOST_DAYS)))
    return found


def open_inquiry(
    session: Session, actor: Actor, code: str, reason: str, days: int, now: datetime
) -> JudgingInquiry:
    """Open what is named by `code`: the code of a dossier, or of a round."""
    require(policy.inquire(actor))
    blockers = blockers_to_open(reason, days)
    idea = session.scalar(select(Idea).where(Idea.code == code)) if code else None
    round_id = idea.round_id if idea else session.scalar(
        select(Round.id).where(Round.code == code)
    )  # fmt: skip
    if round_id is None:
        blockers.insert(0, Blocker("code", T("Không có hồ sơ hoặc đợt xét mang mã này")))
    require_ready(blockers)
    if round_id is None or actor.user_id is None:
        raise Denied(NOT_FOUND)
    if _has_part(session, actor.user_id, round_id):
        raise Denied(PART_IN_IT)
    inquiry = JudgingInquiry(
        round_id=round_id, idea_id=idea.id if idea else None, opened_by=actor.user_id,
        reason=reason, opened_at=now, ends_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(inquiry)
    record(session, actor, "judging_inquiry:open", inquiry, now, reason=reason, code=code,
           until=inquiry.ends_at.isoformat())  # fmt: skip
    _tell(session, actor, code, inquiry, now)
    return inquiry


def end_inquiry(session: Session, actor: Actor, inquiry: JudgingInquiry, now: datetime) -> None:
    """Close it before its time; who opened it, or an administrator."""
    if actor.user_id != inquiry.opened_by and not actor.has(Role.ADMIN):
        raise Denied(NOT_FOUND)
    if inquiry.ends_at <= now:
        return
    inquiry.ends_at = max(now, inquiry.opened_at + timedelta.resolution)
    record(session, actor, "judging_inquiry:end", inquiry, now)


def _has_part(session: Session, account_id: int, round_id: int) -> bool:
    """Wrote, co-wrote or judges something of this round."""
    wrote = (
        select(Idea.id)
        .outerjoin(IdeaAuthor, IdeaAuthor.idea_id == Idea.id)
        .where(Idea.round_id == round_id,
               or_(Idea.owner_id == account_id, IdeaAuthor.account_id == account_id))
    )  # fmt: skip
    judges = select(Sheet.id).where(Sheet.round_id == round_id, Sheet.reviewer_id == account_id)
    return any(session.scalar(one.limit(1)) is not None for one in (wrote, judges))


def _tell(
    session: Session, actor: Actor, code: str, inquiry: JudgingInquiry, now: datetime
) -> None:
    people = {
        one.account_id: one
        for role in (Role.CHAIR, Role.SECRETARY)
        for one in holders(session, local_date(now), role)
        if one.account_id != actor.user_id
    }
    for one in people.values():
        queue(
            session, kind="judging_inquiry", address=one.email, account_id=one.account_id,
            about=inquiry.subject, now=now,
            title=T("Mở việc chấm điểm %(code)s để kiểm tra", code=code),
            body=T("%(who)s mở thông tin ai chấm hồ sơ nào của %(code)s trong nhật ký đến "
                   "%(until)s.\nLý do: %(reason)s", who=actor.name, code=code,
                   until=instant_text(inquiry.ends_at), reason=inquiry.reason),
        )  # fmt: skip


def require_running(
    session: Session, actor: Actor, inquiry: JudgingInquiry | None, now: datetime
) -> JudgingInquiry:
    """The inquiry, for the one who opened it, while it runs and they have no part in the round."""
    require(policy.inquire(actor))
    if inquiry is None or actor.user_id is None or inquiry.opened_by != actor.user_id:
        raise Denied(NOT_FOUND)
    if not inquiry.opened_at <= now < inquiry.ends_at:
        raise Denied(OVER)
    if _has_part(session, actor.user_id, inquiry.round_id):
        raise Denied(PART_IN_IT)
    return inquiry


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """One inquiry, as inspectors and administrators list them."""

    inquiry_id: int
    code: str
    who: str
    opened_by: int
    reason: str
    opened_at: datetime
    ends_at: datetime


def inquiries(session: Session, limit: int = 50) -> list[InquiryLine]:
    """The latest inquiries, whoever opened them. One query."""
    one = JudgingInquiry
    rows = session.execute(
        select(one.id, Idea.code, Round.code, Account.full_name, one.opened_by, one.reason,
               one.opened_at, one.ends_at)
        .join(Round, Round.id == one.round_id)
        .join(Account, Account.id == one.opened_by)
        .outerjoin(Idea, Idea.id == one.idea_id)
        .order_by(one.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        InquiryLine(key, idea or round_, who, by, reason, opened, ends)
        for key, idea, round_, who, by, reason, opened, ends in rows
    ]
