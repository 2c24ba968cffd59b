"""What a closed nomination list must hold: nobody who lacks something, and money that adds up."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.compiled import Line, from_json
from app.awards.models import NominationList
from app.awards.states import ListState, Verdict


def locked_lines_that_lack(session: Session) -> Iterator[tuple[str, str]]:
    """Each line of a closed list that is not đủ without a confirmed conclusion, or miscounted."""
    rows = session.execute(
        select(NominationList.id, NominationList.snapshot)
        .where(NominationList.state != ListState.DRAFT, NominationList.snapshot != "")
        .order_by(NominationList.id)
    )
    for key, snapshot in rows:
        compiled = from_json(snapshot)
        for line in compiled.lines:
            if line.verdict is not Verdict.MET:
                yield (
                    "closed_lists_lack_nothing",
                    (f"nomination list {key}: line {line.nomination_id} is {line.verdict}"),
                )
            if line.amount != recounted(line, compiled.heading.salary):
                yield (
                    "award_money_adds_up",
                    (f"nomination list {key}: line {line.nomination_id} says {line.amount} đồng"),
                )


def recounted(line: Line, salary: int | None) -> int | None:
    """The money of a line in whole numbers only, half up; None: no base salary is known."""
    if salary is None:
        return None
    hundredths = int(line.factor * Decimal(100)) * salary
    return (2 * hundredths + 100) // 200
