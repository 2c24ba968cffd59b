"""Nobody finds what they may not see: not by hit, count, facet, order, highlight or file."""

import re

import pytest
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.review.models import Conflict, Sheet
from app.review.states import SheetState
from tests.conftest import BOTH
from tests.ideas.pages import get, stored
from tests.people import World, sign_in

S = IdeaState
CANARY = "Xêrôxalin"
SECRET = "Bimatkhongai"


def page_of(client: FlaskClient, query: str) -> str:
    """The result page without what every page has anew (tokens, time, fingerprints)."""
    page = get(client, f"/tim-kiem?{query}").get_data(as_text=True)
    page = re.sub(r'(name="csrf_token" value|name="once_key" value|data-now)="[^"]*"', "", page)
    return page[page.index("<main") : page.index("</main>")]


def hide_some(world: World) -> None:
    """Three of another unit that hold the canary: a draft, one at its unit, one at the office."""
    stored(world, S.AWAITING_UNIT, title=f"Trợ lý {CANARY}", sector=CANARY)
    stored(world, S.DRAFT, title=f"{CANARY} trợ lý")
    stored(world, S.SUBMITTED, title=f"{CANARY} trợ lý", confidential=SECRET, author="author2",
           evidence=("tro-ly.pdf",))  # fmt: skip


QUERIES = ("q=tro+ly", f"q={CANARY}", "q=xero", f"q={CANARY}&linh-vuc-ap-dung={CANARY}",
           "q=phuong+9", f"q=tro+ly&linh-vuc-ap-dung={CANARY}", "q=tro+ly&tep=1")  # fmt: skip


@BOTH
@pytest.mark.parametrize("person", ["other_author", "other_clerk", "admin", "reviewer3"])
def test_two_worlds_that_differ_in_hidden_dossiers_look_the_same(
    client: FlaskClient, world: World, person: str
) -> None:
    stored(world, S.SUBMITTED, title="Trợ lý đọc đơn", author="other_author")
    sign_in(client, world.email(person))
    plain = [page_of(client, query) for query in QUERIES]

    hide_some(world)

    assert [page_of(client, query) for query in QUERIES] == plain


def test_nobody_finds_the_confidential_part(client: FlaskClient, world: World) -> None:
    hide_some(world)
    for person in ("author", "author2", "clerk", "secretary", "leader", "inspector"):
        browser = client.application.test_client()
        sign_in(browser, world.email(person))
        assert "Không có hồ sơ nào" in page_of(browser, f"q={SECRET}"), person


def test_the_office_does_not_find_what_the_unit_has_not_confirmed(
    client: FlaskClient, world: World
) -> None:
    hide_some(world)
    found = {}
    for person in ("author", "author2", "clerk", "secretary", "leader"):
        browser = client.application.test_client()
        sign_in(browser, world.email(person))
        page = page_of(browser, f"q={CANARY}")
        found[person] = (page.count("<article"), "Bản nháp của tôi" in page)

    assert found == {
        "author": (1, True), "author2": (1, False), "clerk": (2, False),
        "secretary": (1, False), "leader": (1, False),
    }  # fmt: skip


def assigned(world: World, reviewer: str, state: SheetState, **idea: object) -> int:
    """A dossier in scoring with a sheet of this reviewer."""
    key = stored(world, S.SCORING, **idea)
    with transaction() as session:
        session.add(
            Sheet(idea_id=key, round_id=session.get_one(Idea, key).round_id, state=state,
                  reviewer_id=getattr(world, reviewer).user_id, assigned_at=now())
        )  # fmt: skip
    return key


@BOTH
def test_a_reviewer_finds_the_blind_text_of_assigned_dossiers_only(
    client: FlaskClient, world: World
) -> None:
    mine = assigned(world, "reviewer", SheetState.NOT_STARTED, title="Alpha quầy một cửa",
                    author="other_author", evidence=("Lê Quang Dũng.pdf",))  # fmt: skip
    assigned(world, "reviewer2", SheetState.NOT_STARTED, title="Beta quầy một cửa",
             author="other_author")  # fmt: skip
    assigned(world, "reviewer", SheetState.DECLINED, title="Gamma quầy", author="other_author")
    shut = assigned(world, "reviewer", SheetState.DRAFT, title="Delta quầy", author="other_author")
    with transaction() as session:
        session.add(
            Conflict(idea_id=shut, reviewer_id=world.reviewer.user_id, ground="declared",
                     declared_at=now())
        )  # fmt: skip
    sign_in(client, world.email("reviewer"))

    page = page_of(client, "q=quay")

    assert page.count("<article") == 1
    assert "Alpha" in page
    assert f"/cham-diem/{_sheet_of(mine)}" in page
    for hidden in ("Lê Quang Dũng", "Phường 1", "Beta", "Gamma", "Delta"):
        assert hidden not in page
    assert "Không có hồ sơ nào" in page_of(client, "q=Lê+Quang+Dũng")
    assert "Không có hồ sơ nào" in page_of(client, "q=phường+1")
    assert "Không có hồ sơ nào" in page_of(client, f"q=quay&don-vi={world.units['P1']}")


def _sheet_of(idea_id: int) -> int:
    with transaction() as session:
        return session.query(Sheet).filter_by(idea_id=idea_id).one().id


def test_unfinished_text_is_found_by_nobody_else(client: FlaskClient, world: World) -> None:
    key = stored(world, S.SUPPLEMENT_ASKED, title="Bản đã nộp")
    with transaction() as session:
        session.get_one(Idea, key).title = f"Đang sửa {CANARY}"
    sign_in(client, world.email("secretary"))

    assert "Không có hồ sơ nào" in page_of(client, f"q={CANARY}")
    page = page_of(client, "q=ban+da+nop")
    assert page.count("<article") == 1
    assert CANARY not in page
