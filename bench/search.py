"""Times the search page on 100,000 dossiers beside the bare full-text query of the same run.

For each database, each person and each query: the 95th percentile of the whole page (`/tim-kiem`
through the application, in this process) and of the bare query (`count(*)` of the same words on
the search table, nothing else). Compare the two columns, not the milliseconds of two machines.

Environment: BENCH_SEARCH_IDEAS (100000), BENCH_SEARCH_REQUESTS (20), BENCH_SEARCH_ON
("sqlite,postgres"). PostgreSQL needs its programs installed; the server is started and ended here.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402 - after the path is set
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import Integer, column, func, select, table, text  # noqa: E402

from app import create_app  # noqa: E402
from app.database.schema import IDEA_PARTS, IDEA_SEARCH, create_everything  # noqa: E402
from app.database.text_search import Wanted  # noqa: E402
from app.extensions import db  # noqa: E402
from app.kernel.search_words import parse_query  # noqa: E402
from bench.dossiers import fill  # noqa: E402
from config import Settings  # noqa: E402
from tests import people, postgres_server  # noqa: E402

IDEAS = int(os.environ.get("BENCH_SEARCH_IDEAS", "100000"))
REQUESTS = int(os.environ.get("BENCH_SEARCH_REQUESTS", "20"))
DATABASES = os.environ.get("BENCH_SEARCH_ON", "sqlite,postgres").split(",")
PEOPLE = ("secretary", "author", "reviewer")
QUERIES = {
    "one dossier": "00077",
    "rare words": "cảm biến mực nước",
    "without marks": "cam bien muc nuoc",
    "phrase": '"trí tuệ nhân tạo"',
    "two common words": "người dân",
    "in every dossier": "phường",
    "beginning of a word": "tro l",
    "nothing": "không tồn tại xyz",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, milliseconds."""

    name: str
    hits: int
    page: float
    bare: float


def p95(seconds: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def timed_pages(client: FlaskClient, query: str) -> list[float]:
    """How long the page takes, again and again; the first two fill caches."""
    spent = []
    for _ in range(REQUESTS + 2):
        started = time.perf_counter()
        answer = client.get("/tim-kiem", query_string={"q": query})
        spent.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise SystemExit(f"status {answer.status_code} for {query!r}")
    return spent[2:]


def timed_bare(app: Flask, query: str) -> tuple[int, list[float]]:
    """The hits of the bare query over the whole index, and how long it takes."""
    found = table("idea_search", column("rowid", Integer))
    with app.app_context():
        hit = IDEA_SEARCH.holds(db.session(), [Wanted(parse_query(query), IDEA_PARTS)])
        statement = select(func.count()).select_from(found).where(hit)
        spent, number = [], 0
        with IDEA_SEARCH.by_index(db.session()):
            for _ in range(REQUESTS + 2):
                started = time.perf_counter()
                number = db.session.scalar(statement) or 0
                spent.append(time.perf_counter() - started)
        return number, spent[2:]


def measured(app: Flask, world: people.World) -> dict[str, list[Line]]:
    """Every query as every person."""
    bare = {name: timed_bare(app, query) for name, query in QUERIES.items()}
    found = {}
    for person in PEOPLE:
        client = people.sign_in(app.test_client(), world.email(person))
        found[person] = [
            Line(name, bare[name][0], p95(timed_pages(client, query)), p95(bare[name][1]))
            for name, query in QUERIES.items()
        ]
    return found


def report(kind: str, found: dict[str, list[Line]]) -> None:
    """Print the table of one database."""
    print(f"\n{kind}: {IDEAS} dossiers, {REQUESTS} requests a line, p95 in milliseconds\n")
    head = f"{'person':12}{'query':22}{'hits':>9}{'page':>9}{'bare FTS':>10}"
    print(head, "-" * len(head), sep="\n")
    for person, lines in found.items():
        for line in lines:
            print(f"{person:12}{line.name:22}{line.hits:9}{line.page:9.1f}{line.bare:10.1f}")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite'}"
        return
    server = postgres_server.start_server()
    try:
        yield postgres_server.fresh_database(server, "bench")
    finally:
        postgres_server.stop_server(server)


def run(kind: str) -> None:
    """Fill one database and time it."""
    with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
        app = create_app(
            Settings(data_dir=Path(name), database_url=url, base_url="http://localhost",
                     app_env="bench", secret_key="bench-only" * 4, demo=True)
        )  # fmt: skip
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            create_everything()
            world = people.make_world()
            started = time.perf_counter()
            fill(world, IDEAS)
            with db.engine.connect() as connection:
                if kind != "sqlite":
                    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE"))
            print(f"{kind}: {IDEAS} dossiers made in {time.perf_counter() - started:.0f} s")
        report(kind, measured(app, world))
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    for one in DATABASES:
        run(one)
