"""Where a closed sitting voted, its minutes are the votes, the day and the limit of recognition."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked
from app.review.actions import record_decision
from app.review.models import Recognition
from app.review.results import refresh_results
from app.review.rules import Decision, DecisionLine
from app.rounds.models import Round
from app.sittings import closing
from app.sittings.states import Choice
from tests.people import EARLY, NOON, World, sign_in
from tests.sittings.builders import council_round, items, nine, opened, vote

LATER = NOON + timedelta(days=2)
PAPER = Decision("215/QĐ-UBND", LATER.date(), LATER.date())


def sat(session: Session, world: World) -> tuple[Round, list[int]]:
    """A closed sitting: the first dossier 6 of 9, the second 3 of 9, the third not voted on."""
    round_ = council_round(session, world, "P1 P1 P1")
    for idea in session.scalars(select(Idea).where(Idea.round_id == round_.id)):
        idea.first_applied_on = EARLY
        refresh_results(session, round_, [idea.id], NOON)
    members = nine(session, world)
    sitting = opened(session, world, members)
    agenda = items(session, sitting)
    voters = members[:6]
    vote(session, world, sitting, agenda[0], dict.fromkeys(voters, Choice.YES), minute=1)
    vote(session, world, sitting, agenda[1], dict.fromkeys(voters[:3], Choice.YES), minute=2)
    closing.close_sitting(session, world.secretary, sitting, NOON + timedelta(hours=1))
    session.flush()
    keys = session.scalars(select(Idea.id).where(Idea.round_id == round_.id).order_by(Idea.id))
    return round_, list(keys)


def test_the_form_offers_what_the_minutes_say(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_, _ideas = sat(session, world)
        round_id = round_.id
    sign_in(client, world.email("secretary"))
    page = client.get(f"/quyet-dinh/{round_id}/ghi-quyet-dinh").text
    assert page.count("thông qua, biên bản họp") == 2
    assert page.count('name="lines-2-votes_for"') == 1


def test_other_votes_than_the_minutes_are_refused(world: World, session: Session) -> None:
    round_, (first, second, _third) = sat(session, world)
    for line in (DecisionLine(first, True, 9, 9), DecisionLine(second, True, 3, 9)):
        with pytest.raises(Blocked):
            record_decision(session, world.secretary, round_, [line], PAPER, LATER)
    assert session.scalars(select(Recognition)).all() == []


def test_the_day_of_the_minutes_is_kept(world: World, session: Session) -> None:
    round_, (first, _second, third) = sat(session, world)
    lines = [DecisionLine(first, True, 6, 9), DecisionLine(third, False, 0, 9, "Chưa rõ.")]
    record_decision(session, world.secretary, round_, lines, PAPER, LATER)
    kept = {one.idea_id: one.sat_on for one in session.scalars(select(Recognition))}
    assert kept == {first: NOON.date(), third: PAPER.sat_on}
    assert session.get_one(Idea, first).state is IdeaState.RECOGNISED
