"""What a page left open is told about its sign-in, and what the browser is told at sign-out."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.kernel.clock import now
from app.signin.models import SignIn
from tests.people import World, sign_in


def row() -> SignIn:
    with transaction() as session:
        return session.scalars(select(SignIn)).one()


def test_a_page_knows_how_long_its_sign_in_lasts(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))
    idle = app.config["SESSION_IDLE_MINUTES"] * 60
    found = re.search(r'data-session-left="(\d+)"', client.get("/ho-so").get_data(as_text=True))
    assert found is not None
    assert idle - 90 <= int(found[1]) <= idle

    with transaction() as session:
        session.scalars(select(SignIn)).one().ends_at = now() + timedelta(minutes=5)
    left = client.get("/phien").get_json()["left"]
    assert 240 <= left <= 300  # the end in any case comes before the end by rest


def test_asking_keeps_no_sign_in_alive(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    old = now() - timedelta(minutes=30)
    with transaction() as session:
        session.scalars(select(SignIn)).one().seen_at = old
    assert client.get("/phien").get_json()["user"] == world.author.user_id
    assert row().seen_at == old
    client.get("/ho-so")
    assert row().seen_at > old


def test_a_lapsed_sign_in_is_nobody(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    with transaction() as session:
        session.scalars(select(SignIn)).one().seen_at = now() - timedelta(hours=3)
    assert client.get("/phien").get_json() == {"user": None}


def test_signing_out_empties_what_the_browser_kept(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    assert client.post("/dang-xuat").headers["Clear-Site-Data"] == '"cache"'
    assert "data-session-left" not in client.get("/dang-nhap").get_data(as_text=True)
