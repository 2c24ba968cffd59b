"""What a stranger learns from a receipt: that it is real, and nothing else."""

from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from tests.ideas.pages import get, stored, text_of
from tests.people import World, sign_in

S = IdeaState


def receipt_of(idea_id: int) -> tuple[str, str]:
    """Key and hash."""
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        return idea.receipt_key or "", idea.content_hash


def test_anybody_with_the_key_sees_code_time_hash_and_state(
    client: FlaskClient, world: World
) -> None:
    key, content_hash = receipt_of(stored(world, S.SUBMITTED, title="Canary giải pháp"))

    answer = get(client, f"/bien-nhan/{key}")

    page = text_of(answer)
    assert "SK-2026-00001" in page
    assert content_hash in page
    assert "Đã nộp" in page
    for canary in ("Canary", "Ánh", "Phường 9", "quan3.example"):
        assert canary not in page


def test_a_wrong_key_is_missing(client: FlaskClient, world: World) -> None:
    key, _hash = receipt_of(stored(world, S.SUBMITTED))

    get(client, f"/bien-nhan/{key[:-1]}", 404)
    get(client, "/bien-nhan/" + "a" * 300, 404)


def test_scoring_and_the_councils_table_look_alike(client: FlaskClient, world: World) -> None:
    pages = set()
    for state in (S.SCORING, S.SCORED, S.BEFORE_COUNCIL):
        key, _hash = receipt_of(stored(world, state))
        pages.add(text_of(get(client, f"/bien-nhan/{key}")).split("Trạng thái")[1].split("Các")[0])

    assert pages == {" Đang xét "}


def test_a_draft_has_no_receipt(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    sign_in(client, world.email("author"))

    get(client, f"/ho-so/{idea_id}/bien-nhan", 404)
