"""Which lines a complaint holds back. A complaint holds its own line, never the list."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.awards.complaint_states import OPEN_COMPLAINTS, ComplaintState
from app.awards.list_models import Complaint
from app.database.reading import rows_of


def held_lines(session: Session, list_id: int) -> set[int]:
    """Lines with a complaint that is not answered, or was found right."""
    return _lines(session, list_id, {*OPEN_COMPLAINTS, ComplaintState.UPHELD})


def upheld_lines(session: Session, list_id: int) -> set[int]:
    """Lines with a complaint that was found right."""
    return _lines(session, list_id, {ComplaintState.UPHELD})


def _lines(session: Session, list_id: int, states: set[ComplaintState]) -> set[int]:
    rows = rows_of(session, _complained(), {"of_list": list_id, "states": list(states)})
    return {key for (key,) in rows if key is not None}


@cache
def _complained() -> Select[int | None]:
    return select(Complaint.nomination_id).where(
        Complaint.list_id == bindparam("of_list"),
        Complaint.state.in_(bindparam("states", expanding=True)),
        Complaint.nomination_id.is_not(None),
    )
