"""Invitation and reset links: once, one hour, bound to the person, telling nobody anything."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import Account
from app.accounts.people_actions import change_person, disable
from app.accounts.people_rules import PersonDraft
from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.outbox.models import OutboxMessage
from app.signin import link_views
from app.signin.link_actions import send_link
from app.signin.models import SignIn, SignInLink
from app.signin.rules import MAILS
from app.signin.states import LinkKind
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.signin.steps import enrol, mailed_links, verbs

NEW = "con đò nhỏ chở hai người sang sông"


def forgot(client: FlaskClient, email: str) -> str:
    """Ask for a link; the page that answers, without its token."""
    answer = client.post("/quen-mat-khau", data={"email": email})
    assert answer.status_code == 200
    return answer.get_data(as_text=True).split("<main")[1]


def choose(client: FlaskClient, path: str, password: str = NEW, again: str = "") -> int:
    """Choose a password behind a link; the status."""
    data = {"password": password, "again": again or password}
    return client.post(path, data=data).status_code


def link_for(client: FlaskClient, email: str) -> str:
    """Ask for a link and read it in the mail."""
    forgot(client, email)
    address, path = mailed_links()[-1]
    assert address == email
    return path


@BOTH
def test_a_forgotten_password_is_replaced_once(
    app: Flask, world: World, client: FlaskClient
) -> None:
    email = world.email("author")
    elsewhere = sign_in(app.test_client(), email)
    path = link_for(client, email)
    looked = [client.get(path) for _ in range(3)]  # a mail scanner looks, too

    assert [page.status_code for page in looked] == [200] * 3
    assert choose(client, path) == 303

    assert elsewhere.get("/tai-khoan").status_code == 302
    assert choose(client, path, NEW + "!") == 410
    assert client.get(path).status_code == 410
    assert client.get("/tai-khoan").status_code == 302  # a link opens no sign-in
    typed = {"email": email, "password": NEW}
    assert client.post("/dang-nhap", data=typed).status_code == 303
    assert verbs("sign_in_link:%") == ["sign_in_link:made", "sign_in_link:used"]
    with transaction() as session:
        used = session.scalars(select(AuditEntry).where(AuditEntry.verb == "sign_in_link:used"))
        assert [(row.actor_id, row.address) for row in used] == [
            (world.author.user_id, "127.0.0.1")
        ]


def test_the_page_of_a_link_leaks_nothing(client: FlaskClient, world: World) -> None:
    page = client.get(link_for(client, world.email("author")), headers={"Host": "localhost"})

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "https://" not in page.get_data(as_text=True)


def test_the_host_of_a_request_never_gets_into_a_link(client: FlaskClient, world: World) -> None:
    client.post("/quen-mat-khau", data={"email": world.email("author")},
                headers={"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example"})  # fmt: skip

    bodies = " ".join(db.session.scalars(select(OutboxMessage.body)))
    assert "http://localhost/dat-mat-khau/" in bodies
    assert "127.0.0.1" not in bodies
    assert "evil" not in bodies


def test_the_answer_is_the_same_for_every_address(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        session.get_one(Account, world.author2.user_id).active = False
        session.get_one(Account, world.chair.user_id).password_hash = passwords.NO_PASSWORD
    asked = [
        "khong-co@quan3.example",
        *(world.email(who) for who in ("author", "author2", "chair")),
    ]

    answers = {forgot(client, email) for email in asked}

    assert len(answers) == 1
    assert [address for address, _path in mailed_links()] == [world.email("author")]


def test_the_answer_comes_after_the_same_time_for_every_address(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, waits = iter([0.0, 0.004, 10.0, 10.006, 20.0, 20.4]), list[float]()
    monkeypatch.setattr(link_views, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(link_views, "sleep", waits.append)

    for email in ("khong-co@quan3.example", world.email("author"), world.email("chair")):
        forgot(client, email)

    took = [round(wait + work, 6) for wait, work in zip(waits, (0.004, 0.006, 0.4), strict=True)]
    assert took == [link_views.LEAST_SECONDS, link_views.LEAST_SECONDS, 0.4]


def test_few_mails_go_to_one_address_and_the_answer_stays_the_same(
    client: FlaskClient, world: World
) -> None:
    answers = {forgot(client, world.email("author")) for _ in range(10)}

    assert len(answers) == 1
    assert len(mailed_links()) == 3


def test_a_newer_link_and_an_hour_void_a_link(client: FlaskClient, world: World) -> None:
    first = link_for(client, world.email("author"))
    second = link_for(client, world.email("author"))
    assert choose(client, first) == 410
    with transaction() as session:
        row = session.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
        assert row is not None
        assert row.expires_at - row.created_at == timedelta(hours=1)
        row.expires_at = now()

    assert client.get(second).status_code == 410
    assert choose(client, second) == 410


def test_a_changed_address_password_or_state_voids_a_link(
    client: FlaskClient, world: World
) -> None:
    moved = link_for(client, world.email("author"))
    changed = link_for(client, world.email("reviewer"))
    shut = link_for(client, world.email("reviewer2"))
    with transaction() as session:
        account = to_change(session, Account, world.author.user_id)
        draft = PersonDraft("moi@quan3.example", account.full_name, account.unit_id, "")
        change_person(session, world.admin, account, draft, now())
        to_change(session, Account, world.reviewer.user_id).password_hash = "$another"
        other = to_change(session, Account, world.reviewer2.user_id)
        disable(session, world.admin, other, now(), "Nghỉ việc")

    assert [choose(client, path) for path in (moved, changed, shut)] == [410] * 3


def test_a_reset_does_not_bypass_the_second_factor(client: FlaskClient, world: World) -> None:
    enrol(world.author)
    path = link_for(client, world.email("author"))
    assert choose(client, path) == 303

    answer = client.post("/dang-nhap", data={"email": world.email("author"), "password": NEW})

    assert answer.location == "/dang-nhap/xac-thuc"
    assert client.get("/tai-khoan").status_code == 302


def test_a_weak_or_mistyped_choice_leaves_the_link_alive(client: FlaskClient, world: World) -> None:
    path = link_for(client, world.email("author"))

    refused = [choose(client, path, "ngắn"), choose(client, path, NEW, NEW + "x"),
               choose(client, path, "tran ngoc anh 2026"), choose(client, path, "")]  # fmt: skip

    assert refused == [422] * 4
    assert choose(client, path) == 303


@pytest.mark.parametrize(
    "path", ["/dat-mat-khau/x", "/dat-mat-khau/%27%20OR%201=1", "/dat-mat-khau/é"]
)
def test_an_invented_link_is_dead(client: FlaskClient, world: World, path: str) -> None:
    assert client.get(path).status_code == 410
    assert choose(client, path) == 410


def test_an_invited_person_chooses_a_password_and_a_lapsed_invitation_needs_a_new_one(
    client: FlaskClient, world: World, app: Flask
) -> None:
    with transaction() as session:
        to_change(session, Account, world.author.user_id).password_hash = passwords.NO_PASSWORD
    admin = sign_in(app.test_client(), world.email("admin"))
    url = f"/quan-tri/nguoi-dung/{world.author.user_id}/gui-lien-ket"
    assert admin.post(url).location == url.removesuffix("/gui-lien-ket")
    lapsed = mailed_links()[-1][1]
    with transaction() as session:
        session.scalars(select(SignInLink)).one().expires_at = now()

    assert choose(client, lapsed) == 410
    forgot(client, world.email("author"))  # does not revive it
    assert [path for _address, path in mailed_links()] == [lapsed]
    admin.post(url)
    assert choose(client, mailed_links()[-1][1]) == 303
    kinds = db.session.scalars(select(OutboxMessage.kind).where(OutboxMessage.secret)).all()
    assert kinds == ["sign_in_invitation"] * 2


def lapsed_invitation(who: int | None) -> str:
    """Invite the person and let the hour go by; the path in the letter."""
    with transaction() as session:
        account = to_change(session, Account, who)
        account.password_hash = passwords.NO_PASSWORD
        send_link(session, SYSTEM, account, now())
        session.flush()
        session.scalars(select(SignInLink)).one().expires_at = now()
    return mailed_links()[-1][1]


def test_whoever_comes_after_the_hour_is_invited_again_at_the_same_address(
    client: FlaskClient, world: World
) -> None:
    lapsed = lapsed_invitation(world.author.user_id)

    page = client.get(lapsed)
    assert page.status_code == 410
    posted = client.post(lapsed, data={"password": "", "again": ""})
    assert (posted.status_code, "Có lỗi cần sửa" in posted.text) == (410, False)
    assert "Gửi thư mời mới" in page.get_data(as_text=True)
    answer = client.post(f"{lapsed}/gui-lai")

    assert answer.status_code == 200
    address, fresh = mailed_links()[-1]
    assert address == world.email("author")
    assert fresh != lapsed
    assert fresh.rpartition("/")[2] not in answer.get_data(as_text=True)
    assert client.post(f"{lapsed}/gui-lai").status_code == 303  # replaced by the newer one
    assert len(mailed_links()) == 2
    assert choose(client, fresh) == 303
    assert client.post(f"{fresh}/gui-lai").status_code == 303
    assert len(mailed_links()) == 2


@pytest.mark.parametrize("change", ["moved", "disabled", "has a password", "still good", "a reset"])
def test_an_old_letter_is_no_reason_to_write_again(
    client: FlaskClient, world: World, change: str
) -> None:
    path = lapsed_invitation(world.author.user_id)
    with transaction() as session:
        account = to_change(session, Account, world.author.user_id)
        link = session.scalars(select(SignInLink)).one()
        if change == "moved":
            account.email = "moi@quan3.example"
        elif change == "disabled":
            account.active = False
        elif change == "has a password":
            account.password_hash = "$another"
        elif change == "still good":
            link.expires_at = now() + timedelta(minutes=5)
        else:
            link.kind = LinkKind.RESET

    answer = client.post(f"{path}/gui-lai")

    assert (answer.status_code, answer.location) == (303, path)
    assert client.get(path).status_code == (200 if change == "still good" else 410)
    assert len(mailed_links()) == 1


def test_an_old_letter_does_not_flood_the_address(client: FlaskClient, world: World) -> None:
    codes = []
    path = lapsed_invitation(world.author.user_id)
    for _ in range(MAILS.burst + 1):
        codes.append(client.post(f"{path}/gui-lai").status_code)
        path = mailed_links()[-1][1]
        with transaction() as session:
            newest = session.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
            assert newest is not None
            newest.expires_at = now()

    assert codes == [200] * MAILS.burst + [429]
    assert len(mailed_links()) == MAILS.burst + 1


@pytest.mark.parametrize("who", ["secretary", "author", "inspector", "leader", None])
def test_only_administrators_send_links(client: FlaskClient, world: World, who: str | None) -> None:
    if who:
        sign_in(client, world.email(who))

    answer = client.post(f"/quan-tri/nguoi-dung/{world.chair.user_id}/gui-lien-ket")

    assert answer.status_code == (403 if who else 401)
    assert mailed_links() == []


def test_no_token_is_stored(client: FlaskClient, world: World) -> None:
    token = link_for(client, world.email("author")).rpartition("/")[2]
    sign_in(client, world.email("author"))
    cookie = client.get_cookie("sangkien")
    assert cookie is not None

    with db.engine.connect() as connection:
        kept = [
            str(value)
            for table in (SignIn, SignInLink, AuditEntry)
            for row in connection.execute(select(table.__table__))
            for value in row
        ]

    assert not any(token in value for value in kept)
