"""Every template of the set is previewed on a real list, by those who may read it."""

import pytest
from sqlalchemy.orm import Session

from app.awards.actions import lock_list
from app.awards.dossier_fillings import COUNT, COVERED, LETTER, MINUTES
from app.papers.kinds import complete, kind_of, real_filling
from tests.awards.builders import ready_list
from tests.people import NOON, World

OF_A_LIST = sorted(COVERED - {MINUTES, COUNT, LETTER})


@pytest.mark.parametrize("code", OF_A_LIST)
def test_the_latest_locked_list_fills_the_preview(
    world: World, session: Session, code: str
) -> None:
    list_ = ready_list(session, world)
    assert real_filling(session, world.awards_officer, code) is None
    lock_list(session, world.awards_officer, list_, NOON)
    session.flush()
    kind = kind_of(code)
    assert kind is not None

    found = real_filling(session, world.awards_officer, code)

    assert found is not None
    whole = complete(kind, found)
    said = " ".join([*whole.texts.values(),
                     *(value for rows in whole.rows.values() for row in rows
                       for value in row.values())])  # fmt: skip
    assert "Giấy khen" in said
    assert real_filling(session, world.author, code) is None
