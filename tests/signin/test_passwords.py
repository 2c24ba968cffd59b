"""What a password may be, how it is kept, and how it is changed."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.accounts import password_rules, passwords
from app.accounts.common_passwords import is_common
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.outbox.models import OutboxMessage
from app.signin.models import SignIn
from config import Settings
from tests.conftest import OwnContextClient
from tests.people import World, sign_in

GOOD = "con đò nhỏ chở hai người sang sông"
OWNER = ("tran.anh@quan3.example", "Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9", "UBND P9", "P9")


@pytest.mark.parametrize(
    "typed",
    [
        GOOD, "motcaudaikhodoan", "x7!Kq zz-T.p9", "      cây   tre   ", "1357924680 1122",
        "ế" * 3 + "một câu có dấu" , GOOD * 2, " ".join(str(n) for n in range(70)) + " chữ",
        "Tran Anh thich uong tra da buoi sang",
    ],
)  # fmt: skip
def test_long_and_unguessed_is_enough(typed: str) -> None:
    assert password_rules.blockers(typed, OWNER, is_common) == []


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("mười-một-k", "từ 12 ký tự"),
        ("x" * 250 + "abcdefg", "quá 256 ký tự"),
        ("Password12345", "quá phổ biến"),
        ("mật khẩu 123456", "quá phổ biến"),
        ("Mat_Khau_2026!!!", "quá phổ biến"),
        ("Anh Yêu Em 1234", "quá phổ biến"),
        ("123456789012", "quá phổ biến"),
        ("abcabcabcabc", "quá phổ biến"),
        ("aaaaaaaaaaaaaa", "quá phổ biến"),
        ("qwertyuiopasdf", "quá phổ biến"),
        ("Leave me alone!", "quá phổ biến"),
        ("TranNgocAnh2026", "chỉ gồm họ tên"),
        ("tran.anh.quan3", "chỉ gồm họ tên"),
        ("sangkienso-2026", "chỉ gồm họ tên"),
        ("uy.ban.phuong.9", "chỉ gồm họ tên"),
        ("SangKien@TranAnh1", "chỉ gồm họ tên"),
    ],
)
def test_what_everybody_tries_first_is_refused(typed: str, because: str) -> None:
    found = password_rules.blockers(typed, OWNER, is_common)

    assert [because in str(blocker.message) for blocker in found] == [True]


def test_the_least_length_can_be_raised() -> None:
    found = password_rules.blockers("x7!Kq zz-T.p9", (), is_common, least=16)

    assert [str(blocker.message) for blocker in found] == ["Mật khẩu phải có từ 16 ký tự trở lên"]


def test_composed_and_decomposed_are_one_password() -> None:
    stored = passwords.hashed(unicodedata.normalize("NFD", GOOD))

    assert passwords.fits(stored, unicodedata.normalize("NFC", GOOD))
    assert passwords.fits(stored, unicodedata.normalize("NFD", GOOD))
    assert not passwords.fits(stored, GOOD.upper())
    assert not passwords.fits(stored, GOOD + " ")
    assert not passwords.fits(passwords.NO_PASSWORD, "")


def test_all_of_a_long_password_counts() -> None:
    stored = passwords.hashed("ă" * 255 + "b")

    assert passwords.fits(stored, "ă" * 255 + "b")
    assert not passwords.fits(stored, "ă" * 255 + "c")


def test_the_real_hash_is_argon2id_at_a_real_cost() -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415 - the tests' own is cheap
    from argon2.profiles import RFC_9106_LOW_MEMORY  # noqa: PLC0415

    hasher = PasswordHasher()

    assert hasher.hash("x").startswith("$argon2id$")
    assert (hasher.memory_cost, hasher.time_cost) == (
        RFC_9106_LOW_MEMORY.memory_cost, RFC_9106_LOW_MEMORY.time_cost,
    )  # fmt: skip


def change(client: FlaskClient, old: str, new: str, again: str | None = None) -> tuple[int, str]:
    """Fill the form in; the status and the page."""
    answer = client.post(
        "/tai-khoan/mat-khau",
        data={"old": old, "password": new, "again": new if again is None else again},
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_changed_password_ends_the_other_sign_ins_and_renews_this_one(
    app: Flask, client: FlaskClient, world: World
) -> None:
    email = world.email("author")
    elsewhere = sign_in(app.test_client(), email)
    sign_in(client, email)
    stolen = client.get_cookie("sangkien")
    assert stolen is not None

    status, _page = change(client, DEMO_PASSWORD, GOOD)

    assert status == 303
    assert client.get("/tai-khoan").status_code == 200
    assert elsewhere.get("/tai-khoan").status_code == 302
    elsewhere.set_cookie("sangkien", stolen.value)
    assert elsewhere.get("/tai-khoan").status_code == 302
    typed = {"email": email, "password": DEMO_PASSWORD}
    assert elsewhere.post("/dang-nhap", data=typed).status_code == 422
    typed["password"] = unicodedata.normalize("NFD", GOOD)
    assert elsewhere.post("/dang-nhap", data=typed).status_code == 303
    told = db.session.scalars(
        select(OutboxMessage.title).where(OutboxMessage.account_id == world.author.user_id)
    ).all()
    assert [title for title in told if "Mật khẩu đã được thay đổi" in title]


def test_refused_changes_change_nothing(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    before = stored(world)
    refused = [
        (change(client, "sai mật khẩu cũ", GOOD), "Mật khẩu hiện tại không đúng"),
        (change(client, DEMO_PASSWORD, GOOD, GOOD + "x"), "không giống nhau"),
        (change(client, DEMO_PASSWORD, "ngắn"), "từ 12 ký tự"),
        (change(client, DEMO_PASSWORD, "matkhau12345678"), "quá phổ biến"),
        (change(client, DEMO_PASSWORD, "tran-ngoc-anh-p9"), "chỉ gồm họ tên"),
        (change(client, "", ""), "Nhập mật khẩu hiện tại"),
    ]

    for (status, page), because in refused:
        assert status == 422
        assert because in page
        assert GOOD not in page
        assert DEMO_PASSWORD not in page
    assert stored(world) == before
    assert client.get("/tai-khoan").status_code == 200


def stored(world: World) -> str:
    """The author's hash."""
    return db.session.get_one(Account, world.author.user_id, populate_existing=True).password_hash


def test_the_old_password_cannot_be_guessed_from_an_open_session(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))

    pages = [change(client, f"đoán thử lần {n}", GOOD)[1] for n in range(11)]

    assert "Đã nhập sai nhiều lần" in pages[-1]
    assert "Đã nhập sai nhiều lần" in change(client, DEMO_PASSWORD, GOOD)[1]
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.verb == "password:refused")
    ).all()
    assert len(verbs) == 10


def test_nobody_changes_anything_without_signing_in(client: FlaskClient, world: World) -> None:
    for path in ("/tai-khoan", "/tai-khoan/mat-khau", "/tai-khoan/thiet-bi"):
        assert client.get(path).headers["Location"].startswith("/dang-nhap?next=/tai-khoan")
    assert change(client, DEMO_PASSWORD, GOOD)[0] == 401


def test_nothing_blocks_pasting_and_managers_are_told_which_is_which(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))

    page = client.get("/tai-khoan/mat-khau").get_data(as_text=True)

    assert page.count('autocomplete="new-password"') == 2
    assert page.count('autocomplete="current-password"') == 1
    form = page.split("<main")[1]
    assert "maxlength" not in form
    assert "onpaste" not in page


def test_an_old_hash_is_renewed_at_the_next_sign_in(client: FlaskClient, world: World) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415 - other costs than the tests' own

    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(DEMO_PASSWORD)
    with transaction() as session:
        session.get_one(Account, world.author.user_id).password_hash = old

    sign_in(client, world.email("author"))

    assert stored(world) != old
    assert passwords.fits(stored(world), DEMO_PASSWORD)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PASSWORD_LEAST", "8", "PASSWORD_LEAST must be from 12 to 64, not 8."),
        ("PASSWORD_LEAST", "nhiều", "PASSWORD_LEAST must be a whole number, not 'nhiều'."),
        ("TRUSTED_PROXIES", "99", "TRUSTED_PROXIES must be from 0 to 9, not 99."),
    ],
)
def test_nonsense_settings_are_refused(
    tmp_path: object, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SystemExit, match=sentence):
        Settings.from_env({"DATA_DIR": str(tmp_path), name: value})


def test_unknown_roles_in_the_setting_are_refused(tmp_path: object) -> None:
    env = {"DATA_DIR": str(tmp_path), "SECOND_FACTOR_ROLES": "admin, boss", "APP_ENV": "test"}

    with pytest.raises(SystemExit, match="SECOND_FACTOR_ROLES names unknown roles: boss"):
        create_app(Settings.from_env(env))


def test_trusted_proxies_say_who_asks(world: World, app: Flask, tmp_path: object) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    env = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "APP_ENV": "test", "SECRET_KEY": "x",
           "TRUSTED_PROXIES": "1", "HOST": "localhost"}  # fmt: skip
    proxied = create_app(Settings.from_env(env))
    proxied.config["WTF_CSRF_ENABLED"] = False
    proxied.test_client_class = OwnContextClient

    proxied.test_client().post(
        "/dang-nhap",
        data={"email": world.email("author"), "password": DEMO_PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.66, 203.0.113.5"},
    )

    assert db.session.scalars(select(SignIn.address)).all() == ["203.0.113.5"]


def test_at_most_two_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    three = Barrier(3)

    class Slow:
        """A hasher in which a third one at the same moment would be noticed."""

        def verify(self, _stored: str, _typed: str) -> bool:
            try:
                three.wait(timeout=0.3)
            except BrokenBarrierError:
                return False
            return True

    monkeypatch.setattr(passwords, "_hasher", Slow())
    with ThreadPoolExecutor(6) as pool:
        three_at_once = list(pool.map(lambda _: passwords.fits("$x", "x"), range(6)))

    assert not any(three_at_once)
