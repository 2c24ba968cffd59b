"""Storing a rubric, and when it can no longer be changed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import PENDING
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied
from app.rounds.actions import create_round, freeze_rubric, set_rubric
from app.rounds.models import Band
from app.rounds.queries import rubric_of
from app.rounds.rubrics import BandDraft, CriterionDraft, RubricDraft, draft_of
from app.rounds.sample import rubric_sample
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import SCORING, make_round, round_draft

SMALL = RubricDraft(
    "Thang điểm gọn",
    Decimal(5),
    (CriterionDraft("Hiệu quả", Decimal(10), (BandDraft("Có", Decimal(0), Decimal(10)),)),),
    "Ban hành kèm theo Quyết định số 12/QĐ-HĐSK",
)
UNFINISHED = replace(SMALL, criteria=(replace(SMALL.criteria[0], bands=()),))


@BOTH
def test_a_rubric_replaces_the_old_one_whole(world: World, session: Session) -> None:
    found = make_round(session, world)
    version = found.version

    set_rubric(session, world.secretary, found, SMALL, NOON)

    session.flush()
    view = rubric_of(session, found.id)
    assert view is not None
    assert draft_of(view) == SMALL
    assert session.scalar(select(func.count()).select_from(Band)) == 1
    assert found.version > version
    assert [entry.verb for entry in session.info[PENDING]] == ["round:rubric_set"]


def test_an_unfinished_rubric_is_kept_only_before_the_announcement(
    world: World, session: Session
) -> None:
    drafted = create_round(session, world.secretary, round_draft(code="NHAP"), NOON)
    announced = make_round(session, world)

    set_rubric(session, world.secretary, drafted, UNFINISHED, NOON)
    with pytest.raises(Blocked):
        set_rubric(session, world.secretary, announced, UNFINISHED, NOON)

    stored, untouched = rubric_of(session, drafted.id), rubric_of(session, announced.id)
    assert stored is not None
    assert untouched is not None
    assert (draft_of(stored), draft_of(untouched)) == (UNFINISHED, rubric_sample())


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_frozen_rubric_is_not_changed(world: World, session: Session, by_hand: bool) -> None:
    found = make_round(session, world)
    if by_hand:
        freeze_rubric(session, world.secretary, found, NOON)

    with pytest.raises(Blocked) as refusal:
        set_rubric(session, world.secretary, found, SMALL, NOON if by_hand else SCORING)

    assert str(refusal.value) == "Đợt đã mở chấm điểm, thang điểm không sửa được nữa"


def test_freezing_again_keeps_the_first_instant(world: World, session: Session) -> None:
    found = make_round(session, world)

    freeze_rubric(session, SYSTEM, found, NOON)
    freeze_rubric(session, world.secretary, found, SCORING)

    view = rubric_of(session, found.id)
    assert view is not None
    assert view.frozen_at == NOON
    assert [entry.verb for entry in session.info[PENDING]] == ["round:rubric_frozen"]


def test_a_round_without_rubric_cannot_be_frozen(world: World, session: Session) -> None:
    found = create_round(session, world.secretary, round_draft(), NOON)

    with pytest.raises(Blocked):
        freeze_rubric(session, SYSTEM, found, NOON)


def test_only_the_secretary_sets_and_freezes(world: World, session: Session) -> None:
    found = make_round(session, world)

    for person in (world.chair, world.reviewer, world.admin):
        with pytest.raises(Denied):
            set_rubric(session, person, found, SMALL, NOON)
        with pytest.raises(Denied):
            freeze_rubric(session, person, found, NOON)

    view = rubric_of(session, found.id)
    assert view is not None
    assert (draft_of(view), view.frozen_at) == (rubric_sample(), None)
