"""Pages cost the same number of queries with 3 and with 60 nominations."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.awards.models import Nomination, NominationBasis, NominationList
from app.awards.verdicts import keep_verdicts
from app.database.transaction import transaction
from tests.awards.builders import ready_list
from tests.people import World, sign_in
from tests.queries import counted_queries


def grow(session: Session, copies: int, first: int = 0) -> None:
    """Repeat the first nomination under other keys."""
    row = session.scalars(select(Nomination).order_by(Nomination.id.desc()).limit(1)).one()
    idea_id = session.scalars(select(NominationBasis.idea_id).limit(1)).one()
    role = session.scalars(select(NominationBasis.role).limit(1)).one()
    skipped = {"id", "subject_key", "version"}
    columns = {
        column.key: getattr(row, column.key)
        for column in Nomination.__table__.columns
        if column.key not in skipped
    }
    keys = session.scalars(
        insert(Nomination).returning(Nomination.id),
        [
            {**columns, "subject_key": f"person:{n}", "version": 1}
            for n in range(first, first + copies)
        ],
    ).all()
    session.execute(
        insert(NominationBasis),
        [{"nomination_id": key, "idea_id": idea_id, "role": role, "share": None} for key in keys],
    )


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
