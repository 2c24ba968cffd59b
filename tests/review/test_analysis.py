"""The analysis of a round: asked for, made by the worker, shown to the office, never to others."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.jobs.work import work
from app.kernel.clock import now
from app.review import analysis_actions, analysis_queries
from app.review.agreement import agreement, halo, islands
from app.review.analysis import SheetScore, analyse
from app.review.figure_models import IdeaEstimate
from app.review.models import Result
from app.rounds.models import Round
from app.worker import find_actor
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import declares, locked, scored, scoring_idea, scoring_round
from tests.rounds.builders import SCORING

GOOD, MIDDLING = ("20", "20", "25", "18"), ("18", "18", "20", "14")


def _judged_round(world: World, dossiers: int = 4) -> tuple[int, list[int], list[str]]:
    """A committed round in which every second dossier is good; reviewer2 is always stricter."""
    with transaction() as session:
        round_ = scoring_round(session, world, code=f"D{dossiers}")
        ideas = [scoring_idea(session, world, round_, "reviewer", "reviewer2",
                              title=f"Giải pháp {n}") for n in range(dossiers)]  # fmt: skip
        for number, idea in enumerate(ideas):
            locked(session, round_, idea, world.reviewer, *(GOOD if number % 2 else MIDDLING))
            locked(session, round_, idea, world.reviewer2, "17", "17", str(18 + number % 2), "12")
        codes = [idea.code or "" for idea in ideas]
        return round_.id, [idea.id for idea in ideas], codes


def _analysed(world: World, round_id: int, cut: int = 2) -> None:
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        analysis_actions.make_analysis(session, world.secretary, round_, cut, SCORING)


@contextmanager
def _reading() -> Iterator[Session]:
    with transaction() as session:
        yield session


def test_the_secretary_asks_and_the_worker_computes(client: FlaskClient, world: World) -> None:
    round_id, ideas, _ = _judged_round(world)
    with _reading() as session:
        before = [session.get_one(Result, key).mean for key in ideas]
    sign_in(client, world.email("secretary"))
    answer = client.post(f"/quyet-dinh/{round_id}/phan-tich", data={"cut": "2"})
    assert answer.status_code == 303
    assert work(now(), find_actor) >= 1
    page = client.get(f"/quyet-dinh/{round_id}/phan-tich?loc=tat-ca")
    assert page.status_code == 200
    assert "Khoảng hạng 90 %" in page.text
    assert "Giải pháp 1" in page.text
    with _reading() as session:
        assert [session.get_one(Result, key).mean for key in ideas] == before
        chances = [float(session.get_one(IdeaEstimate, key).inside) for key in ideas]
    assert sum(chances) == pytest.approx(2.0, abs=1e-3)


def test_a_round_without_locked_sheets_or_a_wrong_number_is_refused(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_id = scoring_round(session, world).id
    sign_in(client, world.email("secretary"))
    page = client.post(f"/quyet-dinh/{round_id}/phan-tich", data={"cut": "2"})
    assert (page.status_code, "Chưa có phiếu nào được chốt" in page.text) == (422, True)
    page = client.post(f"/quyet-dinh/{round_id}/phan-tich", data={"cut": "nhiều"})
    assert page.status_code == 422
    assert "nhiều" in page.text


def test_the_page_says_when_sheets_have_changed_since(client: FlaskClient, world: World) -> None:
    round_id, _ideas, _codes = _judged_round(world)
    _analysed(world, round_id)
    sign_in(client, world.email("chair"))
    assert "Phân tích đã cũ" not in client.get(f"/quyet-dinh/{round_id}/phan-tich").text
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        more = scoring_idea(session, world, round_, "reviewer")
        locked(session, round_, more, world.reviewer)
    assert "Phân tích đã cũ" in client.get(f"/quyet-dinh/{round_id}/phan-tich").text


def test_a_dossier_the_reader_keeps_away_from_is_not_on_the_page(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas, codes = _judged_round(world)
    _analysed(world, round_id)
    with transaction() as session:
        from app.ideas.models import Idea  # noqa: PLC0415

        declares(session, session.get_one(Idea, ideas[1]), world.secretary)
    sign_in(client, world.email("secretary"))
    page = client.get(f"/quyet-dinh/{round_id}/phan-tich?loc=tat-ca").text
    assert codes[1] not in page
    assert codes[0] in page


def test_severity_is_shown_to_the_chair_and_to_nobody_else(
    client: FlaskClient, world: World
) -> None:
    round_id, _ideas, _codes = _judged_round(world, 6)
    _analysed(world, round_id)
    address = f"/quyet-dinh/{round_id}/phan-tich/nguoi-cham"
    for person in ("secretary", "reviewer", "author", "admin"):
        sign_in(client, world.email(person))
        assert client.get(address).status_code in {403, 404}, person
    sign_in(client, world.email("chair"))
    page = client.get(address)
    assert page.status_code == 200
    assert "thấp hơn đồng nghiệp trung bình" in page.text


def test_reviewers_and_authors_never_reach_the_analysis(client: FlaskClient, world: World) -> None:
    round_id, _ideas, _codes = _judged_round(world)
    _analysed(world, round_id)
    for person in ("reviewer", "author", "leader"):
        sign_in(client, world.email(person))
        assert client.get(f"/quyet-dinh/{round_id}/phan-tich").status_code in {403, 404}
        assert client.post(f"/quyet-dinh/{round_id}/phan-tich",
                           data={"cut": "1"}).status_code in {403, 404}  # fmt: skip


def test_only_locked_sheets_count(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    locked(session, round_, idea, world.reviewer)
    scored(session, round_, idea, world.reviewer2, "1", "1", "1", "1")
    sheets = analysis_queries.sheet_scores(session, round_.id)
    assert [(sheet.idea_id, sheet.total) for sheet in sheets] == [(idea.id, 70.0)]


def test_the_page_asks_as_many_questions_for_forty_dossiers_as_for_four(
    client: FlaskClient, world: World
) -> None:
    counts = []
    for size in (4, 24):
        round_id, _ideas, _codes = _judged_round(world, size)
        _analysed(world, round_id)
        sign_in(client, world.email("secretary"))
        with counted_queries() as asked:
            client.get(f"/quyet-dinh/{round_id}/phan-tich?loc=tat-ca")
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_agreement_is_one_for_equal_sheets_and_none_without_pairs() -> None:
    idea = np.repeat(np.arange(5), 3)
    same = agreement(idea, idea.astype(float))
    assert (same.alone, same.alpha) == (1.0, 1.0)
    assert agreement(np.arange(5), np.arange(5.0)).alpha is None
    assert agreement(idea, np.ones(15)).alone is None


def test_alpha_is_that_of_the_textbook() -> None:
    """Krippendorff 2011, interval data of four coders with gaps: 0.849."""
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    pairs = [(unit, value) for row in rows for unit, value in enumerate(row) if value is not None]
    idea, score = (np.array(column) for column in zip(*pairs, strict=True))
    assert agreement(idea, score.astype(float)).alpha == pytest.approx(0.849, abs=5e-4)


def test_islands_follow_chains_of_shared_dossiers() -> None:
    idea, person = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 3, 4])
    assert islands(idea, person).tolist() == [0, 0, 0, 1, 1]


def test_halo_is_high_where_all_criteria_are_scored_alike() -> None:
    found = halo(np.array([0, 0, 1, 1]), np.array([0.0, 0.0, 0.2, 0.2]))
    assert found.tolist() == [1.0, -1.0]


def test_islands_get_bridges_and_leaving_a_reviewer_out_names_who_moves() -> None:
    sheets = [
        SheetScore(1, 10, 90), SheetScore(1, 11, 20), SheetScore(2, 10, 50), SheetScore(2, 11, 70),
        SheetScore(3, 12, 40), SheetScore(3, 13, 40),
    ]  # fmt: skip
    summary = analyse(sheets, {}, {}, 1).summary
    assert [island["reviewers"] for island in summary.islands] == [[10, 11], [12, 13]]
    assert summary.bridges == [{"idea": 1, "reviewer": 12}]
    assert {"reviewer": 11, "count": 2, "enter": [1], "leave": [2]} in summary.without


def test_the_address_says_which_columns_the_table_shows(client: FlaskClient, world: World) -> None:
    round_id, _ideas, _codes = _judged_round(world)
    _analysed(world, round_id)
    sign_in(client, world.email("secretary"))
    address = f"/quyet-dinh/{round_id}"
    usual = client.get(address).text
    assert 'data-l="Trung vị"' in usual
    assert 'data-l="Điểm hiệu chỉnh"' not in usual
    chosen = client.get(f"{address}?cot=khoang-hang&cot=trong-suat&cot=la").text
    assert 'data-l="Khoảng hạng 90 %"' in chosen
    assert 'data-l="Trung vị"' not in chosen
    assert "cot=khoang-hang&amp;cot=trong-suat" in chosen
    bare = client.get(f"{address}?cot=khong").text
    assert 'data-l="Trung vị"' not in bare
