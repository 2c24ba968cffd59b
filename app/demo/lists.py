"""What becomes of award lists: one for comment with a complaint, one at the signer, one decided.

Everything goes through the actions; the texts are invented.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.adoption.models import Adoption
from app.awards.actions import (
    ListDraft,
    Revocation,
    add_nominations,
    create_list,
    issue_list,
    lock_list,
    remove_nomination,
    revoke_award,
    submit_list,
)
from app.awards.compiling import judged_lines
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.noting import write_note
from app.awards.proposing import ProposalDraft, propose, return_proposal
from app.awards.publishing import Objection, Period, file_complaint, publish_list
from app.awards.states import Gender, ListState, PositionKind, SubjectKind, Verdict
from app.awards.subjects import NominationDraft
from app.database.transaction import transaction
from app.demo.basis import Basis
from app.extensions import db
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.dates import local_date

PARTS = ("TTr", "BC", "BB", "CN")
LEAST = 3
MOVEMENT = "Phong trào thi đua ứng dụng trí tuệ nhân tạo theo Kế hoạch số 52/KH-UBND-KT"


def go_on_with_lists(basis: Basis, now: datetime) -> None:
    """After the first draft and the council's list were made."""
    if not basis.clerks:
        return
    with transaction() as session:
        _decide_one(session, basis, now)
    with transaction() as session:
        made = _locked_list(session, basis, "Giấy khen đợt 3 về ứng dụng trí tuệ nhân tạo", now)
        if made is not None:
            submit_list(session, basis.first[Role.AWARDS_OFFICER], made, now)
    with transaction() as session:
        _ask_for_comment(session, basis, now - timedelta(days=1))
    with transaction() as session:
        _propose(session, basis, now)
    db.session.remove()


def _locked_list(
    session: Session, basis: Basis, title: str, now: datetime
) -> NominationList | None:
    """People of solutions on no list yet; only those whose conditions are all met stay."""
    officer = basis.first[Role.AWARDS_OFFICER]
    people = _unused(session)
    if len(people) < LEAST:
        return None
    list_ = create_list(session, officer, ListDraft(title, local_date(now), MOVEMENT), now)
    kind = session.scalars(select(AwardKind.id).where(AwardKind.code == "GK-CN")).one()
    drafts = [NominationDraft(key, kind, (idea,), parts=PARTS) for key, idea in people]
    add_nominations(session, officer, list_, drafts, now)
    session.flush()
    for line in judged_lines(session, [list_], None)[list_.id]:
        row = session.get_one(Nomination, line.nomination_id)
        row.gender = (Gender.FEMALE, Gender.MALE, Gender.UNKNOWN)[row.id % 3]
        row.position_kind = PositionKind.LEADER if row.id % 4 == 0 else PositionKind.STAFF
        if line.verdict is not Verdict.MET:
            reason = "Chưa đủ điều kiện ở đợt này (minh họa)"
            remove_nomination(session, officer, row, reason, now)
    session.flush()
    left = session.scalars(select(Nomination.id).where(Nomination.list_id == list_.id)).all()
    if len(left) < LEAST:
        return None
    lock_list(session, officer, list_, now)
    return list_


def _unused(session: Session, most: int = 6) -> Sequence[tuple[str, int]]:
    rows = session.execute(
        select(IdeaAuthor.account_id, IdeaAuthor.idea_id)
        .join(Idea, Idea.id == IdeaAuthor.idea_id)
        .where(
            Idea.state == IdeaState.RECOGNISED, IdeaAuthor.account_id.is_not(None),
            Idea.id.in_(select(Adoption.idea_id).where(Adoption.confirmed_at.is_not(None))),
            Idea.id.not_in(select(NominationBasis.idea_id)), IdeaAuthor.position == 1,
        )
        .order_by(IdeaAuthor.idea_id.desc())
    ).all()  # fmt: skip
    people = {f"account:{account_id}": idea_id for account_id, idea_id in rows}
    return list(people.items())[:most]


def _decide_one(session: Session, basis: Basis, now: datetime) -> None:
    """A decision that granted most, refused one; one award was revoked later."""
    officer = basis.first[Role.AWARDS_OFFICER]
    before = now - timedelta(hours=3)
    title = "Giấy khen đợt 2 về ứng dụng trí tuệ nhân tạo"
    list_ = _locked_list(session, basis, title, before)
    if list_ is None:
        return
    submit_list(session, officer, list_, before)
    keys = session.scalars(
        select(Nomination.id).where(Nomination.list_id == list_.id).order_by(Nomination.id)
    ).all()
    issue_list(session, officer, list_, "00/QĐ-UBND", local_date(before), before,
               refused={keys[0]: "Chưa đủ thời gian công tác tại đơn vị (minh họa)"})  # fmt: skip
    session.flush()
    revoked = Revocation("540/QĐ-UBND (minh họa)", local_date(now),
                         "Số liệu hiệu quả trong báo cáo không đúng (minh họa)", 300_000,
                         local_date(now))  # fmt: skip
    revoke_award(session, officer, session.get_one(Nomination, keys[1]), revoked, now)


def _ask_for_comment(session: Session, basis: Basis, now: datetime) -> None:
    """The oldest draft hangs out; somebody objects to a line, officers remark on it."""
    officer = basis.first[Role.AWARDS_OFFICER]
    list_ = session.scalars(
        select(NominationList)
        .where(NominationList.state == ListState.DRAFT)
        .order_by(NominationList.id)
        .limit(1)
    ).one_or_none()
    if list_ is None:
        return
    shown = publish_list(session, officer, list_, Period(), now)
    session.flush()
    line = session.scalars(
        select(Nomination)
        .where(Nomination.list_id == list_.id, Nomination.subject_kind == SubjectKind.INDIVIDUAL)
        .order_by(Nomination.id.desc())
    ).first()
    if line is None:
        return
    text = "Phần đo kết quả do cả tổ làm, đề nghị xem lại tỷ lệ đóng góp. Nội dung minh họa."
    file_complaint(session, basis.authors[-1], shown, line.id, Objection(text, withheld=True), now)
    write_note(session, basis.first[Role.PLAN_OFFICER], list_, line.id,
               "Đối chiếu lại với nhiệm vụ của Kế hoạch 52. Ghi chú minh họa.", now)  # fmt: skip


def _propose(session: Session, basis: Basis, now: datetime) -> None:
    """One unit's proposal waits, another came back."""
    officer = basis.first[Role.AWARDS_OFFICER]
    day = local_date(now) - timedelta(days=3)
    for number, (unit_id, clerk) in enumerate(sorted(basis.clerks.items())[:2]):
        person = session.scalars(
            select(Account.id).where(
                Account.unit_id == unit_id, Account.id.in_([one.user_id for one in basis.authors])
            ).order_by(Account.id)
        ).first()  # fmt: skip
        draft = ProposalDraft(
            SubjectKind.INDIVIDUAL, "GK-CN",
            "Tập huấn cho 40 người dùng trợ lý soạn thảo tại đơn vị. Nội dung minh họa.",
            day, 9, 11, account_id=person, name="" if person else "Người Minh Họa",
            position_kind=PositionKind.STAFF,
        )  # fmt: skip
        row = propose(session, clerk, unit_id, draft, now)
        session.flush()
        if number:
            return_proposal(session, officer, row, "Gửi kèm biên bản họp của đơn vị.", now)
