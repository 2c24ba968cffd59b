"""Verdicts of a draft kept beside it, so that its page judges only the lines it shows.

What is kept counts only while the digest of everything the rules looked at is the same; otherwise
the whole list is judged anew before anybody reads it. Locking, printing and exporting never look
here: they always judge anew.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Unit, UnitSuccession
from app.achievements.models import Achievement, Standing, YearlyRating
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.compiled import Line
from app.awards.compiling import judged_lines
from app.awards.drafting import CHANGED
from app.awards.list_models import AwardReview, ListVerdicts
from app.awards.models import (
    AwardKind,
    EligibilityRule,
    Nomination,
    NominationBasis,
    NominationList,
    RuleSet,
)
from app.awards.states import ListState, Verdict
from app.database.base import Base
from app.database.transaction import before_commit, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.review.models import Recognition
from app.review.revocation_models import RecognitionRevocation, WiderEffect

_ROWS: ColumnElement[int] = func.count()
JUDGING = 1
"""Raise it whenever code of the conditions changes its mind: what was kept before is void."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one line."""

    verdict: Verdict
    waits: bool


def kept_verdicts(session: Session, list_: NominationList) -> dict[int, Kept] | None:
    """By nomination; None when nothing is kept, or something has changed since."""
    row = session.get(ListVerdicts, list_.id)
    if row is None or row.digest != data_digest(session, list_):
        return None
    found: dict[str, list[object]] = json.loads(row.content)
    return {int(key): Kept(Verdict(str(said)), bool(waits)) for key, (said, waits) in found.items()}


def keep_verdicts(session: Session, list_: NominationList) -> None:
    """Judge every line and keep what was found.

    The digest is taken before the judging: what changes meanwhile makes it differ at once.
    """
    session.flush()
    digest = data_digest(session, list_)
    lines = judged_lines(session, [list_], None)[list_.id]
    row = session.get(ListVerdicts, list_.id)
    if row is None:
        row = ListVerdicts(list_id=list_.id)
        session.add(row)
    row.digest, row.content = digest, _content(lines)


def _content(lines: list[Line]) -> str:
    return json.dumps({line.nomination_id: [line.verdict, line.waits] for line in lines})


def data_digest(session: Session, list_: NominationList) -> str:
    """One value of everything the rules look at for this list: one statement."""
    row = session.execute(_looked_at(), {"of_list": list_.id}).one()
    told = f"{JUDGING}|{list_.id}|{list_.version}|{'|'.join(str(value) for value in row)}"
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _looked_at() -> Select[*tuple[Any, ...]]:
    """Made once: putting the statement together costs more than asking it."""
    lines = Nomination.list_id == bindparam("of_list")
    own = select(NominationBasis.idea_id).join(Nomination).where(lines)
    people = select(Nomination.account_id).where(lines, Nomination.account_id.is_not(None))
    units = select(Nomination.unit_id).where(lines, Nomination.unit_id.is_not(None))
    found = [
        _told(Nomination, lines, _sum(Nomination.version)),
        _told(NominationBasis,
              NominationBasis.nomination_id.in_(select(Nomination.id).where(lines))),
        _told(Idea, Idea.id.in_(own), _sum(Idea.version)),
        _told(Recognition, Recognition.idea_id.in_(own), func.count(Recognition.revoked_on)),
        _told(WiderEffect, WiderEffect.recognition_id.in_(
            select(Recognition.id).where(Recognition.idea_id.in_(own)))),
        _told(Adoption, (Adoption.idea_id.in_(own))
              & (Adoption.state == AdoptionState.CONFIRMED), _sum(Adoption.version)),
        _elsewhere(own),
        _told(Unit, true(), _sum(Unit.version)),
        _told(RecognitionRevocation, true(), func.count(RecognitionRevocation.ended_at)),
        _told(AwardReview, true()),
        _told(UnitSuccession, true()),
        _told(RuleSet, true(), _sum(RuleSet.version)),
        _told(EligibilityRule, true()),
        _told(AwardKind, true(), func.count(AwardKind.valid_to)),
    ]  # fmt: skip
    before = select(UnitSuccession.from_unit_id)
    revoked = func.count(Achievement.revoked_on)
    for table, more in ((Achievement, revoked), (YearlyRating, func.count()),
                        (Standing, func.count())):  # fmt: skip
        about = table.account_id.in_(people) | table.unit_id.in_(units) | table.unit_id.in_(before)
        found.append(_told(table, about & table.newest, more))
    asked: Select[*tuple[Any, ...]] = select(*found)
    return asked


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def _told(
    table: type[Base], where: ColumnElement[bool], more: ColumnElement[int] = _ROWS
) -> ScalarSelect[str]:
    """How many rows, the newest of them, the sum of their ids, and what may change inside them."""
    key = table.__table__.c.id
    parts = (_ROWS, func.coalesce(func.max(key), 0), func.coalesce(func.sum(key), 0), more)
    return _joined(select(*(cast(one, String) for one in parts)).select_from(table).where(where))


def _elsewhere(own: Select[int]) -> ScalarSelect[str]:
    """Other nominations on the same solutions, and how their lists stand."""
    parts = (func.count(), func.coalesce(func.sum(Nomination.id), 0),
             func.coalesce(func.sum(Nomination.version), 0),
             func.coalesce(func.sum(NominationList.version), 0))  # fmt: skip
    return _joined(
        select(*(cast(one, String) for one in parts))
        .select_from(NominationBasis)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(NominationBasis.idea_id.in_(own))
    )


def _joined(statement: Select[*tuple[Any, ...]]) -> ScalarSelect[str]:
    first, *rest = statement.selected_columns
    told: ColumnElement[str] = first
    for one in rest:
        told = told.op("||")(",").op("||")(one)
    return statement.with_only_columns(told).scalar_subquery()


@before_commit
def _keep_changed(session: Session) -> None:
    """At the end of an act that changed drafts (`drafting.require_draft` noted which)."""
    for list_id in sorted(session.info.pop(CHANGED, ())):
        list_ = session.get(NominationList, list_id)
        if list_ is not None and list_.state is ListState.DRAFT:
            keep_verdicts(session, list_)
    session.flush()


def refresh_one(_now: datetime) -> int:
    """The worker: bring one draft whose data changed elsewhere up to date; 1 when there was one."""
    session = db.session()
    drafts = session.scalars(
        select(NominationList)
        .where(NominationList.state == ListState.DRAFT)
        .order_by(NominationList.id.desc())
        .limit(20)
    ).all()
    stale = next((one.id for one in drafts if kept_verdicts(session, one) is None), None)
    if stale is None:
        return 0
    with transaction() as writing:
        list_ = writing.get(NominationList, stale)
        if list_ is not None and list_.state is ListState.DRAFT:
            keep_verdicts(writing, list_)
    return 1


def fresh(kept: Mapping[int, Kept], lines: list[Line]) -> bool:
    """Whether lines judged just now say what was kept of them."""
    return all(kept.get(line.nomination_id) == Kept(line.verdict, line.waits) for line in lines)
