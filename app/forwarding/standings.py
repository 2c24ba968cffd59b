"""What the pages of awards say of a list on its way up: its bundle, and the answer to it."""

from collections.abc import Collection
from dataclasses import replace

from flask import url_for
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.awards.list_models import ListVersion
from app.awards.models import NominationList
from app.awards.states import Ending, ListState
from app.awards.upward import AnswerFromAbove, Granted, Standing
from app.forwarding import policy
from app.forwarding.models import Forwarding
from app.forwarding.queries import answers
from app.forwarding.states import (
    ANSWER_TITLES,
    SENT_LIFECYCLE,
    SENT_SHAPES,
    LineAnswer,
    SentState,
)
from app.kernel.actor import Actor
from app.kernel.text import T

_OF_STANDING = and_(
    Forwarding.list_id == ListVersion.list_id,
    Forwarding.content_hash == ListVersion.content_hash,
    Forwarding.state != SentState.WITHDRAWN,
)
"""The bundle of the version that stands: one of an earlier version says nothing of it."""


def standings(session: Session, actor: Actor, list_ids: Collection[int]) -> dict[int, Standing]:
    """By list, of those that are locked and decided above: one query."""
    rows = session.execute(
        select(NominationList.id, Forwarding.id, Forwarding.state)
        .join(ListVersion, and_(ListVersion.list_id == NominationList.id,
                                ListVersion.ending == Ending.STANDING))
        .outerjoin(Forwarding, _OF_STANDING)
        .where(NominationList.id.in_(list_ids), NominationList.upward,
               NominationList.state != ListState.DRAFT)
    )  # fmt: skip
    follows = policy.see(actor) is None
    found = {list_id: _standing(key, state) for list_id, key, state in rows}
    return found if follows else {key: replace(one, url="") for key, one in found.items()}


def _standing(key: int | None, state: SentState | None) -> Standing:
    if key is None or state is None:
        return Standing(T("Chưa lập gói chuyển"), "ask",
                        url_for("forwarding.index", _anchor="cho-chuyen"),
                        T("Lập gói chuyển cấp trên"))  # fmt: skip
    return Standing(SENT_LIFECYCLE.titles[state], SENT_SHAPES[state],
                    url_for("forwarding.sent", forwarding_id=key),
                    T("Xem gói và trả lời"))  # fmt: skip


def answer(session: Session, list_id: int) -> AnswerFromAbove | None:
    """The answer to the bundle of the version that stands; None while there is none."""
    row = session.execute(
        select(Forwarding.id, Forwarding.answered_by_name)
        .join(ListVersion, _OF_STANDING)
        .where(ListVersion.list_id == list_id, ListVersion.ending == Ending.STANDING,
               Forwarding.state == SentState.ANSWERED)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    lines = answers(session, row[0])
    return AnswerFromAbove(
        by=row[1], url=url_for("forwarding.sent", forwarding_id=row[0]),
        granted={one.nomination_id: Granted(one.decision_number, one.decided_on)
                 for one in lines if one.answer is LineAnswer.AGREED},
        refused={one.nomination_id: f"{ANSWER_TITLES[one.answer]}: {one.reason}"
                 for one in lines if one.answer is not LineAnswer.AGREED},
    )  # fmt: skip


def waits_for_decision(session: Session, list_id: int) -> bool:
    """Whether the answer stands and the list is where its decision is noted."""
    list_ = session.get(NominationList, list_id)
    return (
        list_ is not None
        and list_.state is ListState.SUBMITTED
        and answer(session, list_id) is not None
    )
