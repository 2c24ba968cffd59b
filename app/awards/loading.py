"""Load the dated catalogue that comes with the software (`data/*.yaml`)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.awards import policy
from app.awards.conditions import CONDITIONS, NUMBERED
from app.awards.models import AwardKind, BaseSalary, EligibilityRule, LegalBasis
from app.awards.states import AwardFamily, SubjectKind, Verdict
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require
from app.kernel.text import T

FOLDER = Path(__file__).with_name("data")
Row = AwardKind | BaseSalary | EligibilityRule | LegalBasis


def load_catalogue(session: Session, actor: Actor, now: datetime) -> int:
    """Add what is missing of the shipped catalogue; returns how many rows were added.

    A row already there, known by its code or number and its first day, is left as the office has
    made it: loading again changes nothing. Raises `Blocked` on a rule that asks for no known check.
    """
    require(policy.load_catalogue(actor))
    rows: list[tuple[Row, tuple[Any, ...]]] = [
        *_kinds(), *_salaries(), *_rules(), *_bases(),
    ]  # fmt: skip
    stored = _stored(session)
    new = [row for row, key in rows if key not in stored]
    session.add_all(new)
    session.flush()
    if new:
        record(session, actor, "catalogue:load", "award_catalogue:all", now, rows=len(new))
    return len(new)


def _stored(session: Session) -> set[tuple[Any, ...]]:
    kinds = session.execute(select(AwardKind.code, AwardKind.valid_from))
    salaries = session.execute(select(BaseSalary.valid_from))
    rules = session.execute(
        select(EligibilityRule.code, EligibilityRule.award_code, EligibilityRule.valid_from)
    )
    bases = session.execute(select(LegalBasis.number, LegalBasis.valid_from))
    tagged = (("kind", kinds), ("salary", salaries), ("rule", rules), ("basis", bases))
    return {(tag, *row) for tag, found in tagged for row in found}


def _read(name: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return rows


def _kinds() -> list[tuple[Row, tuple[Any, ...]]]:
    return [
        (
            AwardKind(
                code=row["code"], name=row["name"], family=AwardFamily(row["family"]),
                subject_kind=SubjectKind(row["subject_kind"]), authority=row["authority"],
                upward=row["upward"], clause=row["clause"],
                money_factor=Decimal(row["money_factor"]), parts="\n".join(row["parts"]),
                position=row["position"], valid_from=row["valid_from"],
                valid_to=row.get("valid_to"),
            ),
            ("kind", row["code"], row["valid_from"]),
        )
        for row in _read("award_kinds.yaml")
    ]  # fmt: skip


def _salaries() -> list[tuple[Row, tuple[Any, ...]]]:
    return [
        (
            BaseSalary(amount=row["amount"], basis=row["basis"], valid_from=row["valid_from"],
                       valid_to=row.get("valid_to")),
            ("salary", row["valid_from"]),
        )
        for row in _read("base_salaries.yaml")
    ]  # fmt: skip


def _rules() -> list[tuple[Row, tuple[Any, ...]]]:
    rows = _read("eligibility_rules.yaml")
    unknown = [row for row in rows if not sound_rule(row["condition"], row.get("parameter", ""))]
    if unknown:
        raise Blocked(
            [Blocker("rule", T("Quy tắc %(code)s không đọc được", code=row["code"]))
             for row in unknown]
        )  # fmt: skip
    return [
        (
            EligibilityRule(
                code=row["code"], award_code=row["award_code"], condition=row["condition"],
                parameter=row.get("parameter", ""), message=row["message"], clause=row["clause"],
                otherwise=Verdict(row["otherwise"]), valid_from=row["valid_from"],
                valid_to=row.get("valid_to"),
            ),
            ("rule", row["code"], row["award_code"], row["valid_from"]),
        )
        for row in rows
    ]  # fmt: skip


def sound_rule(condition: str, parameter: str) -> bool:
    """Whether the condition is known and has the number it needs."""
    if condition not in CONDITIONS:
        return False
    try:
        return condition not in NUMBERED or Decimal(parameter) >= 0
    except InvalidOperation:
        return False


def _bases() -> list[tuple[Row, tuple[Any, ...]]]:
    return [
        (
            LegalBasis(
                kind=row["kind"], number=row["number"], issuer=row["issuer"],
                issued_on=row["issued_on"], subject=row["subject"],
                valid_from=row["valid_from"], valid_to=row.get("valid_to"), position=place,
            ),
            ("basis", row["number"], row["valid_from"]),
        )
        for place, row in enumerate(_read("legal_bases.yaml"), start=1)
    ]  # fmt: skip
