"""How much a request may carry is decided before its body is read, and kept to while it streams."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.extensions import db
from app.files import limits
from app.files.models import StoredFile
from app.ideas.states import IdeaState
from tests.files.samples import PDF
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round

FORM = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
BLOCK = 1 << 20

pytestmark = pytest.mark.usefixtures("big_bodies")


class Endless(io.RawIOBase):
    """A body without end; counts what was taken of it."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        head = HEAD[self.taken : self.taken + len(buffer)]
        buffer[:] = head + b"A" * (len(buffer) - len(head))
        self.taken += len(buffer)
        return len(buffer)

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "asked for everything"
        return super().read(size) or b""


def send(
    client: FlaskClient, url: str, body: Endless, length: int | None, *, ended: bool = False
) -> Any:
    """Post a body as a server hands it on: with a length, or `ended` by the server itself."""
    said = {} if length is None else {"CONTENT_LENGTH": str(length)}
    mark = {"wsgi.input_terminated": True} if ended else {}
    more = {"wsgi.input": body, "CONTENT_TYPE": FORM, **said, **mark}
    return client.post(url, content_type=FORM, environ_overrides=more)


@pytest.fixture
def idea_url(world: World) -> str:
    """The upload form of a draft."""
    with transaction() as session:
        idea = make_idea(session, world, make_round(session, world), IdeaState.DRAFT)
        return f"/ho-so/{idea.id}/minh-chung"


def count() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_body_that_says_it_is_too_large_is_not_read(
    client: FlaskClient, world: World, idea_url: str
) -> None:
    sign_in(client, world.email("author"))
    body = Endless()

    answer = send(client, idea_url, body, 10 << 30)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert body.taken == 0
    assert "Mỗi tệp phải nhỏ hơn 20 MB." in page
    assert "nội dung đã nhập vẫn còn trong biểu mẫu" in page


@pytest.mark.parametrize("person", ["author", None])
def test_a_body_without_length_is_cut_off_at_the_limit(
    app: Flask, client: FlaskClient, world: World, idea_url: str, person: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(limits, "DRAIN_LIMIT", 0)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 6 << 20)
    if person:
        sign_in(client, world.email(person))
    body = Endless()

    answer = send(client, idea_url, body, None, ended=True)

    assert answer.status_code == 413
    limit = 6 << 20 if person else limits.FORM_LIMIT
    assert limit <= body.taken <= limit + BLOCK


def test_what_is_left_of_a_refused_body_is_read_away_up_to_a_bound(
    client: FlaskClient, world: World, idea_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DRAIN_LIMIT", 1 << 20)
    sign_in(client, world.email("author"))
    body = Endless()

    send(client, idea_url, body, 10 << 30, ended=True)

    assert body.taken == 1 << 20


def test_a_form_without_a_file_field_takes_only_a_form(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    body = Endless()

    answer = send(client, "/ho-so/moi", body, limits.FORM_LIMIT + 1)

    assert (answer.status_code, body.taken) == (413, 0)
    assert "phải nhỏ hơn 4 MB" in answer.get_data(as_text=True)


def test_a_length_smaller_than_the_body_ends_the_body_there(
    client: FlaskClient, world: World, idea_url: str
) -> None:
    sign_in(client, world.email("author"))
    body = Endless()

    send(client, idea_url, body, 2000)

    assert body.taken <= 2000
    assert count() == 0


def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_is_not(
    app: Flask, client: FlaskClient, world: World, idea_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_UPLOAD_MB", 1)
    sign_in(client, world.email("author"))
    exact = PDF[:-6] + b"%" * ((1 << 20) - len(PDF)) + PDF[-6:]
    over = exact[:-6] + b"%" + exact[-6:]

    answers = [
        client.post(idea_url, data={"file": (io.BytesIO(content), "a.pdf"), "note": "Giữ chữ này"})
        for content in (over, exact)
    ]

    assert [answer.status_code for answer in answers] == [422, 303]
    page = answers[0].get_data(as_text=True)
    assert "Tệp phải nhỏ hơn 1 MB" in page
    assert "Giữ chữ này" in page
    assert count() == 1


@pytest.mark.parametrize("order", [(PDF, b"<html>"), (b"<html>", PDF), (PDF, PDF + b"\n")])
def test_several_files_in_one_field_are_refused_whatever_they_are(
    client: FlaskClient, world: World, idea_url: str, order: tuple[bytes, bytes]
) -> None:
    sign_in(client, world.email("author"))
    files = [(io.BytesIO(content), f"{n}.pdf") for n, content in enumerate(order)]

    answer = client.post(idea_url, data={"file": files})

    assert answer.status_code == 422
    assert "Mỗi lần chỉ tải lên một tệp" in answer.get_data(as_text=True)
    assert count() == 0


def test_the_number_of_parts_and_the_text_between_files_are_bounded(
    client: FlaskClient, world: World, idea_url: str
) -> None:
    sign_in(client, world.email("author"))
    parts = {f"f{n}": "x" for n in range(limits.MOST_PARTS)} | {"file": (io.BytesIO(PDF), "a.pdf")}
    text = {"note": "a" * ((4 << 20) + 1), "file": (io.BytesIO(PDF), "a.pdf")}

    assert [client.post(idea_url, data=data).status_code for data in (parts, text)] == [413, 413]
    assert count() == 0
