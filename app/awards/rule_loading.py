"""The set of rules that comes with the software, put beside those the office made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.awards.conditions import problem_of
from app.awards.models import EligibilityRule, RuleSet
from app.awards.rule_states import RuleSetState
from app.awards.states import Verdict
from app.kernel.refusals import Blocker, require_ready
from app.kernel.text import T


def load_rules(session: Session, whole: Mapping[str, Any], now: datetime) -> int:
    """Add the set unless it is there; approved only where no other set is. Rows added."""
    rows = whole["rules"]
    require_ready(unreadable(rows))
    if session.scalar(select(exists().where(RuleSet.code == whole["code"]))):
        return 0
    alone = not session.scalar(select(exists().where(RuleSet.id.is_not(None))))
    made = RuleSet(
        code=whole["code"], name=whole["name"], basis=whole["basis"],
        state=RuleSetState.APPROVED if alone else RuleSetState.DRAFT,
        valid_from=whole["valid_from"] if alone else None,
        created_at=now, approved_at=now if alone else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(_rule(made.id, place, row) for place, row in enumerate(rows, start=1))
    session.flush()
    return 1 + len(rows)


def unreadable(rows: list[Mapping[str, Any]]) -> list[Blocker]:
    """Each rule whose condition is not known or whose parameter is not of its kind."""
    return [
        Blocker("rule", T("Quy tắc %(code)s không đọc được: %(why)s", code=row["code"], why=why))
        for row in rows
        if (why := problem_of(row["condition"], row.get("parameter", "")))
    ]


def _rule(set_id: int, place: int, row: Mapping[str, Any]) -> EligibilityRule:
    return EligibilityRule(
        rule_set_id=set_id, position=place * 10, code=row["code"], award_code=row["award_code"],
        condition=row["condition"], parameter=row.get("parameter", ""),
        message=row["message"].strip(), clause=row["clause"], otherwise=Verdict(row["otherwise"]),
        active=row.get("active", True), off_for=row.get("off_for", ""),
        valid_from=row["valid_from"], valid_to=row.get("valid_to"),
    )  # fmt: skip
