"""Nominations of lists with the facts they are judged on: for lines of a list and for trials."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from app.awards.factmaking import facts_of
from app.awards.facts import Facts
from app.awards.known import Known
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.past_queries import pasts_of
from app.awards.rules import letters_of
from app.awards.states import Gender, SubjectKind


@dataclass(frozen=True, slots=True)
class Judged:
    """One nomination with everything the rules look at, and all that is known around it."""

    row: Nomination
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
    wanted: ColumnElement[bool] = Nomination.list_id.in_(days)
    if only is not None:
        wanted = wanted & Nomination.id.in_(only)
    rows = session.scalars(
        select(Nomination)
        .join(Nomination.award_kind)
        .where(wanted)
        .options(contains_eager(Nomination.award_kind))
        .order_by(Nomination.list_id, *ORDER)
    ).all()  # fmt: skip
    bases = _bases(session, wanted)
    known = Known.load(session, _ideas_of(wanted))
    known.pasts = pasts_of(
        session, [(row.subject_key, row.account_id, row.unit_id) for row in rows]
    )
    known.in_unit = _in_unit(session, list(days))
    return [
        Judged(row, days[row.list_id], _facts(row, days[row.list_id], known, bases[row.id]))
        for row in rows
    ], known


def _in_unit(session: Session, list_ids: list[int]) -> dict[tuple[int, str, str], int]:
    """How many of one award each unit has on each list."""
    rows = session.execute(
        select(Nomination.list_id, AwardKind.code, Nomination.unit_name, func.count())
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(Nomination.list_id.in_(list_ids))
        .group_by(Nomination.list_id, AwardKind.code, Nomination.unit_name)
    )
    return {(list_id, code, unit): number for list_id, code, unit, number in rows}


def _ideas_of(wanted: ColumnElement[bool]) -> Select[int]:
    return (
        select(NominationBasis.idea_id)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(wanted)
    )


def _bases(session: Session, wanted: ColumnElement[bool]) -> dict[int, list[NominationBasis]]:
    found: dict[int, list[NominationBasis]] = defaultdict(list)
    for basis in session.scalars(
        select(NominationBasis)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(wanted)
        .order_by(NominationBasis.id)
    ):
        found[basis.nomination_id].append(basis)
    return found


def _facts(
    row: Nomination, list_: NominationList, known: Known, bases: list[NominationBasis]
) -> Facts:
    day = list_.judged_on
    solutions = [
        known.ideas[basis.idea_id].solution(basis.role, basis.share, day) for basis in bases
    ]
    earlier = known.earlier(row.subject_key, [basis.idea_id for basis in bases], but=row.id)
    facts = facts_of(list_, row.award_kind, row, known, solutions, earlier,
                     parts_present=letters_of(row.parts_present))  # fmt: skip
    past = facts.past.without(f"nomination:{row.id}")
    if row.gender is not Gender.UNKNOWN:
        past = replace(past, woman=row.gender is Gender.FEMALE)
    return replace(facts, past=past, months_worked=row.months_worked,
                   maternity_months=row.maternity_months)  # fmt: skip
