"""From the embedded database to PostgreSQL and back: the same rows, all or none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, make_url, select, text

from app.accounts.models import Account
from app.database.base import Base
from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from app.extensions import db
from app.operation.digests import TableDigest, typed_digest
from tests import people, postgres_server
from tests.operation.conftest import make_app
from tests.operation.hands import done, keep_file, queue_mail, run


def typed(app: Flask) -> dict[str, TableDigest]:
    with app.app_context(), db.engine.connect() as connection:
        return {t.name: typed_digest(connection, t) for t in Base.metadata.sorted_tables}


@pytest.fixture
def target(url: str, tmp_path: Path, postgres: postgres_server.PostgresServer) -> Iterator[Flask]:
    """An empty database of the other kind."""
    if url.startswith("sqlite"):
        other = postgres_server.fresh_database(postgres, "operation_target")
    else:
        other = f"sqlite:///{tmp_path / 'target.sqlite'}"
    app = make_app(other, tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def address(app: Flask) -> str:
    return str(app.config["SETTINGS"].database_url)


def fill(house: Flask) -> None:
    keep_file(house, "nội dung có dấu: Ứng dụng".encode())
    queue_mail(house)
    with house.app_context(), transaction() as session:
        IDEA_SEARCH.put(session, 3, "Ứng dụng trí tuệ nhân tạo", "Đề án 06")
        IDEA_SEARCH.put(session, 4, "Trợ lý ảo")


def test_moving_keeps_every_row_and_the_search(house: Flask, target: Flask) -> None:
    fill(house)
    before = typed(house)

    said = done(house, "data", "move", "--to", address(target))

    assert typed(target) == before == typed(house)
    assert sum(table.rows for table in before.values()) > 40
    assert "2 mục tìm kiếm" in said
    with target.app_context():
        found = found_by(target, "de an 06")
        assert found == [3]
        assert found_by(target, "tro ly") == [4]
    assert "the chain is whole" in done(target, "audit", "verify")


def found_by(app: Flask, query: str) -> list[int]:
    session = db.session()
    keys = text("SELECT 3 AS id UNION SELECT 4").columns(Account.id).subquery()
    return sorted(
        session.scalars(select(keys.c.id).where(IDEA_SEARCH.matches(session, keys.c.id, query)))
    )


def test_after_moving_new_rows_get_new_numbers(house: Flask, target: Flask) -> None:
    fill(house)
    done(house, "data", "move", "--to", address(target))

    with target.app_context(), transaction() as session:
        highest = max(session.scalars(select(Account.id)))
        world = people.World(units={"P9": session.scalars(select(Account.unit_id)).first() or 0})
        from app.kernel.actor import Role  # noqa: PLC0415 - only here

        account = people.add_person(session, world, "moi", "Người Mới", "P9", Role.AUTHOR)
        assert account.id == highest + 1


def test_a_target_that_holds_anything_is_refused(house: Flask, target: Flask) -> None:
    with target.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE somebody (id integer)"))

    answer = run(house, "data", "move", "--to", address(target))

    assert answer.exit_code == 1
    assert "không trống" in answer.output
    with target.app_context():
        assert inspect(db.engine).get_table_names() == ["somebody"]


def test_a_move_that_fails_leaves_the_target_empty(
    house: Flask, target: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last table differs at the comparison, after all rows went over."""
    before = typed(house)
    last = Base.metadata.sorted_tables[-1].name
    real = typed_digest

    def wrong(connection, table):
        found = real(connection, table)
        there = connection.engine.url == make_url(address(target))
        return TableDigest(found.rows + 1, "0") if there and table.name == last else found

    monkeypatch.setattr("app.operation.move.typed_digest", wrong)

    answer = run(house, "data", "move", "--to", address(target))

    assert answer.exit_code == 1
    assert last in answer.output
    with target.app_context():
        assert inspect(db.engine).get_table_names() == []
    assert typed(house) == before
