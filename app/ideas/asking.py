"""What is asked of the authors now, as their task list says it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries import calendar
from app.ideas.clocks import ASK_TITLES, left_text
from app.ideas.models import SupplementRequest
from app.kernel.dates import local_date
from app.kernel.text import Text
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what of the authors, and how much time is left for it."""

    title: Text
    reason: str
    left: Text
    is_over: bool


def asked_of_authors(
    session: Session, round_: Round, request: SupplementRequest | None, now: datetime
) -> Asked | None:
    """The open request in words; None when nothing is asked."""
    if request is None:
        return None
    today = local_date(now)
    left = left_text(
        calendar(session), today, request.due_on, working=round_.supplement_in_working_days
    )
    return Asked(ASK_TITLES[request.kind], request.reason, left, today > request.due_on)
