"""A rubric that changes after scoring was opened: converted, reopened or refused, never stale."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checks.scores import stale_scores
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied, StaleEdit
from app.outbox.models import OutboxMessage
from app.review.actions import bring_to_council, propose, save_sheet, settle_round
from app.review.models import Result, Sheet
from app.review.revising import scaled
from app.review.revising_actions import Revised, revise_rubric
from app.review.revising_views import RevisionForm
from app.review.states import Proposal, SheetState
from app.rounds.models import Round, Rubric
from app.rounds.queries import rubric_of
from app.rounds.rubric_forms import typed_rubric
from app.rounds.rubrics import BandDraft, RubricDraft, draft_of
from app.rounds.settings_versions import version_lines
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.review.builders import (
    declares,
    draft,
    locked,
    result_of,
    scored,
    scoring_idea,
    scoring_round,
    sheet_of,
)
from tests.review.rubric import criterion
from tests.rounds.builders import SCORING, SITTING, make_round
from tests.rounds.test_editors import posted

D = Decimal
WHY = "Hội đồng ban hành thang điểm chính thức"


def in_force(session: Session, round_: Round) -> RubricDraft:
    rubric = rubric_of(session, round_.id)
    assert rubric is not None
    return draft_of(rubric)


def first(rubric: RubricDraft, **changes: Any) -> RubricDraft:
    """The rubric with its first criterion changed."""
    return replace(rubric, criteria=(replace(rubric.criteria[0], **changes), *rubric.criteria[1:]))


def revised(session: Session, world: World, round_: Round, new: RubricDraft) -> Revised:
    done = revise_rubric(session, world.secretary, round_, new, [], WHY, SCORING)
    session.flush()
    assert list(stale_scores(session)) == []
    return done


def test_points_move_to_another_scale_only_where_they_land_on_a_step() -> None:
    old, double, odd = criterion(1, "10"), criterion(1, "20"), criterion(1, "7")

    assert scaled(D("4.5"), old, double) == D("9.00")
    assert scaled(D("4.5"), old, odd) is None
    assert scaled(D("10"), old, odd) == D("7.00")


@BOTH
def test_a_new_weight_gives_every_locked_sheet_its_new_total(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    sheets = [locked(session, round_, idea, who) for who in (world.reviewer, world.reviewer2)]
    old = in_force(session, round_)

    done = revised(session, world, round_, first(old, weight=D(2)))

    assert (done.recomputed, done.again, done.proposals_dropped) == (2, (), 0)
    assert [s.total for s in sheets] == [D(88), D(88)]
    assert {s.state for s in sheets} == {SheetState.LOCKED}
    assert [(m.was, m.now_is) for m in done.moved] == [(D(70), D(88))]
    rubric = session.scalars(select(Rubric)).one()
    assert (rubric.edition, rubric.revision_reason) == (2, WHY)
    assert version_lines(session, round_.id)[0].what == "rubric_revised"


@BOTH
def test_an_added_criterion_reopens_locked_sheets_and_tells_their_reviewers(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    sheets = [locked(session, round_, idea, who) for who in (world.reviewer, world.reviewer2)]
    settle_round(session, world.secretary, round_, SCORING)
    propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)
    old = in_force(session, round_)
    more = replace(old.criteria[0], name="An toàn dữ liệu")

    done = revised(session, world, round_, replace(old, criteria=(*old.criteria, more)))

    assert {s.state for s in sheets} == {SheetState.REOPENED}
    assert [s.total for s in sheets] == [None, None]
    assert idea.state is IdeaState.SCORING
    row = result_of(session, idea)
    assert (row.mean, row.sheets_done, row.proposal) == (None, 0, Proposal.NONE)
    assert (len(done.again), done.proposals_dropped) == (2, 1)
    mails = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "review_reopened")
    ).all()
    assert {m.address for m in mails} == {world.email("reviewer"), world.email("reviewer2")}
    assert all(WHY in m.body and (idea.code or "?") in m.body for m in mails)


def test_a_removed_criterion_reopens_the_sheets_that_were_locked(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = locked(session, round_, idea, world.reviewer)
    old = in_force(session, round_)

    revised(session, world, round_, replace(old, criteria=old.criteria[1:], pass_mark=D(30)))

    assert (sheet.state, sheet.total) == (SheetState.REOPENED, D(52))


def test_a_scale_that_does_not_divide_reopens_only_the_sheets_it_cannot_carry(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    old = in_force(session, round_)
    most = old.criteria[0].maximum
    fits = locked(session, round_, idea, world.reviewer, str(most), "18", "20", "14")
    between = locked(session, round_, idea, world.reviewer2, "17.5", "18", "20", "14")
    smaller = first(old, maximum=D(7), floor=None, bands=(BandDraft("Mức", D(0), D(7)),))

    done = revised(session, world, round_, smaller)

    assert (fits.state, fits.total) == (SheetState.LOCKED, D(59))
    assert (between.state, between.total) == (SheetState.REOPENED, None)
    assert [one.reviewer_id for one in done.again] == [world.reviewer2.user_id]


def test_what_was_typed_on_the_old_scale_is_not_taken(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = scored(session, round_, idea, world.reviewer, "18", None, None, None)
    shown = sheet.version
    typed = draft(session, round_, "19", None, None, None)

    revised(session, world, round_, first(in_force(session, round_), weight=D(2)))

    with pytest.raises(StaleEdit):
        save_sheet(session, world.reviewer, sheet, typed, SCORING, shown)


def test_it_is_refused_without_reason_change_or_right_and_once_before_the_council(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, quorum=1)
    idea = scoring_idea(session, world, round_, "reviewer")
    old = in_force(session, round_)
    new = first(old, weight=D(2))

    for who, what, why, problem in (
        (world.secretary, new, "", Blocked), (world.secretary, old, WHY, Blocked),
        (world.chair, new, WHY, Denied), (world.reviewer, new, WHY, Denied),
    ):  # fmt: skip
        with pytest.raises(problem):
            revise_rubric(session, who, round_, what, [], why, SCORING)
    locked(session, round_, idea, world.reviewer)
    settle_round(session, world.secretary, round_, SITTING)
    propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "", SITTING)
    bring_to_council(session, world.secretary, round_, [idea.id], SITTING)
    with pytest.raises(Blocked) as refused:
        revise_rubric(session, world.secretary, round_, new, [], WHY, SITTING)
    assert str(idea.code) in str(refused.value.blockers[0].message)


def boxes(round_id: int, **changes: str) -> dict[str, str]:

    rubric = rubric_of(db.session(), round_id)
    assert rubric is not None
    values = typed_rubric(draft_of(rubric))
    for row, one in zip(values["criteria"], rubric.criteria, strict=True):
        row["origin"] = str(one.criterion_id)
    return {**posted(RevisionForm(formdata=None, data=values)), "reason": WHY, **changes}


def test_the_page_tries_first_and_applies_only_what_it_showed(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        seen = scoring_idea(session, world, round_, "reviewer")
        shut = scoring_idea(session, world, round_, "reviewer2")
        declares(session, shut, world.secretary)
        locked(session, round_, seen, world.reviewer)
        locked(session, round_, shut, world.reviewer2)
        round_.quorum = 1
        key, codes = round_.id, (seen.code or "?", shut.code or "?")
    sign_in(client, world.email("secretary"))
    typed = boxes(key, **{"criteria-0-name": "Tên mới", "criteria-0-weight": "2"})

    tried = client.post(f"/dot-xet/{key}/sua-thang-diem", data=typed)
    kept = [s.total for s in db.session.scalars(select(Sheet))]
    mark = tried.text.split('name="mark" value="')[1].split('"')[0]
    other = client.post(
        f"/dot-xet/{key}/sua-thang-diem/ap-dung",
        data={**typed, "criteria-0-weight": "3", "mark": mark},
    )
    done = client.post(f"/dot-xet/{key}/sua-thang-diem/ap-dung", data={**typed, "mark": mark})

    assert client.get(f"/dot-xet/{key}/sua-thang-diem").status_code == 200
    assert tried.status_code == 200
    assert codes[0] in tried.text
    assert codes[1] not in tried.text
    assert kept == [D(70), D(70)]
    assert (other.status_code, done.status_code) == (422, 303)
    db.session.remove()
    assert [s.total for s in db.session.scalars(select(Sheet))] == [D(88), D(88)]
    assert "Bản 2" in client.get(f"/dot-xet/{key}").text


def test_before_scoring_opens_there_is_no_such_page(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        key = make_round(session, world, state="draft").id
    sign_in(client, world.email("secretary"))

    assert client.get(f"/dot-xet/{key}/sua-thang-diem").status_code == 404


def test_stale_totals_and_results_are_found(world: World, session: Session) -> None:
    round_ = make_round(session, world, quorum=1)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)
    locked(session, round_, idea, world.reviewer)
    sheet.total = D(71)
    session.get_one(Result, idea.id).vetoed = "1"
    session.flush()

    assert {name for name, _words in stale_scores(session)} == {
        "totals_follow_the_rubric", "results_follow_the_sheets",
    }  # fmt: skip
