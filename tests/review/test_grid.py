"""The grid of a second look: the same acts as the sheet, every wrong cell named."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.review.grid import cell_name
from app.review.models import Sheet
from app.review.queries import draft_of
from app.review.states import SheetState
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import (
    criterion_keys,
    locked,
    scoring_idea,
    scoring_round,
    sheet_of,
)


class Grid:
    """Two open sheets and a locked one of `reviewer`."""

    def __init__(self, world: World) -> None:
        with transaction() as session:
            round_ = scoring_round(session, world)
            ideas = [scoring_idea(session, world, round_, "reviewer", "reviewer2")
                     for _ in range(3)]  # fmt: skip
            locked(session, round_, ideas[2], world.reviewer)
            self.round_id, self.keys = round_.id, criterion_keys(session, round_.id)
            self.codes = [str(idea.code) for idea in ideas]
            self.sheets = [sheet_of(session, idea, world.reviewer).id for idea in ideas]
            self.foreign = sheet_of(session, ideas[0], world.reviewer2).id
        self.url = f"/cham-diem/bang/{self.round_id}"

    def row(self, place: int, *points: str, version: int | None = None) -> dict[str, str]:
        """One line as a browser sends it."""
        sheet = self.sheets[place]
        with transaction() as session:
            shown = session.get_one(Sheet, sheet).version if version is None else version
        cells = {cell_name(sheet, key): text for key, text in zip(self.keys, points, strict=True)}
        return {f"v-{sheet}": str(shown), **cells}

    def points(self, place: int) -> list[Decimal | None]:
        """What is stored."""
        with transaction() as session:
            draft = draft_of(session, session.get_one(Sheet, self.sheets[place]))
            return [draft.mark_of(key).points for key in self.keys]


@pytest.fixture
def grid(world: World, client: FlaskClient) -> Grid:
    sign_in(client, world.email("reviewer"))
    return Grid(world)


NOTHING = [None] * 4
GIVEN = [Decimal(n) for n in (20, 18, 24, 15)]


def test_changed_lines_are_saved_and_the_others_are_left(client: FlaskClient, grid: Grid) -> None:
    data = {**grid.row(0, "20", "18", "24", "15"), **grid.row(1, "", "", "", "")}

    answer = client.post(grid.url, data=data, follow_redirects=True)

    assert "Đã lưu 1 phiếu" in answer.text
    assert (grid.points(0), grid.points(1)) == (GIVEN, NOTHING)
    with transaction() as session:
        assert session.get_one(Sheet, grid.sheets[0]).total == Decimal(77)
        assert session.get_one(Sheet, grid.sheets[1]).state is SheetState.NOT_STARTED


def test_one_wrong_cell_saves_nothing_and_is_named(client: FlaskClient, grid: Grid) -> None:
    data = {**grid.row(0, "20", "18", "24", "15"), **grid.row(1, "99", "nửa", "1", "")}

    answer = client.post(grid.url, data=data)

    assert answer.status_code == 422
    assert (grid.points(0), grid.points(1)) == (NOTHING, NOTHING)
    assert "phải từ 0 đến" in answer.text
    assert "“nửa” không phải là số" in answer.text
    assert f'name="{cell_name(grid.sheets[0], grid.keys[0])}" value="20"' in answer.text


def test_what_was_saved_elsewhere_is_not_overwritten(client: FlaskClient, grid: Grid) -> None:
    old = grid.row(0, "20", "18", "24", "15")
    client.post(grid.url, data=grid.row(0, "10", "10", "10", "10"))

    answer = client.post(grid.url, data=old)

    assert answer.status_code == 422
    assert "đã được sửa ở nơi khác thành “10”" in answer.text
    assert grid.points(0) == [Decimal(10)] * 4


def test_a_locked_line_and_a_foreign_one_cannot_be_written(client: FlaskClient, grid: Grid) -> None:
    before = grid.points(2)
    foreign = {cell_name(grid.foreign, key): "1" for key in grid.keys}

    answer = client.post(grid.url, data={**grid.row(2, "1", "1", "1", "1"), **foreign})

    assert answer.status_code == 303
    assert grid.points(2) == before
    with transaction() as session:
        assert draft_of(session, session.get_one(Sheet, grid.foreign)).marks == ()


def test_pasted_cells_are_shown_before_anything_is_saved(client: FlaskClient, grid: Grid) -> None:
    text = f"{grid.codes[0]}\t20\t18\t24\t15\n\n{grid.codes[1]}\t7"

    shown = client.post(grid.url, data={"dan": text, "paste": "1"})

    assert shown.status_code == 200
    assert grid.points(0) == NOTHING
    assert f'name="{cell_name(grid.sheets[1], grid.keys[0])}" value="7"' in shown.text
    assert shown.text.count(" changed") == 5


def test_pasted_lines_that_fit_nothing_are_named(client: FlaskClient, grid: Grid) -> None:
    text = f"KHÔNG-CÓ\t1\n{grid.codes[2]}\t1\n{grid.codes[0]}\t1\t2\t3\t4\t5"

    shown = client.post(grid.url, data={"dan": text, "paste": "1"})

    assert shown.status_code == 422
    assert "Dòng 1, KHÔNG-CÓ: không có trong danh sách" in shown.text
    assert "Dòng 2, " in shown.text
    assert "đã chốt, không sửa được" in shown.text
    assert "có 5 ô, thang điểm có 4 tiêu chí" in shown.text


def test_a_stranger_finds_no_grid(client: FlaskClient, grid: Grid, world: World) -> None:
    assert client.get("/cham-diem/bang/999").status_code == 404
    sign_in(client, world.email("reviewer_p9"))
    assert client.get(grid.url).status_code == 404
    assert client.post(grid.url, data=grid.row(0, "1", "1", "1", "1")).status_code == 404
    sign_in(client, world.email("secretary"))
    assert client.get(grid.url).status_code == 403
    assert grid.points(0) == NOTHING


def test_the_number_of_queries_does_not_grow(client: FlaskClient, grid: Grid, world: World) -> None:
    with counted_queries() as few:
        client.get(grid.url)
    with transaction() as session:
        round_ = session.get_one(Round, grid.round_id)
        for _ in range(4):
            scoring_idea(session, world, round_, "reviewer")
    with counted_queries() as many:
        page = client.get(grid.url)

    assert len(re.findall("<tr id=", page.text)) == 7
    assert many.count == few.count
