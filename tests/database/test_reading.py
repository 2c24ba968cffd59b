"""Rows read past the machinery for entities: in the same transaction, all changes in them."""

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.database.reading import rows_of
from tests.conftest import BOTH
from tests.people import World

NAME: Select[str] = select(Unit.name).where(Unit.id == bindparam("key"))


@BOTH
def test_a_change_that_is_not_written_yet_is_read(world: World, session: Session) -> None:
    key = world.units["P9"]
    session.get_one(Unit, key).name = "Phường mới"

    assert rows_of(session, NAME, {"key": key}) == [("Phường mới",)]


@BOTH
def test_where_nothing_is_to_be_written_before_nothing_is(world: World, session: Session) -> None:
    key = world.units["P9"]
    unit = session.get_one(Unit, key)
    stored, unit.name = unit.name, "Phường mới"

    with session.no_autoflush:
        assert rows_of(session, NAME, {"key": key}) == [(stored,)]
