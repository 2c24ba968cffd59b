"""An award whose initiative was annulled is shown to be looked at; nothing is revoked silently."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.issuing import issue_list
from app.awards.list_models import AwardReview
from app.awards.models import Nomination, NominationList
from app.awards.past_queries import pasts_of
from app.awards.queries import shown_list, unused_solution_count
from app.awards.shaken import keep_award, shaken_awards, what_follows
from app.awards.states import LineOutcome, Verdict
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.refusals import Blocked
from app.outbox.models import OutboxMessage
from app.review import revoking
from app.review.revocation_states import RevocationGround
from app.review.revoking import RevocationDraft
from tests.awards.builders import issued_list, ready_list, submitted_list
from tests.people import NOON, World, sign_in

DAY = NOON.date()


def annul(session: Session, world: World, idea: Idea) -> None:
    draft = RevocationDraft("331/QĐ-UBND", DAY, RevocationGround.FALSE, "Khai không đúng")
    revoking.ask_to_revoke(session, world.secretary, idea, draft, NOON)
    revoking.confirm_revocation(session, world.leader, idea, NOON)


def the_idea(session: Session) -> Idea:
    return session.scalars(select(Idea)).one()


def test_an_issued_award_stays_and_waits_for_an_officer(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_id = issued_list(session, world).id
        idea = the_idea(session)
        said = [str(one.says) for one in what_follows(session, idea.id)]
        annul(session, world, idea)
    with transaction() as session:
        rows = shaken_awards(session)
        outcomes = set(session.scalars(select(Nomination.outcome)))
        mails = list(session.scalars(
            select(OutboxMessage.address).where(OutboxMessage.kind == "award_shaken")))  # fmt: skip
    sign_in(client, world.email("awards_officer"))
    page = client.get("/khen-thuong/can-xem-lai").text
    home = client.get("/viec-cho-toi").text
    shown = client.get(f"/khen-thuong/{list_id}").text
    key = rows[0].nomination_id
    unsaid = client.post(f"/khen-thuong/can-xem-lai/{key}", data={"keep_reason": ""})
    kept = client.post(f"/khen-thuong/can-xem-lai/{key}",
                       data={"keep_reason": "Còn sáng kiến khác."})  # fmt: skip

    assert any("cần xem lại" in one for one in said)
    assert outcomes == {LineOutcome.ISSUED}
    assert mails == [world.email("awards_officer")]
    assert rows[0].name in page
    assert "331/QĐ-UBND" in page
    assert "đã bị hủy công nhận" in home
    assert "sáng kiến đã bị hủy công nhận" in shown
    assert (unsaid.status_code, kept.status_code) == (422, 303)
    with transaction() as session:
        assert key not in {row.nomination_id for row in shaken_awards(session)}
        review = session.scalars(select(AwardReview)).one()
        assert (review.nomination_id, review.reason) == (key, "Còn sáng kiến khác.")
    ours = {"an_annulled_recognition_has_its_decision", "no_certificate_outlives_its_recognition",
            "nominations_stand_on_recognised_solutions", "recognition_and_state_agree"}  # fmt: skip
    found = {name for name, _ in breaches(db.session(), app.config["FILES_FOLDER"])}
    assert found & ours == set()


def test_a_draft_counts_the_initiative_no_more_and_says_why(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    annul(session, world, the_idea(session))

    lines = shown_list(session, list_).lines

    answers = {answer.code: answer for answer in lines[-1].answers}
    assert answers["recognised"].verdict is Verdict.LACKING
    assert "Đã bị hủy công nhận" in str(answers["recognised"].data_looked_at)
    assert unused_solution_count(session) == 0


def test_a_closed_list_is_not_issued_for_it(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    annul(session, world, the_idea(session))

    with pytest.raises(Blocked, match="hủy công nhận sau khi chốt"):
        issue_list(session, world.awards_officer, list_, "460/QĐ-UBND", DAY, NOON)

    assert session.get_one(NominationList, list_.id).decision_number == ""


def test_lines_without_a_shaken_initiative_have_nothing_to_keep(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        issued_list(session, world)
        key = session.scalars(select(Nomination.id).order_by(Nomination.id)).first()
    sign_in(client, world.email("awards_officer"))

    refused = client.post(f"/khen-thuong/can-xem-lai/{key}", data={"keep_reason": "Giữ."})

    assert refused.status_code == 422
    assert "không còn gì phải xem lại" in refused.text


def test_a_shaken_award_counts_again_once_somebody_keeps_it(world: World, session: Session) -> None:
    issued_list(session, world)
    annul(session, world, the_idea(session))
    row = session.scalars(
        select(Nomination).where(Nomination.account_id.is_not(None)).order_by(Nomination.id)
    ).first()
    assert row is not None
    asked = [(row.subject_key, row.account_id, row.unit_id)]

    before = [one.shaken for one in pasts_of(session, asked)[row.subject_key].honours]
    keep_award(session, world.awards_officer, row, "Còn sáng kiến khác.", NOON)
    session.flush()
    after = [one.shaken for one in pasts_of(session, asked)[row.subject_key].honours]

    assert (before, after) == ([True], [False])
