"""The administrator's pages of people and roles, through HTTP."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.actions import NewAccount, add_account
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account, RoleGrant
from app.accounts.passwords import NO_PASSWORD
from app.accounts.queries import grants_in_force
from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.outbox.models import OutboxMessage
from app.signin.models import SignInLink
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries

PEOPLE = "/quan-tri/nguoi-dung"


@pytest.fixture
def admin(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("admin"))


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def names(html: str) -> list[str]:
    return re.findall(r'<a class="row"[^>]*>([^<]+)</a>', html)


def new_person(world: World, **more: str) -> dict[str, str]:
    typed = {"full_name": "Võ Thị  Sáng", "email": "Sang@Quan3.example", "is_author": "y",
             "position": "Chuyên viên", "unit_id": str(world.units["P9"])}  # fmt: skip
    return {**typed, "once_key": "k" * 32, **more}


def account(email: str) -> Account | None:
    db.session.rollback()
    return db.session.scalar(select(Account).where(Account.email == email))


def test_search_needs_no_diacritics(admin: FlaskClient) -> None:
    assert names(text(admin, f"{PEOPLE}?q=duc+khong+co")) == []
    assert names(text(admin, f"{PEOPLE}?q=tran ngoc")) == ["Trần Ngọc Ánh"]
    assert names(text(admin, f"{PEOPLE}?q=other-author@quan3")) == ["Lê Quang Dũng"]
    assert names(text(admin, f"{PEOPLE}?q=%25")) != []  # no word: everybody


def test_filters_by_unit_role_and_state(admin: FlaskClient, world: World) -> None:
    assert names(text(admin, f"{PEOPLE}?don-vi={world.units['HDN']}")) == ["Đỗ Hữu Ước"]
    assert names(text(admin, f"{PEOPLE}?vai-tro=chair")) == ["Hoàng Anh Đạt"]
    assert names(text(admin, f"{PEOPLE}?trang-thai=da-khoa")) == []
    assert len(names(text(admin, f"{PEOPLE}?vai-tro=khong&don-vi=x&page=x"))) == 17


def test_who_was_invited_and_never_came_is_found(admin: FlaskClient, world: World) -> None:
    with transaction() as session:
        to_change(session, Account, world.reviewer.user_id).password_hash = NO_PASSWORD
    page = admin.get("/quan-tri/nguoi-dung?trang-thai=chua-dat-mat-khau").get_data(as_text=True)

    assert world.email("reviewer") in page
    assert world.email("author") not in page
    assert 'value="chua-dat-mat-khau" selected' in page


def test_the_list_costs_the_same_at_any_size(admin: FlaskClient, world: World) -> None:
    def cost() -> int:
        with counted_queries() as counter:
            text(admin, f"{PEOPLE}?size=200")
        return counter.count

    few = cost()
    with transaction() as session:
        for n in range(120):
            new = NewAccount(f"n{n}@quan3.example", f"Lê Văn {n}", world.units["P1"],
                             DEMO_PASSWORD, demo=True)  # fmt: skip
            add_account(session, SYSTEM, new, NOON)

    assert cost() == few
    assert len(names(text(admin, PEOPLE))) == 50


def test_adding_invites_once_and_never_asks_for_a_password(
    admin: FlaskClient, world: World
) -> None:
    assert "password" not in text(admin, f"{PEOPLE}/moi")
    first = admin.post(f"{PEOPLE}/moi", data=new_person(world))
    again = admin.post(f"{PEOPLE}/moi", data=new_person(world))

    made = account("sang@quan3.example")
    assert made is not None
    assert first.headers["Location"] == again.headers["Location"]
    assert (made.full_name, made.password_hash, made.active) == ("Võ Thị Sáng", "", True)
    assert grants_in_force(db.session(), made.id, local_date(now()))[0].role is Role.AUTHOR
    links = select(func.count()).select_from(SignInLink).where(SignInLink.account_id == made.id)
    assert db.session.scalar(links) == 1
    mails = db.session.scalars(
        select(OutboxMessage.address).where(OutboxMessage.account_id == made.id)
    ).all()
    assert mails == ["sang@quan3.example"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "khong-phai-thu"}, "ten@coquan.example"),
        ({"email": "author@quan3.example"}, "đã có tài khoản"),
        ({"email": "AUTHOR@quan3.example"}, "đã có tài khoản"),
        ({"full_name": ""}, "Nhập họ và tên"),
        ({"unit_id": "999999"}, "không còn hoạt động"),
        ({"unit_id": "x"}, "Chọn đơn vị"),
        ({"position": "x" * 121}, "120"),
    ],
)
def test_bad_input_is_kept_and_explained(
    admin: FlaskClient, world: World, wrong: dict[str, str], said: str
) -> None:
    answer = admin.post(f"{PEOPLE}/moi", data=new_person(world, **wrong))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in html
    assert "Chuyên viên" in html or "position" in wrong
    assert account("sang@quan3.example") is None


def test_more_fields_than_the_form_has_are_ignored(admin: FlaskClient, world: World) -> None:
    extra = {"active": "", "role": "admin", "password_hash": "x", "demo": "1", "id": "1"}
    admin.post(f"{PEOPLE}/moi", data=new_person(world, **extra))

    made = account("sang@quan3.example")
    assert made is not None
    assert (made.active, made.demo, made.password_hash) == (True, False, "")
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == made.id)).all()
    assert roles == [Role.AUTHOR]


def entry(world: World, **more: str) -> dict[str, str]:
    return {"full_name": "Trần Ngọc Ánh", "email": world.email("author"), "position": "Chuyên viên",
            "unit_id": str(world.units["P9"]), "version": "1", **more}  # fmt: skip


def test_changing_a_person_tells_both_addresses(admin: FlaskClient, world: World) -> None:
    page = f"{PEOPLE}/{world.author.user_id}"
    answer = admin.post(f"{page}/sua", data=entry(world, email="anh@quan3.example"))

    assert answer.status_code == 303
    told = db.session.scalars(
        select(OutboxMessage.address).where(OutboxMessage.kind == "account_address")
    ).all()
    assert sorted(told) == ["anh@quan3.example", "author@quan3.example"]
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject == f"account:{world.author.user_id}")
    ).all()
    assert verbs[-2:] == ["account:changed", "sign_in_link:voided"]


def test_the_second_to_save_sees_both_texts(admin: FlaskClient, world: World) -> None:
    page = f"{PEOPLE}/{world.author.user_id}/sua"
    assert admin.post(page, data=entry(world, position="Phó phòng")).status_code == 303

    mine = {"position": "Trưởng phòng", "unit_id": str(world.units["PKT"])}
    late = admin.post(page, data=entry(world, **mine))

    html = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Phó phòng" in html
    assert "Trưởng phòng" in html
    assert f'name="unit_id" value="{world.units["PKT"]}" checked' in html
    for name in ("Phòng Kinh tế", "Ủy ban nhân dân Phường 9"):
        assert f'<span class="version-text">{name}' in html
    stored = account(world.email("author"))
    assert stored is not None
    assert stored.position == "Phó phòng"


def test_disabling_shuts_out_at_the_next_request(client: FlaskClient, world: World) -> None:
    author = client.application.test_client()
    sign_in(author, world.email("author"))
    assert author.get("/viec-cho-toi").status_code == 200
    sign_in(client, world.email("admin"))
    page = f"{PEOPLE}/{world.author.user_id}"

    assert client.post(f"{page}/khoa", data={"reason": ""}).status_code == 422
    assert author.get("/viec-cho-toi").status_code == 200
    assert client.post(f"{page}/khoa", data={"reason": "nghỉ việc"}).status_code == 303
    assert author.get("/viec-cho-toi").status_code == 302
    typed = {"email": world.email("author"), "password": DEMO_PASSWORD}
    assert author.post("/dang-nhap", data=typed).status_code == 422
    assert client.post(f"{page}/mo-khoa").status_code == 303
    assert author.get("/viec-cho-toi").status_code == 302  # the old sign-in stays ended
    sign_in(author, world.email("author"))


def role(world: World, **more: str) -> dict[str, str]:
    today = f"{local_date(now()):%d/%m/%Y}"
    return {"role": "leader", "unit_id": str(world.units["P9"]), "council_id": "",
            "valid_from": today, "last_day": "", "once_key": "r" * 32, **more}  # fmt: skip


def test_a_role_is_previewed_then_given_and_counts_at_the_next_request(
    client: FlaskClient, world: World
) -> None:
    author = client.application.test_client()
    sign_in(author, world.email("author"))
    assert author.get("/khen-thuong").status_code == 403
    sign_in(client, world.email("admin"))
    page = f"{PEOPLE}/{world.author.user_id}"

    preview = client.post(f"{page}/vai-tro/xem-truoc", data=role(world))
    assert author.get("/khen-thuong").status_code == 403
    html = preview.get_data(as_text=True)
    assert f"Từ ngày {local_date(now()):%d/%m/%Y}, Trần Ngọc Ánh được" in html
    assert "Khen thưởng" in html
    for _ in range(2):
        assert client.post(f"{page}/vai-tro", data=role(world)).status_code == 303

    assert author.get("/khen-thuong").status_code == 200
    held = select(func.count()).select_from(RoleGrant).where(
        RoleGrant.account_id == world.author.user_id, RoleGrant.role == Role.LEADER
    )  # fmt: skip
    assert db.session.scalar(held) == 1


def test_a_role_of_tomorrow_does_not_count_today(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    tomorrow = f"{local_date(now()) + timedelta(days=1):%d/%m/%Y}"
    page = f"{PEOPLE}/{world.author.user_id}/vai-tro"
    assert client.post(page, data=role(world, valid_from=tomorrow)).status_code == 303

    sign_in(client, world.email("author"))
    assert client.get("/khen-thuong").status_code == 403


def test_ending_a_role_counts_at_the_next_request(client: FlaskClient, world: World) -> None:
    leader = client.application.test_client()
    sign_in(leader, world.email("leader"))
    sign_in(client, world.email("admin"))
    grant = db.session.scalar(
        select(RoleGrant.id).where(RoleGrant.account_id == world.leader.user_id)
    )
    page = f"{PEOPLE}/{world.leader.user_id}/vai-tro/{grant}/ket-thuc"
    assert client.get(page).status_code == 200
    yesterday = f"{local_date(now()) - timedelta(days=1):%d/%m/%Y}"

    other = page.replace(f"/{world.leader.user_id}/", f"/{world.author.user_id}/", 1)
    assert client.get(other).status_code == 404
    assert client.post(other, data={"last_day": yesterday}).status_code == 404
    assert leader.get("/khen-thuong").status_code == 200
    assert client.post(page, data={"last_day": yesterday, "reason": "x"}).status_code == 303
    assert leader.get("/khen-thuong").status_code == 403
    assert client.post(page, data={"last_day": yesterday}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"role": "khong"}, {"role": "reviewer"}, {"role": "reviewer", "council_id": "999"},
     {"unit_id": ""}, {"unit_id": "99999"}, {"valid_from": "01/01/2020"}, {"valid_from": "hôm nay"},
     {"last_day": "01/01/2020"}],
)  # fmt: skip
def test_a_wrong_role_is_refused_before_and_after_the_preview(
    admin: FlaskClient, world: World, wrong: dict[str, str]
) -> None:
    page = f"{PEOPLE}/{world.author.user_id}/vai-tro"
    for address in (f"{page}/xem-truoc", page):
        assert admin.post(address, data=role(world, **wrong)).status_code == 422

    roles = select(RoleGrant.role).where(RoleGrant.account_id == world.author.user_id)
    assert db.session.scalars(roles).all() == [Role.AUTHOR]


def test_a_seat_is_given_in_a_council(admin: FlaskClient, world: World) -> None:
    page = f"{PEOPLE}/{world.author.user_id}/vai-tro"
    seat = role(world, role="reviewer", council_id=str(world.council_id))
    assert admin.post(page, data=seat).status_code == 303

    assert "Trần Ngọc Ánh" in text(admin, f"/quan-tri/hoi-dong/{world.council_id}")
    assert "Hội đồng sáng kiến Quận 3" in text(admin, f"{PEOPLE}/{world.author.user_id}")
