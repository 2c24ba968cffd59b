"""A unit proposes its own people and collectives; the officers take that over or send it back."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Unit
from app.accounts.queries import holders
from app.accounts.rules import in_force
from app.accounts.units_queries import unit_name_on
from app.audit.actions import move, record
from app.awards import policy
from app.awards.adding import add_nominations
from app.awards.catalogue_queries import kinds_on
from app.awards.drafting import blockers_of_text, kinds_of, require_draft, taken_on
from app.awards.list_models import UnitProposal
from app.awards.locking import blockers_of_reason
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.person_year import PersonYear, blockers_of_months, take_over
from app.awards.proposal_states import PROPOSAL_LIFECYCLE, ProposalState
from app.awards.proposals import minutes_of
from app.awards.states import NAME_LIMIT, Gender, PositionKind, SubjectKind
from app.awards.subjects import NominationDraft, person_key
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line, name_sort_key, search_text, sort_key
from app.outbox.actions import queue

PURPOSE = "unit_proposal"
"""The purpose of files of this room; `owner_id` is the proposal."""


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What a unit proposes. A person of the unit is named by account, others by name.

    For the unit itself (or a collective in it) `kind` is COLLECTIVE. `idea_codes`: the solutions it
    rests on, separated by blanks or commas; none for an award that rests on other work.
    """

    kind: SubjectKind
    award_code: str
    achievement: str
    meeting_on: date | None
    votes_for: int | None
    votes_of: int | None
    account_id: int | None = None
    name: str = ""
    job_title: str = ""
    idea_codes: str = ""
    gender: Gender = Gender.UNKNOWN
    position_kind: PositionKind = PositionKind.UNKNOWN
    months_worked: int | None = None
    maternity_months: int | None = None

    @property
    def codes(self) -> list[str]:
        """The codes, each once."""
        return list(dict.fromkeys(self.idea_codes.replace(",", " ").upper().split()))


def propose(
    session: Session, actor: Actor, unit_id: int, draft: ProposalDraft, now: datetime
) -> UnitProposal:
    """Send one proposal to the awards officers."""
    require(policy.propose_for(actor, unit_id))
    row = UnitProposal(unit_id=unit_id, unit_name=unit_name_on(session, unit_id, local_date(now)))
    _write(session, actor, row, draft, now)
    session.add(row)
    record(session, actor, "unit_proposal:send", row, now, after=str(ProposalState.SENT),
           unit=unit_id, award=row.award_code)  # fmt: skip
    _tell_officers(session, row, now)
    return row


def resend(
    session: Session, actor: Actor, row: UnitProposal, draft: ProposalDraft, now: datetime
) -> None:
    """Send a returned proposal again, mended."""
    require(policy.propose_for(actor, row.unit_id))
    PROPOSAL_LIFECYCLE.after(row.state, "resend")
    _write(session, actor, row, draft, now)
    move(session, actor, row, PROPOSAL_LIFECYCLE, "resend", now)
    _tell_officers(session, row, now)


def _write(
    session: Session, actor: Actor, row: UnitProposal, draft: ProposalDraft, now: datetime
) -> None:
    person = session.get(Account, draft.account_id) if draft.account_id else None
    require_ready(_blockers(session, actor, row.unit_id, draft, person, local_date(now)))
    whole_unit = draft.kind is SubjectKind.COLLECTIVE and not clean_line(draft.name)
    row.subject_kind = str(draft.kind)
    row.account_id = person.id if person else None
    row.name = row.unit_name if whole_unit else person.full_name if person else clean_line(
        draft.name
    )  # fmt: skip
    row.job_title = clean_line(draft.job_title) or (person.position if person else "")
    row.gender, row.position_kind = draft.gender, draft.position_kind
    row.months_worked, row.maternity_months = draft.months_worked, draft.maternity_months
    row.award_code, row.idea_codes = draft.award_code, " ".join(draft.codes)
    row.achievement = clean(draft.achievement)
    row.meeting_on = draft.meeting_on or local_date(now)
    row.votes_for, row.votes_of = draft.votes_for or 0, draft.votes_of or 0
    row.sent_by, row.sent_at = actor.user_id, now


def _blockers(
    session: Session, actor: Actor, unit_id: int, draft: ProposalDraft, person: Account | None,
    today: date,
) -> list[Blocker]:  # fmt: skip
    found = [*_of_subject(actor, unit_id, draft, person), *blockers_of_text(draft.achievement),
             *blockers_of_months(draft.months_worked, draft.maternity_months)]  # fmt: skip
    unit = session.get(Unit, unit_id)
    if unit is None or not in_force(unit, today):
        found.append(Blocker("name", T("Đơn vị không còn hoạt động")))
    kinds = {kind.code: kind for kind in kinds_on(session, today)}
    kind = kinds.get(draft.award_code)
    if kind is None or kind.subject_kind is not draft.kind:
        found.append(Blocker("award", T("Chọn hình thức hoặc danh hiệu phù hợp với đối tượng")))
    if not clean(draft.achievement):
        found.append(Blocker("achievement", T("Nhập thành tích")))
    if len(" ".join(draft.codes)) > NAME_LIMIT:
        found.append(Blocker("idea_codes", T("Mã hồ sơ không được quá %(n)s ký tự", n=NAME_LIMIT)))
    elif missing := _unknown_codes(session, draft.codes):
        found.append(Blocker("idea_codes", T("Không có hồ sơ mã %(codes)s",
                                             codes=", ".join(missing))))  # fmt: skip
    return found + _of_meeting(draft, today)


def _of_subject(
    actor: Actor, unit_id: int, draft: ProposalDraft, person: Account | None
) -> list[Blocker]:
    name = clean_line(draft.name)
    if draft.account_id and (person is None or person.unit_id != unit_id or not person.active):
        return [Blocker("account", T("Chọn người của đơn vị"))]
    if person is not None and person.id == actor.user_id:
        return [Blocker("account", T("Người gửi không tự đề nghị mình; người khác của đơn vị gửi"))]
    if draft.kind is SubjectKind.INDIVIDUAL and person is None and not name:
        return [Blocker("name", T("Chọn người của đơn vị, hoặc nhập họ và tên"))]
    if draft.kind is SubjectKind.HOUSEHOLD and not name:
        return [Blocker("name", T("Nhập tên hộ gia đình"))]
    if len(name) > NAME_LIMIT:
        return [Blocker("name", T("Tên không được quá %(n)s ký tự", n=NAME_LIMIT))]
    if person is not None and draft.kind is not SubjectKind.INDIVIDUAL:
        return [Blocker("account", T("Chỉ cá nhân được chọn theo tên người của đơn vị"))]
    return []


def _of_meeting(draft: ProposalDraft, today: date) -> list[Blocker]:
    found = []
    if draft.meeting_on is None:
        found.append(Blocker("meeting_on", T("Nhập ngày họp, ví dụ 05/02/2026")))
    elif draft.meeting_on > today:
        found.append(Blocker("meeting_on", T("Ngày họp không được sau ngày hôm nay")))
    if not draft.votes_of:
        found.append(Blocker("votes_of", T("Nhập số người dự họp")))
    elif draft.votes_for is None or not 0 < draft.votes_for <= draft.votes_of:
        found.append(Blocker("votes_for", T("Số người đồng ý từ 1 đến số người dự họp")))
    return found


def _unknown_codes(session: Session, codes: list[str]) -> list[str]:
    known = set(session.scalars(select(Idea.code).where(Idea.code.in_(codes))))
    return [code for code in codes if code not in known]


def attach(
    session: Session, actor: Actor, row: UnitProposal, stream: BinaryIO, name: str | None,
    now: datetime,
) -> StoredFile:  # fmt: skip
    """The minutes of the unit's meeting, or another paper, while the proposal is the unit's."""
    require(policy.propose_for(actor, row.unit_id))
    PROPOSAL_LIFECYCLE.after(row.state, "withdraw")
    file = keep_upload(session, actor, stream, name, purpose=PURPOSE, owner_id=row.id, now=now)
    record(session, actor, "unit_proposal:attach", row, now, sha256=file.sha256)
    return file


def withdraw(session: Session, actor: Actor, row: UnitProposal, now: datetime) -> None:
    """The unit takes its proposal back before it is on a list."""
    require(policy.propose_for(actor, row.unit_id))
    move(session, actor, row, PROPOSAL_LIFECYCLE, "withdraw", now)


def return_proposal(
    session: Session, actor: Actor, row: UnitProposal, reason: str, now: datetime
) -> None:
    """Send it back to the unit, with the reason."""
    require(policy.change_nomination(actor, row.account_id))
    PROPOSAL_LIFECYCLE.after(row.state, "return")
    reason = clean(reason)
    require_ready(blockers_of_reason("return_reason", reason, T("Nhập lý do trả lại")))
    row.return_reason, row.handled_by, row.handled_at = reason, actor.user_id, now
    move(session, actor, row, PROPOSAL_LIFECYCLE, "return", now, reason=reason)
    sender = session.get(Account, row.sent_by) if row.sent_by else None
    if sender is not None and sender.active:
        queue(
            session, kind="unit_proposal_returned", address=sender.email, account_id=sender.id,
            now=now, about=row.subject, title=T("Đề nghị khen thưởng của đơn vị bị trả lại"),
            body=T("Đề nghị khen thưởng %(name)s bị trả lại với lý do: %(reason)s",
                   name=row.name, reason=reason),
        )  # fmt: skip


def take(
    session: Session, actor: Actor, row: UnitProposal, list_: NominationList, now: datetime
) -> Nomination:
    """Put it on a draft list with its words, its solutions and its papers."""
    require(policy.change_nomination(actor, row.account_id))
    require_draft(list_)
    PROPOSAL_LIFECYCLE.after(row.state, "take")
    kinds = {kind.code: kind for kind in kinds_of(session, list_).values()}
    kind = kinds.get(row.award_code)
    if kind is None:
        require_ready([Blocker("list", T("Danh sách này không xét hình thức được đề nghị; chọn "
                                         "danh sách khác"))])  # fmt: skip
    else:
        require_ready(_blockers_of_twin(session, list_, row, kind))
    assert kind is not None  # noqa: S101 - require_ready stopped otherwise
    made = _nominate(session, actor, row, list_, kind, now)
    take_over(made, PersonYear(row.gender, row.position_kind, row.months_worked,
                               row.maternity_months))  # fmt: skip
    row.nomination_id, row.handled_by, row.handled_at = made.id, actor.user_id, now
    move(session, actor, row, PROPOSAL_LIFECYCLE, "take", now, list=list_.id, nomination=made.id)
    return made


def subject_key_of(row: UnitProposal) -> str:
    """The key of the same subject in every list."""
    if row.account_id is not None:
        return f"account:{row.account_id}"
    if row.subject_kind == SubjectKind.COLLECTIVE and row.name == row.unit_name:
        return f"unit:{row.unit_id}"
    if row.subject_kind == SubjectKind.INDIVIDUAL:
        return person_key(None, row.name, row.unit_name)
    folded = f"{row.subject_kind}|{search_text(row.name)}|{row.unit_id}"
    return f"{row.subject_kind}:{hashlib.sha256(folded.encode()).hexdigest()[:40]}"


def _blockers_of_twin(
    session: Session, list_: NominationList, row: UnitProposal, kind: AwardKind
) -> list[Blocker]:
    if (subject_key_of(row), kind.id) in taken_on(session, list_):
        return [Blocker("list", T("%(name)s đã có trong danh sách", name=row.name))]
    return []


def _nominate(
    session: Session, actor: Actor, row: UnitProposal, list_: NominationList, kind: AwardKind,
    now: datetime,
) -> Nomination:  # fmt: skip
    letters = ("TTr", "BC", *(("BB",) if minutes_of(session, row.id) else ()))
    codes = row.idea_codes.split()
    if codes:
        ideas = tuple(session.scalars(select(Idea.id).where(Idea.code.in_(codes))))
        draft = NominationDraft(subject_key_of(row), kind.id, ideas, row.achievement, letters)
        return add_nominations(session, actor, list_, [draft], now)[0]
    unit = session.get_one(Unit, row.unit_id)
    individual = row.subject_kind == SubjectKind.INDIVIDUAL
    made = Nomination(
        list_id=list_.id, award_kind_id=kind.id, subject_kind=SubjectKind(row.subject_kind),
        subject_key=subject_key_of(row), account_id=row.account_id, unit_id=row.unit_id,
        name=row.name, name_key=name_sort_key(row.name) if individual else sort_key(row.name),
        unit_name=row.unit_name, unit_order=unit.official_order, job_title=row.job_title,
        achievement=row.achievement, parts_present=" ".join(letters), added_by=actor.user_id,
        added_at=now,
    )  # fmt: skip
    session.add(made)
    record(session, actor, "nomination:add", made, now, list=list_.id, subject=made.subject_key,
           award=kind.code, ideas=[])  # fmt: skip
    return made


def _tell_officers(session: Session, row: UnitProposal, now: datetime) -> None:
    for officer in holders(session, local_date(now), Role.AWARDS_OFFICER):
        queue(
            session, kind="unit_proposal_sent", address=officer.email, now=now,
            account_id=officer.account_id, about=row.subject,
            title=T("%(unit)s đề nghị khen thưởng", unit=row.unit_name),
            body=T("%(unit)s gửi đề nghị khen thưởng %(name)s. Mở danh sách đề nghị của các đơn vị "
                   "để tiếp nhận hoặc trả lại.", unit=row.unit_name, name=row.name),
        )  # fmt: skip
