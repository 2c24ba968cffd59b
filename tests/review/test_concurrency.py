"""Two people at the same moment: nothing is lost and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from app.database.transaction import to_change, transaction
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.refusals import Refusal
from app.review import actions
from app.review.models import InitiativeCertificate, Recognition, Result, Sheet
from app.review.rules import Decision, DecisionLine
from app.review.states import Proposal
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.people import World
from tests.review.builders import APPLIED, locked, scored, scoring_idea, sheet_of
from tests.rounds.builders import SCORING, SITTING, make_round


@BOTH
def test_two_sheets_locked_at_once_both_count(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
        jobs = []
        for actor, first in ((world.reviewer, "18"), (world.reviewer2, "20")):
            scored(session, round_, idea, actor, first, "18", "20", "14")
            jobs.append((actor, sheet_of(session, idea, actor).id))
        key = idea.id
    start = Barrier(2)

    def lock(job: tuple[Actor, int]) -> None:
        with app.app_context():
            start.wait()
            with transaction() as session:
                actions.lock_sheet(session, job[0], to_change(session, Sheet, job[1]), SCORING)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lock, jobs))

    with transaction() as session:
        result = session.get_one(Result, key)
        assert (result.sheets_done, result.mean) == (2, Decimal(71))


@BOTH
def test_a_decision_recorded_twice_at_once_is_recorded_once(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
        for actor in (world.reviewer, world.reviewer2):
            locked(session, round_, idea, actor)
        actions.settle_round(session, world.secretary, round_, SCORING)
        actions.propose(session, world.chair, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)
        actions.bring_to_council(session, world.chair, round_, [idea.id], SCORING)
        round_id, key = round_.id, idea.id
    start = Barrier(2)

    def record(actor: Actor) -> bool:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    found = to_change(session, Round, round_id)
                    paper = Decision("215/QĐ-UBND", SITTING.date(), APPLIED)
                    line = DecisionLine(key, True, 9, 9)
                    actions.record_decision(session, actor, found, [line], paper, SITTING)
            except Refusal:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(record, (world.secretary, world.chair)))

    assert sorted(outcomes) == [False, True]
    with transaction() as session:
        assert len(session.scalars(select(Recognition)).all()) == 1
        assert len(session.scalars(select(InitiativeCertificate)).all()) == 1
        assert session.get_one(Idea, key).state == "recognised"
