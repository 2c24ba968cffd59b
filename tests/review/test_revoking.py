"""A recognition is annulled by two people; certificates, pages, letters and figures follow."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.gallery.models import PublishedSolution
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.refusals import Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import ending_letters, revocation_queries, revoking
from app.review.models import CertificateEnd, Recognition
from app.review.revocation_states import RevocationGround, RevocationState
from app.review.revoking import RevocationDraft
from tests.people import NOON, World, sign_in
from tests.review.recognised import certificates, decided
from tests.rounds.builders import SITTING

REASON = "Tác giả khai không trung thực về lần áp dụng đầu."
TYPED = {"revoke_number": "331/QĐ-UBND", "revoked_on": "12/11/2026", "ground": "false",
         "revoke_reason": REASON}  # fmt: skip


def draft(**more: object) -> RevocationDraft:
    values = {"number": "331/QĐ-UBND", "decided_on": date(2026, 11, 10),
              "ground": RevocationGround.FALSE, "reason": REASON} | more  # fmt: skip
    return RevocationDraft(**values)  # type: ignore[arg-type]


def annulled(world: World, idea_id: int) -> None:
    """Noted by the secretary, confirmed by the chair."""
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        revoking.ask_to_revoke(session, world.secretary, idea, draft(), SITTING)
        revoking.confirm_revocation(session, world.chair, idea, SITTING)


def held(kind: str = ending_letters.RECOGNITION) -> list[str]:
    with transaction() as session:
        rows = session.scalars(
            select(OutboxMessage.address)
            .where(OutboxMessage.kind == kind, OutboxMessage.state == MessageState.HELD)
            .order_by(OutboxMessage.id)
        )
        return list(rows)


def test_nothing_ends_before_another_person_confirms(client: FlaskClient, world: World) -> None:
    idea_id = decided(world)
    key = certificates()[0].key
    sign_in(client, world.email("secretary"))

    noted = client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED)
    own = client.post(f"/cong-nhan/{idea_id}/huy/xac-nhan")
    again = client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED)

    assert noted.status_code == 303
    assert own.status_code == 403
    assert again.status_code == 422
    assert "đang chờ xác nhận" in again.text
    assert "Còn giá trị" in client.get(f"/chung-nhan/{key}").text
    with transaction() as session:
        assert session.get_one(Idea, idea_id).state is IdeaState.RECOGNISED
        assert session.scalars(select(CertificateEnd)).all() == []
    assert held() == []


def breaches_now(app: Flask) -> list[tuple[str, str]]:
    return list(breaches(db.session(), app.config["FILES_FOLDER"]))


def test_the_second_person_ends_the_recognition_and_every_certificate(
    app: Flask, client: FlaskClient, world: World
) -> None:
    idea_id = decided(world, coauthors=("author2",))
    keys = [one.key for one in certificates()]
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        revoking.ask_to_revoke(session, world.secretary, idea, draft(), SITTING)
    sign_in(client, world.email("chair"))
    before = client.get(f"/cong-nhan/{idea_id}/huy").text

    answer = client.post(f"/cong-nhan/{idea_id}/huy/xac-nhan")

    assert answer.status_code == 303
    assert "Xác nhận hủy công nhận" in before
    for key in keys:
        page = client.get(f"/chung-nhan/{key}").text
        assert "Đã bị thu hồi" in page
        assert "331/QĐ-UBND" in page
    with transaction() as session:
        assert session.get_one(Idea, idea_id).state is IdeaState.REVOKED
        found = session.scalars(select(Recognition)).one()
        assert (found.recognised, found.revoked_on) == (True, date(2026, 11, 10))
        verbs = set(session.scalars(select(AuditEntry.verb)))
        assert {"recognition_revocation:ask", "recognition_revocation:confirm", "idea:revoke",
                "initiative_certificate:revoke"} <= verbs  # fmt: skip
    assert breaches_now(app) == []


def test_authors_read_why_and_are_written_to_once_the_secretary_lets_go(
    client: FlaskClient, world: World
) -> None:
    idea_id = decided(world, coauthors=("author2",))
    annulled(world, idea_id)
    assert held() == [world.email("author"), world.email("author2")]
    assert held("review_decided") == [], "letters of the first decision never leave"
    sign_in(client, world.email("secretary"))
    shown = client.get(f"/cong-nhan/{idea_id}/huy").text

    sent = client.post(f"/cong-nhan/{idea_id}/thu-bao")

    assert "có quyền khiếu nại" in shown
    assert REASON not in shown.split("Thư báo chờ gửi", 1)[1]
    assert sent.status_code == 303
    assert held() == []
    sign_in(client, world.email("author"))
    page = client.get(f"/cong-nhan/{idea_id}").text
    assert "Đã hủy công nhận" in page
    assert REASON in page
    assert "Hủy công nhận sáng kiến" not in page, "authors have no way to the office's page"


def test_a_dropped_note_leaves_the_recognition_as_it_was(client: FlaskClient, world: World) -> None:
    idea_id = decided(world)
    sign_in(client, world.email("secretary"))
    client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED)

    unsaid = client.post(f"/cong-nhan/{idea_id}/huy/bo", data={"drop_reason": " "})
    dropped = client.post(f"/cong-nhan/{idea_id}/huy/bo", data={"drop_reason": "Ghi nhầm hồ sơ."})
    noted = client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED | {"revoke_number": "340/QĐ-UBND"})

    assert (unsaid.status_code, dropped.status_code, noted.status_code) == (422, 303, 303)
    with transaction() as session:
        states = [one.state for one in revocation_queries.revocations_of(session, idea_id)]
        assert states == [RevocationState.ASKED, RevocationState.DROPPED]
        assert session.get_one(Idea, idea_id).state is IdeaState.RECOGNISED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"revoke_number": ""}, "Nhập số quyết định hủy bỏ"),
        ({"revoke_reason": " "}, "Nhập lý do hủy công nhận"),
        ({"revoked_on": "01/11/2026"}, "không được trước ngày công nhận"),
        ({"revoked_on": "31/12/2099"}, "không được sau ngày hôm nay"),
    ],
)
def test_a_revocation_names_its_decision(
    client: FlaskClient, world: World, typed: dict[str, str], said: str
) -> None:
    idea_id = decided(world)
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED | typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_only_the_council_and_leaders_may_and_never_twice(world: World) -> None:
    idea_id = decided(world)
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        for who in (world.clerk, world.author, world.leader):
            with pytest.raises(Denied):
                revoking.ask_to_revoke(session, who, idea, draft(), SITTING)
    annulled(world, idea_id)
    with transaction() as session, pytest.raises(IllegalMove):
        revoking.confirm_revocation(session, world.chair, session.get_one(Idea, idea_id), SITTING)


def test_a_dossier_that_was_declined_has_nothing_to_annul(
    client: FlaskClient, world: World
) -> None:
    idea_id = decided(world, recognised=False)
    sign_in(client, world.email("secretary"))

    assert client.get(f"/cong-nhan/{idea_id}/huy").status_code == 404
    assert client.post(f"/cong-nhan/{idea_id}/huy", data=TYPED).status_code == 404


def test_the_public_page_goes_with_the_recognition(client: FlaskClient, world: World) -> None:
    idea_id = decided(world)
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        session.add(PublishedSolution(
            idea_id=idea_id, slug="tro-ly", title="Trợ lý đã công khai", problem="a", solution="b",
            year=2026, unit_id=idea.unit_id, unit_name="x", published_at=NOON,
        ))  # fmt: skip
    assert client.get("/thu-vien/tro-ly").status_code == 200
    with transaction() as session:
        says = [str(one.says) for one in revoking.what_follows(session, idea_id)]

    annulled(world, idea_id)

    assert any("gỡ khỏi thư viện" in one for one in says)
    assert client.get("/thu-vien/tro-ly").status_code == 404
    with transaction() as session:
        why = session.scalars(
            select(AuditEntry.reason).where(AuditEntry.verb == "gallery:withdraw")
        ).one()
    assert "331/QĐ-UBND" in why


def test_whoever_loses_a_certificate_is_written_to(client: FlaskClient, world: World) -> None:
    idea_id = decided(world, coauthors=("author2",))
    own = certificates()[0]
    sign_in(client, world.email("secretary"))
    base = f"/cong-nhan/{idea_id}/giay-chung-nhan/{own.id}"
    client.post(f"{base}/cap-lai", data={"shown": own.key, "name": "", "reason": "Giấy bị mất."})
    client.post(f"{base}/thu-hoi", data={"revoke_number": "31/QĐ-UBND", "revoked_on": "12/11/2026",
                                         "revoke_reason": "Khai sai."})  # fmt: skip

    page = client.get(base).text

    assert held(ending_letters.CERTIFICATE) == [world.email("author")] * 2
    letters = re.sub(r"<[^>]+>", " ", page.split("Thư báo chờ gửi", 1)[1])
    assert "được cấp lại" in letters
    assert "bị thu hồi theo Quyết định số 31/QĐ-UBND" in letters
    assert "Khai sai" not in letters
    assert "Giấy bị mất" not in letters
