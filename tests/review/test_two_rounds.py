"""Two rounds open at once with the same reviewers: nothing of one is in the other."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.review.actions import settle_round
from app.review.models import Sheet
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import locked, scoring_idea, scoring_round, sheet_of
from tests.rounds.builders import SCORING


@pytest.fixture
def both(app: Flask, world: World) -> tuple[int, int, list[int]]:
    """Two rounds, each with one locked and one open dossier of the same two reviewers; the ids of
    the rounds and of the first round's open sheets.
    """
    with transaction() as session:
        keys, sheets = [], []
        for code, word in (("DX-A", "Đèn"), ("DX-B", "Thùng")):
            round_ = scoring_round(session, world, code=code, title=f"Đợt {code}", quorum=2)
            done = scoring_idea(session, world, round_, "reviewer", "reviewer2",
                                title=f"{word} đã chấm")  # fmt: skip
            waits = scoring_idea(session, world, round_, "reviewer", "reviewer2",
                                 title=f"{word} chờ chấm")  # fmt: skip
            for who in (world.reviewer, world.reviewer2):
                locked(session, round_, done, who)
            keys.append(round_.id)
            sheets.append(sheet_of(session, waits, world.reviewer).id)
        return keys[0], keys[1], sheets


@pytest.mark.parametrize("path", [
    "/phan-cong/{0}", "/phan-cong/{0}/tai", "/phan-cong/{0}/tien-do", "/phan-cong/{0}/hoi-ti",
    "/quyet-dinh/{0}", "/quyet-dinh/{0}/trinh", "/quyet-dinh/{0}/ghi-quyet-dinh",
    "/quyet-dinh/{0}/thu-trong-so", "/quyet-dinh/{0}/phan-tich",
])  # fmt: skip
def test_the_office_sees_one_round_at_a_time(
    client: FlaskClient, world: World, both: tuple[int, int, list[int]], path: str
) -> None:
    sign_in(client, world.email("secretary"))

    shown = client.get(path.format(both[0]))

    assert shown.status_code == 200
    assert "Thùng" not in shown.text


def test_a_reviewer_sees_one_round_at_a_time_and_goes_on_within_it(
    client: FlaskClient, world: World, both: tuple[int, int, list[int]]
) -> None:
    first, second, (mine, other) = both
    sign_in(client, world.email("reviewer"))

    paths = f"/cham-diem?dot={first}", f"/cham-diem/bang/{first}", f"/cham-diem/{mine}"
    pages = [client.get(path).text for path in paths]
    theirs = client.get(f"/cham-diem?dot={second}").text

    assert not any("Thùng" in text for text in pages)
    assert "Đèn" not in theirs
    assert f'href="/cham-diem/{mine}"' in pages[0]
    assert f'href="/cham-diem/{other}"' in theirs


def test_settling_one_round_leaves_the_other_as_it_was(
    world: World, both: tuple[int, int, list[int]]
) -> None:
    with transaction() as session:
        settle_round(session, world.secretary, session.get_one(Round, both[0]), SCORING)

    states = {(idea.round_id, idea.state) for idea in db.session.query(Idea)}
    assert states == {
        (both[0], IdeaState.SCORED), (both[0], IdeaState.SCORING), (both[1], IdeaState.SCORING),
    }  # fmt: skip


def test_a_dossier_or_sheet_of_one_round_is_not_reached_through_the_other(
    client: FlaskClient, world: World, both: tuple[int, int, list[int]]
) -> None:
    first, second, (mine, _other) = both
    with transaction() as session:
        idea = session.get_one(Sheet, mine).idea_id
    sign_in(client, world.email("secretary"))

    wrong = client.get(f"/quyet-dinh/{second}/ho-so/{idea}")
    moved = client.post(f"/quyet-dinh/{second}/ho-so/{idea}/mo-lai-phieu",
                        data={"sheet": str(mine), "reason": "Nhầm"})  # fmt: skip

    assert client.get(f"/quyet-dinh/{first}/ho-so/{idea}").status_code == 200
    assert (wrong.status_code, moved.status_code) == (404, 404)
