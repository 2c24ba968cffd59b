"""A decision table of judged dossiers."""

from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.review import actions
from app.rounds.models import Round
from tests.people import World
from tests.review.builders import locked, scoring_idea, scoring_round
from tests.rounds.builders import SCORING

MARKS = {
    "tốt": ("20", "20", "25", "18"),
    "vừa": ("18", "18", "20", "14"),
    "kém": ("9", "10", "12", "6"),
}


def judged(
    session: Session,
    world: World,
    round_: Round,
    marks: str = "vừa",
    *,
    settle: bool = True,
    **more: object,
) -> Idea:
    """A dossier with two locked sheets, settled."""
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", **more)
    locked(session, round_, idea, world.reviewer, *MARKS[marks])
    locked(session, round_, idea, world.reviewer2, *MARKS[marks])
    if settle:
        actions.settle_round(session, world.secretary, round_, SCORING)
    return idea


def table(world: World, *marks: str, **changes: object) -> tuple[int, list[int]]:
    with transaction() as session:
        round_ = scoring_round(session, world, **changes)
        ideas = [judged(session, world, round_, mark, title=f"Hồ sơ {mark}") for mark in marks]
        return round_.id, [idea.id for idea in ideas]
