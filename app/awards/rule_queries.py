"""Reads of rule sets: the approved ones as values for judging, and all of them for their pages."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.models import EligibilityRule, RuleSet
from app.awards.rule_states import RuleSetState
from app.awards.states import Verdict


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
    """Every approved set with its active rules, in two queries."""
    heads = session.execute(
        select(RuleSet.id, RuleSet.name, RuleSet.valid_from, RuleSet.valid_to)
        .where(RuleSet.state == RuleSetState.APPROVED)
        .order_by(RuleSet.valid_from, RuleSet.id)
    ).all()
    rules = _rules_of(session, [key for key, *_ in heads])
    return [
        SetLines(key, name, tuple(rules[key]), since or date.max, until)
        for key, name, since, until in heads
    ]


def lines_of(session: Session, rule_set: RuleSet) -> SetLines:
    """Any set with its active rules, a draft too."""
    rules = _rules_of(session, [rule_set.id])[rule_set.id]
    since = rule_set.valid_from or date.max
    return SetLines(rule_set.id, rule_set.name, tuple(rules), since, rule_set.valid_to)


def _rules_of(session: Session, keys: list[int]) -> dict[int, list[RuleLine]]:
    found: dict[int, list[RuleLine]] = defaultdict(list)
    rows = session.execute(
        select(EligibilityRule.rule_set_id, *_COLUMNS)
        .where(EligibilityRule.rule_set_id.in_(keys), EligibilityRule.active)
        .order_by(EligibilityRule.position, EligibilityRule.id)
    )
    for key, *values in rows:
        found[key].append(RuleLine(*values))
    return found
