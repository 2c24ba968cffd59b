"""Every page of the software, opened by four people: what it loads, keeps, and offers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database.schema import empty_everything
from tests.conftest import OwnContextClient
from tests.journeys.small_world import SmallWorld, make_small_world
from tests.journeys.test_rough_edges import the_same_every_time
from tests.people import make_world, sign_in
from tests.safety.addresses import NO_SUCH, every_address

VISITOR = "visitor"
READERS = (VISITOR, "author", "secretary", "admin")
STRANGERS = (VISITOR, "other_author", "other_clerk", "reviewer_p9", "communications", "secretary")
TAG = re.compile(r"<([a-z]+)((?:\s+[a-z0-9-]+(?:=\"[^\"]*\")?)*)\s*/?>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-z0-9-]+)(?:=\"([^\"]*)\")?", re.IGNORECASE)
LOADING = {"src", "href", "action", "formaction", "data", "poster", "srcset", "cite", "ping"}
READ_AT = {"ho-so": "tiep-nhan"}
OURS = re.compile(r"^(?:/(?!/)|#|\?|$|data:image/|http://localhost(?:/|$)|mailto:)")


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: who asked for which address, and what came."""

    who: str
    path: str
    answer: TestResponse

    @property
    def is_page(self) -> bool:
        """Whether a browser would draw it."""
        return (self.answer.content_type or "").startswith("text/html")


@pytest.fixture(scope="module")
def house(sqlite_app: Flask) -> Iterator[tuple[Flask, SmallWorld]]:
    """A world with one thing of every kind, made once for all these tests."""
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    sqlite_app.test_client_class = OwnContextClient
    with sqlite_app.app_context():
        yield sqlite_app, make_small_world(make_world())
    with sqlite_app.app_context():
        empty_everything()


@pytest.fixture(scope="module")
def seen(house: tuple[Flask, SmallWorld]) -> list[Seen]:
    """What each of the four gets at every address."""
    app, small = house
    paths = sorted({a.path for a in every_address(app, small) if a.method == "GET"})
    found = []
    for who in READERS:
        client = app.test_client()
        if who != VISITOR:
            sign_in(client, small.world.email(who))
        found += [Seen(who, path, client.get(path)) for path in paths]
    print(f"{len(found)} answers of {len(paths)} addresses")  # noqa: T201 - the figure
    assert sum(one.is_page and one.answer.status_code == 200 for one in found) > 150
    return found


def tags(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every tag with its attributes."""
    for name, attributes in TAG.findall(html):
        yield name.lower(), {key.lower(): value for key, value in ATTRIBUTE.findall(attributes)}


def foreign(name: str, attributes: dict[str, str], *, frames: bool = False) -> bool:
    """Whether this tag runs something in the page or brings something from elsewhere.

    `frames`: the page's policy lets it frame papers of ours, and of nobody else.
    """
    if frames and name == "iframe" and OURS.match(attributes.get("src", "")):
        return False
    inline = any(key == "style" or key.startswith("on") for key in attributes)
    bare = name in {"style", "iframe", "object", "embed", "base", "frame", "applet"}
    script = name == "script" and "src" not in attributes
    refresh = name == "meta" and "http-equiv" in attributes
    away = any(not OURS.match(attributes[key]) for key in LOADING & attributes.keys())
    return inline or bare or script or refresh or away


def test_no_page_runs_or_loads_what_is_not_ours(seen: list[Seen]) -> None:
    found, looked = set(), 0
    for one in seen:
        frames = "frame-src 'self'" in one.answer.headers.get("Content-Security-Policy", "")
        for name, attributes in tags(one.answer.get_data(as_text=True)) if one.is_page else ():
            looked += 1
            if foreign(name, attributes, frames=frames):
                found.add((one.path, name, str(attributes)[:200]))

    print(f"{looked} tags")  # noqa: T201 - the figure
    assert sorted(found) == []
    assert looked > 50_000


@pytest.mark.parametrize(
    "planted",
    ["<script>", '<a href="//x.example/">', '<p style="color:red">', '<img src="https://x.example/a">',
     '<p onclick="x()">', '<form action="http://localhost.x.example/">',
     '<a href="javascript:alert(1)">', "<iframe>"],
)  # fmt: skip
def test_a_planted_fault_is_seen(planted: str) -> None:
    assert [foreign(*tag) for tag in tags(f"<p>{planted}</p>")][1]


def test_nobodys_own_page_may_be_kept(seen: list[Seen]) -> None:
    kept, marked = set(), set()
    for one in seen:
        rule = one.answer.headers.get("Cache-Control", "")
        if one.who != VISITOR and "no-store" not in rule:
            kept.add((one.who, one.path, rule))
        if one.who != VISITOR and one.is_page and "ETag" in one.answer.headers:
            marked.add((one.who, one.path))
        if "no-store" not in rule and "Cookie" not in one.answer.headers.get("Vary", ""):
            kept.add((one.who, one.path, "Vary"))

    assert sorted(kept) == []
    assert sorted(marked) == []


def test_every_page_offers_to_sign_out(house: tuple[Flask, SmallWorld], seen: list[Seen]) -> None:
    """Every page behind a sign-in; what everybody may read has the visitor's layout."""
    app, _small = house
    mine = [one for one in seen
            if one.is_page and one.who != VISITOR and one.answer.status_code in {200, 403, 404}
            and guard(app, one.path) != "public"
            # A part that a page takes in, and the projector, which leads back to the desk.
            and not one.path.endswith(("/khung", "/man-hinh"))]  # fmt: skip
    without = {one.path for one in mine
               if 'action="/dang-xuat"' not in one.answer.get_data(as_text=True)}  # fmt: skip
    assert sorted(without) == []
    assert len(mine) > 300


def guard(app: Flask, path: str) -> str:
    """What the view behind this path asks for."""
    endpoint, _values = app.url_map.bind("localhost").match(path)
    return str(vars(app.view_functions[endpoint])["__guard__"])


def test_password_boxes_are_masked(seen: list[Seen]) -> None:
    boxes = {
        (one.path, attributes["name"], attributes.get("type"))
        for one in seen if one.is_page
        for name, attributes in tags(one.answer.get_data(as_text=True))
        if name == "input" and ("password" in attributes.get("name", "")
                                or "password" in attributes.get("autocomplete", ""))
    }  # fmt: skip
    assert {kind for _path, _name, kind in boxes} == {"password"}
    assert {"/dang-nhap", "/tai-khoan/mat-khau"} <= {path for path, _name, _kind in boxes}


def test_what_is_hidden_answers_like_what_is_not_there(house: tuple[Flask, SmallWorld]) -> None:
    app, small = house
    paths = sorted({a.path for a in every_address(app, small) if a.method == "GET"})
    pairs = [(path, absent) for path in paths if (absent := without_the_thing(app, path)) != path]
    told, compared = [], 0
    for who in STRANGERS:
        client = app.test_client()
        if who != VISITOR:
            sign_in(client, small.world.email(who))
        for path, absent in pairs:
            one = client.get(path)
            if one.status_code not in {403, 404}:
                continue
            other, compared = client.get(absent), compared + 1
            same = (one.status_code, plain(one)) == (other.status_code, plain(other))
            if not same and not may_know(client, path):
                told.append((who, path, one.status_code, other.status_code))

    print(f"{compared} pairs of hidden and absent things compared")  # noqa: T201 - the figure
    assert told == []
    assert compared > 200


def may_know(client: FlaskClient, path: str) -> bool:
    """Whether this person reads the thing elsewhere: then "not yours to change" tells nothing."""
    room, thing = path.split("/")[1:3]
    return client.get(f"/{READ_AT.get(room, room)}/{thing}").status_code == 200


def plain(answer: TestResponse) -> str:
    """The page without its form token and moment, and without what the address itself says."""
    return the_same_every_time(answer.get_data(as_text=True))


def without_the_thing(app: Flask, path: str) -> str:
    """The same address of a thing that does not exist."""
    endpoint, values = app.url_map.bind("localhost").match(path)
    gone = {key: NO_SUCH if isinstance(value, int) else value for key, value in values.items()}
    return app.url_map.bind("localhost").build(endpoint, gone)
