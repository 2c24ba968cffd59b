"""Who may enter the administration: every route × every role, by the doors and by the actions."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.extensions import db
from tests.people import PEOPLE, World, sign_in

ONE_OF_EACH = [one[0] for one in {role: (name,) for name, *_, role in reversed(PEOPLE)}.values()
               if one[0] != "admin"]  # fmt: skip
OWN = ("accounts", "councils")
# every refusal is recorded as well, but a refusal is no act
ACTS = select(func.count()).select_from(AuditEntry).where(~AuditEntry.verb.startswith("audit:"))
FREE = {"accounts.home", "accounts.administration", "accounts.stop_view_as"}


def rules(app: Flask) -> list[Rule]:
    return [
        rule for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in OWN and rule.endpoint not in FREE
    ]  # fmt: skip


def address(rule: Rule, world: World, missing: bool = False) -> str:
    key = 10**6 if missing else 1
    known = {"account_id": world.author.user_id, "unit_id": world.units["P9"],
             "council_id": world.council_id, "grant_id": 1, "batch_id": 1}  # fmt: skip
    built = rule.build({name: key if missing else known[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def said(answer: TestResponse) -> str:
    """What the page says; its address and its moment are not part of that."""
    return answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_nobody_else_gets_in_and_nothing_changes(
    client: FlaskClient, world: World, name: str
) -> None:
    sign_in(client, world.email(name))
    before = db.session.scalar(ACTS)
    tried = 0
    for rule in rules(client.application):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            there = client.open(address(rule, world), method=method)
            gone = client.open(address(rule, world, missing=True), method=method)
            assert there.status_code == gone.status_code == 403, (method, rule.rule)
            # walking the ids tells nothing: what exists and what does not look the same
            assert said(there) == said(gone)
            tried += 1
    db.session.rollback()

    assert tried > 30
    assert db.session.scalar(ACTS) == before


def test_visitors_are_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    for rule in rules(client.application):
        if "GET" in (rule.methods or set()):
            assert client.get(address(rule, world)).status_code == 302, rule.rule


def test_the_administrator_opens_every_page(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    for rule in rules(client.application):
        if "GET" in (rule.methods or set()):
            known = client.get(address(rule, world)).status_code
            assert known == (404 if "batch_id" in rule.arguments else 200), rule.rule
            if rule.arguments:
                assert client.get(address(rule, world, missing=True)).status_code == 404


def test_the_index_shows_only_my_doors(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    empty = client.get("/quan-tri").get_data(as_text=True)
    assert "Không có mục quản trị nào" in empty
    assert 'href="/quan-tri"' not in client.get("/viec-cho-toi").get_data(as_text=True)

    sign_in(client, world.email("admin"))
    full = client.get("/quan-tri").get_data(as_text=True)
    assert 'href="/quan-tri/nguoi-dung"' in full
    assert 'href="/quan-tri"' in client.get("/viec-cho-toi").get_data(as_text=True)
