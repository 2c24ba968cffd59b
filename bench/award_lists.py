"""How long the pages of a nomination list take with 50 and with 500 lines.

`python -m bench.award_lists`, in a temporary SQLite database, through the test client:
the server's own time, without a network.
"""

import secrets
import statistics
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app
from app.awards.list_models import ListVerdicts
from app.awards.models import NominationList
from app.awards.verdicts import keep_verdicts
from app.database.transaction import transaction
from app.extensions import db
from config import Settings
from tests.awards.builders import ready_list
from tests.awards.growing import grow
from tests.people import make_world, sign_in

SIZES = (50, 100, 500)
ROUNDS = 9
FIRST = 3  # lines of `ready_list`
PAGES = (
    ("list", ""), ("list, last page", "?page=5"), ("list, a row open", "?mo=1"),
    ("candidates", "/ung-vien"), ("what if", "/thu-truoc"),
)  # fmt: skip


def timed(client: FlaskClient, path: str) -> float:
    """The median in milliseconds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer")
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found)


def grown(app: Flask, more: int, first: int) -> int:
    """Put lines on the list, the first time make it; its number."""
    with app.app_context():
        with transaction() as session:
            grow(session, more, first=first)
            list_id = session.scalars(select(NominationList.id)).one()
            keep_verdicts(session, session.get_one(NominationList, list_id))
        db.session.remove()
    return list_id


def measure(app: Flask, client: FlaskClient) -> None:
    """Print one line a page and size."""
    size = FIRST
    for wanted in SIZES:
        list_id = grown(app, wanted - size, size)
        size = wanted
        for name, path in PAGES:
            spent = timed(client, f"/khen-thuong/{list_id}{path}")
            print(f"{wanted:>4} lines  {name:<18} {spent:7.1f} ms")
        with app.app_context(), transaction() as session:
            session.get_one(ListVerdicts, list_id).digest = "changed elsewhere"
        spent = timed(client, f"/khen-thuong/{list_id}")
        print(f"{wanted:>4} lines  {'list, all anew':<18} {spent:7.1f} ms")


def main() -> None:
    """Make the database, measure, forget it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/bench.sqlite",
                     app_env="test", secret_key=secrets.token_urlsafe())
        )  # fmt: skip
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            upgrade()
            world = make_world()
            with transaction() as session:
                ready_list(session, world)
            db.session.remove()
        measure(app, sign_in(app.test_client(), world.email("awards_officer")))


if __name__ == "__main__":
    main()
