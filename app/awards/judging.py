"""Nominations of lists with the facts they are judged on: for lines of a list and for trials."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, contains_eager

from app.awards.factmaking import facts_of
from app.awards.facts import Facts
from app.awards.known import Known
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.past_queries import pasts_of
from app.awards.rules import letters_of
from app.awards.states import SubjectKind


@dataclass(frozen=True, slots=True)
class Judged:
    """One nomination with everything the rules look at, and all that is known around it."""

    row: Nomination
    list_: NominationList
    facts: Facts


def judged(session: Session, lists: Sequence[NominationList]) -> tuple[list[Judged], Known]:
    """Every nomination of these lists in the order of its list, in a fixed number of queries."""
    days = {list_.id: list_ for list_ in lists}
    rows = session.scalars(
        select(Nomination)
        .join(Nomination.award_kind)
        .where(Nomination.list_id.in_(days))
        .options(contains_eager(Nomination.award_kind))
        .order_by(
            Nomination.list_id,
            case({SubjectKind.COLLECTIVE: 0, SubjectKind.HOUSEHOLD: 1},
                 value=Nomination.subject_kind, else_=2),
            AwardKind.position, Nomination.unit_order, Nomination.name_key, Nomination.id,
        )
    ).all()  # fmt: skip
    bases = _bases(session, list(days))
    known = Known.load(session, _ideas_of(list(days)))
    known.pasts = pasts_of(
        session, [(row.subject_key, row.account_id, row.unit_id) for row in rows]
    )
    known.in_unit = Counter((row.list_id, row.award_kind.code, row.unit_name) for row in rows)
    return [
        Judged(row, days[row.list_id], _facts(row, days[row.list_id], known, bases[row.id]))
        for row in rows
    ], known


def _ideas_of(list_ids: list[int]) -> Select[int]:
    return (
        select(NominationBasis.idea_id)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(Nomination.list_id.in_(list_ids))
    )


def _bases(session: Session, list_ids: list[int]) -> dict[int, list[NominationBasis]]:
    found: dict[int, list[NominationBasis]] = defaultdict(list)
    for basis in session.scalars(
        select(NominationBasis)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(Nomination.list_id.in_(list_ids))
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
    return replace(facts, past=facts.past.without(f"nomination:{row.id}"))
