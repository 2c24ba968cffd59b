"""Exported sheets give the official score again by plain arithmetic; the list “hồi tị” is whole."""

import io
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.kernel.dates import local_date
from app.review.expertise import Profile, declare
from app.review.models import Result
from app.review.recusals import recusals
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import declares, locked, scoring_idea, scoring_round
from tests.rounds.builders import SCORING

SHEETS = (("20", "20", "25", "18"), ("17.5", "18", "20", "14.5"), ("9", "10.5", "12", "6"))


def _round(world: World) -> tuple[int, list[int]]:
    with transaction() as session:
        round_ = scoring_round(session, world)
        ideas = [scoring_idea(session, world, round_, "reviewer", "reviewer2") for _ in range(3)]
        for number, idea in enumerate(ideas):
            locked(session, round_, idea, world.reviewer, *SHEETS[number])
            locked(session, round_, idea, world.reviewer2, *SHEETS[(number + 1) % 3])
        return round_.id, [idea.id for idea in ideas]


def test_a_stranger_with_a_spreadsheet_finds_the_official_scores(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas = _round(world)
    sign_in(client, world.email("secretary"))
    answer = client.get(f"/quyet-dinh/{round_id}/phieu-da-chot.xlsx")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    rows = [row for row in book["Phiếu"].iter_rows(values_only=True)
            if row[1] and str(row[1]).startswith("R0")]  # fmt: skip
    assert len(rows) == 6
    totals: defaultdict[str, list[Decimal]] = defaultdict(list)
    for code, _label, *points, total in rows:
        assert sum(Decimal(str(given)) for given in points) == Decimal(str(total))
        totals[str(code)].append(Decimal(str(total)))
    with transaction() as session:
        for key in ideas:
            own = totals[session.get_one(Idea, key).code or ""]
            mean = (sum(own, Decimal()) / len(own)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert session.get_one(Result, key).mean == mean
    shown = {row[0]: row[2] for row in book["Điểm chính thức"].iter_rows(values_only=True)}
    assert {str(shown[code]) for code in totals} == {str(float(m)) for m in _means(ideas)}


def _means(ideas: list[int]) -> list[Decimal]:
    with transaction() as session:
        return [session.get_one(Result, key).mean or Decimal() for key in ideas]


def test_no_reviewers_name_and_no_shut_dossier_is_in_the_workbook(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas = _round(world)
    with transaction() as session:
        declares(session, session.get_one(Idea, ideas[0]), world.secretary)
        code = session.get_one(Idea, ideas[0]).code or ""
    sign_in(client, world.email("secretary"))
    book = load_workbook(io.BytesIO(client.get(f"/quyet-dinh/{round_id}/phieu-da-chot.xlsx").data))
    text = " ".join(str(cell) for page in book for row in page.iter_rows(values_only=True)
                    for cell in row if cell is not None)  # fmt: skip
    assert code not in text
    assert world.email("reviewer") not in text


def test_the_office_alone_reads_the_papers(client: FlaskClient, world: World) -> None:
    round_id, _ideas = _round(world)
    papers = (f"/quyet-dinh/{round_id}/phieu-da-chot.xlsx", f"/phan-cong/{round_id}/hoi-ti",
              f"/phan-cong/{round_id}/hoi-ti.xlsx")  # fmt: skip
    for person in ("reviewer", "author", "leader"):
        sign_in(client, world.email(person))
        assert {client.get(paper).status_code for paper in papers} == {403}
    sign_in(client, world.email("chair"))
    assert {client.get(paper).status_code for paper in papers} == {200}


def test_the_list_names_every_member_who_must_keep_away_and_why(world: World) -> None:
    round_id, ideas = _round(world)
    with transaction() as session:
        idea = session.get_one(Idea, ideas[1])
        declares(session, idea, world.chair)
        declare(session, world.secretary, Profile(relatives=(world.email("author"),)), SCORING)
        session.flush()
        round_ = session.get_one(Round, round_id)
        lines = recusals(session, round_, local_date(SCORING))
        chair = [line for line in lines if line.code == idea.code and str(line.ground) == "tự khai"]
        ties = [line for line in lines if "người thân" in str(line.ground)]
    assert len(chair) == 1
    assert len({line.code for line in ties}) == 3
