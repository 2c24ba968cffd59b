"""Sets of award rules as a test needs them: copied, changed, approved."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import load_catalogue
from app.awards.models import EligibilityRule, RuleSet
from app.awards.rule_actions import SetDraft, change_rule, create_rule_set, draft_of_rule
from app.awards.rule_approving import approve_rule_set, propose_rule_set
from app.awards.rule_queries import rules_to_show
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import Blocked
from tests.people import NOON, World

TODAY = NOON.date()
NEXT_YEAR = date(2027, 1, 1)


def shipped(session: Session) -> RuleSet:
    load_catalogue(session, SYSTEM, NOON)
    return session.scalars(select(RuleSet).order_by(RuleSet.id)).first() or RuleSet()


def copied(
    session: Session, actor: Actor, *, since: date | None = NEXT_YEAR, source: RuleSet | None = None
) -> RuleSet:
    draft = SetDraft("Bộ quy tắc năm 2027", "Quyết định của Thành phố", since)
    return create_rule_set(session, actor, source or shipped(session), draft, NOON)


def approve(session: Session, world: World, row: RuleSet, today: date = TODAY) -> None:
    propose_rule_set(session, world.awards_officer, row, NOON)
    approve_rule_set(session, world.leader, row, NOON, today=today)


def rule_named(session: Session, row: RuleSet, code: str) -> EligibilityRule:
    return next(rule for rule in rules_to_show(session, row.id) if rule.code == code)


def changed(session: Session, world: World, row: RuleSet, name: str, **changes: Any) -> None:
    rule = rule_named(session, row, name)
    draft = replace(draft_of_rule(rule), **changes)
    change_rule(session, world.awards_officer, row, rule.id, draft, NOON, version=row.version)
    session.flush()


def fields(problem: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [one.field for one in problem.value.blockers]
