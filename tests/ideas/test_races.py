"""Many at the same moment: one dossier goes in once, and no two get the same code."""

from collections.abc import Callable

from flask import Flask

from app.database.transaction import to_change, transaction
from app.ideas import actions
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.refusals import AlreadyDone
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.ideas.racing import at_once
from tests.people import NOON, World
from tests.rounds.builders import make_round


def submit(world: World, idea_id: int) -> Callable[[], None]:
    """One press of the button."""

    def press() -> None:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.submit_idea(session, world.author, idea, NOON)

    return press


@BOTH
def test_pressing_many_times_submits_once(app: Flask, world: World) -> None:
    with transaction() as session:
        idea = make_idea(session, world, make_round(session, world), IdeaState.DRAFT)
        idea_id = idea.id

    ended = at_once(app, [submit(world, idea_id)] * 5)

    assert ended == [*[AlreadyDone.__name__] * 4, "done"]


@BOTH
def test_codes_are_given_once_across_rounds(app: Flask, world: World) -> None:
    with transaction() as session:
        rounds = [make_round(session, world, code=f"DX-{n}") for n in range(2)]
        keys = [make_idea(session, world, rounds[n % 2], IdeaState.DRAFT).id for n in range(6)]

    ended = at_once(app, [submit(world, key) for key in keys])

    assert ended == ["done"] * 6
    with transaction() as session:
        codes = sorted(session.get_one(Idea, key).code or "" for key in keys)
    assert codes == [f"SK-2026-{n:05d}" for n in range(1, 7)]
