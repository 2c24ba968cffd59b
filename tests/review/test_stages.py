"""Crossing into the next stage and back: what is put aside, what comes back, what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.checks.scores import stale_scores
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review.actions import (
    Change,
    apply_assignment,
    bring_to_council,
    lock_sheet,
    propose,
    save_sheet,
    settle_round,
)
from app.review.models import Mark, Result, Sheet
from app.review.past_stage_queries import past_sheets
from app.review.stage_models import StageResult, StageSheet
from app.review.stage_queries import judges_of
from app.review.stage_return import take_back
from app.review.staging_actions import advance, crossing, tell_authors
from app.review.states import Proposal
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import draft_of
from app.rounds.rules import phase
from app.rounds.settings_file import read_settings, settings_values, stored_settings
from app.rounds.stage_actions import set_panel, set_stages
from app.rounds.stage_queries import stages_of
from app.rounds.states import BlindMode, Phase
from tests.conftest import BOTH
from tests.people import World
from tests.review.builders import (
    declares,
    draft,
    locked,
    result_of,
    scoring_idea,
    sheet_of,
)
from tests.review.stages import CLOSED, SECOND, D, count, crossed, plan, ready
from tests.rounds.builders import SCORING, make_round


@BOTH
def test_crossing_puts_the_stage_aside_and_begins_the_next(world: World, session: Session) -> None:
    round_, good, weak = ready(session, world)
    numbers = set(session.scalars(select(Sheet.id)))

    done = crossed(session, world, round_, [good.id])

    session.expire_all()
    assert done == (1, 1)
    assert (good.state, weak.state) == (IdeaState.SCORING, IdeaState.SCORED)
    assert (count(session, Sheet), count(session, Mark), count(session, StageSheet)) == (0, 0, 3)
    assert (round_.stage, round_.blind, round_.reviews_wanted) == (2, BlindMode.OPEN, 1)
    assert round_.scoring_opens_at == CLOSED
    rubric = rubric_of(session, round_.id)
    assert rubric is not None
    assert (rubric.name, len(rubric.criteria)) == ("Thang chung khảo", 2)
    assert rubric.frozen_at == CLOSED
    stopped, going = result_of(session, weak), result_of(session, good)
    assert (stopped.mean, stopped.proposal) == (None, Proposal.DECLINE)
    assert "Không vào vòng “Chung khảo”" in stopped.proposal_reason
    assert (going.mean, going.sheets_done, going.proposal) == (None, 0, Proposal.NONE)
    kept = session.execute(
        select(StageResult.mean, StageResult.place, StageResult.went_on).order_by(StageResult.place)
    ).all()
    assert [tuple(row) for row in kept] == [(D(70), 1, True), (D(40), 2, False)]
    letters = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "review_stage"))
    assert {(m.state, "70" in m.body) for m in letters} == {(MessageState.HELD, False)}
    assert list(stale_scores(session)) == []
    first = stages_of(session, round_.id)[0]
    sheets = past_sheets(session, first, good.id)
    assert [(s.total, s.marks[1].points) for s in sheets] == [(D(70), D(18))] * 2
    apply_assignment(session, world.secretary, round_,
                     Change(add=((good.id, world.reviewer.user_id or 0),)), SECOND)  # fmt: skip
    session.flush()
    assert not numbers & set(session.scalars(select(Sheet.id)))


@BOTH
def test_taking_back_restores_every_sheet_mark_result_and_setting(
    world: World, session: Session
) -> None:
    round_, good, weak = ready(session, world)
    before = _picture(session, round_)
    crossed(session, world, round_, [good.id])

    take_back(session, world.secretary, round_, "Chọn nhầm", SECOND)

    session.expire_all()
    assert _picture(session, round_) == before
    assert (good.state, weak.state) == (IdeaState.SCORED, IdeaState.SCORED)
    assert (round_.stage, count(session, StageSheet), count(session, StageResult)) == (1, 0, 0)
    states = set(session.scalars(
        select(OutboxMessage.state).where(OutboxMessage.kind == "review_stage")))  # fmt: skip
    assert states == {MessageState.CANCELLED}
    assert list(stale_scores(session)) == []
    assert crossed(session, world, round_, [good.id]) == (1, 1)


def _picture(session: Session, round_: Round) -> list[Any]:
    session.flush()
    rubric = rubric_of(session, round_.id)
    assert rubric is not None
    places = {c.criterion_id: c.position for c in rubric.criteria}
    columns = Sheet.id, Sheet.idea_id, Sheet.reviewer_id, Sheet.state, Sheet.total, Sheet.locked_at
    sheets = session.execute(select(*columns).order_by(Sheet.id)).all()
    marks = session.execute(select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.remark))
    results = session.execute(
        select(Result.idea_id, Result.mean, Result.low, Result.sheets_done).order_by(Result.idea_id)
    ).all()
    return [
        [tuple(row) for row in sheets],
        sorted((key, places[c], points, text) for key, c, points, text in marks),
        [tuple(row) for row in results], draft_of(rubric), round_.blind, round_.reviews_wanted,
        round_.scoring_opens_at, round_.scoring_closes_at,
    ]  # fmt: skip


def test_nothing_is_taken_back_once_scoring_began_or_letters_went(
    world: World, session: Session
) -> None:
    round_, good, _weak = ready(session, world)
    crossed(session, world, round_, [good.id])
    with pytest.raises(Blocked):
        take_back(session, world.secretary, round_, "", SECOND)
    apply_assignment(session, world.secretary, round_,
                     Change(add=((good.id, world.reviewer3.user_id or 0),)), SECOND)  # fmt: skip
    sheet = sheet_of(session, good, world.reviewer3)
    typed = draft(session, round_, "10", None)
    save_sheet(session, world.reviewer3, sheet, typed, SECOND, sheet.version)

    with pytest.raises(Blocked):
        take_back(session, world.secretary, round_, "Chọn nhầm", SECOND)
    tell_authors(session, world.secretary, round_, SECOND)
    with pytest.raises(Blocked) as refused:
        take_back(session, world.secretary, round_, "Chọn nhầm", SECOND)
    assert len(refused.value.blockers) == 2


def test_crossing_is_refused_while_scores_are_open_against_the_rule_or_to_others(
    world: World, session: Session
) -> None:
    round_, good, weak = ready(session, world)
    line = crossing(session, world.secretary, round_)
    assert line is not None

    for chosen, reason in (([], ""), ([weak.id], ""), ([good.id, weak.id], "")):
        with pytest.raises(Blocked):
            advance(session, world.secretary, round_, chosen, reason, line.mark, CLOSED)
    with pytest.raises(StaleDataError):
        advance(session, world.secretary, round_, [good.id], "", "khác", CLOSED)
    for who in (world.chair, world.reviewer):
        with pytest.raises(Denied):
            advance(session, who, round_, [good.id], "", line.mark, CLOSED)
    scoring_idea(session, world, round_, "reviewer")
    with pytest.raises(Blocked):
        advance(session, world.secretary, round_, [good.id], "", line.mark, CLOSED)


def test_a_choice_against_the_rule_keeps_its_reason(world: World, session: Session) -> None:
    round_, good, weak = ready(session, world)

    crossed(session, world, round_, [good.id, weak.id], "Hội đồng thống nhất lấy thêm")

    rows = session.execute(select(StageResult.idea_id, StageResult.reason))
    reasons = {key: reason for key, reason in rows}
    assert "lấy thêm" in reasons[weak.id]
    assert "lấy thêm" not in reasons[good.id]


def test_what_the_secretary_must_keep_away_from_follows_the_rule(
    world: World, session: Session
) -> None:
    round_, good, weak = ready(session, world, drafts=plan(count=2))
    declares(session, good, world.secretary)

    assert crossed(session, world, round_, [weak.id]) == (2, 0)


def test_only_the_panel_of_the_stage_scores_in_it(world: World, session: Session) -> None:
    round_, good, _weak = ready(session, world)
    only = world.reviewer3.user_id or 0
    set_panel(session, world.secretary, round_, 2, [only], SCORING)
    day = SCORING.date()
    assert len(judges_of(session, round_, day)) > 1

    crossed(session, world, round_, [good.id])

    assert [one.account_id for one in judges_of(session, round_, day)] == [only]
    with pytest.raises(Blocked):
        apply_assignment(session, world.secretary, round_,
                         Change(add=((good.id, world.reviewer.user_id or 0),)), SECOND)  # fmt: skip


@BOTH
def test_with_shares_the_official_result_is_the_weighted_sum(
    world: World, session: Session
) -> None:
    first, last = plan()
    drafts = [replace(first, share=D(40)), replace(last, share=D(60), rubric=None)]
    round_, good, _weak = ready(session, world, drafts=drafts)
    crossed(session, world, round_, [good.id])
    apply_assignment(session, world.secretary, round_,
                     Change(add=((good.id, world.reviewer3.user_id or 0),)), SECOND)  # fmt: skip
    sheet = sheet_of(session, good, world.reviewer3)
    typed = draft(session, round_, "20", "20", "20", "15")
    save_sheet(session, world.reviewer3, sheet, typed, SECOND, sheet.version)
    lock_sheet(session, world.reviewer3, sheet, SECOND)

    row = result_of(session, good)

    assert (row.mean, row.median) == (D("73.00"), D(75))
    assert list(stale_scores(session)) == []


def test_the_plan_survives_the_settings_file(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    set_stages(session, world.secretary, round_, plan(), SCORING)

    values = settings_values(stored_settings(session, round_))
    read, mistakes = read_settings(values)

    assert mistakes == []
    assert read is not None
    assert read.stages == tuple(plan())
    wrong, found = read_settings({**values, "stages": values["stages"][:1]})
    assert (wrong, [one.path for one in found]) == (None, ["stages."])


def test_an_ended_stage_cannot_be_changed(world: World, session: Session) -> None:
    round_, good, _weak = ready(session, world)
    crossed(session, world, round_, [good.id])
    first, last = plan()

    for drafts in ([], [replace(first, name="Khác"), last], [first],
                   [replace(first, share=D(50)), replace(last, share=D(50))]):  # fmt: skip
        with pytest.raises(Blocked):
            set_stages(session, world.secretary, round_, drafts, SECOND)


def test_between_two_stages_the_round_is_still_being_scored(world: World, session: Session) -> None:
    round_ = make_round(session, world, scoring_opens_at=CLOSED + timedelta(days=1),
                        scoring_closes_at=CLOSED + timedelta(days=2))  # fmt: skip
    before = phase(round_, CLOSED)
    round_.stage = 2

    assert (before, phase(round_, CLOSED)) == (Phase.CHECKING, Phase.SCORING)


def test_a_dossier_that_may_go_on_is_not_brought_before_the_council(
    world: World, session: Session
) -> None:
    round_, good, _weak = ready(session, world)
    propose(session, world.secretary, round_, [good.id], Proposal.RECOGNISE, "", SCORING)

    with pytest.raises(Blocked):
        bring_to_council(session, world.secretary, round_, [good.id], SCORING)


def test_stages_planned_after_a_dossier_was_brought_cannot_be_crossed(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, quorum=1)
    ideas = [scoring_idea(session, world, round_, "reviewer") for _n in range(2)]
    for idea in ideas:
        locked(session, round_, idea, world.reviewer)
    settle_round(session, world.secretary, round_, SCORING)
    propose(session, world.secretary, round_, [ideas[0].id], Proposal.RECOGNISE, "", SCORING)
    bring_to_council(session, world.secretary, round_, [ideas[0].id], SCORING)
    set_stages(session, world.secretary, round_, plan(), SCORING)

    with pytest.raises(Blocked):
        crossed(session, world, round_, [ideas[1].id])
