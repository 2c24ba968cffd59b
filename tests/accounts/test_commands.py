"""`flask accounts …`: the same gate as the pages."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.accounts.queries import grants_in_force
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from tests.people import World


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["accounts", *arguments])
    db.session.rollback()
    return answer.exit_code, answer.output


def test_list_shows_who_holds_what(app: Flask, world: World) -> None:
    code, text = run(app, "list", "--query", "tran ngoc anh")

    assert code == 0
    assert text.split("\t")[1:] == [
        "dùng", world.email("author"), "Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9", "author\n",
    ]  # fmt: skip
    assert len(run(app, "list")[1].splitlines()) == 17
    assert len(run(app, "list", "--role", "author")[1].splitlines()) == 3


def test_disable_and_enable(app: Flask, world: World) -> None:
    email = world.email("author")
    assert run(app, "disable", "--email", email.upper(), "--reason", "nghỉ việc")[0] == 0
    assert db.session.get_one(Account, world.author.user_id).active is False
    assert run(app, "disable", "--email", email, "--reason", "nghỉ việc")[0] == 1
    assert run(app, "enable", "--email", email)[0] == 0
    assert run(app, "enable", "--email", email)[0] == 1
    assert db.session.get_one(Account, world.author.user_id).active is True


def test_grant_and_end(app: Flask, world: World) -> None:
    email, today = world.email("author"), local_date(now())
    code, text = run(app, "grant", "--email", email, "--role", "leader", "--unit", "PKT",
                     "--to", f"{today + timedelta(days=9):%d/%m/%Y}")  # fmt: skip
    assert code == 0
    number = re.search(r"số (\d+)", text)
    assert number is not None
    held = grants_in_force(db.session(), world.author.user_id or 0, today)
    assert (held[1].role, held[1].unit_id) == (Role.LEADER, world.units["PKT"])
    assert "leader" in run(app, "end-role", "--email", email)[1]

    yesterday = f"{today - timedelta(days=1):%Y-%m-%d}"
    done = run(app, "end-role", "--email", email, "--grant", number[1], "--last-day", yesterday)
    assert done[0] == 0
    assert len(grants_in_force(db.session(), world.author.user_id or 0, today)) == 1


def test_a_seat_needs_its_council(app: Flask, world: World) -> None:
    email = world.email("author")
    assert run(app, "grant", "--email", email, "--role", "reviewer")[0] == 1
    seat = ("grant", "--email", email, "--role", "reviewer", "--council", str(world.council_id))
    assert run(app, *seat)[0] == 0
    assert run(app, *seat)[0] == 1  # once is enough


@pytest.mark.parametrize(
    "arguments",
    [
        ("disable", "--email", "khong-co@quan3.example", "--reason", "x"),
        ("grant", "--email", "author@quan3.example", "--role", "leader", "--unit", "XX"),
        ("grant", "--email", "author@quan3.example", "--role", "leader", "--from", "01/01/2020"),
        ("grant", "--email", "author@quan3.example", "--role", "vua"),
        ("grant", "--email", "author@quan3.example", "--role", "leader", "--from", "hôm nay"),
        ("preset", "--name", "khong-co"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    app: Flask, world: World, arguments: tuple[str, ...]
) -> None:
    code, text = run(app, *arguments)

    assert code != 0
    assert "Traceback" not in text
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(RoleGrant)) == 17


def test_somebody_elses_role_is_not_found(app: Flask, world: World) -> None:
    other = db.session.scalar(
        select(RoleGrant.id).where(RoleGrant.account_id == world.leader.user_id)
    )
    code, text = run(app, "end-role", "--email", world.email("author"), "--grant", str(other))

    assert code == 1
    assert "Không tìm thấy" in text
