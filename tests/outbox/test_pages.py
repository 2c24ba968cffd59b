"""The administrator's mails: counts, preview, again, hold, mend, cancel; no link ever shown."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import history_of
from app.database.transaction import transaction
from app.extensions import db
from app.outbox.actions import queue
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE_LIFECYCLE, MessageState
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries

LINK = "https://sang-kien.example/dat-mat-khau/BiMatKhongAiThay"
S = MessageState


def put(state: MessageState, count: int = 1, *, secret: bool = False) -> list[int]:
    keys = []
    with transaction() as session:
        for number in range(count):
            made = queue(session, kind="idea_accept", address=f"{state}-{number}@quan3.example",
                         title=f"Thư {state} {number}", now=NOON, secret=secret,
                         body=LINK if secret else "Kính gửi.\nMời họp.")  # fmt: skip
            assert made is not None
            session.flush()
            made.state = state
            keys.append(made.id)
    return keys


def stored(key: int) -> OutboxMessage:
    db.session.remove()
    return db.session.get_one(OutboxMessage, key)


def text_of(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


@pytest.fixture
def admin(app: Flask, world: World, client: FlaskClient) -> FlaskClient:
    """A signed-in administrator."""
    return sign_in(client, world.email("admin"))


MOVES = {
    S.HELD: {"release": S.WAITING, "cancel": S.CANCELLED},
    S.WAITING: {"hold": S.HELD, "deliver": S.SENT, "fail": S.FAILED, "cancel": S.CANCELLED},
    S.SENT: {},
    S.FAILED: {"resend": S.WAITING, "cancel": S.CANCELLED},
    S.CANCELLED: {},
}


@pytest.mark.parametrize("state", S)
def test_every_move_of_every_state(state: MessageState) -> None:
    open_ = {name: MESSAGE_LIFECYCLE.after(state, name)
             for name in MESSAGE_LIFECYCLE.open_from(state)}  # fmt: skip
    assert open_ == MOVES[state]


def test_the_list_counts_by_state_and_filters(admin: FlaskClient) -> None:
    put(S.FAILED, 3)
    put(S.WAITING, 2)

    page = text_of(admin.get("/thu-di?xem=failed"))

    assert page.count("Thư failed") >= 3
    assert "Thư waiting" not in page
    assert "Thư waiting 1" in text_of(admin.get("/thu-di?q=WAITING-1"))
    assert "Không có thư nào khớp" in text_of(admin.get("/thu-di?q=100%25_"))


def test_a_page_of_mails_costs_the_same_at_any_size(admin: FlaskClient) -> None:
    put(S.WAITING)
    admin.get("/thu-di")
    with counted_queries() as few:
        admin.get("/thu-di")
    put(S.WAITING, 40)
    with counted_queries() as many:
        admin.get("/thu-di")
    assert many.count == few.count


def test_failed_mails_are_seen_before_they_are_sent_again(admin: FlaskClient) -> None:
    keys = put(S.FAILED, 2)
    chosen = "&".join(f"thu={key}" for key in keys)

    preview = text_of(admin.get(f"/thu-di/loat/gui-lai?{chosen}"))
    assert "Mời họp." in preview
    assert "failed-1@quan3.example" in preview
    assert {stored(key).state for key in keys} == {S.FAILED}
    answer = admin.post("/thu-di/loat/gui-lai", data={"thu": keys})

    assert answer.status_code == 303
    assert {stored(key).state for key in keys} == {S.WAITING}
    assert all(stored(key).tries_from is not None for key in keys)
    lines = history_of(db.session(), f"outbox_message:{keys[0]}")
    assert [line.verb for line in lines] == ["outbox_message:resend"]
    assert admin.post("/thu-di/loat/gui-lai", data={"thu": keys}).status_code == 409


def test_one_wrong_mail_stops_the_whole_batch(admin: FlaskClient) -> None:
    keys = [*put(S.FAILED), *put(S.SENT)]

    assert admin.post("/thu-di/loat/gui-lai", data={"thu": keys}).status_code == 409
    assert [stored(key).state for key in keys] == [S.FAILED, S.SENT]


@pytest.mark.parametrize("state", [S.WAITING, S.FAILED, S.HELD, S.SENT])
def test_a_one_time_link_is_never_shown(admin: FlaskClient, state: MessageState) -> None:
    [key] = put(state, secret=True)

    pages = [f"/thu-di/{key}", "/thu-di", f"/thu-di/loat/gui-lai?thu={key}",
             f"/thu-di/loat/cho-gui?thu={key}", "/thu-di?q=BiMat"]  # fmt: skip
    assert all("BiMatKhongAiThay" not in text_of(admin.get(page)) for page in pages)


def test_a_mail_with_a_link_is_not_sent_again(admin: FlaskClient) -> None:
    [key] = put(S.FAILED, secret=True)

    answer = admin.post("/thu-di/loat/gui-lai", data={"thu": [key]})

    assert answer.status_code == 422
    assert "liên kết dùng một lần" in text_of(answer)
    assert stored(key).state is S.FAILED


def test_hold_mend_compare_release(admin: FlaskClient) -> None:
    [key] = put(S.WAITING)

    assert admin.post(f"/thu-di/{key}/giu", data={"reason": ""}).status_code == 422
    assert stored(key).state is S.WAITING
    assert admin.post(f"/thu-di/{key}/giu", data={"reason": "Chờ duyệt"}).status_code == 303
    bad = admin.post(f"/thu-di/{key}/sua", data={"title": "", "body": "Giữ lại chữ này"})
    assert bad.status_code == 422
    assert "Giữ lại chữ này" in text_of(bad)
    good = {"title": "Thư mới", "body": "Kính gửi.\nHoãn họp."}
    assert admin.post(f"/thu-di/{key}/sua", data=good).status_code == 303
    page = text_of(admin.get(f"/thu-di/{key}"))
    assert "<del>Mời họp.</del>" in page
    assert "<ins>Hoãn họp.</ins>" in page
    assert admin.post("/thu-di/loat/cho-gui", data={"thu": [key]}).status_code == 303
    mail = stored(key)
    assert (mail.state, mail.title, mail.first_body) == (
        S.WAITING,
        "Thư mới",
        "Kính gửi.\nMời họp.",
    )


def test_only_a_held_mail_is_mended(admin: FlaskClient) -> None:
    [key] = put(S.WAITING)

    answer = admin.post(f"/thu-di/{key}/sua", data={"title": "a", "body": "b"})

    assert answer.status_code == 422
    assert "Giữ thư lại trước khi sửa" in text_of(answer)
    assert stored(key).first_title is None


def test_a_cancelled_mail_stays_cancelled(admin: FlaskClient) -> None:
    [key] = put(S.HELD)

    assert admin.post(f"/thu-di/{key}/huy", data={"reason": "Gửi nhầm"}).status_code == 303
    assert stored(key).state is S.CANCELLED
    assert admin.post(f"/thu-di/{key}/huy", data={"reason": "Gửi nhầm"}).status_code == 409


@pytest.mark.parametrize("who", ["author", "secretary", "inspector", "communications", "leader"])
def test_nobody_else_sees_or_steers_mails(
    app: Flask, world: World, client: FlaskClient, who: str
) -> None:
    [key] = put(S.FAILED)
    person = sign_in(client, world.email(who))

    for path in ("/thu-di", f"/thu-di/{key}", f"/thu-di/loat/gui-lai?thu={key}"):
        assert person.get(path).status_code == 403
    for path in (f"/thu-di/{key}/giu", f"/thu-di/{key}/huy", f"/thu-di/{key}/sua",
                 "/thu-di/loat/gui-lai"):  # fmt: skip
        assert person.post(path, data={"thu": [key], "reason": "x"}).status_code == 403
    assert stored(key).state is S.FAILED
