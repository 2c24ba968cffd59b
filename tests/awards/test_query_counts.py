"""Pages cost the same number of queries with 3 and with 60 nominations."""

import pytest
from flask.testing import FlaskClient

from app.awards.models import NominationList
from app.awards.verdicts import keep_verdicts
from app.database.transaction import transaction
from tests.awards.builders import ready_list
from tests.awards.growing import grow
from tests.people import World, sign_in
from tests.queries import counted_queries, statements


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


MOST = {"/khen-thuong/1": 33, "/khen-thuong/1/ung-vien": 24}


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_than_it_did(client: FlaskClient, world: World, path: str) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    sign_in(client, world.email("awards_officer"))
    client.get(path.replace("/1", f"/{list_id}"))

    with counted_queries() as found:
        assert client.get(path.replace("/1", f"/{list_id}")).status_code == 200

    assert found.count <= MOST[path]


@pytest.mark.parametrize(("size", "looks"), [(100, False), (50, True)])
def test_what_was_kept_is_looked_at_only_where_a_list_has_several_pages(
    client: FlaskClient, world: World, size: int, looks: bool
) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        grow(session, 57)
        keep_verdicts(session, session.get_one(NominationList, list_id))
    sign_in(client, world.email("awards_officer"))

    with statements() as asked:
        assert client.get(f"/khen-thuong/{list_id}?size={size}").status_code == 200

    assert any("FROM list_verdicts" in one for one in asked) == looks
