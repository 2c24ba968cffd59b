"""Saving one dossier's texts through HTTP, and what is stored of them."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.extensions import db
from tests.operation.hands import done

PAGE = "/ho-so/1/van-de-giai-phap"


def stored(app: Flask) -> tuple[int, str]:
    """The version of the draft and its problem, as stored."""
    with app.app_context():
        row = db.session.execute(text("SELECT version, problem FROM idea WHERE id = 1")).one()
        db.session.remove()
        return row[0], row[1]


def save(client: FlaskClient, version: int, problem: str) -> TestResponse:
    """Send the form that the author's page shows."""
    fields = {"problem": problem, "solution": "Giải pháp", "novelty": "", "conditions": ""}
    return client.post(PAGE, data={**fields, "version": str(version)})


def all_is_whole(app: Flask) -> None:
    """No half state: the chain and every invariant."""
    assert "the chain is whole" in done(app, "audit", "verify")
    assert done(app, "data", "check")
