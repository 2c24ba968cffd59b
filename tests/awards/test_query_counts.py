"""Pages cost the same number of queries with 3 and with 60 nominations."""

import pytest
from flask.testing import FlaskClient

from app.awards.models import NominationList
from app.awards.verdicts import keep_verdicts
from app.database.transaction import transaction
from tests.awards.builders import ready_list
from tests.awards.growing import grow
from tests.people import World, sign_in
from tests.queries import counted_queries


@pytest.mark.parametrize(
    "path",
    [
        "/khen-thuong", "/khen-thuong/1", "/khen-thuong/1?mo=1", "/khen-thuong/1/ung-vien",
        "/khen-thuong/1/danh-sach.xlsx", "/viec-cho-toi", "/khen-thuong/1/thu-truoc",
        "/khen-thuong/1/cong-khai", "/khen-thuong/1/phien-ban",
    ],
)  # fmt: skip
def test_a_page_costs_the_same_at_any_size(client: FlaskClient, world: World, path: str) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    path = path.replace("/1", f"/{list_id}")
    sign_in(client, world.email("awards_officer"))
    client.get(path)

    with counted_queries() as few:
        assert client.get(path).status_code == 200
    with transaction() as session:
        grow(session, 57)
        keep_verdicts(session, session.get_one(NominationList, list_id))
    with counted_queries() as many:
        assert client.get(path).status_code == 200

    assert many.count == few.count
