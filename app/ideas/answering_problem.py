"""A dossier may answer one posted problem: choosing it, and which answers a person knows of."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas import policy, queries
from app.ideas.models import Idea
from app.ideas.states import EDITABLE, IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker, IllegalMove, require
from app.kernel.text import T
from app.problems.models import Problem
from app.problems.rules import takes_answers


def choose_problem(
    session: Session, actor: Actor, idea: Idea, problem_id: int | None, now: datetime
) -> None:
    """The problem this dossier answers, or none. It has to be posted and still open.

    A problem that was closed after it was chosen stays chosen.
    """
    require(policy.write(actor, queries.standing_of(session, idea)))
    if idea.state not in EDITABLE:
        raise IllegalMove("edit", idea.state, IDEA_LIFECYCLE.open_from(idea.state))
    if problem_id == idea.problem_id:
        return
    if problem_id is not None:
        found = session.get(Problem, problem_id, with_for_update=True, populate_existing=True)
        if found is None or not takes_answers(found.state, found.closes_on, local_date(now)):
            text = T("Bài toán này không còn nhận lời giải; chọn bài toán khác")
            raise Blocked([Blocker("problem_id", text)])
    idea.problem_id = problem_id
    record(session, actor, "idea:problem", idea, now, problem_id=problem_id)


def answers_seen_by(actor: Actor | None) -> Select[int | None, int]:
    """(problem, dossier) of the submitted answers whose dossier the person may read."""
    pairs = select(Idea.problem_id, Idea.id).where(
        Idea.problem_id.is_not(None), Idea.submitted_at.is_not(None),
        Idea.state != IdeaState.WITHDRAWN,
    )  # fmt: skip
    if actor is None:
        return pairs.where(Idea.id.is_(None))
    return pairs.where(queries.seen_by(actor))
