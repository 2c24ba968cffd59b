"""Ratings of a year and what stands against people come in with the list."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements import old_actions
from app.achievements.models import Standing, YearlyRating
from app.achievements.old_judging import Outcome
from app.achievements.states import RatingLevel, StandingKind
from tests.achievements.old_list import workbook
from tests.achievements.uploads import count, look, upload
from tests.conftest import BOTH
from tests.people import NOON, World

RATED = ("Họ và tên, tên tập thể", "Đơn vị", "Xếp loại", "Số thành viên", "Số LĐTT")
RATINGS = [
    ("Trần Ngọc Ánh", "UBND Phường 9", "HTXSNV", None, None),
    ("UBND Phường 9", "", "Hoàn thành tốt nhiệm vụ", 40, 30),
]  # fmt: skip
WATCHED = ("Họ và tên", "Đơn vị", "Loại việc", "Hình thức kỷ luật", "Từ ngày", "Đến ngày")


@BOTH
def test_ratings_of_a_year_are_imported_with_the_figures_of_collectives(
    world: World, session: Session
) -> None:
    titles = ("KẾT QUẢ XẾP LOẠI NĂM 2024",)
    batch = upload(session, world, workbook(RATINGS, head=RATED, titles=titles))

    lines, questions = look(session, batch)
    old_actions.store(session, world.awards_officer, batch, NOON, good_only=False)

    assert questions == []
    assert [line.outcome for line in lines] == [Outcome.NEW, Outcome.NEW]
    rows = session.scalars(select(YearlyRating).order_by(YearlyRating.id)).all()
    assert [(row.account_id, row.year, row.rating, row.members, row.progressive)
            for row in rows] == [
        (world.author.user_id, 2024, RatingLevel.OUTSTANDING, None, None),
        (None, 2024, RatingLevel.GOOD, 40, 30),
    ]  # fmt: skip
    assert rows[1].subject_key == f"unit:{world.units['P9']}"
    assert count(session) == 0, "no award was made of a rating"


def test_the_same_ratings_again_are_known_and_others_are_not_overwritten(
    world: World, session: Session
) -> None:
    titles = ("KẾT QUẢ XẾP LOẠI NĂM 2024",)
    first = upload(session, world, workbook(RATINGS, head=RATED, titles=titles))
    old_actions.store(session, world.awards_officer, first, NOON, good_only=False)
    other = [("Trần Ngọc Ánh", "UBND Phường 9", "Hoàn thành nhiệm vụ", None, None), RATINGS[1]]

    lines, _ = look(session, upload(session, world, workbook(other, head=RATED, titles=titles)))
    gone = old_actions.undo(session, world.awards_officer, first, NOON)

    assert [line.outcome for line in lines] == [Outcome.WRONG, Outcome.SAME]
    assert "Hoàn thành xuất sắc nhiệm vụ" in str(lines[0].remarks[-1].message)
    assert gone == 2
    assert session.scalars(select(YearlyRating)).all() == []


def test_what_stands_against_people_is_imported_and_taken_back(
    world: World, session: Session
) -> None:
    rows = [
        ("Trần Ngọc Ánh", "UBND Phường 9", "", "Khiển trách", "01/03/2025", "28/02/2026"),
        ("Phạm Đình Ân", "UBND Phường 9", "Khiếu nại", None, "05/06/2025", None),
        ("Phạm Đình Ân", "UBND Phường 9", "Việc khác", None, "32/06/2025", None),
    ]
    batch = upload(session, world, workbook(rows, head=WATCHED))

    lines, _ = look(session, batch)
    old_actions.store(session, world.awards_officer, batch, NOON, good_only=True)

    assert [line.outcome for line in lines][:2] == [Outcome.NEW, Outcome.NEW]
    found = session.scalars(select(Standing).order_by(Standing.id)).all()
    assert [(one.kind, one.measure, one.from_on, one.to_on) for one in found] == [
        (StandingKind.DISCIPLINE, "Khiển trách", date(2025, 3, 1), date(2026, 3, 1)),
        (StandingKind.COMPLAINT, "", date(2025, 6, 5), None),
    ]
    assert old_actions.undo(session, world.awards_officer, batch, NOON) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Trần Ngọc Ánh", "UBND Phường 9", "Tuyệt vời", None, None), "không phải là mức xếp loại"),
        (("UBND Phường 9", "", "Tốt", "bốn mươi", None), "không phải là một số nguyên"),
        (("UBND Phường 9", "", "Tốt", 40, 41), "từ 0 đến số thành viên"),
    ],
)
def test_a_rating_that_makes_no_sense_is_told_at_its_cell(
    world: World, session: Session, row: tuple[Any, ...], said: str
) -> None:
    batch = upload(session, world, workbook([row], head=RATED, titles=("XẾP LOẠI NĂM 2024",)))

    (line,), _ = look(session, batch)

    assert line.outcome is Outcome.WRONG
    assert any(said in str(one.message) for one in line.remarks)
