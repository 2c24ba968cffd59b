"""Tasks of the plan move, with their notes, by whom they concern."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.audit.actions import seal
from app.audit.queries import AuditLine, history_of
from app.kernel.refusals import Denied, IllegalMove, StaleEdit
from app.plan import actions
from app.plan.drafts import ItemChange
from app.plan.states import TaskState
from tests.people import NOON, World
from tests.plan.builders import item, make_plan


def test_a_task_moves_with_its_note_and_the_chain_tells(world: World, session: Session) -> None:
    make_plan(session, world)
    task = item(session)

    change = ItemChange("start", " Đã giao  việc. ", date(2026, 12, 15))
    actions.change_item(session, world.plan_officer, task, change, NOON, 1)
    seal(session)

    assert (task.state, task.progress_note, task.due_on, task.done_on) == (
        TaskState.UNDER_WAY, "Đã giao việc.", date(2026, 12, 15), None,
    )  # fmt: skip
    who = world.plan_officer
    assert history_of(session, task.subject) == [
        AuditLine(NOON, who.user_id, who.name, "plan_item:start", "not_started", "under_way", "",
                  {"note": "Đã giao việc.", "due_on": "2026-12-15"})
    ]  # fmt: skip


def test_finishing_notes_the_day_and_reopening_forgets_it(world: World, session: Session) -> None:
    make_plan(session, world)
    task, officer = item(session), world.plan_officer

    actions.change_item(session, officer, task, ItemChange("start"), NOON, 1)
    session.flush()
    actions.change_item(session, officer, task, ItemChange("finish"), NOON, task.version)
    session.flush()
    finished = task.done_on
    again = ItemChange("start", "Phải làm lại.")
    actions.change_item(session, officer, task, again, NOON, task.version)
    session.flush()

    assert (finished, task.state, task.done_on) == (date(2026, 10, 1), TaskState.UNDER_WAY, None)


def test_nothing_new_leaves_no_trace(world: World, session: Session) -> None:
    make_plan(session, world)
    task = item(session)

    actions.change_item(session, world.plan_officer, task, ItemChange(), NOON, 1)
    seal(session)

    assert history_of(session, task.subject) == []


def test_two_notes_at_once_are_both_shown(world: World, session: Session) -> None:
    make_plan(session, world)
    task, officer = item(session), world.plan_officer
    actions.change_item(session, officer, task, ItemChange("", "Bản một."), NOON, 1)
    seal(session)

    with pytest.raises(StaleEdit) as refusal:
        actions.change_item(
            session, officer, task, ItemChange("", "Bản hai."), NOON + timedelta(hours=1), 1
        )

    assert [(d.name, d.mine, d.theirs) for d in refusal.value.differences] == [
        ("note", "Bản hai.", "Bản một.")
    ]
    assert (refusal.value.who, refusal.value.version) == (officer.name, 2)
    assert task.progress_note == "Bản một."


def test_a_move_that_does_not_exist_from_here_is_refused(world: World, session: Session) -> None:
    make_plan(session, world)
    task = item(session)

    with pytest.raises(IllegalMove):
        actions.change_item(session, world.plan_officer, task, ItemChange("finish"), NOON, 1)

    assert task.state is TaskState.NOT_STARTED


@pytest.mark.parametrize("who", ["clerk", "leader", "admin", "secretary"])
def test_others_do_not_change_tasks(world: World, session: Session, who: str) -> None:
    make_plan(session, world)
    task = item(session)

    with pytest.raises(Denied):
        actions.change_item(session, world.actors[who], task, ItemChange("start"), NOON, 1)

    assert task.state is TaskState.NOT_STARTED
