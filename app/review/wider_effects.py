"""Note the decision on an initiative's wider effect, or take back what was noted by mistake."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.review import policy, queries
from app.review.certificate_ending import NUMBER_LIMIT, blockers_of_reason
from app.review.models import Recognition
from app.review.revocation_models import WiderEffect
from app.review.revocation_states import EffectScope
from app.rounds.models import Round

ISSUER_LIMIT = 200


@dataclass(frozen=True, slots=True)
class EffectDraft:
    """The decision as typed."""

    scope: EffectScope
    number: str
    decided_on: date | None
    issuer: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One decision, to be shown."""

    effect_id: int
    scope: EffectScope
    decision_number: str
    decided_on: date
    issuer: str


def effects_of(session: Session, idea_id: int) -> list[EffectRow]:
    """Those of one dossier."""
    rows = session.execute(
        select(WiderEffect.id, WiderEffect.scope, WiderEffect.decision_number,
               WiderEffect.decided_on, WiderEffect.issuer)
        .join(Recognition, Recognition.id == WiderEffect.recognition_id)
        .where(Recognition.idea_id == idea_id)
        .order_by(WiderEffect.decided_on, WiderEffect.id)
    )  # fmt: skip
    return [EffectRow(*row) for row in rows]


def note_effect(
    session: Session, actor: Actor, idea: Idea, draft: EffectDraft, now: datetime
) -> WiderEffect:
    """The council's office or an awards officer writes down what the higher level decided."""
    recognition = _standing(session, actor, idea)
    number, issuer = clean_line(draft.number), clean_line(draft.issuer)
    require_ready(_blockers(session, recognition, draft, number, issuer, local_date(now)))
    if draft.decided_on is None:  # said above
        raise Blocked(())
    row = WiderEffect(
        recognition_id=recognition.id, scope=draft.scope, decision_number=number,
        decided_on=draft.decided_on, issuer=issuer, recorded_by=actor.user_id, recorded_at=now,
    )  # fmt: skip
    session.add(row)
    record(session, actor, "wider_effect:note", row, now, idea=idea.id, scope=draft.scope,
           decision=number, day=draft.decided_on)  # fmt: skip
    return row


def drop_effect(
    session: Session, actor: Actor, idea: Idea, effect_id: int, reason: str, now: datetime
) -> None:
    """It was noted by mistake; the chain keeps what stood there."""
    recognition = _standing(session, actor, idea)
    row = session.get(WiderEffect, effect_id)
    if row is None or row.recognition_id != recognition.id:
        raise Denied(NOT_FOUND)
    reason = clean(reason)
    require_ready(blockers_of_reason("drop_reason", reason, T("Nhập lý do bỏ quyết định này")))
    record(session, actor, "wider_effect:drop", row, now, reason=reason, idea=idea.id,
           scope=row.scope, decision=row.decision_number, day=row.decided_on)  # fmt: skip
    session.delete(row)


def _standing(session: Session, actor: Actor, idea: Idea) -> Recognition:
    round_ = session.get_one(Round, idea.round_id)
    shut = queries.shut_codes(session, actor, [idea.id])
    require(policy.note_wider_effect(actor, round_.council_id, shut))
    found = session.scalars(
        select(Recognition)
        .where(Recognition.idea_id == idea.id, Recognition.standing())
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _blockers(
    session: Session, recognition: Recognition, draft: EffectDraft, number: str, issuer: str,
    today: date,
) -> list[Blocker]:  # fmt: skip
    found = []
    if not number or len(number) > NUMBER_LIMIT:
        found.append(Blocker("effect_number", T("Nhập số quyết định, không quá %(n)s ký tự",
                                                n=NUMBER_LIMIT)))  # fmt: skip
    if not issuer or len(issuer) > ISSUER_LIMIT:
        found.append(Blocker("issuer", T("Nhập cơ quan quyết định, không quá %(n)s ký tự",
                                         n=ISSUER_LIMIT)))  # fmt: skip
    if draft.decided_on is None:
        found.append(Blocker("effect_on", T("Nhập ngày quyết định, ví dụ 05/02/2026")))
    elif draft.decided_on > today:
        found.append(Blocker("effect_on", T("Ngày quyết định không được sau ngày hôm nay")))
    elif draft.decided_on < recognition.decided_on:
        found.append(Blocker("effect_on", T("Ngày này không được trước ngày công nhận %(day)s",
                                            day=day_text(recognition.decided_on))))  # fmt: skip
    twin = session.scalar(
        select(WiderEffect.id).where(
            WiderEffect.recognition_id == recognition.id, WiderEffect.scope == draft.scope
        )
    )
    if twin is not None:
        found.append(Blocker("scope", T("Đã ghi quyết định cho phạm vi này; bỏ quyết định cũ trước "
                                        "nếu ghi sai")))  # fmt: skip
    return found
