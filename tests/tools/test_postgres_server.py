"""The PostgreSQL that other tests rely on is real, separate for each, and leaves nothing behind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from tests.postgres_server import PostgresServer, fresh_database, start_server, stop_server

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    running = start_server()
    yield running
    stop_server(running)


def execute(url: str, *statements: str) -> list[tuple]:
    engine = create_engine(url)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return rows


def test_databases_do_not_see_each_other(server: PostgresServer) -> None:
    one, two = fresh_database(server, "one"), fresh_database(server, "two")

    execute(one, "CREATE TABLE note (id int)")

    tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'note'"
    assert (execute(one, tables), execute(two, tables)) == ([(1,)], [(0,)])


def test_a_fresh_database_replaces_one_of_the_same_name_even_while_in_use(
    server: PostgresServer,
) -> None:
    url = fresh_database(server, "again")
    execute(url, "CREATE TABLE note (id int)")
    with server.connect("again"):
        url = fresh_database(server, "again")

    assert execute(url, "SELECT count(*) FROM pg_tables WHERE tablename = 'note'") == [(0,)]


def test_a_database_can_be_copied_from_a_template(server: PostgresServer) -> None:
    execute(
        fresh_database(server, "migrated"),
        "CREATE TABLE note (body text)",
        "INSERT INTO note VALUES ('Đề án đô thị')",
    )

    copy = fresh_database(server, "copy", template="migrated")

    assert execute(copy, "SELECT body FROM note") == [("Đề án đô thị",)]


def test_a_name_that_is_not_plain_is_refused(server: PostgresServer) -> None:
    with pytest.raises(ValueError, match="not a plain database name"):
        fresh_database(server, 'x"; DROP DATABASE postgres; --')


def test_stopping_leaves_neither_process_nor_folder() -> None:
    running = start_server()
    folder_was_there = running.folder.is_dir()

    stop_server(running)

    assert folder_was_there
    assert running.process.returncode is not None
    assert not running.folder.exists()
