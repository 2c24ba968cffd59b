"""Reads of application records; `applied_facts` is what awards and the gallery build on."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.adoption.models import Adoption, FollowUp
from app.adoption.states import LIVE, AdoptionState, Extent
from app.files.models import StoredFile
from app.ideas.models import Idea
from app.ideas.policy import Standing
from app.ideas.queries import standing_of


@dataclass(frozen=True, slots=True)
class AppliedFact:
    """Where a solution is applied, by confirmed records only.

    `units` are the names as of the report, by first day; `count` counts units, never records;
    `saved_vnd` is the sum of what the units stated last (report or follow-up), in đồng a year.
    """

    units: tuple[str, ...]
    since: date
    count: int
    saved_vnd: int


def applied_facts(session: Session, idea_ids: Collection[int]) -> dict[int, AppliedFact]:
    """The confirmed applications of these solutions; those without any are left out. One query."""
    if not idea_ids:
        return {}
    rows = session.execute(
        select(Adoption.idea_id, Adoption.unit_id, Adoption.unit_name, Adoption.since,
               func.coalesce(_saved_lately(), Adoption.saved_vnd))
        .where(Adoption.idea_id.in_(idea_ids), Adoption.state == AdoptionState.CONFIRMED)
        .order_by(Adoption.idea_id, Adoption.since, Adoption.id)
    )  # fmt: skip
    found: dict[int, AppliedFact] = {}
    seen: dict[int, set[int]] = {}
    for idea_id, unit_id, unit_name, since, saved in rows:
        known = found.get(idea_id, AppliedFact((), since, 0, 0))
        is_new = unit_id not in seen.setdefault(idea_id, set())
        seen[idea_id].add(unit_id)
        found[idea_id] = AppliedFact(
            (*known.units, unit_name) if is_new else known.units,
            known.since,
            known.count + is_new,
            known.saved_vnd + (saved or 0),
        )
    return found


def _saved_lately() -> Any:
    """What the unit's last follow-up states a year, where one states it, as part of a query."""
    return (
        select(FollowUp.saved_vnd)
        .where(FollowUp.adoption_id == Adoption.id, FollowUp.saved_vnd.is_not(None))
        .order_by(FollowUp.id.desc())
        .limit(1)
        .correlate(Adoption)
        .scalar_subquery()
    )


def has_live_record(session: Session, idea_id: int, unit_id: int) -> bool:
    """Whether the unit already has a record of this solution that waits or is confirmed."""
    return bool(
        session.scalar(
            select(Adoption.id)
            .where(Adoption.idea_id == idea_id, Adoption.unit_id == unit_id,
                   Adoption.state.in_(LIVE))
            .limit(1)
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SolutionHead:
    """The solution an application record is about, with what rights depend on."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    standing: Standing


def solution_head(session: Session, idea_id: int) -> SolutionHead | None:
    """The solution by its id; None when there is none. The caller asks the policy."""
    idea = session.get(Idea, idea_id)
    if idea is None:
        return None
    standing = standing_of(session, idea)
    return SolutionHead(idea.id, idea.code or "", idea.title, idea.unit_name, standing)


@dataclass(frozen=True, slots=True)
class AdoptionDetail:
    """Everything on the page of one record."""

    id: int
    unit_id: int
    unit_name: str
    state: AdoptionState
    extent: Extent
    since: date
    stopped_on: date | None
    what: str
    indicator: str
    before: Decimal | None
    after: Decimal | None
    measure: str
    method: str
    sample_size: int | None
    saved_vnd: int | None
    reported_by: int | None
    reported_at: datetime
    confirmed_at: datetime | None
    version: int
    reporter_name: str | None
    confirmer_name: str | None
    evidence_id: int | None
    evidence_name: str | None
    evidence_size: int | None
    solution: SolutionHead = field(kw_only=True)


def adoption_detail(session: Session, adoption_id: int) -> AdoptionDetail | None:
    """One record with its solution; None when there is none. The caller asks `policy.see`."""
    reporter, confirmer = aliased(Account), aliased(Account)
    row = session.execute(
        select(
            Adoption.idea_id, Adoption.id, Adoption.unit_id, Adoption.unit_name, Adoption.state,
            Adoption.extent, Adoption.since, Adoption.stopped_on, Adoption.what,
            Adoption.indicator, Adoption.before_value, Adoption.after_value, Adoption.measure,
            Adoption.method, Adoption.sample_size, Adoption.saved_vnd, Adoption.reported_by,
            Adoption.reported_at, Adoption.confirmed_at, Adoption.version, reporter.full_name,
            confirmer.full_name, StoredFile.id, StoredFile.name, StoredFile.size,
        )
        .outerjoin(reporter, reporter.id == Adoption.reported_by)
        .outerjoin(confirmer, confirmer.id == Adoption.confirmed_by)
        .outerjoin(StoredFile, StoredFile.id == Adoption.evidence_id)
        .where(Adoption.id == adoption_id)
    ).one_or_none()  # fmt: skip
    head = solution_head(session, row[0]) if row else None
    if row is None or head is None:
        return None
    values: tuple[Any, ...] = tuple(row)[1:]
    return AdoptionDetail(*values, solution=head)
