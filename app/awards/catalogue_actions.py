"""Writes of the catalogue: a new entry, a new version of one from a day, its end; base salary."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.awards import policy
from app.awards.catalogue_rules import (
    KindDraft,
    blockers_in_kind,
    blockers_to_begin,
    parts_text,
    read_vote,
    same,
    vote_text,
)
from app.awards.models import AwardKind, BaseSalary, Nomination, NominationList
from app.awards.states import ListState
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line

_SHARED = (
    "code", "name", "family", "subject_kind", "authority", "upward", "clause", "standard",
    "money_factor", "vote_base", "ballot", "parts", "sets", "deadline_unit", "deadline_count",
    "deadline_day", "deadline_note", "to_verify",
)  # fmt: skip


MOST_SALARY = 1_000_000_000


def draft_of(row: AwardKind) -> KindDraft:
    """A stored version as it would be typed."""
    vote = vote_text(row.vote_numerator, row.vote_denominator, strict=row.vote_strict)
    return KindDraft(vote=vote, **{name: getattr(row, name) for name in _SHARED})


def add_kind(
    session: Session, actor: Actor, draft: KindDraft, since: date | None, now: datetime
) -> AwardKind:
    """A new entry of the catalogue, from a day on."""
    require(policy.edit_catalogue(actor))
    draft = _cleaned(draft)
    found = blockers_in_kind(draft) + blockers_to_begin(since, None, used_since=0)
    if session.scalar(select(AwardKind.id).where(AwardKind.code == draft.code).limit(1)):
        found.append(Blocker("code", T("Mã này đã có; mở dòng đó để thay đổi từ một ngày")))
    require_ready(found)
    row = _insert(session, draft, since, _next_position(session))
    record(session, actor, "award_kind:add", row, now, code=row.code, since=since)
    return row


def change_kind(
    session: Session,
    actor: Actor,
    code: str,
    draft: KindDraft,
    since: date | None,
    now: datetime,
    *,
    newest_id: int,
) -> AwardKind:
    """A new version from a day on; the former ends the day before and stays as it was.

    `newest_id`: the version the officer saw; when another came meanwhile, nothing is written.
    Family and kind of subject never change: that would be another award.
    """
    require(policy.edit_catalogue(actor))
    newest = newest_of(session, code)
    draft = replace(
        _cleaned(draft), code=code, family=newest.family, subject_kind=newest.subject_kind
    )
    found = blockers_in_kind(draft)
    if newest.id != newest_id:
        found.append(Blocker("valid_from", T("Danh mục vừa có dòng mới hơn; mở lại trang để xem")))
    used = 0 if since is None else _used(session, newest.id, since)
    found += blockers_to_begin(since, newest.valid_from, used_since=used, ends=newest.valid_to)
    if not found and same(draft, draft_of(newest)) and newest.valid_to is None:
        found.append(Blocker("name", T("Không có nội dung nào thay đổi")))
    require_ready(found)
    newest.valid_to = since
    session.flush()
    row = _insert(session, draft, since, newest.position)
    before = draft_of(newest)
    changed = [name for name in (*_SHARED, "vote") if getattr(before, name) != getattr(draft, name)]
    record(session, actor, "award_kind:change", row, now, code=code, since=since, follows=newest.id,
           changed=changed)  # fmt: skip
    return row


def end_kind(
    session: Session, actor: Actor, code: str, until: date | None, reason: str, now: datetime
) -> None:
    """The award is not given any more from that day on, with a reason."""
    require(policy.edit_catalogue(actor))
    newest, reason = newest_of(session, code), clean_line(reason)
    used = 0 if until is None else _used(session, newest.id, until)
    found = blockers_to_begin(until, newest.valid_from, used_since=used, ends=newest.valid_to)
    if not reason:
        found.append(Blocker("end_reason", T("Nhập lý do")))
    require_ready([replace(one, field="ends_on") if one.field == "valid_from" else one
                   for one in found])  # fmt: skip
    newest.valid_to = until
    record(session, actor, "award_kind:end", newest, now, reason=reason, code=code, until=until)


def set_salary(
    session: Session, actor: Actor, amount: int | None, basis: str, since: date | None,
    now: datetime,
) -> BaseSalary:  # fmt: skip
    """A new base salary from a day on; money that was already locked or decided stays as it is."""
    require(policy.edit_catalogue(actor))
    basis = clean_line(basis)
    newest = session.scalar(select(BaseSalary).order_by(BaseSalary.valid_from.desc()).limit(1))
    found = blockers_to_begin(since, newest.valid_from if newest else None, used_since=0)
    if not amount or not 0 < amount <= MOST_SALARY:
        found.append(Blocker("amount", T("Nhập mức lương cơ sở bằng đồng, ví dụ 2.530.000")))
    if not basis or len(basis) > 120:
        found.append(Blocker("basis", T("Nhập văn bản quy định, không quá 120 ký tự")))
    if since is not None and (closed := _closed_since(session, since)):
        found.append(Blocker("valid_from", T("Đã chốt %(n)s danh sách xét từ ngày này; mở lại các "
                                             "danh sách đó trước", n=closed)))  # fmt: skip
    require_ready(found)
    if newest is not None:
        newest.valid_to = since
    row = BaseSalary(amount=amount, basis=basis, valid_from=since, valid_to=None)
    session.add(row)
    record(session, actor, "base_salary:set", row, now, amount=amount, since=since)
    return row


def newest_of(session: Session, code: str) -> AwardKind:
    """The last version of an entry, locked to be followed."""
    return session.scalars(
        select(AwardKind)
        .where(AwardKind.code == code)
        .order_by(AwardKind.valid_from.desc())
        .limit(1)
        .with_for_update()
    ).one()


def _cleaned(draft: KindDraft) -> KindDraft:
    return replace(
        draft, name=clean_line(draft.name), authority=clean_line(draft.authority),
        clause=clean_line(draft.clause), standard=clean(draft.standard),
        parts=parts_text(draft.parts), deadline_note=clean_line(draft.deadline_note),
        to_verify=clean_line(draft.to_verify), code=clean_line(draft.code),
    )  # fmt: skip


def _insert(session: Session, draft: KindDraft, since: date | None, position: int) -> AwardKind:
    share = read_vote(draft.vote)
    if share is None or since is None:
        raise ValueError("blockers_in_kind passes only readable votes and days")
    row = AwardKind(
        **{name: getattr(draft, name) for name in _SHARED}, vote_numerator=share.numerator,
        vote_denominator=share.denominator, vote_strict=share.strict, position=position,
        valid_from=since, valid_to=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _next_position(session: Session) -> int:
    return (session.scalar(select(func.max(AwardKind.position))) or 0) + 1


def _used(session: Session, kind_id: int, since: date) -> int:
    """Nominations for this version on lists judged from that day on."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Nomination)
            .join(NominationList, NominationList.id == Nomination.list_id)
            .where(Nomination.award_kind_id == kind_id, NominationList.judged_on >= since)
        )
        or 0
    )


def _closed_since(session: Session, since: date) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(NominationList)
            .where(NominationList.judged_on >= since, NominationList.state != ListState.DRAFT)
        )
        or 0
    )
