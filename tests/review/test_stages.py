"""Several stages: who goes on, what is put aside, what comes back, what nobody may see."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.checks.scores import stale_scores
from app.database.transaction import transaction
from app.ideas.models import Idea
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
from app.review.stage_export import terms_of
from app.review.stage_models import StageResult, StageSheet
from app.review.stage_queries import judges_of, past_sheets
from app.review.staging import Candidate, Part, Side, against_the_rule, combined, shortlist
from app.review.staging_actions import advance, crossing, take_back, tell_authors
from app.review.states import Proposal, SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import draft_of
from app.rounds.rules import phase
from app.rounds.sample import rubric_sample
from app.rounds.settings_file import read_settings, settings_values, stored_settings
from app.rounds.stage_actions import set_panel, set_stages
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import stages_of
from app.rounds.stages import StageDraft, StageRule, blockers_in_stages
from app.rounds.states import BlindMode, Phase
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import (
    declares,
    draft,
    locked,
    result_of,
    scoring_idea,
    scoring_round,
    sheet_of,
)
from tests.rounds.builders import SCORING, WINDOWS, make_round

D = Decimal
CLOSED = WINDOWS["scoring_closes_at"]
SECOND = CLOSED + timedelta(days=1)


def plan(rule: StageRule = StageRule.TOP, **changes: Any) -> list[StageDraft]:
    """Sơ khảo with this rule (one dossier), then chung khảo by its own shorter rubric, open."""
    first = StageDraft("Sơ khảo", rule=rule, **{"count": 1, **changes})
    sample = rubric_sample()
    short = replace(sample, name="Thang chung khảo", criteria=sample.criteria[:2], pass_mark=D(30))
    last = StageDraft("Chung khảo", blind=BlindMode.OPEN, reviews_wanted=1, quorum=1,
                      scoring_opens_at=CLOSED, scoring_closes_at=CLOSED + timedelta(days=3),
                      rubric=short)  # fmt: skip
    return [first, last]


def candidate(key: int, mean: str | None, category: str = "", **changes: Any) -> Candidate:
    return Candidate(key, f"SK-{key}", "", "", category, None if mean is None else D(mean),
                     **{"vetoed": False, **changes})  # fmt: skip


def sides(stage: StageDraft, *found: Candidate) -> dict[int, str]:
    return {line.candidate.idea_id: str(line.side) for line in shortlist(stage, found)}


def test_the_first_so_many_go_on_and_equals_at_the_line_are_a_tie() -> None:
    top = StageDraft("S", rule=StageRule.TOP, count=2)
    a, b, c, d = (candidate(n, m) for n, m in enumerate(("90", "80", "80", None), start=1))

    assert sides(top, a, b, c, d) == {1: "in", 2: "tie", 3: "tie", 4: "out"}
    assert sides(replace(top, count=3), a, b, c, d) == {1: "in", 2: "in", 3: "in", 4: "out"}
    assert sides(top, replace(a, vetoed=True), b, c) == {1: "out", 2: "in", 3: "in"}


def test_each_category_has_its_own_line_and_points_are_a_line_too() -> None:
    each = StageDraft("S", rule=StageRule.TOP_PER_CATEGORY, count=1)
    found = [candidate(1, "90", "A"), candidate(2, "80", "A"), candidate(3, "50", "B")]

    assert sides(each, *found) == {1: "in", 2: "out", 3: "in"}
    points = StageDraft("S", rule=StageRule.POINTS, points=D(80))
    assert sides(points, *found) == {1: "in", 2: "in", 3: "out"}
    assert set(sides(StageDraft("S"), *found).values()) == {"open"}


def test_a_parted_tie_and_a_choice_against_the_rule_want_a_reason() -> None:
    lines = shortlist(StageDraft("S", rule=StageRule.TOP, count=2),
                      [candidate(1, "90"), candidate(2, "80"), candidate(3, "80"),
                       candidate(4, "10")])  # fmt: skip

    def keys(*chosen: int) -> set[int]:
        return {one.candidate.idea_id for one in against_the_rule(lines, chosen)}

    assert keys(1, 2, 3) == set()
    assert keys(1, 2) == {2, 3}
    assert keys(1) == {2, 3}
    assert keys(2, 3, 4) == {1, 4}
    assert [str(line.side) for line in lines] == [Side.IN, Side.TIE, Side.TIE, Side.OUT]


def test_the_weighted_sum_is_exact_on_the_last_scale_and_rounded_once() -> None:
    earlier = [Part(D("72.5"), D(100), D(40))]

    assert combined(D("41.25"), D(55), D(60), earlier, 2) == D("40.70")


def test_thirds_of_three_stages_that_add_up_to_a_half_are_rounded_up() -> None:
    earlier = [Part(D(1), D(30), D(25))] * 3

    assert combined(D("0.02"), D(100), D(25), earlier, 2) == D("2.51")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "0.name"), ({"count": None}, "0.count"), ({"share": D(40)}, "0.share"),
     ({"rule": StageRule.POINTS}, "0.points"), ({"scoring_opens_at": CLOSED}, "0.scoring_opens_at"),
     ],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept_is_refused_at_its_box(
    change: dict[str, Any], field: str
) -> None:
    first, last = plan()
    assert blockers_in_stages([first, last]) == []
    assert [b.field for b in blockers_in_stages([replace(first, **change), last])] == [field]


def ready(
    session: Session, world: World, *, drafts: list[StageDraft] | None = None, **changes: Any
) -> tuple[Round, Idea, Idea]:
    """A round whose first stage is settled: one dossier with 70, one with 40."""
    round_ = make_round(session, world, quorum=1, **changes)
    set_stages(session, world.secretary, round_, drafts or plan(), SCORING)
    good = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    weak = scoring_idea(session, world, round_, "reviewer")
    locked(session, round_, good, world.reviewer)
    locked(session, round_, good, world.reviewer2)
    locked(session, round_, weak, world.reviewer, "10", "10", "10", "10")
    settle_round(session, world.secretary, round_, SCORING)
    return round_, good, weak


def crossed(
    session: Session, world: World, round_: Round, chosen: list[int], reason: str = ""
) -> tuple[int, int]:
    line = crossing(session, world.secretary, round_)
    assert line is not None
    return advance(session, world.secretary, round_, chosen, reason, line.mark, CLOSED)


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


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


def two_stages(world: World) -> tuple[int, list[int], list[str]]:
    """A committed round in its second stage; the good dossier is given to reviewer3."""
    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        late = round_.scoring_closes_at
        first, last = plan()
        last = replace(last, scoring_opens_at=late, scoring_closes_at=late + timedelta(days=3))
        set_stages(session, world.secretary, round_, [first, last], SCORING)
        good = scoring_idea(session, world, round_, "reviewer", title="Đèn đường")
        weak = scoring_idea(session, world, round_, "reviewer", title="Thùng rác")
        locked(session, round_, good, world.reviewer, "19", "18.5", "20", "14")
        locked(session, round_, weak, world.reviewer, "10", "10.5", "10", "10")
        settle_round(session, world.secretary, round_, SCORING)
        line = crossing(session, world.secretary, round_)
        assert line is not None
        advance(session, world.secretary, round_, [good.id], "", line.mark, SCORING)
        round_.scoring_opens_at = round_.opens_at + timedelta(hours=1)
        pair = (good.id, world.reviewer3.user_id or 0)
        apply_assignment(session, world.secretary, round_, Change(add=(pair,)), SCORING)
        return round_.id, [good.id, weak.id], [good.code or "?", weak.code or "?"]


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


def test_between_two_stages_the_round_is_still_being_scored(world: World, session: Session) -> None:
    round_ = make_round(session, world, scoring_opens_at=CLOSED + timedelta(days=1),
                        scoring_closes_at=CLOSED + timedelta(days=2))  # fmt: skip
    before = phase(round_, CLOSED)
    round_.stage = 2

    assert (before, phase(round_, CLOSED)) == (Phase.CHECKING, Phase.SCORING)


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
