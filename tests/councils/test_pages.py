"""Councils as the administrator writes them down."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.councils.models import Council
from app.extensions import db
from tests.people import World, sign_in

PAGE = "/quan-tri/hoi-dong"


def form(**more: str) -> dict[str, str]:
    return {"name": "Hội đồng sáng kiến nhiệm kỳ 2", "kind": "initiative",
            "decision_number": "45/QĐ-UBND", "decided_on": "05/01/2027", "term_from": "10/01/2027",
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
