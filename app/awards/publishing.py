"""Show a draft list for comment, and take complaints about its lines to their answer.

Luật Thi đua, khen thưởng 2022, Điều 84.5: what is proposed is made public; how long is local data,
kept with each publication. The first day is not counted, the last one counts whole.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import calendar, holders
from app.audit.actions import move, record
from app.awards import policy
from app.awards.compiling import compile_list
from app.awards.complaint_states import COMPLAINT_LIFECYCLE
from app.awards.drafting import require_draft
from app.awards.list_models import Complaint, ListPublication
from app.awards.locking import blockers_of_reason
from app.awards.models import Nomination, NominationList
from app.awards.publications import PublishedLine, compilers_of, running, stored_lines
from app.awards.states import NAME_LIMIT, TEXT_LIMIT, ListState
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import Blocker, IllegalMove, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line
from app.outbox.actions import queue

MOST_DAYS = 60
DAYS, ANSWER_DAYS = 5, 10
"""What the form offers: five days of comment, ten working days for an answer."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long comment is asked for, and how long an answer may take (working days)."""

    days: int = DAYS
    working_days: bool = True
    answer_days: int = ANSWER_DAYS
    to_everyone: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """A kiến nghị as filed. `filer_name`: of somebody whose letter an officer enters."""

    text: str
    withheld: bool = False
    filer_name: str = ""


def publish_list(
    session: Session, actor: Actor, list_: NominationList, period: Period, now: datetime
) -> ListPublication:
    """Show name, unit, award and achievement of each line, as they are now, until the last day."""
    require(policy.compile_lists(actor))
    require_draft(list_)
    lines = compile_list(session, list_).lines
    require_ready(_blockers_to_publish(session, list_, period, len(lines), now))
    first = local_date(now)
    shown = [
        PublishedLine(line.nomination_id, line.name,
                      line.unit_name if line.unit_name != line.name else "",
                      line.award_name, line.achievement)
        for line in lines
    ]  # fmt: skip
    row = ListPublication(
        list_id=list_.id, key=secrets.token_urlsafe(24), to_everyone=period.to_everyone,
        days=period.days, working_days=period.working_days, answer_days=period.answer_days,
        first_day=first,
        last_day=calendar(session).last_day(first, period.days, working=period.working_days),
        content=json.dumps([one.plain for one in shown], ensure_ascii=False),
        published_by=actor.user_id, published_at=now,
    )  # fmt: skip
    session.add(row)
    record(session, actor, "nomination_list:publish", list_, now, lines=len(shown),
           last_day=row.last_day, to_everyone=period.to_everyone)  # fmt: skip
    return row


def _blockers_to_publish(
    session: Session, list_: NominationList, period: Period, lines: int, now: datetime
) -> list[Blocker]:
    found = []
    if not lines:
        found.append(Blocker("days", T("Danh sách chưa có đối tượng nào")))
    for name, days in (("days", period.days), ("answer_days", period.answer_days)):
        if not 1 <= days <= MOST_DAYS:
            found.append(Blocker(name, T("Số ngày từ 1 đến %(n)s", n=MOST_DAYS)))
    if running(session, list_.id, local_date(now)) is not None:
        found.append(Blocker("days", T("Danh sách đang công khai; kết thúc lần này trước")))
    return found


def end_publication(
    session: Session, actor: Actor, list_: NominationList, reason: str, now: datetime
) -> None:
    """Take the list down before its last day, for instance to show a corrected one: who could
    still have objected may ask why.
    """
    require(policy.compile_lists(actor))
    reason = clean(reason)
    row = running(session, list_.id, local_date(now))
    if row is None:
        raise IllegalMove("unpublish", list_.state, [])
    require_ready(blockers_of_reason("end_reason", reason, T("Nêu lý do kết thúc sớm")))
    row.ended_at = now
    record(session, actor, "nomination_list:unpublish", list_, now, reason=reason)


def file_complaint(
    session: Session, actor: Actor, publication: ListPublication, nomination_id: int,
    objection: Objection, now: datetime,
) -> Complaint:  # fmt: skip
    """A signed-in person objects to one line while the list is shown."""
    found = _blockers_in(objection)
    if publication.ended_at is not None or local_date(now) > publication.last_day:
        found.append(Blocker("text", T("Đã hết thời gian lấy ý kiến ngày %(day)s",
                                       day=day_text(publication.last_day))))  # fmt: skip
    require_ready(found)
    line = next((one for one in stored_lines(publication.content)
                 if one.nomination_id == nomination_id), None)  # fmt: skip
    if line is None or session.get(Nomination, nomination_id) is None:
        require_ready([Blocker("text", T("Dòng này không có trong danh sách công khai"))])
    row = _filed(session, publication.list_id, nomination_id, objection, publication.answer_days,
                 now)  # fmt: skip
    row.filed_by = actor.user_id
    return _noted(session, actor, row, now)


def enter_complaint(
    session: Session, actor: Actor, list_: NominationList, nomination_id: int,
    objection: Objection, now: datetime,
) -> Complaint:  # fmt: skip
    """An officer enters a letter that came another way, until the list is issued."""
    require(policy.compile_lists(actor))
    if list_.state is ListState.ISSUED:
        raise IllegalMove("complain", list_.state, [])
    found = _blockers_in(objection)
    if not clean_line(objection.filer_name) and not objection.withheld:
        found.append(Blocker("filer_name", T("Nhập họ tên người gửi, hoặc chọn giữ kín tên")))
    if len(clean_line(objection.filer_name)) > NAME_LIMIT:
        found.append(Blocker("filer_name", T("Họ tên không được quá %(n)s ký tự", n=NAME_LIMIT)))
    nomination = session.get(Nomination, nomination_id)
    if nomination is None or nomination.list_id != list_.id:
        found.append(Blocker("line", T("Chọn dòng của danh sách này")))
    require_ready(found)
    last = session.scalars(
        select(ListPublication.answer_days)
        .where(ListPublication.list_id == list_.id)
        .order_by(ListPublication.id.desc())
    ).first()
    row = _filed(session, list_.id, nomination_id, objection, last or ANSWER_DAYS, now)
    row.filer_name, row.entered_by = clean_line(objection.filer_name), actor.user_id
    return _noted(session, actor, row, now)


def _blockers_in(objection: Objection) -> list[Blocker]:
    text = clean(objection.text)
    if not text:
        return [Blocker("text", T("Nhập nội dung kiến nghị"))]
    if len(text) > TEXT_LIMIT:
        return [Blocker("text", T("Nội dung không được quá %(n)s ký tự", n=TEXT_LIMIT))]
    return []


def _filed(
    session: Session, list_id: int, nomination_id: int, objection: Objection, answer_days: int,
    now: datetime,
) -> Complaint:  # fmt: skip
    nomination = session.get_one(Nomination, nomination_id)
    return Complaint(
        list_id=list_id, nomination_id=nomination_id, about=nomination.name,
        withheld=objection.withheld, text=clean(objection.text), filed_at=now,
        due_on=calendar(session).last_day(local_date(now), answer_days, working=True),
    )  # fmt: skip


def _noted(session: Session, actor: Actor, row: Complaint, now: datetime) -> Complaint:
    session.add(row)
    record(session, actor, "complaint:file", row, now, list=row.list_id,
           nomination=row.nomination_id, due_on=row.due_on)  # fmt: skip
    list_ = session.get_one(NominationList, row.list_id)
    for leader in holders(session, local_date(now), Role.LEADER):
        queue(
            session, kind="complaint_filed", address=leader.email, account_id=leader.account_id,
            now=now, about=row.subject, title=T("Có kiến nghị về danh sách khen thưởng"),
            body=T("Danh sách số %(number)s năm %(year)s có kiến nghị về một dòng. Giao người xem "
                   "xét; trả lời chậm nhất ngày %(day)s.", number=f"{list_.number:02d}",
                   year=list_.year, day=day_text(row.due_on)),
        )  # fmt: skip
    return row


def assign_complaint(
    session: Session, actor: Actor, row: Complaint, account_id: int, now: datetime
) -> None:
    """Give it to somebody who did not compile the list, is not on the line and did not file it."""
    require(policy.reopen(actor))
    COMPLAINT_LIFECYCLE.after(row.state, "assign")
    fitting = {one.account_id: one for one in fit_to_answer(session, row, now)}
    person = fitting.get(account_id)
    if person is None:
        require_ready([Blocker("assigned_to", T("Chọn người không tham gia lập danh sách"))])
    row.assigned_to = account_id
    move(session, actor, row, COMPLAINT_LIFECYCLE, "assign", now, account_id=account_id)
    queue(
        session, kind="complaint_assigned", address=fitting[account_id].email,
        account_id=account_id, now=now, about=row.subject,
        title=T("Được giao xem xét một kiến nghị"),
        body=T("Ông/Bà được giao xem xét kiến nghị về một dòng của danh sách khen thưởng, trả lời "
               "chậm nhất ngày %(day)s.", day=day_text(row.due_on)),
    )  # fmt: skip


def fit_to_answer(session: Session, row: Complaint, now: datetime) -> list["Fit"]:
    """Who may look into a complaint: people of the room's readers without a part in the list."""
    involved = _involved(session, row)
    found = holders(session, local_date(now), *policy.READERS)
    return [
        Fit(one.account_id, one.name, one.email) for one in found if one.account_id not in involved
    ]


def _involved(session: Session, row: Complaint) -> set[int | None]:
    nomination = session.get(Nomination, row.nomination_id) if row.nomination_id else None
    nominee = nomination.account_id if nomination else None
    return compilers_of(session, row.list_id) | {row.filed_by, row.entered_by, nominee}


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who may be given a complaint."""

    account_id: int
    name: str
    email: str


def answer_complaint(
    session: Session, actor: Actor, row: Complaint, *, upheld: bool, answer: str, now: datetime
) -> None:
    """The person it was given to says whether it is right, and why; the filer is told.

    Who has taken a part in the list since gives it back: the head assigns it to somebody else.
    """
    require(policy.answer_complaint(actor, row.assigned_to))
    name = "uphold" if upheld else "dismiss"
    COMPLAINT_LIFECYCLE.after(row.state, name)
    answer = clean(answer)
    found = _blockers_in_answer(answer)
    if actor.user_id in _involved(session, row):
        found.append(Blocker("answer", T("Ông/Bà đã tham gia lập danh sách này nên không trả lời "
                                         "kiến nghị; đề nghị giao người khác")))  # fmt: skip
    require_ready(found)
    row.answer, row.answered_by, row.answered_at = answer, actor.user_id, now
    move(session, actor, row, COMPLAINT_LIFECYCLE, name, now, late=local_date(now) > row.due_on)
    filer = session.get(Account, row.filed_by) if row.filed_by else None
    if filer is not None and filer.active:
        queue(
            session, kind="complaint_answered", address=filer.email, account_id=filer.id, now=now,
            about=row.subject, title=T("Kiến nghị đã được trả lời"),
            body=T("Kiến nghị của Ông/Bà về danh sách khen thưởng đã được trả lời:\n\n%(answer)s",
                   answer=answer),
        )  # fmt: skip


def _blockers_in_answer(answer: str) -> list[Blocker]:
    problem: Text | None = None
    if not answer:
        problem = T("Nhập nội dung trả lời, nêu rõ lý do")
    elif len(answer) > TEXT_LIMIT:
        problem = T("Nội dung không được quá %(n)s ký tự", n=TEXT_LIMIT)
    return [Blocker("answer", problem)] if problem else []
