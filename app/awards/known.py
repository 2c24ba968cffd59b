"""What is known about solutions, their use in awards, and units: the raw facts of the rules.

Loaded for a whole set of solutions at once. Each statement is put together once: every page of a
list asks them, and putting one together costs more than asking it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.facts import EarlierUse, Solution, Wider
from app.awards.models import (
    AwardKind,
    Nomination,
    NominationBasis,
    NominationList,
)
from app.awards.past import EMPTY, Honour, Past
from app.awards.rule_queries import RuleLine, SetLines, approved_sets
from app.awards.rules import concerns, in_force
from app.awards.states import AwardFamily, BasisRole, LineOutcome, ListState
from app.database.reading import rows_of
from app.ideas.models import Idea
from app.kernel.dates import day_text
from app.review.models import Recognition
from app.review.revocation_models import WiderEffect

IDEAS: BindParameter[int] = bindparam("ideas", expanding=True)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the list of units, of any day."""

    id: int
    official_order: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class KnownIdea:
    """A solution, its recognition, and the units that confirmed they apply it."""

    idea_id: int
    code: str
    title: str
    unit_id: int
    unit_name: str
    decision_number: str
    decided_on: date | None
    applied: tuple[tuple[int, str], ...] = ()
    revoked_on: date | None = None
    wider: tuple[Wider, ...] = ()

    def solution(self, role: BasisRole, share: Decimal | None, day: date) -> Solution:
        """The solution as it stood on that day: a later decision does not count, and a recognition
        that was annulled counts for no day.
        """
        decided = self.decided_on is not None and self.decided_on <= day and self.revoked_on is None
        return Solution(
            idea_id=self.idea_id, code=self.code, title=self.title, role=role, share=share,
            decision_number=self.decision_number if decided else "",
            decided_on=self.decided_on if decided else None,
            applied_in=tuple(name for _, name in self.applied), revoked_on=self.revoked_on,
            wider=self.wider,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a solution for an award, on a list."""

    nomination_id: int
    award_name: str
    list_name: str
    decision: str
    family: AwardFamily | None = None
    ground: str = ""


@dataclass
class Known:
    """Everything the facts of one set of solutions are made of."""

    ideas: dict[int, KnownIdea] = field(default_factory=dict)
    uses: dict[tuple[str, int], list[Use]] = field(default_factory=dict)
    units: list[KnownUnit] = field(default_factory=list)
    rules: list[SetLines] = field(default_factory=list)
    pasts: dict[str, Past] = field(default_factory=dict)
    in_unit: dict[tuple[int, str, str], int] = field(default_factory=dict)
    _rules_on: dict[date, list[RuleLine]] = field(default_factory=dict)
    _rules_for: dict[tuple[date, str], list[RuleLine]] = field(default_factory=dict)
    _units_on: dict[date, set[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, ideas: Collection[int]) -> "Known":
        """Six queries, whatever the number of solutions."""
        asked = {"ideas": list(ideas)}
        return cls(
            ideas=_ideas(session, asked),
            uses=_uses(session, asked),
            units=[KnownUnit(*row) for row in rows_of(session, _every_unit())],
            rules=approved_sets(session),
        )

    def rules_on(self, day: date) -> list[RuleLine]:
        """The rules in force on the day: of the approved set of that day, by their own days."""
        if day not in self._rules_on:
            self._rules_on[day] = [
                rule for one in in_force(self.rules, day) for rule in in_force(one.rules, day)
            ]
        return self._rules_on[day]

    def rules_for(self, day: date, award_code: str) -> list[RuleLine]:
        """Those of `rules_on` that are asked for this award: chosen once for all its lines."""
        key = day, award_code
        if key not in self._rules_for:
            self._rules_for[key] = [r for r in self.rules_on(day) if concerns(r, award_code)]
        return self._rules_for[key]

    def past_of(self, subject_key: str) -> Past:
        """What the ledger holds about the subject."""
        return self.pasts.get(subject_key, EMPTY)

    def earlier(
        self, subject_key: str, idea_ids: list[int], *, but: int | None = None
    ) -> tuple[EarlierUse, ...]:
        """Where else this subject used these solutions; `but` leaves one nomination out."""
        on_lists = [
            EarlierUse(
                use.nomination_id, self.ideas[idea_id].code, use.award_name, use.list_name,
                use.decision, use.family, use.ground,
            )
            for idea_id in idea_ids
            for use in self.uses.get((subject_key, idea_id), ())
            if use.nomination_id != but
        ]  # fmt: skip
        in_ledger = [
            EarlierUse(
                0, self.ideas[idea_id].code, one.award_name,
                f"Sổ thành tích năm {one.year}", _decision(one), one.family, one.ground, one.ref,
            )
            for one in self.past_of(subject_key).honours
            for idea_id in one.idea_ids
            if idea_id in idea_ids and not one.of_a_list
        ]  # fmt: skip
        return (*on_lists, *in_ledger)

    def unit_exists(self, unit_id: int | None, day: date) -> bool:
        """Whether the unit exists on the day. A workplace outside the unit list is not judged."""
        if day not in self._units_on:
            self._units_on[day] = {unit.id for unit in in_force(self.units, day)}
        return unit_id is None or unit_id in self._units_on[day]


Asked = dict[str, list[int]]


@cache
def _every_unit() -> Select[*tuple[Any, ...]]:
    return select(Unit.id, Unit.official_order, Unit.valid_from, Unit.valid_to).order_by(
        Unit.official_order, Unit.id
    )


@cache
def _applied() -> Select[int, int, str]:
    return (
        select(Adoption.idea_id, Adoption.unit_id, Adoption.unit_name)
        .join(Unit, Unit.id == Adoption.unit_id)
        .where(Adoption.idea_id.in_(IDEAS), Adoption.state == AdoptionState.CONFIRMED)
        .order_by(Adoption.idea_id, Unit.official_order, Adoption.id)
    )


@cache
def _wider() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Recognition.idea_id,
            WiderEffect.scope,
            WiderEffect.decision_number,
            WiderEffect.decided_on,
        )
        .join(WiderEffect, WiderEffect.recognition_id == Recognition.id)
        .where(Recognition.idea_id.in_(IDEAS))
        .order_by(WiderEffect.id)
    )


@cache
def _recognised() -> Select[*tuple[Any, ...]]:
    return (
        select(Idea.id, Idea.code, Idea.title, Idea.unit_id, Idea.unit_name,
               Recognition.decision_number, Recognition.decided_on, Recognition.revoked_on)
        .outerjoin(Recognition, and_(Recognition.idea_id == Idea.id, Recognition.recognised))
        .where(Idea.id.in_(IDEAS))
    )  # fmt: skip


def _ideas(session: Session, asked: Asked) -> dict[int, KnownIdea]:
    applied: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for idea_id, unit_id, name in rows_of(session, _applied(), asked):
        if (unit_id, name) not in applied[idea_id]:
            applied[idea_id].append((unit_id, name))
    wider: defaultdict[int, list[Wider]] = defaultdict(list)
    for idea_id, scope, number, day in rows_of(session, _wider(), asked):
        wider[idea_id].append(Wider(str(scope), number, day))
    rows = rows_of(session, _recognised(), asked)
    return {
        key: KnownIdea(key, code or "", title, unit_id, unit_name, number or "", decided_on,
                       tuple(applied[key]), revoked_on, tuple(wider[key]))
        for key, code, title, unit_id, unit_name, number, decided_on, revoked_on in rows
    }  # fmt: skip


def _decision(one: Honour) -> str:
    day = f" ngày {day_text(one.decided_on)}" if one.decided_on else ""
    return f"Quyết định số {one.decision_number}{day}" if one.decision_number else "đã khen thưởng"


@cache
def _used() -> Select[*tuple[Any, ...]]:
    return (
        select(NominationBasis.idea_id, Nomination.subject_key, Nomination.id,
               AwardKind.name, AwardKind.family, NominationList.movement,
               NominationList.number, NominationList.year, NominationList.state,
               Nomination.decision_number, Nomination.decided_on)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(
            NominationBasis.idea_id.in_(IDEAS),
            Nomination.outcome.not_in((LineOutcome.REFUSED, LineOutcome.REVOKED)),
        )
        .order_by(NominationList.year, NominationList.number, Nomination.id)
    )  # fmt: skip


def _uses(session: Session, asked: Asked) -> dict[tuple[str, int], list[Use]]:
    rows = rows_of(session, _used(), asked)
    found: dict[tuple[str, int], list[Use]] = defaultdict(list)
    for idea_id, key, nomination_id, award, family, movement, number, year, *decided in rows:
        state, decision, day = decided
        issued = state is ListState.ISSUED and day is not None
        found[key, idea_id].append(
            Use(
                nomination_id, award, f"Danh sách số {number:02d} năm {year}",
                f"Quyết định số {decision} ngày {day_text(day)}" if issued and day else "",
                family, "movement" if movement else "merit",
            )
        )  # fmt: skip
    return dict(found)
