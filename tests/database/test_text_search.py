"""Search finds with and without marks, both ways, alike on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from tests.conftest import BOTH
from tests.people import EARLY, World

TEXTS = (
    "Đề án đô thị thông minh", "De an do thi", "Ứng dụng TTNT trong văn thư",
    "Xuân Hòa", "Xuân Hoà", "Chuyển đổi số 2026", "AI-Kiosk 24/7 (phường Chợ Quán)",
)  # fmt: skip
QUERIES = {
    "de an do thi": {0, 1},
    "Đề án đô thị": {0, 1},
    "ĐỀ ÁN": {0, 1},
    "thi do": {0, 1},
    "ung dung": {2},
    "xuan hoa": {3, 4},
    "Xuân Hoà": {3, 4},
    "chuyen doi s": {5},
    "kiosk 24": {6},
    "khong co": set(),
    "' OR 1=1 --": set(),
    '"de" NEAR an': set(),
}


def hits(session: Session, keys: list[int], query: str) -> set[int]:
    condition = IDEA_SEARCH.matches(session, Unit.__table__.c.id, query)
    found = set(session.scalars(select(Unit.id).where(condition)))
    return {keys.index(key) for key in found}


@BOTH
@pytest.mark.parametrize("query", QUERIES)
def test_hits(app: Flask, world: World, query: str) -> None:
    with transaction() as session:
        keys: list[int] = []
        for number, text in enumerate(TEXTS):
            unit = Unit(code=f"S{number}", name=text, short_name="", kind="school",
                        official_order=90 + number, valid_from=EARLY)  # fmt: skip
            session.add(unit)
            session.flush()
            IDEA_SEARCH.put(session, unit.id, text)
            keys.append(unit.id)
        found = hits(session, keys, query)

    assert found == QUERIES[query]


def test_nothing_but_signs_asks_nothing() -> None:
    assert not IDEA_SEARCH.asks_something("  ?!… ")


@BOTH
def test_a_text_that_changes_is_found_by_its_new_words_only(app: Flask, world: World) -> None:
    with transaction() as session:
        key = world.units["P9"]
        IDEA_SEARCH.put(session, key, "chữ cũ")
        IDEA_SEARCH.put(session, key, "chữ mới")

        assert hits(session, [key], "moi") == {0}
        assert hits(session, [key], "cu") == set()
