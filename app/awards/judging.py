"""Nominations of lists with the facts they are judged on: for lines of a list and for trials."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.awards.factmaking import facts_of
from app.awards.facts import Facts
from app.awards.known import Known
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.nominated import COLUMNS, Nominated, nominated
from app.awards.past_queries import pasts_of
from app.awards.rules import letters_of
from app.awards.states import BasisRole, Gender, SubjectKind
from app.database.reading import rows_of


@dataclass(frozen=True, slots=True)
class Judged:
    """One nomination with everything the rules look at, and all that is known around it."""

    row: Nominated
    list_: NominationList
    facts: Facts


ORDER = (
    case({SubjectKind.COLLECTIVE: 0, SubjectKind.HOUSEHOLD: 1},
         value=Nomination.subject_kind, else_=2),
    AwardKind.position, Nomination.unit_order, Nomination.name_key, Nomination.id,
)  # fmt: skip
"""How the lines of one list stand."""


def judged(
    session: Session, lists: Sequence[NominationList], *, only: Collection[int] | None = None
) -> tuple[list[Judged], Known]:
    """Every nomination of these lists in the order of its list, or only these nominations, in a
    fixed number of queries.
    """
    days = {list_.id: list_ for list_ in lists}
    asked = {"lists": list(days), "only": list(only or ())}
    rows = nominated(session, _lines(some=only is not None), asked)
    bases = _bases(session, asked, some=only is not None)
    known = Known.load(session, {one.idea_id for several in bases.values() for one in several})
    known.pasts = pasts_of(
        session, [(row.subject_key, row.account_id, row.unit_id) for row in rows]
    )
    known.in_unit = _counted(rows) if only is None else _in_unit(session, list(days))
    return [
        Judged(row, days[row.list_id], _facts(row, days[row.list_id], known, bases[row.id]))
        for row in rows
    ], known


@cache
def _lines(*, some: bool) -> Select[*tuple[Any, ...]]:
    """Put together once, as are those of `Known`."""
    return (
        select(*COLUMNS)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(_wanted(some=some))
        .order_by(Nomination.list_id, *ORDER)
    )


def _wanted(*, some: bool) -> ColumnElement[bool]:
    whole = Nomination.list_id.in_(bindparam("lists", expanding=True))
    return whole & Nomination.id.in_(bindparam("only", expanding=True)) if some else whole


def _counted(rows: Sequence[Nominated]) -> dict[tuple[int, str, str], int]:
    return Counter((row.list_id, row.award_kind.code, row.unit_name) for row in rows)


def _in_unit(session: Session, list_ids: list[int]) -> dict[tuple[int, str, str], int]:
    """How many of one award each unit has on each list."""
    rows = session.execute(
        select(Nomination.list_id, AwardKind.code, Nomination.unit_name, func.count())
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(Nomination.list_id.in_(list_ids))
        .group_by(Nomination.list_id, AwardKind.code, Nomination.unit_name)
    )
    return {(list_id, code, unit): number for list_id, code, unit, number in rows}


@dataclass(frozen=True, slots=True)
class _Basis:
    """One solution under a nomination."""

    idea_id: int
    role: BasisRole
    share: Decimal | None


def _bases(
    session: Session, asked: Mapping[str, list[int]], *, some: bool
) -> dict[int, list[_Basis]]:
    found: dict[int, list[_Basis]] = defaultdict(list)
    for nomination_id, idea_id, role, share in rows_of(session, _under(some=some), asked):
        found[nomination_id].append(_Basis(idea_id, role, share))
    return found


@cache
def _under(*, some: bool) -> Select[int, int, BasisRole, Decimal | None]:
    return (
        select(NominationBasis.nomination_id, NominationBasis.idea_id, NominationBasis.role,
               NominationBasis.share)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(_wanted(some=some))
        .order_by(NominationBasis.id)
    )  # fmt: skip


def _facts(row: Nominated, list_: NominationList, known: Known, bases: list[_Basis]) -> Facts:
    day = list_.judged_on
    solutions = [
        known.ideas[basis.idea_id].solution(basis.role, basis.share, day) for basis in bases
    ]
    earlier = known.earlier(row.subject_key, [basis.idea_id for basis in bases], but=row.id)
    past = known.past_of(row.subject_key).without(f"nomination:{row.id}")
    if row.gender is not Gender.UNKNOWN:
        past = replace(past, woman=row.gender is Gender.FEMALE)
    return facts_of(
        list_, row.award_kind, row, known, solutions, earlier,
        parts_present=letters_of(row.parts_present), past=past,
        months=(row.months_worked, row.maternity_months),
    )  # fmt: skip
