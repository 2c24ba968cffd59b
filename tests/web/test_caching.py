"""What a visitor's browser may keep, and what is never answered with "not changed"."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.gallery.models import PublishedSolution
from tests.journeys.conftest import small
from tests.journeys.small_world import SmallWorld
from tests.people import World, sign_in

__all__ = ["small"]


def addresses(small: SmallWorld) -> list[str]:
    return ["/", "/thu-vien", "/thu-vien?q=don", f"/thu-vien/{small.slug}"]


def test_an_unchanged_page_is_not_sent_twice(client: FlaskClient, small: SmallWorld) -> None:
    for address in addresses(small):
        first = client.get(address)
        mark = first.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": mark})

        assert (first.status_code, mark[:3]) == (200, 'W/"')
        assert first.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert "data-now" not in first.text
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", mark)
        for answer in (first, again):
            assert "Cookie" in answer.headers["Vary"]
            assert "Set-Cookie" not in answer.headers


def test_a_changed_page_has_another_mark(client: FlaskClient, small: SmallWorld) -> None:
    address = f"/thu-vien/{small.slug}"
    mark = client.get(address).headers["ETag"]
    with transaction() as session:
        entry = session.scalars(select(PublishedSolution)).one()
        entry.title = "Tên đã sửa"

    changed = client.get(address, headers={"If-None-Match": mark})

    assert (changed.status_code, "Tên đã sửa" in changed.text) == (200, True)
    assert changed.headers["ETag"] != mark


@pytest.mark.parametrize("who", ["author", "communications", "admin"])
def test_a_visitors_mark_gives_a_signed_in_person_nothing(
    client: FlaskClient, world: World, small: SmallWorld, who: str
) -> None:
    marks = {address: client.get(address).headers["ETag"] for address in addresses(small)}
    sign_in(client, world.email(who))

    for address, mark in marks.items():
        answer = client.get(address, headers={"If-None-Match": mark})
        assert (answer.status_code, "ETag" in answer.headers) == (200, False)
        assert answer.headers["Cache-Control"] == "no-store"
        assert f'data-user="{world.actors[who].user_id}"' in answer.text


def test_a_page_of_others_has_no_mark(client: FlaskClient, world: World, small: SmallWorld) -> None:
    sign_in(client, world.email("author"))
    for address in ("/ho-so", f"/ho-so/{small['draft']}", "/thu-vien", "/"):
        answer = client.get(address, headers={"If-None-Match": "*"})
        assert (answer.status_code, "ETag" in answer.headers) == (200, False)
