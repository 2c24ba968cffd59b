"""The second factor: set up, given, used once, lost; and what reaches anything without it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions import grant_role
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM, Role
from app.kernel.clock import now
from app.kernel.refusals import Denied
from app.outbox.models import OutboxMessage
from app.signin import codes
from app.signin.factor_actions import check_code, reset_second_factor
from app.signin.models import RecoveryCode, SignIn, TotpSecret
from app.signin.states import Stage
from tests.conftest import BOTH
from tests.people import EARLY, NOON, World, sign_in
from tests.signin.steps import (
    HOME,
    code_at,
    demand,
    enrol,
    give,
    half_in,
    secret_of,
    verbs,
)

FACTOR = "/tai-khoan/xac-thuc-hai-lop"


def test_setting_up_shows_the_secret_once_and_the_codes_once(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    before = client.get_cookie("sangkien")

    refused = client.post(f"{FACTOR}/bat-dau", data={"password": "không phải mật khẩu"})
    begun = client.post(f"{FACTOR}/bat-dau", data={"password": DEMO_PASSWORD})
    page = client.get(FACTOR)
    secret = secret_of(world.secretary, pending=True)
    wrong = client.post(f"{FACTOR}/xac-nhan", data={"code": "000000"})
    done = client.post(f"{FACTOR}/xac-nhan", data={"code": code_at(secret, now())})

    assert (refused.status_code, begun.status_code) == (422, 303)
    shown = page.get_data(as_text=True).replace(" ", "")
    assert secret in shown
    assert "<svg" in shown
    assert page.headers["Cache-Control"] == "no-store"
    assert wrong.status_code == 422
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    printed = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){6}", done.get_data(as_text=True))
    assert len(set(printed)) == 10
    after = client.get(FACTOR).get_data(as_text=True)
    assert "Còn 10 mã chưa dùng" in after
    assert secret not in after.replace(" ", "")
    assert printed[0] not in after
    cookie = client.get_cookie("sangkien")
    assert before is not None
    assert cookie is not None
    assert cookie.value != before.value


def test_nothing_stored_opens_anything(world: World, app: Flask) -> None:
    secret, printed = enrol(world.secretary)

    row = db.session.scalars(select(TotpSecret)).one()
    kept = {code.code_hash for code in db.session.scalars(select(RecoveryCode))}

    assert secret not in row.secret
    assert kept == {codes.recovery_hash(row.account_id, code) for code in printed}


def test_a_code_makes_the_sign_in_whole_under_a_new_token(
    client: FlaskClient, world: World
) -> None:
    secret, _codes = enrol(world.secretary)
    half_in(client, world.email("secretary"), "/tai-khoan")
    half = client.get_cookie("sangkien")
    assert half is not None

    assert give(client, code_at(secret, now())) == (303, "/tai-khoan")

    assert client.get(HOME).status_code == 200
    client.set_cookie("sangkien", half.value)
    assert client.get(HOME).status_code == 302
    assert verbs("second_factor:passed") == ["second_factor:passed"]
    assert verbs("sign_in:completed") == ["sign_in:completed"]


@BOTH
def test_each_code_is_good_once_and_one_step_of_drift_is_forgiven(app: Flask, world: World) -> None:
    secret, _codes = enrol(world.secretary)
    base = now().replace(second=15)
    outcomes = []
    for minutes, shown in ((0, -30), (0, -30), (0, 0), (0, 0), (2, 30), (2, 0), (4, 60), (6, -60)):
        instant = base + timedelta(minutes=minutes)
        with transaction() as session:
            wrong = check_code(
                session, world.secretary, code_at(secret, instant + timedelta(seconds=shown)),
                instant, device="",
            )  # fmt: skip
        outcomes.append(wrong is None)

    assert outcomes == [True, False, True, False, True, False, False, False]


def test_a_recovery_code_is_good_once_in_any_writing(client: FlaskClient, world: World) -> None:
    _secret, printed = enrol(world.secretary)
    half_in(client, world.email("secretary"))
    assert give(client, f" {printed[3].upper().replace('-', ' ')} ") == (303, HOME)
    client.post("/dang-xuat")
    half_in(client, world.email("secretary"))

    assert give(client, printed[3]) == (422, None)
    assert give(client, printed[4]) == (303, HOME)
    titles = db.session.scalars(select(OutboxMessage.title)).all()
    assert len([title for title in titles if "dự phòng" in title]) == 2


def test_another_persons_codes_are_worth_nothing(client: FlaskClient, world: World) -> None:
    enrol(world.secretary)
    secret, printed = enrol(world.chair)
    half_in(client, world.email("secretary"))

    assert give(client, printed[0]) == (422, None)
    assert give(client, code_at(secret, now())) == (422, None)


def test_codes_cannot_be_guessed(client: FlaskClient, world: World) -> None:
    secret, _codes = enrol(world.secretary)
    half_in(client, world.email("secretary"))
    for _ in range(5):
        assert give(client, "000000") == (422, None)

    page = client.post("/dang-nhap/xac-thuc", data={"code": code_at(secret, now())})

    assert page.status_code == 422
    assert "Đã nhập sai nhiều lần" in page.get_data(as_text=True)
    assert verbs("second_factor:refused") == ["second_factor:refused"] * 5


def test_half_a_sign_in_reaches_nothing(client: FlaskClient, world: World, app: Flask) -> None:
    """Every route without parameters, read and written to, as a half signed-in administrator."""
    enrol(world.admin)
    half_in(client, world.email("admin"))
    passkey = "/dang-nhap/xac-thuc/khoa-truy-cap"
    own = {"/dang-nhap/xac-thuc", "/dang-nhap", "/dang-xuat", passkey, f"{passkey}/bat-dau"}
    visitor = app.test_client()
    different = []
    for rule in app.url_map.iter_rules():
        if rule.arguments or rule.rule in own:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            mine = client.open(rule.rule, method=method)
            strangers = visitor.open(rule.rule, method=method)
            if (mine.status_code, mine.location) != (strangers.status_code, strangers.location):
                different.append((method, rule.rule, mine.status_code, strangers.status_code))
            assert world.admin.name not in mine.get_data(as_text=True)

    assert different == []
    assert client.get("/dang-nhap").location == "/dang-nhap/xac-thuc"
    assert client.get("/dang-nhap/xac-thuc").status_code == 200
    client.post("/dang-xuat")
    assert client.get("/dang-nhap").status_code == 200
    assert db.session.scalars(select(SignIn.ended_at)).one() is not None


def test_half_a_sign_in_cannot_set_up_another_factor(client: FlaskClient, world: World) -> None:
    enrol(world.admin)
    half_in(client, world.email("admin"))

    for path in ("bat-dau", "xac-nhan"):
        answer = client.post(f"{FACTOR}/{path}", data={"password": DEMO_PASSWORD, "code": "1"})
        assert answer.location == "/dang-nhap"

    assert db.session.scalars(select(TotpSecret.pending)).one() == ""


def test_half_a_sign_in_lives_a_quarter_of_an_hour(client: FlaskClient, world: World) -> None:
    enrol(world.admin)
    half_in(client, world.email("admin"))
    with transaction() as session:
        row = session.scalars(select(SignIn)).one()
        assert row.ends_at - row.started_at == timedelta(minutes=15)
        row.ends_at = now()

    assert client.get("/dang-nhap/xac-thuc").location == "/dang-nhap"
    assert give(client, "123456") == (303, "/dang-nhap")


def test_a_role_that_demands_it_leads_to_setting_it_up_first(
    client: FlaskClient, world: World, app: Flask
) -> None:
    demand(app, "admin")
    half_in(client, world.email("admin"), "/tai-khoan")
    assert client.get("/dang-nhap/xac-thuc").location == FACTOR
    assert client.get(HOME).location == f"/dang-nhap?next={HOME}"
    page = client.get(FACTOR).get_data(as_text=True)
    assert "bắt buộc xác thực hai lớp" in page
    client.post(f"{FACTOR}/bat-dau")
    code = code_at(secret_of(world.admin, pending=True), now())

    done = client.post(f"{FACTOR}/xac-nhan", data={"code": code})

    assert done.status_code == 200
    assert 'href="/tai-khoan"' in done.get_data(as_text=True)
    assert client.get(HOME).status_code == 200
    sign_in(app.test_client(), world.email("author"))  # whose role demands nothing


def test_a_demanded_factor_cannot_be_removed(client: FlaskClient, world: World, app: Flask) -> None:
    demand(app, "admin")
    secret, _codes = enrol(world.admin)
    half_in(client, world.email("admin"))
    give(client, code_at(secret, now() - timedelta(seconds=30)))

    answer = client.post(f"{FACTOR}/go-bo", data={"bo-code": code_at(secret, now())})

    assert answer.status_code == 422
    assert "bắt buộc xác thực hai lớp" in answer.get_data(as_text=True)
    assert secret_of(world.admin) == secret


def test_removing_and_renewing_ask_for_a_code(client: FlaskClient, world: World) -> None:
    secret, printed = enrol(world.secretary)
    half_in(client, world.email("secretary"))
    give(client, printed[0])

    assert client.post(f"{FACTOR}/ma-du-phong", data={"moi-code": "000000"}).status_code == 422
    assert client.post(f"{FACTOR}/go-bo", data={"bo-code": "000000"}).status_code == 422
    fresh = client.post(f"{FACTOR}/ma-du-phong", data={"moi-code": printed[1]})
    new = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){6}", fresh.get_data(as_text=True))
    assert len(set(new)) == 10
    assert client.post(f"{FACTOR}/go-bo", data={"bo-code": printed[2]}).status_code == 422
    assert (
        client.post(f"{FACTOR}/go-bo", data={"bo-code": code_at(secret, now())}).status_code == 303
    )
    assert db.session.scalars(select(TotpSecret)).all() == []
    assert db.session.scalars(select(RecoveryCode)).all() == []
    client.post("/dang-xuat")
    sign_in(client, world.email("secretary"))


def test_a_new_phone_replaces_the_old_only_when_confirmed(
    client: FlaskClient, world: World
) -> None:
    old, printed = enrol(world.secretary)
    half_in(client, world.email("secretary"))
    give(client, printed[0])
    client.post(f"{FACTOR}/bat-dau", data={"password": DEMO_PASSWORD})
    new = secret_of(world.secretary, pending=True)
    assert secret_of(world.secretary) == old

    client.post(f"{FACTOR}/xac-nhan", data={"code": code_at(new, now())})

    assert secret_of(world.secretary) == new != old


def test_setting_up_lapses(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    client.post(f"{FACTOR}/bat-dau", data={"password": DEMO_PASSWORD})
    secret = secret_of(world.secretary, pending=True)
    with transaction() as session:
        session.scalars(select(TotpSecret)).one().pending_at = now() - timedelta(minutes=16)

    assert secret not in client.get(FACTOR).get_data(as_text=True).replace(" ", "")
    late = client.post(f"{FACTOR}/xac-nhan", data={"code": code_at(secret, now())})
    assert late.status_code == 422


def test_an_administrator_takes_a_lost_factor_away_and_the_person_is_told(
    client: FlaskClient, world: World
) -> None:
    enrol(world.secretary)
    sign_in(client, world.email("admin"))
    url = f"/quan-tri/nguoi-dung/{world.secretary.user_id}/go-hai-lop"

    answer = client.post(url)

    assert (answer.status_code, answer.location) == (303, url.removesuffix("/go-hai-lop"))
    assert db.session.scalars(select(TotpSecret)).all() == []
    assert verbs("second_factor:reset") == ["second_factor:reset"]
    mails = db.session.execute(select(OutboxMessage.address, OutboxMessage.title)).all()
    assert (world.email("secretary"), "[Sáng kiến AI] Đã gỡ xác thực hai lớp") in mails


@pytest.mark.parametrize("who", ["secretary", "author", "inspector", "leader"])
def test_nobody_else_takes_a_factor_away(client: FlaskClient, world: World, who: str) -> None:
    enrol(world.chair)
    sign_in(client, world.email(who))

    answer = client.post(f"/quan-tri/nguoi-dung/{world.chair.user_id}/go-hai-lop")

    assert answer.status_code == 403
    assert len(db.session.scalars(select(TotpSecret)).all()) == 1


def test_a_stolen_administrators_session_cannot_take_its_own_factor_away(world: World) -> None:
    enrol(world.admin)

    with transaction() as session:
        account = to_change(session, Account, world.admin.user_id)
        with pytest.raises(Denied, match="quản trị viên khác"):
            reset_second_factor(session, world.admin, account, NOON)

    assert len(db.session.scalars(select(TotpSecret)).all()) == 1


def test_a_new_role_gives_a_new_token_at_the_next_request(
    client: FlaskClient, world: World, app: Flask
) -> None:
    sign_in(client, world.email("author"))
    before = client.get_cookie("sangkien")
    assert before is not None
    grant(world, Role.LEADER)

    assert client.get(HOME).status_code == 200

    after = client.get_cookie("sangkien")
    assert after is not None
    assert after.value != before.value
    late = app.test_client()
    late.set_cookie("sangkien", before.value)
    assert late.get(HOME).status_code == 200  # a request that was under way
    with transaction() as session:
        session.scalars(select(SignIn)).one().rotated_at = now() - timedelta(minutes=2)
    assert late.get(HOME).status_code == 302
    assert client.get(HOME).status_code == 200
    assert verbs("sign_in:roles_changed") == ["sign_in:roles_changed"]


def test_a_new_role_that_demands_a_factor_asks_for_it_at_once(
    client: FlaskClient, world: World, app: Flask
) -> None:
    demand(app, "leader")
    sign_in(client, world.email("author"))
    grant(world, Role.LEADER)

    assert client.get(HOME).location == f"/dang-nhap?next={HOME}"

    assert db.session.scalars(select(SignIn.stage)).one() is Stage.ENROL
    assert client.get("/dang-nhap").location == "/dang-nhap/xac-thuc"


def grant(world: World, role: Role) -> None:
    """The author gets one more role."""
    with transaction() as session:
        account = to_change(session, Account, world.author.user_id)
        grant_role(session, SYSTEM, account, role, NOON, valid_from=EARLY,
                   unit_id=world.units["P9"])  # fmt: skip


@BOTH
@pytest.mark.parametrize("kind", ["totp", "recovery"])
def test_one_code_given_many_times_at_the_same_moment_counts_once(
    app: Flask, world: World, kind: str
) -> None:
    secret, printed = enrol(world.secretary)
    instant = now()
    code = printed[0] if kind == "recovery" else code_at(secret, instant)

    def use(_number: int) -> bool:
        with app.app_context(), transaction() as session:
            return check_code(session, world.secretary, code, instant, device="") is None

    db.session.remove()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(use, range(4)))

    assert outcomes.count(True) == 1
