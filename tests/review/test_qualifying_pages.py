"""Judging eligibility through the pages, and what nobody learns there."""

from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.ideas.states import IdeaState
from app.outbox.models import OutboxMessage
from app.review import qualifying_actions
from app.rounds.models import Round
from app.rounds.states import QualifyRule
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.review.qualifying import FAIL, WORD, Asked, asked
from tests.rounds.builders import make_round, windows


def test_the_whole_way_through_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED, evidence=("Ngọc Ánh.pdf",))
        made = Asked(world, round_.id, idea.id)
    people = [world.reviewer.user_id, world.reviewer2.user_id]

    sign_in(client, world.email("secretary"))
    assert "Phân công thẩm định 1 hồ sơ" in client.get("/viec-cho-toi").text
    assert "thiếu 2 người" in client.get(f"/tham-dinh/dot/{made.round_id}").text
    url = f"/tham-dinh/dot/{made.round_id}/phan-cong"
    shown = client.get(url, query_string={"nguoi": people}).text
    mark = shown.split('name="mark" value="')[1].split('"')[0]
    assert client.post(url, data={"nguoi": people, "mark": "x"}).status_code == 422
    assert client.post(url, data={"nguoi": people, "mark": mark}).status_code == 303
    refused = client.post(f"/tiep-nhan/{made.idea_id}/tiep-nhan", data={"accept-why": ""})
    assert (refused.status_code, "quyết định khác kết quả" in refused.text) == (422, True)
    with transaction() as session:
        first, second = (made.row(session, who).id for who in ("reviewer", "reviewer2"))

    sign_in(client, world.email("reviewer"))
    assert "Thẩm định điều kiện 1 hồ sơ" in client.get("/viec-cho-toi").text
    page = client.get(f"/tham-dinh/{first}").text
    assert "Trần Ngọc Ánh" not in page
    assert "Phường 9" not in page
    saved = client.post(f"/tham-dinh/{first}/tu-luu", data={"reason": WORD, "version": 1})
    assert saved.json
    assert saved.json["version"] == 2
    kept = client.post(f"/tham-dinh/{first}", data={"reason": WORD, "version": 2, "then": "give"})
    assert (kept.status_code, WORD in kept.text) == (422, True)
    said = {"verdict": "fail", "reason": WORD, "version": 2, "then": "give"}
    assert client.post(f"/tham-dinh/{first}", data=said).status_code == 303
    assert "Đã kết luận" in client.get("/tham-dinh?loc=da-ket-luan").text

    sign_in(client, world.email("reviewer2"))
    assert client.get(f"/tham-dinh/{first}").status_code == 404
    assert WORD not in client.get(f"/tham-dinh/{second}").text
    said = {"verdict": "pass", "reason": "Đủ", "version": 1, "then": "give"}
    assert client.post(f"/tham-dinh/{second}", data=said).status_code == 303
    after = client.get(f"/tham-dinh/{second}").text
    assert WORD in after
    assert "Lê Minh Khuê" not in after.replace("Bùi Thị Ngọc", "")

    sign_in(client, world.email("secretary"))
    dossier = client.get(f"/tiep-nhan/{made.idea_id}").text
    assert WORD in dossier
    assert "Chưa thống nhất" in dossier


def test_authors_and_others_learn_nothing(client: FlaskClient, world: World) -> None:
    made = asked(world, QualifyRule.ALL, "reviewer", "secretary")
    made.give("reviewer", FAIL, WORD)
    with transaction() as session:
        key = made.row(session, "reviewer").id

    addresses = ("/viec-cho-toi", "/tham-dinh", f"/tham-dinh/{key}",
                 f"/tham-dinh/dot/{made.round_id}",
                 f"/tiep-nhan/{made.idea_id}", f"/tiep-nhan/{made.idea_id}/tham-dinh",
                 f"/ho-so/{made.idea_id}", "/ho-so-cua-toi", "/tiep-nhan",
                 f"/tim-kiem?q={WORD}")  # fmt: skip
    for who in ("author", "clerk", "reviewer2", "reviewer_p9", "leader", "inspector", "chair",
                "secretary"):  # fmt: skip
        sign_in(client, world.email(who))
        for address in addresses:
            text = client.get(address, follow_redirects=True).text
            shown = text.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "")
            assert f"{WORD}</p>" not in shown, (who, address)
            if who != "secretary":
                assert "Không đạt" not in shown, (who, address)
    with transaction() as session:
        bodies = session.scalars(select(OutboxMessage.body)).all()
        assert not [body for body in bodies if WORD in body]


def test_lists_ask_no_more_for_many_than_for_few(client: FlaskClient, world: World) -> None:
    made = asked(world)

    def queries(who: str, address: str) -> int:
        sign_in(client, world.email(who))
        client.get(address)
        with counted_queries() as count:
            assert client.get(address).status_code == 200
        return count.count

    pages = [("reviewer", "/tham-dinh"), ("secretary", f"/tham-dinh/dot/{made.round_id}"),
             ("secretary", f"/tham-dinh/dot/{made.round_id}/phan-cong?nguoi=1")]  # fmt: skip
    few = [queries(*one) for one in pages]
    with transaction() as session:
        round_ = session.get_one(Round, made.round_id)
        pairs = [(make_idea(session, world, round_, IdeaState.SUBMITTED).id, person.user_id or 0)
                 for _n in range(6) for person in (world.reviewer,)]  # fmt: skip
        qualifying_actions.assign(session, world.secretary, round_, pairs, NOON)

    assert [queries(*one) for one in pages] == few
