"""Councils as the administrator writes them down."""

import io
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.councils.models import Council
from app.councils.queries import office_lines
from app.councils.states import Office
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import day_text, local_date
from app.sittings.queries import alternates_on, seats_on
from tests.journeys.contest import small_pdf
from tests.people import World, add_person, sign_in

PAGE = "/quan-tri/hoi-dong"


def form(**more: str) -> dict[str, str]:
    return {"name": "Hội đồng sáng kiến nhiệm kỳ 2", "kind": "initiative",
            "decision_number": "45/QĐ-UBND", "decided_on": "05/01/2027",
            "decided_by": "Chủ tịch Ủy ban nhân dân Quận 3", "term_from": "10/01/2027",
            "last_day": "31/12/2028", "once_key": "c" * 32, **more}  # fmt: skip


def councils() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Council)) or 0


def test_a_council_is_written_down_once(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    for _ in range(2):
        answer = client.post(f"{PAGE}/moi", data=form())

    assert councils() == 2
    shown = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "từ 10/01/2027 đến hết 31/12/2028" in shown
    assert "Chưa có thành viên nào" in shown
    assert "Hội đồng sáng kiến nhiệm kỳ 2" in client.get(PAGE).get_data(as_text=True)
    role_form = client.get(f"/quan-tri/nguoi-dung/{world.author.user_id}/vai-tro/moi")
    assert "Hội đồng sáng kiến nhiệm kỳ 2" in role_form.get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"kind": "khac"}, {"decision_number": ""}, {"decided_on": "x"},
     {"decided_by": ""},
     {"term_from": "01/01/2027"}, {"last_day": "01/01/2027"}],
)  # fmt: skip
def test_a_wrong_entry_is_kept_and_explained(
    client: FlaskClient, world: World, wrong: dict[str, str]
) -> None:
    sign_in(client, world.email("admin"))
    answer = client.post(f"{PAGE}/moi", data=form(**wrong))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Có lỗi cần sửa" in html
    assert "31/12/2028" in html or "last_day" in wrong
    assert councils() == 1


def test_members_are_listed_by_seat_and_name(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    html = client.get(f"{PAGE}/{world.council_id}").get_data(as_text=True)

    order = [html.index(name) for name in ("Hoàng Anh Đạt", "Nguyễn Thị Ếch", "Lê Minh Khuê")]
    assert order == sorted(order)


def office(world: World, who: str, **more: str) -> dict[str, str]:
    return {"account_id": str(world.actors[who].user_id), "office": "critic",
            "decision_number": "102/QĐ-UBND", "valid_from": day_text(local_date(now())),
            **more}  # fmt: skip


def test_an_office_is_given_from_a_day_on_and_the_earlier_one_ends(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("admin"))
    at, later = f"{PAGE}/{world.council_id}", local_date(now()) + timedelta(days=30)
    first = client.post(f"{at}/chuc-danh", data=office(world, "reviewer"))
    second = client.post(f"{at}/chuc-danh", data=office(
        world, "reviewer", office="alternate", valid_from=day_text(later)))  # fmt: skip

    assert (first.status_code, second.status_code) == (303, 303)
    lines = [(one.office, one.valid_to) for one in office_lines(db.session(), world.council_id)]
    assert lines == [(Office.ALTERNATE, None), (Office.CRITIC, later)]
    page = client.get(at).get_data(as_text=True)
    assert page.count("Ủy viên phản biện") > 1
    sitting = [office for seat, office in seats_on(db.session(), world.council_id, now())
               if seat.account_id == world.reviewer.user_id]  # fmt: skip
    assert sitting == [Office.CRITIC]
    after = datetime.combine(later, time(), UTC) + timedelta(days=1)
    assert [one.account_id for one in alternates_on(db.session(), world.council_id, after)] == [
        world.reviewer.user_id
    ]


@pytest.mark.parametrize(
    ("who", "typed", "message"),
    [
        ("reviewer", {"valid_from": "01/01/2026"}, "bắt đầu từ hôm nay"),
        ("reviewer", {"office": "chair"}, "không hợp với chức danh"),
        ("reviewer", {"office": "secretary"}, "không hợp với chức danh"),
        ("chair", {"office": "alternate"}, "không hợp với chức danh"),
        ("reviewer", {"office": "king"}, "Có lỗi cần sửa"),
        ("author", {}, "Có lỗi cần sửa"),
    ],
)
def test_an_office_that_does_not_fit_is_refused(
    client: FlaskClient, world: World, who: str, typed: dict[str, str], message: str
) -> None:
    sign_in(client, world.email("admin"))

    answer = client.post(f"{PAGE}/{world.council_id}/chuc-danh", data=office(world, who, **typed))

    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)
    assert office_lines(db.session(), world.council_id) == []


def test_a_council_has_one_chair(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        add_person(session, world, "vice", "Phó Chủ Tịch", "PNV", Role.CHAIR)
        session.flush()
        key = session.scalar(select(Account.id).where(Account.email == "vice@quan3.example"))
    sign_in(client, world.email("admin"))
    at = f"{PAGE}/{world.council_id}/chuc-danh"

    refused = client.post(at, data=office(world, "chair", office="chair"))
    assert "Hội đồng đã có Chủ tịch" in refused.get_data(as_text=True)
    vice = office(world, "chair", account_id=str(key), office="vice_chair")
    assert client.post(at, data=vice).status_code == 303
    assert client.post(at, data=office(world, "chair", office="chair")).status_code == 303


def test_the_signed_decision_is_kept_and_read_by_members_only(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("admin"))
    at = f"{PAGE}/{world.council_id}"
    upload = {"file": (io.BytesIO(small_pdf("quyet dinh")), "QĐ 101.pdf")}
    assert client.post(f"{at}/quyet-dinh", data=upload).status_code == 303
    nothing = client.post(f"{at}/quyet-dinh", data={"file": (io.BytesIO(b""), "")})
    assert (nothing.status_code, "Chọn tệp cần tải lên" in nothing.text) == (422, True)
    wrong = {"file": (io.BytesIO(b"MZ"), "QĐ.pdf")}
    assert client.post(f"{at}/quyet-dinh", data=wrong).status_code == 422
    page = client.get(at).get_data(as_text=True)
    address = re.findall(r'href="(/tep/[^"]+)"', page)[0]

    assert "QĐ 101.pdf" in page
    reads = {name: sign_in(app.test_client(), world.email(name)).get(address).status_code
             for name in ("admin", "secretary", "reviewer", "author", "clerk")}  # fmt: skip
    assert reads == {"admin": 200, "secretary": 200, "reviewer": 200, "author": 404, "clerk": 404}
