"""Reads of the dated catalogue: what was in force on a day, and all of it for its page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, BaseSalary
from app.awards.quota_models import AwardQuota
from app.awards.rule_states import DeadlineUnit
from app.awards.states import AwardFamily, SubjectKind
from app.citations.acts import Act, citation
from app.citations.queries import all_acts, citations_on
from app.citations.states import AWARDS
from app.database.reading import rows_of
from app.kernel.refusals import NOT_FOUND, Denied

__all__ = [
    "Catalogue", "KindChoice", "catalogue", "citation", "citations_on", "kinds_on", "on",
    "salary_on", "versions_of",
]  # fmt: skip

Dated = type[AwardKind] | type[BaseSalary] | type[AwardQuota]


def on(model: Dated, day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Rows of the model in force on the day; the end is exclusive."""
    return (model.valid_from <= day) & or_(model.valid_to.is_(None), model.valid_to > day)


@dataclass(frozen=True, slots=True)
class KindChoice:
    """An award as it can be chosen."""

    kind_id: int
    code: str
    name: str
    family: AwardFamily
    subject_kind: SubjectKind
    upward: bool
    clause: str
    money_factor: Decimal
    parts: str
    deadline_unit: DeadlineUnit
    deadline_day: str


def kinds_on(session: Session, day: date) -> list[KindChoice]:
    """The catalogue of the day, in its order."""
    return [KindChoice(*row) for row in rows_of(session, _kinds(), {"day": day})]


@cache
def _kinds() -> Select[*tuple[Any, ...]]:
    """Put together once, as is the one below: every page of a list asks them."""
    return (
        select(AwardKind.id, AwardKind.code, AwardKind.name, AwardKind.family,
               AwardKind.subject_kind, AwardKind.upward, AwardKind.clause, AwardKind.money_factor,
               AwardKind.parts, AwardKind.deadline_unit, AwardKind.deadline_day)
        .where(on(AwardKind, bindparam("day", type_=Date())))
        .order_by(AwardKind.position, AwardKind.id)
    )  # fmt: skip


def salary_on(session: Session, day: date) -> BaseSalary | None:
    """The base salary of the day; the newest row when several count."""
    return session.scalar(_salary(), {"day": day})


@cache
def _salary() -> Select[BaseSalary]:
    return (
        select(BaseSalary)
        .where(on(BaseSalary, bindparam("day", type_=Date())))
        .order_by(BaseSalary.valid_from.desc(), BaseSalary.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything dated, for the catalogue page."""

    kinds: list[AwardKind]
    salaries: list[BaseSalary]
    bases: list[Act]


def catalogue(session: Session) -> Catalogue:
    """All rows, those of the past and the future too."""
    return Catalogue(
        kinds=list(session.scalars(
            select(AwardKind).order_by(AwardKind.position, AwardKind.valid_from, AwardKind.id))),
        salaries=list(session.scalars(
            select(BaseSalary).order_by(BaseSalary.valid_from.desc(), BaseSalary.id))),
        bases=[act for act in all_acts(session) if act.used_for == AWARDS],
    )  # fmt: skip


def versions_of(session: Session, code: str) -> list[AwardKind]:
    """Every version of an award, the newest first; 404 when there is none."""
    rows = list(
        session.scalars(
            select(AwardKind).where(AwardKind.code == code).order_by(AwardKind.valid_from.desc())
        )
    )
    if not rows:
        raise Denied(NOT_FOUND)
    return rows
