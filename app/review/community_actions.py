"""The community's points reach the results by one act of the secretary, after the close."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.community.policy import count
from app.community.queries import Poll, tallies
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.review import policy
from app.review.models import Result
from app.review.results import refresh_results
from app.rounds.models import Round

OPEN = (IdeaState.SCORING, IdeaState.SCORED)


def note_points(session: Session, actor: Actor, round_: Round, poll: Poll, now: datetime) -> int:
    """Every dossier of the round gets its points; asked again, the ballots are counted again.

    A mechanical act on the whole round. Refused once a dossier went to the council: what the
    council was shown stays.
    """
    require(policy.open_scoring(actor, round_.council_id))
    require(count(actor, round_.council_id, poll.draft.closes_at, now))
    rows = session.execute(
        select(Result, Idea.state)
        .join(Idea, Idea.id == Result.idea_id)
        .where(Result.round_id == round_.id)
        .order_by(Result.idea_id)
        .with_for_update(of=Result)
    ).all()
    require_ready(_blockers([state for _row, state in rows]))
    points = {one.idea_id: one.points for one in tallies(session, poll)}
    for row, _state in rows:
        row.community = points.get(row.idea_id)
    refresh_results(session, round_, [row.idea_id for row, _state in rows], now)
    record(session, actor, "community:join", round_, now, count=len(rows),
           counts=poll.draft.counts)  # fmt: skip
    return len(rows)


def _blockers(states: list[IdeaState]) -> list[Blocker]:
    if not states:
        return [Blocker("round", T("Chưa có hồ sơ nào được chấm"))]
    if any(state not in OPEN for state in states):
        return [Blocker("round", T("Có hồ sơ đã trình Hội đồng nên không ghi lại điểm bình chọn "
                                   "được nữa"))]  # fmt: skip
    return []
