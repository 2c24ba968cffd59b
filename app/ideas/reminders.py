"""What people are reminded of: drafts, shares, what was asked or given back, confirmations."""

from datetime import datetime

from sqlalchemy import Subquery, exists, func, select, union
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.queries import in_force
from app.ideas.models import Idea, IdeaAuthor, SupplementRequest
from app.ideas.people_models import AuthorConsent
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.dates import deadline_text, end_of_day_exclusive, local_date
from app.kernel.numbers import decimal_text
from app.kernel.text import T
from app.outbox.reminders import Reminder, link_to
from app.outbox.timetable import Timetable
from app.rounds.models import Round
from app.rounds.states import RoundState

UNTITLED = T("Hồ sơ chưa đặt tên")


def due(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """All of this room, in five queries."""
    return [
        *_drafts(session, table, now),
        *_asked(session, table, now, "idea_supplement"),
        *_asked(session, table, now, "idea_return"),
        *_shares(session, table, now),
        *_endorsements(session, table, now),
    ]


def _writers(state: IdeaState) -> Subquery:
    """(dossier, account) of whoever may write in dossiers of this state, each pair once."""
    return union(
        select(Idea.id.label("idea_id"), Idea.owner_id.label("account_id"))
        .where(Idea.state == state),
        select(IdeaAuthor.idea_id, IdeaAuthor.account_id)
        .join(Idea, Idea.id == IdeaAuthor.idea_id)
        .where(Idea.state == state, IdeaAuthor.account_id.is_not(None)),
    ).subquery()  # fmt: skip


def _drafts(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each author of a draft, before the round closes."""
    kind, writers = "idea_draft", _writers(IdeaState.DRAFT)
    rows = session.execute(
        select(Idea.id, Idea.title, Idea.created_at, Round.title, Round.closes_at,
               Account.id, Account.full_name, Account.email)
        .join(Round, Round.id == Idea.round_id)
        .join(writers, writers.c.idea_id == Idea.id)
        .join(Account, Account.id == writers.c.account_id)
        .where(Account.active, Round.state == RoundState.ANNOUNCED, Round.opens_at <= now,
               Round.closes_at > now, Round.closes_at < table.horizon(kind, now))
        .order_by(Idea.id, Account.id)
    )  # fmt: skip
    return [
        Reminder(
            kind, f"idea:{key}", on, (person, name, address),
            T("Bản nháp chưa nộp, hạn nộp %(end)s", end=deadline_text(end)),
            T("Bản nháp “%(title)s” chưa nộp vào %(round)s.\nHạn nộp: trước %(end)s. Bản nháp "
              "không tự nộp khi hết hạn.\nĐề nghị hoàn thiện và nộp hồ sơ.",
              title=title or UNTITLED, round=round_title, end=deadline_text(end)),
            link_to("ideas.tasks", idea_id=key),
        )
        for key, title, since, round_title, end, person, name, address in rows
        if (on := table.before(kind, end, now, since))
    ]  # fmt: skip


ASKED = {
    "idea_supplement": (
        IdeaState.SUPPLEMENT_ASKED, T("Hồ sơ %(code)s chờ bổ sung trước %(end)s"),
        T("Thư ký Hội đồng đã yêu cầu bổ sung hồ sơ “%(title)s” (%(code)s).\nHạn bổ sung: "
          "trước %(end)s.\nĐề nghị bổ sung và gửi lại hồ sơ."),
    ),
    "idea_return": (
        IdeaState.RETURNED, T("Hồ sơ %(code)s chờ nộp lại trước %(end)s"),
        T("Đơn vị đã trả lại hồ sơ “%(title)s” (%(code)s) để hoàn thiện.\nHạn nộp lại: "
          "trước %(end)s.\nĐề nghị hoàn thiện và nộp lại hồ sơ."),
    ),
}  # fmt: skip


def _asked(session: Session, table: Timetable, now: datetime, kind: str) -> list[Reminder]:
    """To each author while the office or the unit waits for the dossier to come back."""
    state, subject, body = ASKED[kind]
    writers = _writers(state)
    asked = (
        select(SupplementRequest.idea_id, func.max(SupplementRequest.due_on).label("due_on"),
               func.max(SupplementRequest.asked_at).label("asked_at"))
        .where(SupplementRequest.answered_at.is_(None))
        .group_by(SupplementRequest.idea_id)
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, asked.c.asked_at, asked.c.due_on,
               Account.id, Account.full_name, Account.email)
        .join(Round, Round.id == Idea.round_id)
        .join(asked, asked.c.idea_id == Idea.id)
        .join(writers, writers.c.idea_id == Idea.id)
        .join(Account, Account.id == writers.c.account_id)
        .where(Account.active, Round.state == RoundState.ANNOUNCED,
               asked.c.due_on >= local_date(now),
               asked.c.due_on < local_date(table.horizon(kind, now)))
        .order_by(Idea.id, Account.id)
    )  # fmt: skip
    return [
        Reminder(
            kind, f"idea:{key}", on, (person, name, address),
            T(subject.message, code=code, end=deadline_text(end)),
            T(body.message, title=title, code=code, end=deadline_text(end)),
            link_to("ideas.tasks", idea_id=key),
        )
        for key, code, title, since, last_day, person, name, address in rows
        if (on := table.before(kind, end := end_of_day_exclusive(last_day), now, since))
    ]  # fmt: skip


def _shares(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each co-author with an account whose share on a draft is not answered for."""
    kind = "idea_share"
    answered = exists().where(
        AuthorConsent.idea_id == Idea.id, AuthorConsent.account_id == Account.id,
        AuthorConsent.share == IdeaAuthor.share,
    )  # fmt: skip
    rows = session.execute(
        select(Idea.id, Idea.title, Idea.created_at, Round.closes_at, IdeaAuthor.share,
               Account.id, Account.full_name, Account.email)
        .join(Round, Round.id == Idea.round_id)
        .join(IdeaAuthor, IdeaAuthor.idea_id == Idea.id)
        .join(Account, Account.id == IdeaAuthor.account_id)
        .where(Idea.state == IdeaState.DRAFT, Account.active, Account.id != Idea.owner_id,
               Round.state == RoundState.ANNOUNCED, Round.opens_at <= now, Round.closes_at > now,
               Round.closes_at < table.horizon(kind, now), ~answered)
        .order_by(Idea.id, Account.id)
    )  # fmt: skip
    return [
        Reminder(
            kind, f"idea:{key}", on, (person, name, address),
            T("Tỷ lệ đóng góp chờ xác nhận, hạn nộp %(end)s", end=deadline_text(end)),
            T("Hồ sơ “%(title)s” ghi Ông/Bà là đồng tác giả với tỷ lệ đóng góp %(share)s%%.\n"
              "Đề nghị xác nhận hoặc từ chối trước %(end)s.", title=title or UNTITLED,
              share=decimal_text(share), end=deadline_text(end)),
            link_to("ideas.coauthors", idea_id=key),
        )
        for key, title, since, end, share, person, name, address in rows
        if (on := table.before(kind, end, now, since))
    ]  # fmt: skip


def _endorsements(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each clerk: how many dossiers of the unit wait that are not the clerk's own."""
    kind = "idea_endorse"
    authored = exists().where(
        IdeaAuthor.idea_id == Idea.id, IdeaAuthor.account_id == RoleGrant.account_id
    )
    rows = session.execute(
        select(Round.id, Round.title, Round.endorse_until, Unit.id, Unit.name, Account.id,
               Account.full_name, Account.email, func.count(Idea.id.distinct()),
               func.min(Idea.submitted_at))
        .join(Idea, Idea.round_id == Round.id)
        .join(Unit, Unit.id == Idea.unit_id)
        .join(RoleGrant, RoleGrant.unit_id == Unit.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Idea.state == IdeaState.AWAITING_UNIT, Round.state == RoundState.ANNOUNCED,
               Round.endorse_until > now, Round.endorse_until < table.horizon(kind, now),
               *in_force(Role.UNIT_CLERK, local_date(now)), Account.active,
               Idea.owner_id != Account.id, ~authored)
        .group_by(Round.id, Unit.id, Account.id)
        .order_by(Round.id, Unit.id, Account.id)
    )  # fmt: skip
    return [
        Reminder(
            kind, f"round:{key}", on, (person, name, address),
            T("%(n)s hồ sơ chờ đơn vị xác nhận trước %(end)s", n=number, end=deadline_text(end)),
            T("%(n)s hồ sơ của %(unit)s trong %(round)s chờ đơn vị xác nhận hoặc trả lại.\n"
              "Hạn xác nhận: trước %(end)s.",
              n=number, unit=unit, round=title, end=deadline_text(end)),
            link_to("ideas.unit_list", **{"trang-thai": IdeaState.AWAITING_UNIT.value}),
            part=unit_id,
        )
        for key, title, end, unit_id, unit, person, name, address, number, since in rows
        if (on := table.before(kind, end, now, since))
    ]  # fmt: skip
