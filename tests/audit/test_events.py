"""The catalogue names every act of the code; an act without its facts is a fault of ours."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.audit.actions import record
from app.audit.catalogue import CATALOGUE
from app.audit.events import CATEGORY_TITLES, Category, problem_of
from app.audit.models import AuditEntry, RefusalCount
from app.audit.queries import history_of
from app.audit.refused import MOST_AN_HOUR
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.lifecycle import Lifecycle
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round, windows

APP = Path(__file__).parents[2] / "app"


def recorded(path: Path) -> Iterator[str]:
    """Every verb that a file gives to `record`, also the two of a choice or a constant."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "record" and len(node.args) > 4:
            yield from words(node.args[2], path)


def words(node: ast.expr, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from words(node.body, path)
        yield from words(node.orelse, path)
    elif isinstance(node, ast.Name):
        module = import_module(".".join(path.relative_to(APP.parent).with_suffix("").parts))
        found = getattr(module, node.id, None)
        if isinstance(found, str):
            yield found


def verbs_of_lives() -> set[str]:
    """Every move of every life cycle."""
    found = set()
    for path in APP.rglob("*states.py"):
        module = import_module(f"app.{path.parent.name}.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, Lifecycle):
                found |= {f"{value.thing}:{move.name}" for move in value.moves}
    return found


def test_the_catalogue_names_every_act_and_no_other() -> None:
    used = verbs_of_lives() | {verb for path in APP.rglob("*.py") for verb in recorded(path)}
    used |= {"audit:refused", "audit:refused_often"}  # chosen by a count in app/audit/refused.py
    assert len(used) > 100
    assert used - CATALOGUE.keys() == set(), "Add a line to app/audit/catalogue.py."
    assert CATALOGUE.keys() - used == set(), "No code records this any more."


def test_every_category_has_a_name() -> None:
    assert set(CATEGORY_TITLES) == set(Category)


def test_an_unknown_act_and_a_missing_fact_are_named() -> None:
    assert "add a line" in problem_of(CATALOGUE, "idea:fly", {})
    assert "must carry points" in problem_of(CATALOGUE, "sheet:lock", {"total": "7"})
    assert problem_of(CATALOGUE, "sheet:lock", {"total": "7", "points": {}}) == ""


def test_while_developing_an_act_without_its_facts_stops(app: Flask, world: World) -> None:
    def act() -> None:
        with transaction() as session:
            record(session, SYSTEM, "job:fail", "job:1", NOON)

    with pytest.raises(RuntimeError, match="must carry error"):
        act()
    assert history_of(db.session(), "job:1") == []


def test_in_production_the_act_is_kept_and_the_log_complains(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.audit.actions.STRICT", set())
    with caplog.at_level(logging.ERROR, logger="app.audit.actions"), transaction() as session:
        record(session, SYSTEM, "job:fail", "job:1", NOON)

    assert [line.verb for line in history_of(db.session(), "job:1")] == ["job:fail"]
    assert "must carry error" in caplog.text


# --- refusals -------------------------------------------------------------------------------------


def refusals() -> list[tuple[str, str, str]]:
    db.session.remove()
    rows = db.session.execute(
        select(AuditEntry.verb, AuditEntry.subject, AuditEntry.detail)
        .where(AuditEntry.verb.startswith("audit:refused"))
        .order_by(AuditEntry.id)
    )
    return [(verb, subject, detail) for verb, subject, detail in rows]


@BOTH
def test_a_refusal_is_noted_with_who_and_where_and_nothing_typed(
    app: Flask, world: World, client: FlaskClient
) -> None:
    author = sign_in(client, world.email("author"))
    secret = "mat-khau-trong-dia-chi"

    assert author.get(f"/nhat-ky?q={secret}").status_code == 403

    [(verb, subject, detail)] = refusals()
    assert (verb, subject) == ("audit:refused", f"account:{world.author.user_id}")
    assert '"route": "oversight.index"' in detail
    assert secret not in detail


def test_forged_forms_strange_hosts_and_refused_files_are_noted(
    app: Flask, world: World, client: FlaskClient
) -> None:
    author = sign_in(client, world.email("author"))
    with transaction() as session:
        round_ = make_round(session, world, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.DRAFT).id
    file = (io.BytesIO(b"MZ not a paper"), "lệnh.exe")

    author.post(f"/ho-so/{idea}/minh-chung", data={"file": file})
    author.get("/dang-nhap", headers={"Host": "evil.example"})
    app.config["WTF_CSRF_ENABLED"] = True
    author.post("/dang-xuat")
    app.config["WTF_CSRF_ENABLED"] = False

    codes = [json.loads(detail)["code"] for _verb, _subject, detail in refusals()]
    assert codes == ["upload", "host", "form_token"]


def test_a_crawler_fills_no_table(app: Flask, world: World, client: FlaskClient) -> None:
    author = sign_in(client, world.email("author"))

    answers = {author.get("/nhat-ky").status_code for _ in range(MOST_AN_HOUR + 20)}

    found = refusals()
    assert answers == {403}
    # The clock may pass the full hour in between: then a second count begins.
    hours = db.session.scalar(select(func.count()).select_from(RefusalCount))
    assert hours in {1, 2}
    assert len(found) <= MOST_AN_HOUR * hours
    assert hours == 2 or [verb for verb, _s, _d in found].count("audit:refused_often") == 1
