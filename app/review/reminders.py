"""What reviewers are reminded of: how many sheets are not locked. No dossier is named."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.accounts.queries import in_force
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.dates import deadline_text, local_date
from app.kernel.text import T
from app.outbox.reminders import Reminder, link_to
from app.outbox.timetable import Timetable
from app.review.models import Conflict, Sheet
from app.review.states import OPEN_SHEETS
from app.rounds.models import Round
from app.rounds.states import RoundState
from app.switches.queries import is_on
from app.switches.states import SwitchName

KIND = "review_sheets"


def due(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each reviewer with open sheets, before scoring closes; none while scoring is frozen."""
    if is_on(session, SwitchName.SCORING_FREEZE):
        return []
    conflicted = exists().where(
        Conflict.idea_id == Sheet.idea_id, Conflict.reviewer_id == Sheet.reviewer_id
    )
    rows = session.execute(
        select(Round.id, Round.title, Round.scoring_closes_at, Account.id, Account.full_name,
               Account.email, func.count(Sheet.id.distinct()), func.min(Sheet.assigned_at))
        .join(Sheet, Sheet.round_id == Round.id)
        .join(Idea, Idea.id == Sheet.idea_id)
        .join(Account, Account.id == Sheet.reviewer_id)
        .join(RoleGrant, (RoleGrant.account_id == Account.id)
              & (RoleGrant.council_id == Round.council_id))
        .where(Sheet.state.in_(OPEN_SHEETS), Idea.state == IdeaState.SCORING, ~conflicted,
               Round.state == RoundState.ANNOUNCED, Round.scoring_opens_at <= now,
               Round.scoring_closes_at > now, Round.scoring_closes_at < table.horizon(KIND, now),
               *in_force(Role.REVIEWER, local_date(now)), Account.active)
        .group_by(Round.id, Account.id)
        .order_by(Round.id, Account.id)
    )  # fmt: skip
    return [
        Reminder(
            KIND, f"round:{key}", on, (person, name, address),
            T("%(n)s phiếu chấm chưa chốt, hạn %(end)s", n=number, end=deadline_text(end)),
            T("Ông/Bà còn %(n)s phiếu chấm chưa chốt trong %(round)s.\nHạn chốt phiếu: trước "
              "%(end)s. Phiếu chưa chốt không được tính vào kết quả.",
              n=number, round=title, end=deadline_text(end)),
            link_to("review.mine", dot=key), discreet=True,
        )
        for key, title, end, person, name, address, number, since in rows
        if (on := table.before(KIND, end, now, since))
    ]  # fmt: skip
