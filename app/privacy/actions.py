"""A person's rights: export, requests, consent. The office's part: answers, texts, periods."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import calendar, holders
from app.audit.actions import move, record
from app.gallery.actions import refresh_names
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import (
    NOT_FOUND,
    AlreadyDone,
    Blocked,
    Blocker,
    Denied,
    require,
    require_ready,
)
from app.kernel.text import T
from app.outbox.actions import queue
from app.privacy import policy, queries, rules
from app.privacy.catalogue import record_kinds
from app.privacy.models import Consent, ConsentText, DataRequest, RetentionPeriod
from app.privacy.states import (
    PURPOSE_TITLES,
    REQUEST_LIFECYCLE,
    REQUEST_TITLES,
    Purpose,
    RequestKind,
)


def ask(session: Session, actor: Actor, kind: RequestKind, text: str, now: datetime) -> DataRequest:
    """Ask something about one's own data; administrators are told and have two working days."""
    if actor.user_id is None:
        raise Denied(NOT_FOUND)
    require_ready(
        rules.blockers_to_write("text", text, rules.TEXT_LIMIT, T("Nhập nội dung yêu cầu"))
    )
    due = rules.due_on(now, calendar(session))
    request = DataRequest(account_id=actor.user_id, kind=kind, text=text, asked_at=now, due_on=due)
    session.add(request)
    record(session, actor, "data_request:ask", request, now, after="open", kind=str(kind))
    for member in holders(session, local_date(now), Role.ADMIN):
        queue(
            session, kind="data_request", address=member.email, account_id=member.account_id,
            title=T("Yêu cầu về dữ liệu cá nhân, trả lời trước hết ngày %(day)s",
                    day=day_text(due)),
            body=T("Có yêu cầu mới: %(kind)s.\nMở mục Quản trị, Dữ liệu cá nhân để trả lời.",
                   kind=REQUEST_TITLES[kind]),
            now=now, about=request.subject,
        )  # fmt: skip
    return request


def answer(
    session: Session, actor: Actor, request: DataRequest, text: str, *, accepted: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Answer a request, once: what was done, or why not. The person is told by mail."""
    require(policy.look_after(actor))
    require_ready(
        rules.blockers_to_write("answer", text, rules.TEXT_LIMIT, T("Nhập nội dung trả lời"))
    )
    move(session, actor, request, REQUEST_LIFECYCLE, "accept" if accepted else "refuse", now,
         late=local_date(now) > request.due_on)  # fmt: skip
    request.answer, request.answered_at, request.answered_by = text, now, actor.user_id
    person = session.get_one(Account, request.account_id)
    if person.active:
        queue(
            session, kind="data_request", address=person.email, account_id=person.id,
            title=T("Yêu cầu về dữ liệu cá nhân đã được trả lời"),
            body=T("%(kind)s: đã có trả lời.\nMở mục Tài khoản của tôi, Dữ liệu của tôi để đọc.",
                   kind=REQUEST_TITLES[request.kind]),
            now=now, about=request.subject,
        )  # fmt: skip


def give_consent(
    session: Session, actor: Actor, purpose: Purpose, version: int, now: datetime
) -> Consent:
    """Agree to the words that were shown; `Blocked` when they have changed meanwhile."""
    person = _oneself(session, actor)
    words = queries.wording(session, purpose)
    if words.version != version:
        raise Blocked([Blocker("version", T("Lời văn đã thay đổi. Đọc lại rồi chọn lại."))])
    if _standing(session, person.id, purpose) is not None:
        raise AlreadyDone(T("Đã đồng ý từ trước."), "privacy.mine")
    consent = Consent(account_id=person.id, purpose=purpose, version=words.version,
                      text=words.text, given_at=now)  # fmt: skip
    session.add(consent)
    record(session, actor, "consent:give", consent, now, purpose=str(purpose), version=version)
    session.flush()
    refresh_names(session, person.id)
    return consent


def withdraw_consent(session: Session, actor: Actor, purpose: Purpose, now: datetime) -> int:
    """Take it back, at once: what rested on it alone ends now; how many pages changed.

    Somebody who never said yes may say no just as well.
    """
    person = _oneself(session, actor)
    consent = _standing(session, person.id, purpose)
    if consent is None:
        if person.id in queries.unwilling(session, [person.id]):
            raise AlreadyDone(T("Đã rút lại từ trước."), "privacy.mine")
        words = queries.wording(session, purpose)
        consent = Consent(account_id=person.id, purpose=purpose, version=words.version,
                          text=words.text, given_at=now)  # fmt: skip
        session.add(consent)
    consent.withdrawn_at = max(now, consent.given_at)
    record(session, actor, "consent:withdraw", consent, now, purpose=str(purpose))
    session.flush()
    return refresh_names(session, person.id)


def _oneself(session: Session, actor: Actor) -> Account:
    """The actor's account, locked: two presses at once are one after the other."""
    person = session.get(Account, actor.user_id or 0, with_for_update=True)
    if person is None:
        raise Denied(NOT_FOUND)
    return person


def _standing(session: Session, account_id: int, purpose: Purpose) -> Consent | None:
    return session.scalar(
        select(Consent).where(
            Consent.account_id == account_id, Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
    )  # fmt: skip


def write_text(
    session: Session, actor: Actor, purpose: Purpose, text: str, now: datetime
) -> ConsentText:
    """Put a new wording in force. Consents given to the old words stay as they were given."""
    require(policy.look_after(actor))
    require_ready(rules.blockers_to_write("text", text, rules.TEXT_LIMIT, T("Nhập lời văn")))
    version = queries.wording(session, purpose).version + 1
    row = ConsentText(purpose=purpose, version=version, text=text, written_at=now,
                      written_by=actor.user_id)  # fmt: skip
    session.add(row)
    record(session, actor, "consent:text", row, now, purpose=str(purpose), version=version,
           title=str(PURPOSE_TITLES[purpose]))  # fmt: skip
    return row


def set_period(
    session: Session, actor: Actor, kind: str, months: int, basis: str, now: datetime
) -> None:
    """Set how long a kind of record is kept here, and on what that rests."""
    require(policy.look_after(actor))
    if kind not in record_kinds():
        raise Denied(NOT_FOUND)
    require_ready(rules.blockers_to_keep(months, basis))
    row = session.get(RetentionPeriod, kind, with_for_update=True)
    before = row.months if row else record_kinds()[kind].months
    if row is None:
        row = RetentionPeriod(kind=kind)
        session.add(row)
    row.months, row.basis, row.changed_at, row.changed_by = months, basis, now, actor.user_id
    record(session, actor, "retention:set", f"retention_period:{kind}", now, before=str(before),
           after=str(months), reason=basis)  # fmt: skip
