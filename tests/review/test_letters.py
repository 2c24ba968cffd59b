"""Results are published: held mails leave at once; authors read medians and chosen remarks only."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import letters
from app.review.actions import bring_to_council, propose, record_decision, settle_round
from app.review.figure_models import ReleasedLetter
from app.review.rules import DecisionLine
from app.review.states import Proposal
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import (
    criterion_keys,
    declares,
    draft,
    scoring_idea,
    scoring_round,
    sheet_of,
)
from tests.review.test_deciding_actions import PAPER
from tests.rounds.builders import SCORING, SITTING

SECRET, RELEASED = "Nhận xét chỉ nội bộ", "Nên bổ sung số liệu trước và sau"


def _decided(world: World, sheets: int = 2) -> tuple[int, int]:
    """A decided dossier: 20/18 points for the first criterion, one remark of each reviewer."""
    from app.review.actions import lock_sheet, save_sheet  # noqa: PLC0415

    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        names = ("reviewer", "reviewer2")[:sheets]
        idea = scoring_idea(session, world, round_, *names)
        given = zip(names, (("20", RELEASED), ("17", SECRET)), strict=False)
        for name, (first, remark) in given:
            person = getattr(world, name)
            sheet = sheet_of(session, idea, person)
            typed = draft(session, round_, first, "18", "20", "14", remark=remark, general=remark)
            save_sheet(session, person, sheet, typed, SCORING, sheet.version)
            lock_sheet(session, person, sheet, SCORING)
        settle_round(session, world.secretary, round_, SCORING)
        propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)
        bring_to_council(session, world.secretary, round_, [idea.id], SCORING)
        line = DecisionLine(idea.id, True, 9, 9)
        record_decision(session, world.secretary, round_, [line], PAPER, SITTING)
        return round_.id, idea.id


def _states(kind: str) -> list[MessageState]:
    with transaction() as session:
        found = select(OutboxMessage.state).where(OutboxMessage.kind == kind)
        return list(session.scalars(found))


def test_mails_about_the_decision_wait_until_the_results_are_published(
    client: FlaskClient, world: World
) -> None:
    round_id, _idea_id = _decided(world)
    assert _states("review_decided") == [MessageState.HELD]
    sign_in(client, world.email("secretary"))
    page = client.get(f"/quyet-dinh/{round_id}?loc=da-quyet-dinh").text
    assert "Công bố (1 thư đang giữ)" in page
    assert client.post(f"/quyet-dinh/{round_id}/cong-bo").status_code == 303
    assert _states("review_decided") == [MessageState.WAITING]
    assert "thư đang giữ" not in client.get(f"/quyet-dinh/{round_id}?loc=da-quyet-dinh").text


def test_publishing_twice_or_by_somebody_else_changes_nothing(world: World) -> None:
    round_id, _idea_id = _decided(world)
    with pytest.raises(Denied), transaction() as session:
        letters.publish(session, world.reviewer, session.get_one(Round, round_id), SITTING)
    assert _states("review_decided") == [MessageState.HELD]
    with transaction() as session:
        letters.publish(session, world.chair, session.get_one(Round, round_id), SITTING)
    with pytest.raises(Blocked), transaction() as session:
        letters.publish(session, world.chair, session.get_one(Round, round_id), SITTING)
    assert _states("review_decided") == [MessageState.WAITING]


def test_authors_read_medians_levels_and_the_chosen_remarks_and_nothing_else(
    client: FlaskClient, world: World
) -> None:
    round_id, idea_id = _decided(world)
    with transaction() as session:
        key = criterion_keys(session, round_id)[0]
        sheet = sheet_of(session, session.get_one(Idea, idea_id), world.reviewer).id
    sign_in(client, world.email("author"))
    assert "Góp ý của Hội đồng" not in client.get(f"/cong-nhan/{idea_id}").text
    sign_in(client, world.email("secretary"))
    sent = client.post(f"/quyet-dinh/{round_id}/ho-so/{idea_id}/gop-y",
                       data={"remark": [f"{sheet}-{key}"]})  # fmt: skip
    assert sent.status_code == 303
    sign_in(client, world.email("author"))
    page = client.get(f"/cong-nhan/{idea_id}").text
    assert "18,5/" in page
    assert page.count(RELEASED) == 1
    assert SECRET not in page
    for name in ("reviewer", "reviewer2"):
        assert world.email(name) not in page
    assert _states("review_letter") == [MessageState.WAITING]


def test_readers_who_are_not_authors_do_not_see_the_letter(
    client: FlaskClient, world: World
) -> None:
    round_id, idea_id = _decided(world)
    with transaction() as session:
        round_, idea = session.get_one(Round, round_id), session.get_one(Idea, idea_id)
        letters.release(session, world.secretary, round_, idea, [], SITTING)
    sign_in(client, world.email("leader"))
    page = client.get(f"/cong-nhan/{idea_id}")
    assert (page.status_code, "Góp ý của Hội đồng" in page.text) == (200, False)


def test_one_sheet_alone_would_tell_a_persons_points_and_is_not_released(world: World) -> None:
    round_id, idea_id = _decided(world, sheets=1)
    with transaction() as session:
        round_, idea = session.get_one(Round, round_id), session.get_one(Idea, idea_id)
        with pytest.raises(Blocked):
            letters.release(session, world.secretary, round_, idea, [], SITTING)
        assert session.get(ReleasedLetter, idea_id) is None


def test_an_office_in_conflict_releases_nothing(client: FlaskClient, world: World) -> None:
    round_id, idea_id = _decided(world)
    with transaction() as session:
        declares(session, session.get_one(Idea, idea_id), world.secretary)
    sign_in(client, world.email("secretary"))
    assert client.post(f"/quyet-dinh/{round_id}/ho-so/{idea_id}/gop-y").status_code == 403
    with transaction() as session:
        assert session.get(ReleasedLetter, idea_id) is None
