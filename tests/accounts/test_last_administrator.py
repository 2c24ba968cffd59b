"""Somebody is administrator on every day to come: whatever is tried, by whatever path."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import people_actions, roles_actions
from app.accounts.models import Account, RoleGrant
from app.accounts.queries import holders
from app.accounts.roles_rules import RoleDraft
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Denied
from tests.conftest import BOTH
from tests.ideas.racing import at_once
from tests.people import NOON, World, sign_in

DAY = local_date(NOON)


def admin_grant(session: Session, actor: Actor) -> int:
    """The id of somebody's administration."""
    found = session.scalar(
        select(RoleGrant.id).where(
            RoleGrant.account_id == actor.user_id, RoleGrant.role == Role.ADMIN
        )
    )
    assert found is not None
    return found


def make_admin(world: World, actor: Actor, last_day: int | None = None) -> Actor:
    """One more administrator, from today, for so many days."""
    with transaction() as session:
        account = to_change(session, Account, actor.user_id)
        end = None if last_day is None else DAY + timedelta(days=last_day)
        draft = RoleDraft(Role.ADMIN, DAY, end, unit_id=actor.unit_id)
        roles_actions.give_role(session, world.admin, account, draft, NOON)
        session.flush()
        from app.accounts.queries import actor_of  # noqa: PLC0415 - only here

        return actor_of(session, account, DAY)


def disable(actor: Actor, target: Actor) -> None:
    with transaction() as session:
        account = to_change(session, Account, target.user_id)
        people_actions.disable(session, actor, account, NOON, "chuyển công tác")


def end(actor: Actor, target: Actor, days: int = -1) -> None:
    with transaction() as session:
        key = admin_grant(session, target)
        account = to_change(session, Account, target.user_id)
        last_day = DAY + timedelta(days=days)
        roles_actions.end_role(session, actor, account, key, last_day, NOON)


def administrators() -> list[str]:
    db.session.rollback()
    return [one.name for one in holders(db.session(), DAY, Role.ADMIN)]


def test_the_only_one_can_be_neither_ended_nor_shortened(app: Flask, world: World) -> None:
    for days in (-1, 0, 400):
        with pytest.raises(Blocked):
            end(world.admin, world.admin, days)

    assert administrators() == ["Quản Trị Viên"]


def test_nobody_disables_themselves_or_the_last_one(app: Flask, world: World) -> None:
    second = make_admin(world, world.leader, last_day=10)
    with pytest.raises(Blocked):
        disable(world.admin, world.admin)
    with pytest.raises(Blocked):  # the second one ends in ten days
        disable(second, world.admin)

    assert len(administrators()) == 2


def test_with_a_second_one_the_first_may_go(app: Flask, world: World) -> None:
    second = make_admin(world, world.leader)

    end(second, world.admin)

    assert administrators() == ["Phan Văn Ý"]
    with pytest.raises(Blocked):
        end(second, second)


def test_a_disabled_second_one_does_not_count(app: Flask, world: World) -> None:
    second = make_admin(world, world.leader)
    disable(world.admin, second)

    with pytest.raises(Blocked):
        end(world.admin, world.admin)


def test_only_administrators_end_and_disable(app: Flask, world: World) -> None:
    make_admin(world, world.leader)
    for name in ("author", "secretary", "chair", "inspector"):
        with pytest.raises(Denied):
            end(getattr(world, name), world.admin)
        with pytest.raises(Denied):
            disable(getattr(world, name), world.admin)

    assert len(administrators()) == 2


@BOTH
@pytest.mark.parametrize("remove", [end, disable])
def test_two_who_remove_each_other_at_once(
    app: Flask, world: World, remove: Callable[[Actor, Actor], None]
) -> None:
    second = make_admin(world, world.leader)

    ended = at_once(app, [lambda: remove(world.admin, second), lambda: remove(second, world.admin)])

    assert ended == ["Blocked", "done"]
    assert len(administrators()) == 1


@BOTH
def test_ending_and_disabling_each_other_at_once(app: Flask, world: World) -> None:
    second = make_admin(world, world.leader)

    ended = at_once(app, [lambda: end(world.admin, second), lambda: disable(second, world.admin)])

    assert ended == ["Blocked", "done"]
    assert len(administrators()) == 1


def test_the_command_line_keeps_the_last_one(app: Flask, world: World) -> None:
    runner = app.test_cli_runner()
    email = world.email("admin")
    with transaction() as session:
        key = admin_grant(session, world.admin)
    for arguments in (
        ["disable", "--email", email, "--reason", "thử"],
        ["end-role", "--email", email, "--grant", str(key)],
        ["end-role", "--email", email, "--grant", str(key), "--last-day", "31/12/2199"],
    ):
        answer = runner.invoke(args=["accounts", *arguments])
        assert answer.exit_code == 1, arguments
        assert "quản trị viên" in answer.output

    assert administrators() == ["Quản Trị Viên"]


def test_pages_keep_the_last_one(client: FlaskClient, world: World) -> None:
    make_admin(world, world.leader, last_day=1)
    sign_in(client, world.email("admin"))
    with transaction() as session:
        key = admin_grant(session, world.admin)
    page = f"/quan-tri/nguoi-dung/{world.admin.user_id}"

    ended = client.post(
        f"{page}/vai-tro/{key}/ket-thuc",
        data={"last_day": f"{local_date(now()):%d/%m/%Y}", "reason": "nghỉ hưu"},
    )
    shut = client.post(f"{page}/khoa", data={"reason": "nghỉ hưu"})

    assert (ended.status_code, shut.status_code) == (422, 422)
    assert "nghỉ hưu" in ended.get_data(as_text=True)
    assert "Quản Trị Viên" in administrators()
