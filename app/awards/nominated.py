"""Nominations as values, of the columns that their rules and their page read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, Nomination
from app.awards.rule_states import DeadlineUnit
from app.awards.states import AwardFamily, Gender, PositionKind, SubjectKind, Verdict
from app.database.reading import rows_of


@dataclass(frozen=True, slots=True)
class NominatedFor:
    """The award that is asked for."""

    id: int
    code: str
    name: str
    clause: str
    money_factor: Decimal
    family: AwardFamily
    upward: bool
    parts: str
    deadline_unit: DeadlineUnit
    deadline_day: str


@dataclass(frozen=True, slots=True)
class Nominated:
    """One nomination with its award; see `Nomination` for what each field means."""

    id: int
    list_id: int
    version: int
    subject_kind: SubjectKind
    subject_key: str
    account_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    job_title: str
    achievement: str
    parts_present: str
    override_verdict: Verdict | None
    override_reason: str
    override_by: int | None
    override_covers: str
    override_confirmed_by: int | None
    gender: Gender
    position_kind: PositionKind
    months_worked: int | None
    maternity_months: int | None
    award_kind: NominatedFor


_OWN = [getattr(Nomination, one.name) for one in fields(Nominated) if one.name != "award_kind"]
COLUMNS: list[Any] = [*_OWN, *(getattr(AwardKind, one.name) for one in fields(NominatedFor))]


def nominated(
    session: Session, statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any]
) -> list[Nominated]:
    """The rows of a select of `COLUMNS`; each award is made once."""
    kinds: dict[int, NominatedFor] = {}
    found: list[Nominated] = []
    for row in rows_of(session, statement, asked):
        own, award = row[: len(_OWN)], row[len(_OWN) :]
        if award[0] not in kinds:
            kinds[award[0]] = NominatedFor(*award)
        found.append(Nominated(*(*own, kinds[award[0]])))
    return found
