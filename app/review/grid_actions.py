"""Save many sheets at once, each through the very act that saves one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, IllegalMove, StaleEdit
from app.kernel.text import T
from app.review.actions import save_sheet
from app.review.grid import GridEdit, cell_name
from app.review.models import Sheet


def save_grid(session: Session, actor: Actor, edits: Sequence[GridEdit], now: datetime) -> int:
    """All lines or none; how many were saved. Raises Blocked with every cell that was refused.

    A sheet that was saved elsewhere since it was shown keeps its points: both are named.
    """
    problems: list[Blocker] = []
    for edit in sorted(edits, key=lambda one: one.sheet_id):
        sheet = to_change(session, Sheet, edit.sheet_id)
        if sheet.reviewer_id != actor.user_id:
            raise Denied(NOT_FOUND)
        try:
            save_sheet(session, actor, sheet, edit.draft, now, edit.version)
        except Blocked as refused:
            problems += [
                Blocker(_cell(edit, blocker.field), blocker.message) for blocker in refused.blockers
            ]
        except StaleEdit as stale:
            problems += [_elsewhere(edit, d.name, d.label, d.mine, d.theirs)
                         for d in stale.differences]  # fmt: skip
        except IllegalMove:
            problems.append(Blocker(f"dong-{edit.sheet_id}", T("Phiếu này đã chốt hoặc đã đóng")))
    if problems:
        raise Blocked(problems)
    return len(edits)


def _cell(edit: GridEdit, field: str) -> str:
    _kind, _sep, key = field.partition("_")
    return cell_name(edit.sheet_id, int(key)) if key.isdecimal() else f"dong-{edit.sheet_id}"


def _elsewhere(edit: GridEdit, field: str, label: object, mine: str, theirs: str) -> Blocker:
    return Blocker(
        _cell(edit, field),
        T("%(what)s: đã được sửa ở nơi khác thành “%(theirs)s”, ở đây là “%(mine)s”. Tải lại trang "
          "để lấy bản mới rồi nhập lại", what=label, theirs=theirs, mine=mine),
    )  # fmt: skip
