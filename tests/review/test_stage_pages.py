"""What the office, reviewers and authors read of stages, and the way through the pages."""

import io
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.checks.scores import stale_scores
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.kernel.refusals import Blocked
from app.review.actions import (
    bring_to_council,
    propose,
    settle_round,
)
from app.review.stage_export import terms_of
from app.review.stage_models import StageResult, StageSheet
from app.review.staging_actions import tell_authors
from app.review.states import Proposal, SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.stage_actions import set_stages
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import stages_of
from app.rounds.stages import StageDraft, StageRule
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import (
    declares,
    locked,
    result_of,
    scoring_idea,
    scoring_round,
    sheet_of,
)
from tests.review.stages import SECOND, D, crossed, plan, ready, two_stages
from tests.rounds.builders import SCORING


def test_the_office_reads_each_stage_by_its_address(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, (good, weak), codes = two_stages(world)
    sign_in(client, world.email("secretary"))

    now_is = client.get(f"/quyet-dinh/{key}").text
    past = client.get(f"/quyet-dinh/{key}?vong=1").text
    one = client.get(f"/quyet-dinh/{key}/ho-so/{weak}").text

    assert "71,5" not in now_is
    assert "71,50" in past
    assert codes[1] in past
    assert "Dừng ở vòng này" in one
    assert "40,50" in one
    assert "71,50" in client.get(f"/quyet-dinh/{key}/ho-so/{good}?vong=1").text
    assert "71,50" not in client.get(f"/quyet-dinh/{key}/ho-so/{good}").text
    assert client.get(f"/quyet-dinh/{key}/bang-quyet-dinh.xlsx?vong=1").status_code == 200
    assert client.get(f"/quyet-dinh/{key}/chuyen-vong").status_code == 200


def test_a_stranger_finds_the_scores_of_an_ended_stage_in_its_workbook(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, (_good, weak), codes = two_stages(world)
    sign_in(client, world.email("secretary"))

    def book(query: str) -> dict[str, list[tuple[Any, ...]]]:
        answer = client.get(f"/quyet-dinh/{key}/phieu-da-chot.xlsx{query}")
        pages = load_workbook(io.BytesIO(answer.data))
        return {page.title: list(page.iter_rows(values_only=True)) for page in pages}

    past = book("?vong=1")
    sheets = {row[0]: row[1:] for row in past["Phiếu"]}
    scores = {row[0]: row[1:] for row in past["Điểm chính thức"]}

    assert sheets[codes[0]] == ("R001", 19, 18.5, 20, 14, 71.5)
    assert sheets[codes[1]] == ("R001", 10, 10.5, 10, 10, 40.5)
    assert (scores[codes[0]], scores[codes[1]]) == ((1, 71.5), (1, 40.5))
    assert codes[1] not in {row[0] for row in book("")["Phiếu"]}
    with transaction() as session:
        declares(session, session.get_one(Idea, weak), world.secretary)
    assert codes[1] not in {row[0] for page in book("?vong=1").values() for row in page}


def test_the_workbook_of_the_last_stage_says_how_shares_are_put_together(
    world: World, session: Session
) -> None:
    first, last = plan()
    drafts = [replace(first, share=D(40)), replace(last, share=D(60))]
    round_, good, _weak = ready(session, world, drafts=drafts)
    crossed(session, world, round_, [good.id])
    rubric = rubric_of(session, round_.id)
    assert rubric is not None

    terms = terms_of(session, round_, rubric)

    assert [(name, share) for name, share, _most in terms.shares] == [
        ("Sơ khảo", D(40)), ("Chung khảo", D(60))]  # fmt: skip
    assert terms.shares[0][2] > terms.shares[1][2] == rubric.maximum


def test_what_the_office_must_keep_away_from_is_in_no_past_table(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, (good, _weak), codes = two_stages(world)
    with transaction() as session:
        declares(session, session.get_one(Idea, good), world.chair)
    sign_in(client, world.email("chair"))

    past = client.get(f"/quyet-dinh/{key}?vong=1").text

    assert codes[0] not in past
    assert "71,50" not in past
    assert client.get(f"/quyet-dinh/{key}/ho-so/{good}?vong=1").status_code in {403, 404}


def test_reviewers_of_the_next_stage_see_no_earlier_score_unless_the_round_says_so(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, (good, _weak), _codes = two_stages(world)
    with transaction() as session:
        sheet = sheet_of(session, session.get_one(Idea, good), world.reviewer3).id
    sign_in(client, world.email("reviewer3"))
    paths = (f"/cham-diem/{sheet}", f"/cham-diem?dot={key}", f"/cham-diem/vong-truoc?dot={key}",
             f"/quyet-dinh/{key}?vong=1", f"/quyet-dinh/{key}/chuyen-vong")  # fmt: skip

    secret = [client.get(path).text for path in paths]
    with transaction() as session:
        session.get_one(Round, key).shows_earlier = True

    assert not any("71,5" in text for text in secret)
    assert "71,5" in client.get(f"/cham-diem/{sheet}").text


def test_a_reviewer_of_the_ended_stage_reads_the_own_sheets_and_no_outcome(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, _ideas, codes = two_stages(world)
    sign_in(client, world.email("reviewer"))

    mine = client.get(f"/cham-diem/vong-truoc?dot={key}").text

    assert all(code in mine for code in codes)
    assert "71,5" in mine
    assert "Vào vòng sau" not in mine


def test_authors_read_the_outcome_once_the_letters_went(
    app: Flask, client: FlaskClient, world: World
) -> None:
    key, _ideas, codes = two_stages(world)
    sign_in(client, world.email("author"))
    before = client.get("/cong-nhan").text
    with transaction() as session:
        tell_authors(session, world.secretary, session.get_one(Round, key), SCORING)

    after = client.get("/cong-nhan").text

    assert codes[1] not in before
    assert codes[1] in after
    assert "Dừng ở vòng này" in after
    assert "71,5" not in after
    assert "40,5" not in after


def test_the_secretary_plans_crosses_and_takes_back_on_the_pages(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        good = scoring_idea(session, world, round_, "reviewer")
        locked(session, round_, good, world.reviewer)
        settle_round(session, world.secretary, round_, SCORING)
        key, idea, version = round_.id, good.id, round_.version
    sign_in(client, world.email("secretary"))
    boxes = {
        "version": str(version), "stages-0-name": "Sơ khảo", "stages-0-rule": "top",
        "stages-0-count": "1", "stages-1-name": "Chung khảo", "stages-1-rule": "top",
        "stages-1-scoring_opens_at": "01/01/2195", "stages-1-scoring_closes_at": "05/01/2195",
    }  # fmt: skip

    wrong = client.post(f"/dot-xet/{key}/cac-vong", data={**boxes, "stages-0-count": ""})
    saved = client.post(f"/dot-xet/{key}/cac-vong", data=boxes)
    panel = client.post(f"/dot-xet/{key}/cac-vong/2/ban-cham",
                        data={"members": [str(world.reviewer3.user_id)]})  # fmt: skip
    rubric = client.get(f"/dot-xet/{key}/cac-vong/2/thang-diem")
    page = client.get(f"/quyet-dinh/{key}/chuyen-vong").text
    mark = page.split('name="mark" value="')[1].split('"')[0]
    nobody = client.post(f"/quyet-dinh/{key}/chuyen-vong", data={"mark": mark})
    stale = client.post(f"/quyet-dinh/{key}/chuyen-vong", data={"mark": "x", "idea": str(idea)})
    crossed_ = client.post(f"/quyet-dinh/{key}/chuyen-vong",
                           data={"mark": mark, "idea": str(idea)})  # fmt: skip
    taken = client.post(f"/quyet-dinh/{key}/chuyen-vong/hoan-tac", data={"reason": "Nhầm"})

    assert (wrong.status_code, saved.status_code, panel.status_code) == (422, 303, 303)
    assert "Nhập số hồ sơ vào vòng sau" in wrong.text
    assert (rubric.status_code, nobody.status_code, stale.status_code) == (200, 422, 409)
    assert (crossed_.status_code, taken.status_code) == (303, 303)
    assert "Chung khảo" in client.get(f"/dot-xet/{key}").text
    with transaction() as session:
        assert session.get_one(Round, key).stage == 1


def test_a_stopped_dossier_goes_before_the_council_with_its_proposal(
    world: World, session: Session
) -> None:
    round_, good, weak = ready(session, world)
    crossed(session, world, round_, [good.id])

    with pytest.raises(Blocked):
        propose(session, world.secretary, round_, [weak.id], Proposal.RECOGNISE, "", SECOND)

    assert result_of(session, weak).proposal is Proposal.DECLINE
    assert bring_to_council(session, world.secretary, round_, [weak.id], SECOND) == 1
    assert list(stale_scores(session)) == []
    assert SheetState.LOCKED in set(session.scalars(select(StageSheet.state)))


@pytest.mark.parametrize("address", ["/quyet-dinh/{0}?vong=1", "/quyet-dinh/{0}/chuyen-vong"])
def test_a_longer_list_asks_no_more_queries(
    app: Flask, client: FlaskClient, world: World, address: str
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        set_stages(session, world.secretary, round_, [
            StageDraft("Sơ khảo", rule=StageRule.TOP, count=2), StageDraft("Chung khảo"),
        ], SCORING)  # fmt: skip
        stage = stages_of(session, round_.id)[0]
        ideas = [scoring_idea(session, world, round_) for _n in range(4)]
        key = round_.id

    def settled(many: int) -> None:
        with transaction() as session:
            for idea in ideas[:many]:
                session.execute(update(Idea).where(Idea.id == idea.id).values(state="scored"))
                if session.get(StageResult, (stage.stage_id, idea.id)) is None:
                    session.add(StageResult(stage_id=stage.stage_id, idea_id=idea.id,
                                            sheets_done=0, went_on=True))  # fmt: skip
            session.get_one(RoundStage, stage.stage_id).ended_at = SCORING

    counts = []
    sign_in(client, world.email("secretary"))
    for many in (1, 4):
        settled(many)
        client.get(address.format(key))
        with counted_queries() as counter:
            assert client.get(address.format(key)).status_code == 200
        counts.append(counter.count)
    assert counts[0] == counts[1]
