"""The board leaves as CSV and comes back as a difference, applied like the board itself."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.review.models import Sheet
from tests.people import World, sign_in
from tests.review.builders import scoring_idea, scoring_round


def _round(world: World) -> tuple[int, list[int], list[str]]:
    with transaction() as session:
        round_ = scoring_round(session, world)
        ideas = [scoring_idea(session, world, round_, *names)
                 for names in (("reviewer",), ("reviewer", "reviewer2"))]  # fmt: skip
        return round_.id, [idea.id for idea in ideas], [idea.code or "" for idea in ideas]


def _pairs(round_id: int) -> set[tuple[int, int]]:
    with transaction() as session:
        rows = session.execute(
            select(Sheet.idea_id, Sheet.reviewer_id).where(Sheet.round_id == round_id)
        )
        return {(idea, person) for idea, person in rows}


def test_what_goes_out_comes_back_as_no_change(client: FlaskClient, world: World) -> None:
    round_id, _ideas, codes = _round(world)
    sign_in(client, world.email("secretary"))
    text = client.get(f"/phan-cong/{round_id}/phan-cong.csv").data.decode("utf-8-sig")
    assert text.splitlines()[:2] == ["idea,reviewer", f"{codes[0]},{world.email('reviewer')}"]
    before = _pairs(round_id)
    answer = client.post(f"/phan-cong/{round_id}/csv", data={"lines": text})
    assert answer.status_code == 303
    assert _pairs(round_id) == before


def test_a_table_is_shown_as_a_difference_and_then_applied(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas, codes = _round(world)
    sign_in(client, world.email("secretary"))
    table = f"idea,reviewer\n{codes[1]},{world.email('reviewer2').upper()}\n\n"
    page = client.post(f"/phan-cong/{round_id}/csv", data={"lines": table})
    assert page.status_code == 200
    assert len(_pairs(round_id)) == 3
    fields = dict(re.findall(r'name="(remove|version)" value="([^"]+)"', page.text))
    assert fields["remove"] == f"{ideas[1]}-{world.reviewer.user_id}"
    assert client.post(f"/phan-cong/{round_id}/ap-dung", data=fields).status_code == 303
    assert _pairs(round_id) == {(ideas[0], world.reviewer.user_id),
                                (ideas[1], world.reviewer2.user_id)}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("KHONG-CO,{reviewer}", "Dòng 2: hồ sơ không phân công được ở đây: KHONG-CO"),
        ("{code},la@quan3.example", "Dòng 2: không phải ủy viên chấm: la@quan3.example"),
        ("{code}", "Dòng 2: cần đúng hai ô"),
        ("{code},{reviewer}\n{code},{reviewer}", "Dòng 3: lặp lại"),
    ],
)
def test_wrong_lines_are_named_and_the_table_stays(
    client: FlaskClient, world: World, line: str, said: str
) -> None:
    round_id, _ideas, codes = _round(world)
    sign_in(client, world.email("secretary"))
    typed = "idea,reviewer\n" + line.format(code=codes[0], reviewer=world.email("reviewer"))
    answer = client.post(f"/phan-cong/{round_id}/csv", data={"lines": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "idea,reviewer" in answer.text


def test_only_the_office_takes_the_table(client: FlaskClient, world: World) -> None:
    round_id, _ideas, _codes = _round(world)
    sign_in(client, world.email("reviewer"))
    for page in ("csv", "phan-cong.csv"):
        assert client.get(f"/phan-cong/{round_id}/{page}").status_code == 403
