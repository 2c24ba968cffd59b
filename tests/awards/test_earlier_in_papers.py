"""What a report of achievements names as given before was given, and not taken back."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import issue_list
from app.awards.dossier_queries import read_dossier
from app.awards.models import Nomination
from app.awards.states import LineOutcome
from app.ideas.models import Idea
from tests.awards.builders import make_list, nominate, submitted_list
from tests.people import NOON, World

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("outcome", "own", "earlier"),
    [
        (LineOutcome.ISSUED, "455/QĐ-UBND", 1),
        (LineOutcome.ISSUED, "460/QĐ-UBND", 1),
        (LineOutcome.REFUSED, "", 0),
        (LineOutcome.HELD, "", 0),
        (LineOutcome.REVOKED, "455/QĐ-UBND", 0),
    ],
)
def test_an_earlier_award_is_one_that_was_given(
    world: World, session: Session, outcome: LineOutcome, own: str, earlier: int
) -> None:
    first = submitted_list(session, world)
    issue_list(session, world.awards_officer, first, "455/QĐ-UBND", DAY, NOON)
    line = session.scalars(
        select(Nomination).where(Nomination.account_id == world.author.user_id)
    ).one()
    # As of a list issued before awards were written into the ledger.
    line.subject_key = "account:999999"
    line.outcome, line.decision_number, line.outcome_reason = outcome, own, "Chưa đủ"
    second = make_list(session, world, judged_on=date(2026, 11, 1))
    again = nominate(session, world, second, session.scalars(select(Idea)).one())
    again.subject_key, again.account_id = "account:999999", None
    session.flush()

    (found,) = read_dossier(session, second).subjects

    assert [(one.decision, one.decided_on) for one in found.earlier] == [(own, DAY)] * earlier
