"""Reads of rule sets: the approved ones as values for judging, and all of them for their pages."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.awards.models import AwardKind, EligibilityRule, RuleSet
from app.awards.rule_states import RuleSetState
from app.awards.states import SUBJECT_TITLES, Verdict
from app.database.reading import rows_of


@dataclass(frozen=True, slots=True)
class RuleLine:
    """An eligibility rule as plain values: a page asks each of them hundreds of times."""

    code: str
    award_code: str
    condition: str
    parameter: str
    message: str
    clause: str
    otherwise: Verdict
    off_for: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SetLines:
    """A set with its active rules. `valid_from` of a draft may not be known: the far future."""

    set_id: int
    name: str
    rules: tuple[RuleLine, ...]
    valid_from: date
    valid_to: date | None


_COLUMNS = [getattr(EligibilityRule, one.name) for one in fields(RuleLine)]


def approved_sets(session: Session) -> list[SetLines]:
    """Every approved set with its active rules, in one query."""
    heads: dict[int, tuple[str, date | None, date | None]] = {}
    rules: dict[int, list[RuleLine]] = defaultdict(list)
    for key, name, since, until, *values in rows_of(session, _approved()):
        heads[key] = name, since, until
        if values[0] is not None:
            rules[key].append(RuleLine(*values))
    return [
        SetLines(key, name, tuple(rules[key]), since or date.max, until)
        for key, (name, since, until) in heads.items()
    ]


@cache
def _approved() -> Select[*tuple[Any, ...]]:
    """A set without active rules is one row, its columns of rules empty."""
    return (
        select(RuleSet.id, RuleSet.name, RuleSet.valid_from, RuleSet.valid_to, *_COLUMNS)
        .outerjoin(
            EligibilityRule,
            (EligibilityRule.rule_set_id == RuleSet.id) & EligibilityRule.active,
        )
        .where(RuleSet.state == RuleSetState.APPROVED)
        .order_by(RuleSet.valid_from, RuleSet.id, EligibilityRule.position, EligibilityRule.id)
    )


def lines_of(session: Session, rule_set: RuleSet) -> SetLines:
    """Any set with its active rules, a draft too."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(EligibilityRule.rule_set_id == rule_set.id, EligibilityRule.active)
        .order_by(EligibilityRule.position, EligibilityRule.id)
    )
    rules = tuple(RuleLine(*row) for row in rows)
    since = rule_set.valid_from or date.max
    return SetLines(rule_set.id, rule_set.name, rules, since, rule_set.valid_to)


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set in the table of sets."""

    set_id: int
    name: str
    basis: str
    state: RuleSetState
    valid_from: date | None
    valid_to: date | None
    rules: int
    written_by: str
    approved_by: str


def set_rows(session: Session) -> list[SetRow]:
    """Every set, what is being worked on first, then the newest; three names in one query."""
    writer, approver = aliased(Account), aliased(Account)
    counted = (
        select(EligibilityRule.rule_set_id, func.count().label("rules"))
        .where(EligibilityRule.active)
        .group_by(EligibilityRule.rule_set_id)
        .subquery()
    )
    working = RuleSet.state.in_([RuleSetState.DRAFT, RuleSetState.PROPOSED])
    rows = session.execute(
        select(RuleSet.id, RuleSet.name, RuleSet.basis, RuleSet.state, RuleSet.valid_from,
               RuleSet.valid_to, func.coalesce(counted.c.rules, 0),
               func.coalesce(writer.full_name, ""), func.coalesce(approver.full_name, ""))
        .outerjoin(counted, counted.c.rule_set_id == RuleSet.id)
        .outerjoin(writer, writer.id == RuleSet.created_by)
        .outerjoin(approver, approver.id == RuleSet.approved_by)
        .order_by(case((working, 0), (RuleSet.state == RuleSetState.APPROVED, 1), else_=2),
                  RuleSet.valid_from.desc(), RuleSet.id.desc())
    )  # fmt: skip
    return [SetRow(*row) for row in rows]


def rules_to_show(session: Session, set_id: int) -> list[EligibilityRule]:
    """Every rule of a set, those that are off too, in its order."""
    return list(
        session.scalars(
            select(EligibilityRule)
            .where(EligibilityRule.rule_set_id == set_id)
            .order_by(EligibilityRule.position, EligibilityRule.id)
        )
    )


def set_in_force(session: Session, day: date) -> RuleSet | None:
    """The approved set of that day."""
    return session.scalar(
        select(RuleSet)
        .where(RuleSet.state == RuleSetState.APPROVED, RuleSet.valid_from <= day,
               (RuleSet.valid_to.is_(None)) | (RuleSet.valid_to > day))
        .order_by(RuleSet.valid_from.desc(), RuleSet.id.desc())
        .limit(1)
    )  # fmt: skip


def award_titles(session: Session) -> dict[str, str]:
    """Every award of the catalogue by code, under its newest name: "Giấy khen, cá nhân"."""
    rows = session.execute(
        select(AwardKind.code, AwardKind.name, AwardKind.subject_kind).order_by(
            AwardKind.position, AwardKind.valid_from
        )
    )
    return {
        code: f"{name}, {str(SUBJECT_TITLES[kind]).lower()} ({code})" for code, name, kind in rows
    }


@dataclass(frozen=True, slots=True)
class SetPeople:
    """Who wrote and approved a set, and what it was copied from."""

    written_by: str
    approved_by: str
    copied_from: str


def set_people(session: Session, row: RuleSet) -> SetPeople:
    """Names, "" where nobody."""
    keys = [key for key in (row.created_by, row.approved_by) if key]
    rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(keys)))
    names = {key: name for key, name in rows}
    source = session.scalar(select(RuleSet.name).where(RuleSet.id == row.copied_from))
    return SetPeople(
        names.get(row.created_by or 0, ""), names.get(row.approved_by or 0, ""), source or ""
    )
