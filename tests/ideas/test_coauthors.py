"""Co-authors: invited by a one-time link, each answers for the own share."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.database.transaction import to_change, transaction
from app.ideas import actions, consent_actions, queries
from app.ideas.consent_queries import consent_lines
from app.ideas.consents import Consent
from app.ideas.drafts import AuthorLine
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorConsent, AuthorInvitation, ConsentAnswer
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.outbox.models import OutboxMessage
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.ideas.pages import get, stored, text_of
from tests.ideas.racing import at_once
from tests.people import World, sign_in

S = IdeaState
GUEST = "nguyen.van.la@noi-khac.example"
SECRET = "mat-khau-rat-dai-cua-rieng-toi"


def put_lines(world: World, idea_id: int, *lines: AuthorLine) -> None:
    """Save the authors as the owner would."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.save_authors(session, world.author, idea, lines, now(), idea.version)


def two_authors(
    world: World, share: int = 40, email: str = GUEST, name: str = "Nguyễn Văn Lạ"
) -> tuple[AuthorLine, AuthorLine]:
    """The owner, and somebody else with a share."""
    return (
        AuthorLine("Trần Ngọc Ánh", "Phường 9", "Chuyên viên", world.email("author"),
                   Decimal(100 - share)),
        AuthorLine(name, "Nơi khác", "Kỹ sư", email, Decimal(share)),
    )  # fmt: skip


def with_guest(world: World, **changes: object) -> int:
    """A draft with an invited stranger on its second line."""
    idea_id = stored(world, S.DRAFT, title="Giải pháp chung")
    put_lines(world, idea_id, *two_authors(world))
    with transaction() as session:
        round_ = session.scalars(select(Round)).one()
        for name, value in changes.items():
            setattr(round_, name, value)
    return idea_id


def token_in_mail() -> str:
    """The link of the newest invitation."""
    with transaction() as session:
        mail = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.kind == "idea_invited")
            .order_by(OutboxMessage.id.desc())
        ).first()
        assert mail is not None
        assert mail.secret
        found = re.search(r"/dong-tac-gia/([\w-]+)", mail.body)
        assert found is not None
        return found[1]


def consent_of(idea_id: int, position: int = 2) -> Consent:
    """How the author on a line stands now."""
    with transaction() as session:
        lines = consent_lines(session, session.get_one(Idea, idea_id))
        return lines[position - 1].consent


def invite(client: FlaskClient, idea_id: int, position: int = 2, status: int = 303) -> str:
    """Press the button; the link that was mailed."""
    answer = client.post(f"/ho-so/{idea_id}/dong-tac-gia/moi", data={"position": position})
    assert answer.status_code == status, text_of(answer)
    return token_in_mail() if status == 303 else text_of(answer)


def answer(client: FlaskClient, idea_id: int, **typed: str) -> tuple[int, str]:
    """Answer for the share."""
    data = {"shown": "40", "answer": "confirmed", "reason": "", **typed}
    found = client.post(f"/ho-so/{idea_id}/dong-tac-gia/tra-loi", data=data)
    return found.status_code, text_of(found) if found.status_code == 422 else ""


def test_the_whole_way_of_a_stranger_by_link(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world, coauthors_must_confirm=True)
    sign_in(client, world.email("author"))
    assert consent_of(idea_id) is Consent.WAITING
    token = invite(client, idea_id)
    assert consent_of(idea_id) is Consent.INVITED
    refused = client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"})
    assert "Nguyễn Văn Lạ chưa xác nhận tỷ lệ đóng góp 40%" in text_of(refused)
    client.post("/dang-xuat")

    page = text_of(get(client, f"/dong-tac-gia/{token}"))
    assert "Giải pháp chung" in page
    assert "Người dân phải đi lại" not in page
    made = client.post(f"/dong-tac-gia/{token}/tai-khoan")
    assert made.status_code == 303
    chosen = client.post(made.location, data={"password": SECRET, "again": SECRET})
    assert chosen.status_code == 303
    entered = client.post("/dang-nhap", data={"email": GUEST, "password": SECRET})
    assert entered.status_code == 303

    assert "Giải pháp chung" in text_of(get(client, "/ho-so"))
    assert "Xác nhận tỷ lệ đóng góp" in text_of(get(client, "/viec-cho-toi"))
    assert get(client, f"/ho-so/{idea_id}").status_code == 200
    assert answer(client, idea_id) == (303, "")
    assert consent_of(idea_id) is Consent.CONFIRMED
    with transaction() as session:
        account = session.scalars(select(Account).where(Account.email == GUEST)).one()
        roles = session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id))
        assert [str(role) for role in roles] == ["author"]
        told = session.scalars(
            select(OutboxMessage.address).where(OutboxMessage.kind == "idea_share_answered")
        ).all()
    assert told == [world.email("author")]


def test_a_person_with_another_address_takes_the_line_up_once(
    client: FlaskClient, world: World
) -> None:
    idea_id = with_guest(world)
    sign_in(client, world.email("author"))
    token = invite(client, idea_id)
    client.post("/dang-xuat")
    sign_in(client, world.email("other_author"))
    get(client, f"/ho-so/{idea_id}", 404)

    assert "Địa chỉ này khác địa chỉ được mời" in text_of(get(client, f"/dong-tac-gia/{token}"))
    assert client.post(f"/dong-tac-gia/{token}").status_code == 303
    assert get(client, f"/ho-so/{idea_id}").status_code == 200

    again = client.post(f"/dong-tac-gia/{token}")
    assert (again.status_code, "đã dùng" in text_of(again)) == (410, True)
    assert get(client, f"/dong-tac-gia/{token}", 410)
    put_lines(world, idea_id, *two_authors(world, share=30))
    assert get(client, f"/ho-so/{idea_id}").status_code == 200, "saving keeps who took it up"


def test_a_link_dies_with_its_line_and_with_time(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world)
    sign_in(client, world.email("author"))
    token = invite(client, idea_id)

    put_lines(world, idea_id, *two_authors(world, email="dia-chi.moi@noi-khac.example"))
    get(client, f"/dong-tac-gia/{token}", 410)
    put_lines(world, idea_id, *two_authors(world, name="Người Khác Hẳn"))
    get(client, f"/dong-tac-gia/{token}", 410)
    put_lines(world, idea_id, *two_authors(world))
    get(client, f"/dong-tac-gia/{token}")
    with transaction() as session:
        session.scalars(select(AuthorInvitation)).one().expires_at = now()
    get(client, f"/dong-tac-gia/{token}", 410)
    get(client, "/dong-tac-gia/khong-co-that", 410)


def test_a_new_link_voids_the_old_one_and_waits(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world)
    sign_in(client, world.email("author"))
    first = invite(client, idea_id)

    assert "gửi lại sau 5 phút" in invite(client, idea_id, status=422)
    with transaction() as session:
        session.scalars(select(AuthorInvitation)).one().created_at -= timedelta(minutes=6)
    second = invite(client, idea_id)

    get(client, f"/dong-tac-gia/{first}", 410)
    get(client, f"/dong-tac-gia/{second}")
    with transaction() as session:
        stored_hashes = session.scalars(select(AuthorInvitation.token_hash)).all()
    assert second not in stored_hashes


def test_declining_wants_a_reason_and_stops_the_dossier(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.DRAFT)
    put_lines(world, idea_id, *two_authors(world, email=world.email("author2"), name="Phạm Đ. Ân"))
    sign_in(client, world.email("author2"))

    status, text = answer(client, idea_id, answer="declined")
    assert (status, "Nhập lý do" in text) == (422, True)
    assert answer(client, idea_id, answer="declined", reason="Tôi chỉ góp ý") == (303, "")
    assert answer(client, idea_id, answer="")[0] == 422

    assert consent_of(idea_id) is Consent.DECLINED
    refused = client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"})
    assert refused.status_code == 422
    assert "không đồng ý đứng tên với tỷ lệ 40%" in text_of(refused)
    assert "Tôi chỉ góp ý" in text_of(get(client, f"/ho-so/{idea_id}/dong-tac-gia"))


def test_a_changed_share_wants_a_new_answer(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.DRAFT)
    lines = two_authors(world, email=world.email("author2"), name="Phạm Đình Ân")
    put_lines(world, idea_id, *lines)
    sign_in(client, world.email("author2"))
    assert answer(client, idea_id) == (303, "")

    put_lines(world, idea_id, *two_authors(world, 30, world.email("author2"), "Phạm Đình Ân"))

    assert consent_of(idea_id) is Consent.CHANGED
    status, text = answer(client, idea_id, shown="40")
    assert (status, "Tỷ lệ vừa đổi thành 30%" in text) == (422, True)
    assert answer(client, idea_id, shown="30") == (303, "")
    put_lines(world, idea_id, *lines)
    assert consent_of(idea_id) is Consent.CHANGED, "going back is a change as well"


def test_paper_is_for_those_without_an_address(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.DRAFT)
    put_lines(world, idea_id, *two_authors(world, email=""))
    sign_in(client, world.email("author"))
    url = f"/ho-so/{idea_id}/dong-tac-gia/ban-giay"

    silent = client.post(url, data={"position": 2, "giay-2-reason": " "})
    assert (silent.status_code, "Nhập lý do" in text_of(silent)) == (422, True)
    assert "chưa có địa chỉ thư" in invite(client, idea_id, status=422)
    good = {"position": 2, "giay-2-reason": "Giấy ngày 1/10, văn thư giữ"}
    assert client.post(url, data=good).status_code == 303
    assert consent_of(idea_id) is Consent.ON_PAPER
    put_lines(world, idea_id, *two_authors(world, share=20, email=""))
    assert consent_of(idea_id) is Consent.CHANGED

    put_lines(world, idea_id, *two_authors(world))
    wrong = client.post(url, data=good)
    assert (wrong.status_code, "có địa chỉ thư" in text_of(wrong)) == (422, True)


def test_nobody_answers_for_another(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world)
    for who, status in (("author", 422), ("other_author", 404), ("clerk", 404), ("admin", 404)):
        sign_in(client, world.email(who))
        assert answer(client, idea_id)[0] == status, who
        moves = client.post(f"/ho-so/{idea_id}/dong-tac-gia/moi", data={"position": 2})
        assert moves.status_code == (303 if who == "author" else 404)
        client.post("/dang-xuat")
    with transaction() as session:
        assert session.scalars(select(AuthorConsent)).all() == []


def test_the_owner_does_not_take_up_the_co_authors_link(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world)
    sign_in(client, world.email("author"))
    token = invite(client, idea_id)

    refused = client.post(f"/dong-tac-gia/{token}")

    assert refused.status_code == 422
    assert consent_of(idea_id) is Consent.INVITED


def test_advice_only_lets_it_go_in(client: FlaskClient, world: World) -> None:
    idea_id = with_guest(world)
    sign_in(client, world.email("author"))

    assert "chưa xác nhận tỷ lệ đóng góp" in text_of(get(client, f"/ho-so/{idea_id}/kiem-tra"))
    assert client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"}).status_code == 303


def test_an_answer_after_submitting_reaches_the_owner(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.SUBMITTED, coauthors=("author2",))
    sign_in(client, world.email("author2"))

    assert answer(client, idea_id, shown="50", answer="declined", reason="Không tham gia")[0] == 303

    with transaction() as session:
        body = session.scalars(
            select(OutboxMessage.body).where(OutboxMessage.kind == "idea_share_answered")
        ).one()
    assert "không đồng ý đứng tên với tỷ lệ 50%. Lý do: Không tham gia" in body


@pytest.mark.parametrize("state", [S.AWAITING_UNIT, S.SUBMITTED])
def test_no_invitation_once_it_is_submitted(
    client: FlaskClient, world: World, state: IdeaState
) -> None:
    idea_id = stored(world, state, coauthors=("author2",))
    sign_in(client, world.email("author"))

    refused = client.post(f"/ho-so/{idea_id}/dong-tac-gia/moi", data={"position": 2})

    assert refused.status_code == 409
    with transaction() as session:
        assert session.scalars(select(AuthorInvitation)).all() == []


def test_the_limit_of_notices_is_kept_by_the_action_too(world: World) -> None:
    idea_id = with_guest(world)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        consent_actions.invite_author(session, world.author, idea, 2, now())
        line = consent_actions.line_at(session, idea, 2)
        assert (line.invited_at is not None, line.consent) == (True, Consent.INVITED)
        assert queries.standing_of(session, idea).author_ids == frozenset({world.author.user_id})
        answers = [answer.value for answer in ConsentAnswer]
        assert answers == ["confirmed", "declined", "on_paper"]
        assert len(session.scalars(select(IdeaAuthor)).all()) == 2


@BOTH
def test_a_link_taken_up_at_the_same_moment_is_one_persons(app: Flask, world: World) -> None:
    idea_id = with_guest(world)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        consent_actions.invite_author(session, world.author, idea, 2, now())
    token = token_in_mail()

    def take(who: str) -> Callable[[], None]:
        def act() -> None:
            with transaction() as session:
                consent_actions.accept_invitation(session, getattr(world, who), token, now())

        return act

    ended = at_once(app, [take(who) for who in ("other_author", "author2", "clerk")])

    assert ended == ["Blocked", "Blocked", "done"]
