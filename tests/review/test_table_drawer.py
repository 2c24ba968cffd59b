"""The drawer of the decision table says why nothing can be done yet."""

from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.review import actions
from app.review.states import Proposal
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import scoring_round
from tests.review.tables import judged
from tests.rounds.builders import SCORING


def drawer(client: FlaskClient, round_id: int, query: str = "") -> str:
    page = client.get(f"/quyet-dinh/{round_id}{query}").text
    return page[page.index('<aside class="drawer"') : page.index("</aside>")]


def test_the_drawer_says_why_nothing_can_be_ticked(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        ideas = [judged(session, world, round_, mark) for mark in ("tốt", "kém")]
        going_on = judged(session, world, round_, "vừa", settle=False)
        key, code = round_.id, going_on.code
    sign_in(client, world.email("secretary"))
    here = f"/quyet-dinh/{key}"

    open_now = drawer(client, key)
    elsewhere = drawer(client, key, f"?q={code}")
    with transaction() as session:
        round_ = session.get_one(Round, key)
        actions.settle_round(session, world.secretary, round_, SCORING)
        chosen = [*(idea.id for idea in ideas), going_on.id]
        actions.propose(session, world.chair, round_, chosen, Proposal.DECLINE, "Lý do", SCORING)
        actions.bring_to_council(session, world.secretary, round_, chosen, SCORING)
    at_council = drawer(client, key)

    assert 'name="proposal"' in open_now
    assert 'name="proposal"' not in elsewhere
    assert "Không có hồ sơ nào chọn được trong danh sách đang xem" in elsewhere
    assert f'href="{here}?loc=da-cham' in elsewhere
    assert "Hồ sơ đã trình Hội đồng, đề xuất không sửa được nữa" in at_council


def test_the_drawer_waits_for_the_scores(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        judged(session, world, round_, settle=False)
        key = round_.id
    sign_in(client, world.email("secretary"))

    assert "Chưa có hồ sơ nào chọn được: hồ sơ đang được chấm" in drawer(client, key)
