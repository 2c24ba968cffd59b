"""Passkeys: kept by their owner, good for signing in and as the second factor, hard to abuse."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.signin.models import Ceremony, GuessBudget, Passkey, SignIn
from app.signin.passkey_rules import Site, blockers_to_remove, site_of
from app.signin.states import Stage
from app.switches.actions import Notice, turn_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.signin.authenticator import Device
from tests.signin.steps import HOME, demand, enrol, half_in, verbs

PAGE = "/tai-khoan/khoa-truy-cap"
IN, SECOND = "/dang-nhap/khoa-truy-cap", "/dang-nhap/xac-thuc/khoa-truy-cap"


def ask(client: FlaskClient, path: str, **data: str) -> dict[str, Any]:
    """The options that the page's script asks for."""
    answer = client.post(f"{path}/bat-dau", data=data)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json())


def add(client: FlaskClient, device: Device, password: str = DEMO_PASSWORD) -> tuple[int, Any]:
    """Add this device's passkey to whoever is signed in."""
    options = ask(client, PAGE, name="Máy tính cơ quan", password=password)
    answer = client.post(PAGE, data={"credential": device.create(options)})
    return answer.status_code, answer.location


def give(client: FlaskClient, credential: str, path: str = IN, **data: str) -> tuple[int, Any]:
    answer = client.post(path, data={"credential": credential, **data})
    return answer.status_code, answer.location


@pytest.fixture
def device(client: FlaskClient, world: World) -> Device:
    """The secretary's device; nobody is signed in any more."""
    made = Device()
    sign_in(client, world.email("secretary"))
    assert add(client, made) == (303, PAGE)
    client.post("/dang-xuat")
    return made


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only_key() -> Passkey:
    db.session.rollback()
    return db.session.scalars(select(Passkey)).one()


def newest_sign_in() -> SignIn:
    db.session.rollback()
    return db.session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()


def assert_out(client: FlaskClient, outcome: tuple[int, Any]) -> None:
    assert outcome == (303, "/dang-nhap")
    assert client.get("/tai-khoan").status_code == 302


def test_added_listed_and_recorded(client: FlaskClient, device: Device, world: World) -> None:
    key = only_key()
    assert (key.account_id, key.name) == (world.secretary.user_id, "Máy tính cơ quan")
    assert key.transports == "internal hybrid"
    sign_in_with(client, device)
    page = client.get(PAGE).get_data(as_text=True)
    assert "Máy tính cơ quan" in page
    assert verbs("passkey:%") == ["passkey:added"]


def sign_in_with(client: FlaskClient, device: Device) -> None:
    assert give(client, device.get(ask(client, IN))) == (303, HOME)


@BOTH
def test_signing_in_with_a_passkey_alone(
    app: Flask, client: FlaskClient, device: Device, world: World
) -> None:
    demand(app, "secretary")  # verified by the device: two factors in one
    options = ask(client, IN)
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    assert give(client, device.get(options), next="/tai-khoan") == (303, "/tai-khoan")
    assert world.email("secretary") in client.get("/tai-khoan").get_data(as_text=True)
    opened, key = newest_sign_in(), only_key()
    assert (opened.method, opened.stage) == ("passkey", Stage.FULL)
    assert (key.sign_count, key.last_used_at is None) == (1, False)
    assert count(Ceremony) == 0


def test_as_the_second_factor(client: FlaskClient, device: Device, world: World) -> None:
    half_in(client, world.email("secretary"), "/tai-khoan")
    assert "data-passkey" in client.get("/dang-nhap/xac-thuc").get_data(as_text=True)
    options = ask(client, SECOND)
    assert [one["id"] for one in options["allowCredentials"]] == [only_key().credential_id]
    assert give(client, device.get(options), SECOND) == (303, "/tai-khoan")
    assert client.get("/tai-khoan").status_code == 200
    assert verbs("second_factor:%") == ["second_factor:passed"]


def test_who_must_have_a_factor_may_set_a_passkey_up(
    app: Flask, client: FlaskClient, world: World
) -> None:
    demand(app, "secretary")
    half_in(client, world.email("secretary"), "/tai-khoan")
    assert "data-passkey" in client.get("/tai-khoan/xac-thuc-hai-lop").get_data(as_text=True)
    assert add(client, Device(), password="") == (303, "/tai-khoan")
    assert client.get("/tai-khoan").status_code == 200
    assert newest_sign_in().stage is Stage.FULL


def test_a_passkey_alone_is_warned_of(client: FlaskClient, world: World) -> None:
    """From then on a password elsewhere is not enough: who has no codes should know before."""
    sign_in(client, world.email("secretary"))
    assert "Nên thiết lập cả" in client.get(PAGE).get_data(as_text=True)
    enrol(world.secretary)
    assert "Nên thiết lập cả" not in client.get(PAGE).get_data(as_text=True)


def test_adding_asks_for_the_password_and_a_name(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    for data, word in (
        ({"name": "Máy", "password": "sai hoan toan"}, "Mật khẩu hiện tại không đúng"),
        ({"name": " ", "password": DEMO_PASSWORD}, "Nhập tên"),
        ({"name": "x" * 81, "password": DEMO_PASSWORD}, "Nhập tên"),
    ):
        answer = client.post(f"{PAGE}/bat-dau", data=data)
        assert answer.status_code == 422
        assert word in answer.get_json()["message"]
    assert count(Ceremony) == 0


@pytest.mark.parametrize(
    "lie",
    [{"origin": "https://sangkien.example.evil.example"}, {"origin": "http://localhost:81"},
     {"rp_id": "another.example"}, {"verified": False}],
    ids=str,
)  # fmt: skip
def test_adding_is_refused_to_another_page_or_an_unverified_person(
    client: FlaskClient, world: World, lie: dict[str, Any]
) -> None:
    sign_in(client, world.email("secretary"))
    assert add(client, Device(**lie)) == (303, PAGE)
    assert "Chưa thêm được khóa truy cập" in client.get(PAGE).get_data(as_text=True)
    assert count(Passkey) == 0


@pytest.mark.parametrize(
    "lie",
    [{"origin": "https://another.example"}, {"rp_id": "another.example"}, {"verified": False},
     {"handle": "YWNjb3VudC05OTk"}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("second", [False, True])
def test_a_lying_answer_lets_nobody_in(
    client: FlaskClient, device: Device, world: World, lie: dict[str, Any], *, second: bool
) -> None:
    if second:
        half_in(client, world.email("secretary"))
    path = SECOND if second else IN
    options = ask(client, path)
    for name, value in lie.items():
        setattr(device, name, value)
    status, where = give(client, device.get(options), path)
    assert (status, where) == (303, "/dang-nhap/xac-thuc" if second else "/dang-nhap")
    assert client.get("/tai-khoan").status_code == 302
    refused = "second_factor:refused" if second else "sign_in:refused"
    assert verbs(refused) == [refused]


def test_a_signature_by_another_key(client: FlaskClient, device: Device) -> None:
    device.key = Device().key
    assert_out(client, give(client, device.get(ask(client, IN))))
    assert only_key().sign_count == 0


def test_an_unknown_passkey(client: FlaskClient, device: Device) -> None:
    stranger = Device(handle=device.handle)
    assert_out(client, give(client, stranger.get(ask(client, IN))))


def test_a_challenge_is_good_once(client: FlaskClient, device: Device) -> None:
    options = ask(client, IN)
    with client.session_transaction() as kept:
        begun = kept["passkey"]
    answer = device.get(options)
    assert give(client, answer) == (303, HOME)
    client.post("/dang-xuat")
    with client.session_transaction() as kept:
        kept["passkey"] = begun  # the cookie of before, brought back
    assert_out(client, give(client, answer))
    assert "đã dùng hoặc quá thời gian" in client.get("/dang-nhap").get_data(as_text=True)


def test_a_wrong_answer_uses_the_challenge_up_too(client: FlaskClient, device: Device) -> None:
    options = ask(client, IN)
    with client.session_transaction() as kept:
        begun = kept["passkey"]
    assert_out(client, give(client, "{}"))
    with client.session_transaction() as kept:
        kept["passkey"] = begun
    assert_out(client, give(client, device.get(options)))


def test_the_answer_to_another_challenge(client: FlaskClient, device: Device) -> None:
    old = device.get(ask(client, IN))
    ask(client, IN)
    assert_out(client, give(client, old))


def test_the_challenge_of_another_browser(app: Flask, client: FlaskClient, device: Device) -> None:
    answer = device.get(ask(client, IN))
    assert_out(other := app.test_client(), give(other, answer))


def test_a_challenge_lapses_after_five_minutes(client: FlaskClient, device: Device) -> None:
    options = ask(client, IN)
    with transaction() as session:
        row = session.scalars(select(Ceremony)).one()
        assert timedelta(minutes=4) < row.expires_at - now() <= timedelta(minutes=5)
        row.expires_at = now() - timedelta(seconds=1)
    assert_out(client, give(client, device.get(options)))


def test_a_challenge_for_signing_in_adds_nothing(
    client: FlaskClient, device: Device, world: World
) -> None:
    sign_in(client, world.email("admin"))
    options = ask(client, PAGE, name="Máy", password=DEMO_PASSWORD)
    with client.session_transaction() as kept:
        begun = kept["passkey"]
    client.post("/dang-xuat")
    with client.session_transaction() as kept:
        kept["passkey"] = begun
    assert_out(client, give(client, device.get(options)))


def test_the_second_factor_must_be_ones_own(
    client: FlaskClient, device: Device, world: World
) -> None:
    """A stolen password and a passkey of one's own: still nobody."""
    enrol(world.admin)
    half_in(client, world.email("admin"))
    assert give(client, device.get(ask(client, SECOND)), SECOND) == (303, "/dang-nhap/xac-thuc")
    assert client.get("/tai-khoan").status_code == 302
    assert verbs("second_factor:refused") == ["second_factor:refused"]


def test_a_count_that_does_not_grow_is_a_copied_key(client: FlaskClient, device: Device) -> None:
    device.count = 7
    sign_in_with(client, device)
    client.post("/dang-xuat")
    device.count = 7  # the copy says 8 again
    assert_out(client, give(client, device.get(ask(client, IN))))
    assert only_key().sign_count == 8
    sign_in_with(client, device)


def test_a_disabled_person_is_refused_like_an_unknown_key(
    client: FlaskClient, device: Device, world: World
) -> None:
    with transaction() as session:
        session.get_one(Account, world.secretary.user_id).active = False
    assert_out(client, give(client, device.get(ask(client, IN))))
    disabled = client.get("/dang-nhap").get_data(as_text=True)
    assert_out(client, give(client, Device().get(ask(client, IN))))
    unknown = client.get("/dang-nhap").get_data(as_text=True)
    assert "Khóa truy cập này không dùng được" in disabled
    assert "Khóa truy cập này không dùng được" in unknown


@pytest.mark.parametrize(
    "sent",
    ["", "x", "[]", "{}", '{"id": 5}', '{"id": "a", "response": 3}', "null", "9" * 30_000,
     '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"?","x":1}}'],
)  # fmt: skip
def test_rubbish_is_refused_quietly(client: FlaskClient, device: Device, sent: str) -> None:
    ask(client, IN)
    assert_out(client, give(client, sent))
    real = json.loads(device.get(ask(client, IN)))
    real["response"] = {"clientDataJSON": sent}
    assert_out(client, give(client, json.dumps(real)))


def test_rubbish_is_not_added(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    for sent in ("", "{}", '{"id":"a","rawId":"a","type":"x","response":{}}'):
        ask(client, PAGE, name="Máy", password=DEMO_PASSWORD)
        assert give(client, sent, PAGE) == (303, PAGE)
    assert count(Passkey) == 0


def test_the_same_passkey_is_not_added_twice(
    client: FlaskClient, device: Device, world: World
) -> None:
    sign_in(client, world.email("admin"))
    assert add(client, device) == (303, PAGE)
    assert "đã được thêm trước đây" in client.get(PAGE).get_data(as_text=True)
    assert only_key().account_id == world.secretary.user_id


def test_removed_with_the_password(client: FlaskClient, device: Device) -> None:
    sign_in_with(client, device)
    path = f"{PAGE}/{only_key().id}/go-bo"
    assert "Máy tính cơ quan" in client.get(path).get_data(as_text=True)
    assert client.post(path, data={"password": "sai hoan toan"}).status_code == 422
    assert count(Passkey) == 1
    assert client.post(path, data={"password": DEMO_PASSWORD}).status_code == 303
    assert count(Passkey) == 0
    assert verbs("passkey:%") == ["passkey:added", "passkey:removed"]
    client.post("/dang-xuat")
    assert_out(client, give(client, device.get(ask(client, IN))))


def test_another_persons_passkey_looks_like_none(
    client: FlaskClient, device: Device, world: World
) -> None:
    sign_in(client, world.email("admin"))
    path = f"{PAGE}/{only_key().id}/go-bo"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"password": DEMO_PASSWORD}).status_code == 404
    assert count(Passkey) == 1


def test_the_factor_that_a_role_demands_stays(
    app: Flask, client: FlaskClient, device: Device
) -> None:
    demand(app, "secretary")
    sign_in_with(client, device)
    refused = client.post(f"{PAGE}/{only_key().id}/go-bo", data={"password": DEMO_PASSWORD})
    assert refused.status_code == 422
    assert "bắt buộc xác thực hai lớp" in refused.get_data(as_text=True)
    assert count(Passkey) == 1


def test_the_last_way_in_stays() -> None:
    ways = {"demanded": False, "has_totp": False}
    assert blockers_to_remove(last=True, other_way_in=False, **ways)
    assert not blockers_to_remove(last=False, other_way_in=False, **ways)
    assert not blockers_to_remove(last=True, other_way_in=True, **ways)


def test_visitors_and_the_half_signed_in_add_nothing(
    client: FlaskClient, device: Device, world: World
) -> None:
    assert client.post(f"{PAGE}/bat-dau", data={"name": "Máy"}).status_code == 401
    assert give(client, "{}", PAGE) == (303, "/dang-nhap")
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{SECOND}/bat-dau").status_code == 401
    half_in(client, world.email("secretary"))  # has a factor: must give it, not add another
    assert client.post(f"{PAGE}/bat-dau", data={"name": "Máy"}).status_code == 401
    assert count(Passkey) == 1


def test_too_many_begun_from_one_address(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        session.add(
            GuessBudget(key="ceremony:127.0.0.1", full_at=now() + timedelta(seconds=15 * 200))
        )
    answer = client.post(f"{IN}/bat-dau")
    assert answer.status_code == 422
    assert "Thử lại sau" in answer.get_json()["message"]
    assert count(Ceremony) == 0


def test_while_nothing_may_change_one_signs_in_but_adds_nothing(
    client: FlaskClient, device: Device, world: World
) -> None:
    with transaction() as session:
        turn_on(session, world.admin, SwitchName.READ_ONLY, Notice("Bảo trì máy chủ"), now())
    sign_in_with(client, device)
    status, _where = add(client, Device())
    assert (status, count(Passkey)) == (423, 1)


def test_where_passkeys_cannot_work_the_page_says_so(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", "http://10.0.0.5")
    assert "data-passkey" not in client.get("/dang-nhap").get_data(as_text=True)
    sign_in(client, world.email("secretary"))
    assert "cần tên miền và HTTPS" in client.get(PAGE).get_data(as_text=True)
    assert client.post(f"{IN}/bat-dau").status_code == 404


@pytest.mark.parametrize(
    ("base_url", "site"),
    [
        ("https://sangkien.example", Site("sangkien.example", "https://sangkien.example")),
        ("https://sangkien.example:443", Site("sangkien.example", "https://sangkien.example")),
        ("https://s.example:8443/x", Site("s.example", "https://s.example:8443")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://sangkien.example", None),
        ("https://10.0.0.5", None),
        ("https://[::1]", None),
        ("", None),
    ],
)
def test_the_site_of_an_address(base_url: str, site: Site | None) -> None:
    assert site_of(base_url) == site
