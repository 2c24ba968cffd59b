"""`flask finding`: reindexing and its status."""

from flask import Flask

from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from app.finding import actions
from app.ideas.states import IdeaState
from app.kernel.clock import now
from tests.ideas.pages import stored
from tests.people import World


def test_everything_is_indexed_again(app: Flask, world: World) -> None:
    key = stored(world, IdeaState.SUBMITTED)
    stored(world, IdeaState.DRAFT)
    with transaction() as session:
        IDEA_SEARCH.remove(session, key)
    runner = app.test_cli_runner()

    asked = runner.invoke(args=["finding", "reindex"])
    before = runner.invoke(args=["finding", "status"])
    actions.index_due(now())
    after = runner.invoke(args=["finding", "status"])

    assert "1 hồ sơ chờ lập lại chỉ mục" in asked.output
    assert "Chờ lập chỉ mục: 1" in before.output
    assert "Chờ lập chỉ mục: 0" in after.output
