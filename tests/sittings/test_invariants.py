"""Each invariant of sittings finds the breach that is planted for it."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.sittings.states import BallotKind, Choice
from tests.people import World
from tests.sittings.builders import council_round, items, nine, opened, vote

PLANTED = {
    "secret_votes_have_a_slip_for_each_voter": "UPDATE sitting_ballot SET kind = 'secret'",
    "open_votes_count_their_answers": "UPDATE sitting_cast SET choice = 'no'",
    "results_of_a_council_are_those_of_the_vote": "UPDATE sitting_item SET yes = 9",
    "lines_of_a_joint_slip_fit_what_came_back": (
        "INSERT INTO sitting_joint_paper (sitting_id, number, handed_at, closed_at, "
        "undone_reason, handed_out, collected, written, entered_by, confirmed_by, version) "
        "SELECT id, 1, opened_at, opened_at, '', 1, 1, 0, 1, 2, 1 FROM sitting; "
        "UPDATE sitting_ballot SET joint_id = 1"
    ),
    "one_seat_has_one_voice": "UPDATE sitting_member SET stands_for_id = account_id",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_breach_is_named(app: Flask, world: World, name: str) -> None:
    with transaction() as session:
        seats = nine(session, world)
        council_round(session, world, "P1 P1")
        sitting = opened(session, world, seats)
        first, second = items(session, sitting)
        vote(session, world, sitting, first, {one: Choice.YES for one in seats[:7]})
        vote(session, world, sitting, second, {one: Choice.YES for one in seats[:7]},
             BallotKind.SECRET, 1)  # fmt: skip
    assert named(app) & set(PLANTED) == set()
    with db.engine.begin() as connection:
        for statement in PLANTED[name].split("; "):
            connection.execute(text(statement))

    assert name in named(app)


def named(app: Flask) -> set[str]:
    db.session.rollback()
    return {name for name, _sentence in breaches(db.session(), app.config["FILES_FOLDER"])}
