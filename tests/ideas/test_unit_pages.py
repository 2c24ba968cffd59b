"""The unit's desk."""

import pytest
from flask.testing import FlaskClient

from app.ideas.states import IdeaState
from tests.ideas.pages import get, state_of, stored, text_of
from tests.people import World, sign_in

S = IdeaState


def test_the_unit_sees_its_submitted_dossiers_only(client: FlaskClient, world: World) -> None:
    stored(world, S.DRAFT, title="Nháp")
    stored(world, S.AWAITING_UNIT, title="Của phường 9")
    stored(world, S.AWAITING_UNIT, title="Của phường 1", author="other_author")
    sign_in(client, world.email("clerk"))

    page = text_of(get(client, "/don-vi/ho-so"))

    assert "Của phường 9" in page
    assert "Nháp" not in page
    assert "Của phường 1" not in page
    assert "1–1 / 1 hồ sơ" in page


def test_confirming_and_returning(client: FlaskClient, world: World) -> None:
    confirmed, returned = stored(world, S.AWAITING_UNIT), stored(world, S.AWAITING_UNIT)
    sign_in(client, world.email("clerk"))

    assert "Xác nhận của đơn vị" in text_of(get(client, f"/don-vi/ho-so/{confirmed}"))
    assert client.post(f"/don-vi/ho-so/{confirmed}/xac-nhan").status_code == 303
    assert client.post(f"/don-vi/ho-so/{confirmed}/xac-nhan").status_code == 409
    silent = client.post(f"/don-vi/ho-so/{returned}/tra-lai", data={"reason": " "})
    assert (silent.status_code, "Nhập lý do" in text_of(silent)) == (422, True)
    reason = {"reason": "Thiếu số liệu"}
    assert client.post(f"/don-vi/ho-so/{returned}/tra-lai", data=reason).status_code == 303

    assert state_of(confirmed)[0] is S.SUBMITTED
    assert state_of(returned)[0] is S.RETURNED
    assert "Thiếu số liệu" in text_of(get(client, f"/don-vi/ho-so/{returned}"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_clerk", 404), ("author", 403), ("secretary", 403), ("reviewer", 403), ("admin", 403)],
)
def test_nobody_else_confirms(client: FlaskClient, world: World, who: str, status: int) -> None:
    idea_id = stored(world, S.AWAITING_UNIT)
    sign_in(client, world.email(who))

    assert client.get(f"/don-vi/ho-so/{idea_id}").status_code == status
    for act in ("xac-nhan", "tra-lai"):
        answer = client.post(f"/don-vi/ho-so/{idea_id}/{act}", data={"reason": "Lý do"})
        assert answer.status_code == status
    assert state_of(idea_id)[0] is S.AWAITING_UNIT


def test_a_clerk_who_is_an_author_reads_why_not(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.AWAITING_UNIT, coauthors=("clerk",))
    sign_in(client, world.email("clerk"))

    page = text_of(get(client, f"/don-vi/ho-so/{idea_id}"))

    assert "Tác giả không tự xác nhận hồ sơ của mình" in page
    assert client.post(f"/don-vi/ho-so/{idea_id}/xac-nhan").status_code == 403
