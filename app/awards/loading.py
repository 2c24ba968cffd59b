"""Load the dated catalogue that comes with the software (`data/*.yaml`)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.awards import policy
from app.awards.catalogue_rules import read_vote
from app.awards.models import AwardKind, BaseSalary
from app.awards.rule_loading import load_rules
from app.awards.rule_states import DeadlineUnit
from app.awards.states import AwardFamily, SubjectKind
from app.citations.actions import load_acts
from app.kernel.actor import Actor
from app.kernel.refusals import require
from app.kernel.shipped import read_shipped

FOLDER = Path(__file__).with_name("data")
Row = AwardKind | BaseSalary


def load_catalogue(session: Session, actor: Actor, now: datetime) -> int:
    """Add what is missing of the shipped catalogue; returns how many rows were added.

    A row already there, known by its code or number and its first day, is left as the office has
    made it: loading again changes nothing. The shipped set of rules counts at once where there is
    none; beside others it comes as a draft that the office looks at, tries and has approved.
    Raises `Blocked` on a rule that asks for no known check.
    """
    require(policy.load_catalogue(actor))
    rows: list[tuple[Row, tuple[Any, ...]]] = [*_kinds(), *_salaries()]
    stored = _stored(session)
    new = [row for row, key in rows if key not in stored]
    session.add_all(new)
    session.flush()
    count = len(new) + load_rules(session, _rules_file(), now) + load_acts(session, actor, now)
    if count:
        record(session, actor, "catalogue:load", "award_catalogue:all", now, rows=count)
    return count


def _stored(session: Session) -> set[tuple[Any, ...]]:
    kinds = session.execute(select(AwardKind.code, AwardKind.valid_from))
    salaries = session.execute(select(BaseSalary.valid_from))
    tagged = (("kind", kinds), ("salary", salaries))
    return {(tag, *row) for tag, found in tagged for row in found}


def _rules_file() -> Mapping[str, Any]:
    whole: Mapping[str, Any] = read_shipped(FOLDER / "eligibility_rules.yaml")
    return whole


def _read(name: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = read_shipped(FOLDER / name)
    return rows


def _kinds() -> list[tuple[Row, tuple[Any, ...]]]:
    return [
        (
            AwardKind(
                code=row["code"], name=row["name"], family=AwardFamily(row["family"]),
                subject_kind=SubjectKind(row["subject_kind"]), authority=row["authority"],
                upward=row["upward"], clause=row["clause"],
                money_factor=Decimal(row["money_factor"]), parts="\n".join(row["parts"]),
                standard=row["standard"].strip(), ballot=row.get("ballot", False),
                sets=row.get("sets", 1), to_verify=row.get("to_verify", ""),
                deadline_unit=DeadlineUnit(row.get("deadline_unit", "none")),
                deadline_count=row.get("deadline_count"),
                deadline_day=row.get("deadline_day", ""),
                deadline_note=row.get("deadline_note", ""), **_vote(row["vote"]),
                position=row["position"], valid_from=row["valid_from"],
                valid_to=row.get("valid_to"),
            ),
            ("kind", row["code"], row["valid_from"]),
        )
        for row in _read("award_kinds.yaml")
    ]  # fmt: skip


def _vote(text: str) -> dict[str, Any]:
    share = read_vote(text)
    if share is None:
        raise ValueError(text)
    return {"vote_numerator": share.numerator, "vote_denominator": share.denominator,
            "vote_strict": share.strict}  # fmt: skip


def _salaries() -> list[tuple[Row, tuple[Any, ...]]]:
    return [
        (
            BaseSalary(amount=row["amount"], basis=row["basis"], valid_from=row["valid_from"],
                       valid_to=row.get("valid_to")),
            ("salary", row["valid_from"]),
        )
        for row in _read("base_salaries.yaml")
    ]  # fmt: skip
