"""Names on a page or in a picture: the secretary looks at every file before blind scoring."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.ideas.clean_copies import clean_due
from app.ideas.models import Evidence, Idea
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked
from app.review.assigning_actions import open_scoring
from app.review.redaction_queries import lines
from app.rounds.models import Round
from app.rounds.states import BlindMode
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import scoring_idea, scoring_round
from tests.rounds.builders import SCORING, make_round

FILES = ("Xác nhận của ông Ánh.pdf", "Ảnh chụp.pdf")


def eligible(session: Session, world: World, **settings: Any) -> Round:
    """A blind round that wants its files looked at, with one dossier of two files."""
    settings = {"files_judged": True, **settings}
    round_ = make_round(session, world, **settings)
    make_idea(session, world, round_, IdeaState.ELIGIBLE, evidence=FILES)
    return round_


def test_blind_scoring_is_not_opened_over_files_that_nobody_looked_at(
    world: World, session: Session
) -> None:
    round_ = eligible(session, world)
    with pytest.raises(Blocked) as refused:
        open_scoring(session, world.secretary, round_, SCORING)
    assert "Còn 2 tệp của 1 hồ sơ chưa được xem" in str(refused.value.blockers[0].message)


@pytest.mark.parametrize("settings", [{"files_judged": False}, {"blind": BlindMode.OPEN}])
def test_a_round_may_go_without(
    world: World, session: Session, settings: dict[str, object]
) -> None:
    assert (
        open_scoring(session, world.secretary, eligible(session, world, **settings), SCORING) == 1
    )


def _keys(session: Session) -> list[int]:
    return list(session.scalars(select(Evidence.file_id).order_by(Evidence.file_id)))


def _posted(client: FlaskClient, url: str, **said: str) -> int:
    return client.post(url, data={"version": "0", **said}).status_code


def test_every_file_is_said_something_of_and_scoring_opens(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_id, keys = eligible(session, world).id, _keys(session)
        idea_id = session.scalars(select(Idea.id)).one()
    clean_due(SCORING)
    url = f"/phan-cong/{round_id}/an-danh/{idea_id}"
    sign_in(client, world.email("secretary"))
    opened = client.get(url)
    page = opened.text
    assert "frame-src 'self'" in opened.headers["Content-Security-Policy"]
    assert page.count("Đã xem, không có tên") == 2
    for key in keys:
        assert f'<iframe src="{url}/tep/{key}' in page
        shown = client.get(f"{url}/tep/{key}")
        assert (shown.status_code, shown.mimetype) == (200, "application/pdf")

    refused = client.post(url, data={"version": "0", f"f-{keys[0]}": "seen"})
    assert refused.status_code == 422
    assert "Xem tệp “Ảnh chụp.pdf” rồi chọn" in refused.text
    assert _posted(client, url, **{f"f-{keys[0]}": "seen", f"f-{keys[1]}": "held"}) == 303
    with transaction() as session:
        found = to_change(session, Round, round_id)
        assert lines(session, world.secretary, found, only_open=False, limit=9,
                     offset=0)[0].unjudged == 0  # fmt: skip
        assert open_scoring(session, world.secretary, found, SCORING) == 1


def test_a_file_nobody_looked_at_reaches_no_blind_reviewer(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, files_judged=True)
        idea = scoring_idea(session, world, round_, "reviewer", evidence=FILES)
        round_id, idea_id, keys = round_.id, idea.id, _keys(session)
    clean_due(SCORING)
    url = f"/phan-cong/{round_id}/an-danh/{idea_id}"
    sign_in(client, world.email("reviewer"))
    assert [client.get(f"/tep/{key}").status_code for key in keys] == [409, 409]
    client.delete_cookie("sangkien")
    sign_in(client, world.email("secretary"))
    assert _posted(client, url, **{f"f-{keys[0]}": "seen", f"f-{keys[1]}": "held"}) == 303
    client.delete_cookie("sangkien")
    sign_in(client, world.email("reviewer"))
    assert [client.get(f"/tep/{key}").status_code for key in keys] == [200, 409]
    assert client.get(f"{url}/tep/{keys[0]}").status_code == 403


def test_the_list_of_copies_costs_the_same_at_any_size(world: World, session: Session) -> None:
    round_ = scoring_round(session, world, files_judged=True)

    def cost() -> int:
        with counted_queries() as counter:
            found = lines(session, world.secretary, round_, only_open=False, limit=20, offset=0)
        assert all(line.unjudged == 2 for line in found)
        return counter.count

    scoring_idea(session, world, round_, evidence=FILES)
    few = cost()
    for _more in range(4):
        scoring_idea(session, world, round_, evidence=FILES)
    assert cost() == few
