"""Reads of the dated catalogue: what was in force on a day, and all of it for its page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, BaseSalary, EligibilityRule, LegalBasis
from app.awards.rule_states import DeadlineUnit
from app.awards.states import AwardFamily, SubjectKind
from app.kernel.dates import document_day

Dated = type[AwardKind] | type[BaseSalary] | type[EligibilityRule] | type[LegalBasis]


def on(model: Dated, day: date) -> ColumnElement[bool]:
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
    rows = session.execute(
        select(AwardKind.id, AwardKind.code, AwardKind.name, AwardKind.family,
               AwardKind.subject_kind, AwardKind.upward, AwardKind.clause, AwardKind.money_factor,
               AwardKind.parts, AwardKind.deadline_unit, AwardKind.deadline_day)
        .where(on(AwardKind, day))
        .order_by(AwardKind.position, AwardKind.id)
    )  # fmt: skip
    return [KindChoice(*row) for row in rows]


def salary_on(session: Session, day: date) -> BaseSalary | None:
    """The base salary of the day; the newest row when several count."""
    return session.scalar(
        select(BaseSalary)
        .where(on(BaseSalary, day))
        .order_by(BaseSalary.valid_from.desc(), BaseSalary.id.desc())
        .limit(1)
    )


def citations_on(session: Session, day: date) -> tuple[str, ...]:
    """The "Căn cứ" lines of a Tờ trình made on that day, in order of rank."""
    rows = session.scalars(
        select(LegalBasis)
        .where(on(LegalBasis, day), LegalBasis.used_for == "awards")
        .order_by(LegalBasis.position, LegalBasis.id)
    )
    return tuple(citation(row) for row in rows)


def citation(basis: LegalBasis) -> str:
    """One line: kind, number, day, issuer, subject; a law has neither number nor issuer there."""
    day = document_day(basis.issued_on) if basis.issued_on else ""
    if basis.kind in {"Luật", "Pháp lệnh"}:
        return " ".join(filter(None, (f"Căn cứ {basis.kind} {basis.subject}", day)))
    number = f"số {basis.number}" if basis.number else ""
    issuer = f"của {basis.issuer}" if basis.issuer else ""
    return " ".join(filter(None, ("Căn cứ", basis.kind, number, day, issuer, basis.subject)))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything dated, for the catalogue page."""

    kinds: list[AwardKind]
    salaries: list[BaseSalary]
    rules: list[EligibilityRule]
    bases: list[LegalBasis]


def catalogue(session: Session) -> Catalogue:
    """All rows, those of the past and the future too."""
    return Catalogue(
        kinds=list(session.scalars(
            select(AwardKind).order_by(AwardKind.position, AwardKind.valid_from, AwardKind.id))),
        salaries=list(session.scalars(
            select(BaseSalary).order_by(BaseSalary.valid_from.desc(), BaseSalary.id))),
        rules=list(session.scalars(
            select(EligibilityRule).order_by(EligibilityRule.id))),
        bases=list(session.scalars(
            select(LegalBasis).order_by(LegalBasis.position, LegalBasis.id))),
    )  # fmt: skip
