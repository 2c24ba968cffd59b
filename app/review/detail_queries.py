"""One dossier of the decision table with its sheets, for the secretary and the chair."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.review.models import Mark, Sheet
from app.review.rules import MarkDraft
from app.review.states import SheetState


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """One reviewer's sheet, for the secretary and the chair."""

    sheet_id: int
    reviewer_name: str
    state: SheetState
    total: Decimal | None
    remark: str
    locked_at: datetime | None
    from_paper: bool
    marks: dict[int, MarkDraft]


def sheets_of_idea(session: Session, idea_id: int) -> list[SheetDetail]:
    """Every sheet of one dossier with its marks; two queries. Marks of open sheets stay shut."""
    rows = session.execute(
        select(
            Sheet.id,
            Account.full_name,
            Sheet.state,
            Sheet.total,
            Sheet.remark,
            Sheet.locked_at,
            Sheet.entered_by,
        )
        .join(Account, Account.id == Sheet.reviewer_id)
        .where(Sheet.idea_id == idea_id)
        .order_by(Account.name_key, Sheet.id)
    ).all()
    marks: dict[int, dict[int, MarkDraft]] = {row.id: {} for row in rows}
    for sheet_id, criterion_id, points, band_id, remark in session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.band_id, Mark.remark)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.idea_id == idea_id, Sheet.state == SheetState.LOCKED)
    ):
        marks[sheet_id][criterion_id] = MarkDraft(criterion_id, points, band_id, remark)
    return [
        SheetDetail(
            key, name, state,
            total if state is SheetState.LOCKED else None,
            remark if state is SheetState.LOCKED else "",
            locked_at, entered_by is not None, marks[key],
        )
        for key, name, state, total, remark, locked_at, entered_by in rows
    ]  # fmt: skip
