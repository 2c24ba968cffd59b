"""Awards that rest on an initiative whose recognition was annulled: to be looked at, one by one.

Nothing is taken back silently. Somebody either revokes the award by its own decision
(`issuing.revoke_award`) or notes why it stays: it may rest on other achievements as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.achievements.queries import initiative_uses
from app.audit.actions import record
from app.awards import policy
from app.awards.list_models import AwardReview
from app.awards.locking import blockers_of_reason
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.states import LineOutcome, ListState
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.outbox.actions import queue
from app.review.models import Recognition
from app.review.revocation_models import RecognitionRevocation
from app.review.revocation_states import RevocationState
from app.review.revoking import Consequence


@dataclass(frozen=True, slots=True)
class ShakenAward:
    """One award that was granted, and the initiative under it that no longer counts."""

    nomination_id: int
    list_id: int
    account_id: int | None
    name: str
    unit_name: str
    award_name: str
    decision_number: str
    decided_on: date | None
    idea_id: int
    code: str
    title: str
    revoked_by: str
    revoked_on: date


def _shaken() -> Select[int]:
    """Granted lines with such an initiative that nobody has answered for; their ids."""
    answered = exists().where(
        AwardReview.nomination_id == Nomination.id,
        AwardReview.revocation_id == RecognitionRevocation.id,
    )
    return (
        select(Nomination.id)
        .join(NominationBasis, NominationBasis.nomination_id == Nomination.id)
        .join(Recognition, Recognition.idea_id == NominationBasis.idea_id)
        .join(RecognitionRevocation, RecognitionRevocation.recognition_id == Recognition.id)
        .where(
            Nomination.outcome == LineOutcome.ISSUED,
            RecognitionRevocation.state == RevocationState.CONFIRMED,
            ~answered,
        )
    )


def shaken_count(session: Session) -> int:
    """How many awards wait to be looked at."""
    found = _shaken().distinct().subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def shaken_awards(session: Session) -> list[ShakenAward]:
    """Each award with each such initiative, in the order of units and names."""
    rows: Iterable[Any] = session.execute(
        _shaken()
        .join(NominationList, NominationList.id == Nomination.list_id)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .join(Idea, Idea.id == Recognition.idea_id)
        .with_only_columns(
            Nomination.id, Nomination.list_id, Nomination.account_id, Nomination.name,
            Nomination.unit_name, AwardKind.name, Nomination.decision_number,
            Nomination.decided_on, Idea.id, func.coalesce(Idea.code, ""), Idea.title,
            RecognitionRevocation.decision_number, RecognitionRevocation.decided_on,
        )
        .order_by(Nomination.unit_order, Nomination.name_key, Nomination.id,
                  RecognitionRevocation.id)
    )  # fmt: skip
    return [ShakenAward(*row) for row in rows]


def shaken_lines(session: Session, list_id: int) -> frozenset[int]:
    """Lines of one list that rest on an annulled recognition, answered for or not."""
    return frozenset(
        session.scalars(
            select(NominationBasis.nomination_id)
            .join(Nomination, Nomination.id == NominationBasis.nomination_id)
            .join(Idea, Idea.id == NominationBasis.idea_id)
            .where(Nomination.list_id == list_id, Idea.state == IdeaState.REVOKED)
        )
    )


def blockers_of_shaken(
    session: Session, list_id: int, names: dict[int, str], *, but: Sequence[int] = ()
) -> list[Blocker]:
    """A closed list is not issued for somebody whose initiative was annulled after the lock."""
    return [
        Blocker("number", T("Sáng kiến của %(name)s đã bị hủy công nhận sau khi chốt: mở lại danh "
                            "sách, hoặc ghi không khen thưởng dòng này", name=names[key]))
        for key in sorted(shaken_lines(session, list_id) & names.keys() - set(but))
    ]  # fmt: skip


def keep_award(
    session: Session, actor: Actor, nomination: Nomination, reason: str, now: datetime
) -> int:
    """It stays, and why; how many annulments were answered for. Never about oneself."""
    require(policy.settle_line(actor, nomination.account_id))
    reason = clean(reason)
    require_ready(blockers_of_reason("keep_reason", reason, T("Nhập lý do giữ khen thưởng")))
    keys = session.scalars(
        _shaken()
        .with_only_columns(RecognitionRevocation.id)
        .where(Nomination.id == nomination.id)
        .distinct()
    ).all()
    if not keys:
        raise Blocked([Blocker("keep_reason", T("Dòng này không còn gì phải xem lại"))])
    for key in keys:
        session.add(AwardReview(nomination_id=nomination.id, revocation_id=key, reason=reason,
                                reviewed_by=actor.user_id, reviewed_at=now))  # fmt: skip
    record(session, actor, "nomination:keep", nomination, now, reason=reason,
           list=nomination.list_id, revocations=sorted(keys))  # fmt: skip
    return len(keys)


def what_follows(session: Session, idea_id: int) -> list[Consequence]:
    """For the page that annuls a recognition: awards and lists that rest on it."""
    rows = session.execute(
        select(Nomination.outcome, NominationList.state, func.count(Nomination.id))
        .join(NominationBasis, NominationBasis.nomination_id == Nomination.id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(NominationBasis.idea_id == idea_id)
        .group_by(Nomination.outcome, NominationList.state)
    ).all()
    issued = sum(n for outcome, _state, n in rows if outcome is LineOutcome.ISSUED)
    closed = sum(n for outcome, state, n in rows if outcome is LineOutcome.PENDING
                 and state is not ListState.DRAFT)  # fmt: skip
    draft = sum(n for _outcome, state, n in rows if state is ListState.DRAFT)
    elsewhere = [one for one in initiative_uses(session, [idea_id])
                 if not one.source_ref.startswith("nomination:")]  # fmt: skip
    found = [
        (issued, T("%(n)s khen thưởng đã ban hành dựa trên sáng kiến này được đưa vào danh sách "
                   "cần xem lại; không tự thu hồi.", n=issued)),
        (closed, T("%(n)s đề nghị trong danh sách đã chốt không ban hành được cho đến khi mở lại "
                   "hoặc ghi không khen thưởng.", n=closed)),
        (draft, T("%(n)s đề nghị trong danh sách dự thảo được xét lại điều kiện.", n=draft)),
        (len(elsewhere), T("%(n)s dòng của sổ thành tích được đánh dấu cần xem lại.",
                           n=len(elsewhere))),
    ]  # fmt: skip
    return [Consequence(says) for count, says in found if count]


def tell_officers(
    session: Session, _actor: Actor, idea: Idea, row: RecognitionRevocation, now: datetime
) -> None:
    """Awards officers hear of it when an award or a list rests on it."""
    if not what_follows(session, idea.id):
        return
    for officer in holders(session, local_date(now), Role.AWARDS_OFFICER):
        queue(
            session, kind="award_shaken", address=officer.email, account_id=officer.account_id,
            now=now, about=idea.subject, dedupe_key=f"award_shaken:{row.id}:{officer.account_id}",
            title=T("Khen thưởng cần xem lại, hồ sơ %(code)s", code=idea.code),
            body=T("Việc công nhận sáng kiến của hồ sơ %(code)s bị hủy bỏ theo Quyết định số "
                   "%(number)s. Có khen thưởng hoặc đề nghị khen thưởng dựa trên sáng kiến này.\n"
                   "Đăng nhập hệ thống Sáng kiến số, mục Khen thưởng, Cần xem lại.",
                   code=idea.code, number=row.decision_number),
        )  # fmt: skip
