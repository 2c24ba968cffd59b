"""Annul a recognition: one person notes the head's decision, another confirms it.

Điều lệ Sáng kiến and Luật Thi đua, khen thưởng 2022, Chương VII: what was recognised on false
papers is annulled by a decision with its number. Certificates end with it and the authors are
written to. Awards that rest on it are never taken back silently: their room shows them to be
looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import IDEA_LIFECYCLE
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line
from app.review import ending_letters, policy, queries
from app.review.certificate_ending import (
    Annulment,
    blockers_of_decision,
    blockers_of_reason,
    end_certificates,
    standing_certificates,
)
from app.review.models import Recognition
from app.review.revocation_models import RecognitionRevocation
from app.review.revocation_states import (
    REVOCATION_LIFECYCLE,
    RevocationGround,
    RevocationState,
)
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would follow, or did: said before the confirmation. `url`: where it is looked at."""

    says: Text
    url: str = ""


After = Callable[[Session, Actor, Idea, RecognitionRevocation, datetime], None]
after_revocation: list[After] = []
consequences: list[Callable[[Session, int], list[Consequence]]] = []
"""Rooms further on append: what they do when a recognition is annulled, what they will be asked."""


@dataclass(frozen=True, slots=True)
class RevocationDraft:
    """What the first person typed."""

    number: str
    decided_on: date | None
    ground: RevocationGround
    reason: str


def ask_to_revoke(
    session: Session, actor: Actor, idea: Idea, draft: RevocationDraft, now: datetime
) -> RecognitionRevocation:
    """Note the decision. Nothing ends before another person confirms."""
    recognition = _recognition(session, idea)
    require(policy.revoke_recognition(actor, *_about(session, actor, idea)))
    IDEA_LIFECYCLE.after(idea.state, "revoke")
    number, reason = clean_line(draft.number), clean(draft.reason)
    found = blockers_of_decision(number, draft.decided_on, recognition, local_date(now))
    found += blockers_of_reason("revoke_reason", reason, T("Nhập lý do hủy công nhận"))
    if live_revocation(session, recognition.id) is not None:
        found.append(Blocker("revoke_number", T("Đã có ghi nhận hủy công nhận đang chờ xác nhận")))
    require_ready(found)
    if draft.decided_on is None:  # `blockers_of_decision` has said so already
        raise Blocked(())
    row = RecognitionRevocation(
        recognition_id=recognition.id, decision_number=number, decided_on=draft.decided_on,
        ground=draft.ground, reason=reason, asked_by=actor.user_id, asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, actor, "recognition_revocation:ask", row, now, reason=reason, idea=idea.id,
           decision=number, day=draft.decided_on, ground=draft.ground)  # fmt: skip
    return row


def confirm_revocation(session: Session, actor: Actor, idea: Idea, now: datetime) -> int:
    """The second person. Certificates end, authors are written to, rooms follow; papers ended."""
    recognition, row = _asked(session, idea)
    council_id, shut = _about(session, actor, idea)
    require(policy.confirm_revocation(actor, council_id, shut, asked_by=row.asked_by))
    move(session, actor, idea, IDEA_LIFECYCLE, "revoke", now, reason=row.reason,
         decision=row.decision_number)  # fmt: skip
    row.confirmed_by, row.ended_at = actor.user_id, now
    move(session, actor, row, REVOCATION_LIFECYCLE, "confirm", now, idea=idea.id,
         decision=row.decision_number)  # fmt: skip
    recognition.revoked_on = row.decided_on
    ending_letters.drop_first_letters(session, actor, idea, now)
    draft = Annulment(row.decision_number, row.decided_on, row.reason, all_of_it=True)
    papers = standing_certificates(session, recognition)
    end_certificates(session, actor, papers, draft, now)
    ending_letters.about_recognition(session, idea, row, now)
    session.flush()
    for follow in after_revocation:
        follow(session, actor, idea, row, now)
    return len(papers)


def drop_revocation(session: Session, actor: Actor, idea: Idea, reason: str, now: datetime) -> None:
    """It stays recognised: its writer takes it back, or the other person declines; with why."""
    _recognition, row = _asked(session, idea)
    council_id, shut = _about(session, actor, idea)
    require(policy.drop_revocation(actor, council_id, shut))
    reason = clean(reason)
    require_ready(blockers_of_reason("drop_reason", reason, T("Nhập lý do bỏ ghi nhận này")))
    row.ended_at = now
    move(session, actor, row, REVOCATION_LIFECYCLE, "drop", now, reason=reason, idea=idea.id)


def live_revocation(session: Session, recognition_id: int) -> RecognitionRevocation | None:
    """The one that waits or was confirmed."""
    return session.scalars(
        select(RecognitionRevocation).where(
            RecognitionRevocation.recognition_id == recognition_id,
            RecognitionRevocation.state != RevocationState.DROPPED,
        )
    ).one_or_none()


def what_follows(session: Session, idea_id: int) -> list[Consequence]:
    """What the rooms further on say of it."""
    return [one for asked in consequences for one in asked(session, idea_id)]


def _about(session: Session, actor: Actor, idea: Idea) -> tuple[int, list[str]]:
    """The council, and whether the actor must keep away."""
    round_ = session.get_one(Round, idea.round_id)
    return round_.council_id, queries.shut_codes(session, actor, [idea.id])


def _recognition(session: Session, idea: Idea) -> Recognition:
    """The decision, locked; 404 when the dossier was never recognised."""
    found = session.scalars(
        select(Recognition)
        .where(Recognition.idea_id == idea.id, Recognition.recognised)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _asked(session: Session, idea: Idea) -> tuple[Recognition, RecognitionRevocation]:
    recognition = _recognition(session, idea)
    row = live_revocation(session, recognition.id)
    if row is None:
        raise Blocked([Blocker("revoke_number", T("Không có ghi nhận hủy công nhận nào đang chờ"))])
    return recognition, row
