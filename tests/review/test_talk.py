"""The thread of a dossier and questions to its authors: who reads what, and from when."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.base import Base
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.outbox.models import OutboxMessage
from app.review.models import Sheet
from app.review.states import SheetState
from app.review.talk_models import AuthorQuestion, DiscussionNote
from app.rounds.models import Round
from app.rounds.states import BlindMode
from tests.people import World, sign_in
from tests.review.builders import declares, locked, scoring_idea, scoring_round, sheet_of

SECRET = "Lời riêng không được lộ"


class Panel:
    """A dossier with two reviewers; the first has locked."""

    def __init__(self, world: World, client: FlaskClient, **round_changes: Any) -> None:
        self.world, self.client = world, client
        with transaction() as session:
            round_ = scoring_round(session, world, **round_changes)
            idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
            locked(session, round_, idea, world.reviewer)
            self.round_id, self.idea_id = round_.id, idea.id
            self.first = sheet_of(session, idea, world.reviewer).id
            self.second = sheet_of(session, idea, world.reviewer2).id
        self.office = f"/quyet-dinh/{self.round_id}/ho-so/{self.idea_id}/trao-doi"

    def as_(self, who: str) -> FlaskClient:
        return sign_in(self.client, self.world.email(who))

    def write(self, who: str, sheet: int, body: str = SECRET) -> int:
        answer = self.as_(who).post(f"/cham-diem/{sheet}/trao-doi", data={"body": body})
        return answer.status_code

    def lock_second(self) -> None:
        with transaction() as session:
            locked(session, session.get_one(Round, self.round_id),
                   session.get_one(Idea, self.idea_id), self.world.reviewer2)  # fmt: skip

    def ask(self) -> int:
        answer = self.as_("reviewer2").post(f"/cham-diem/{self.second}/hoi-tac-gia",
                                            data={"q-body": "Số liệu lấy ở đâu?"})  # fmt: skip
        assert answer.status_code == 303
        with transaction() as session:
            return session.scalars(select(AuthorQuestion.id)).one()

    def handle(self, who: str, key: int, **data: str) -> int:
        answer = self.as_(who).post(f"/quyet-dinh/{self.round_id}/cau-hoi/{key}", data=data)
        return answer.status_code


@pytest.fixture
def panel(world: World, client: FlaskClient) -> Panel:
    return Panel(world, client)


def notes() -> list[str]:
    with transaction() as session:
        return list(session.scalars(select(DiscussionNote.body)))


def mails() -> list[tuple[str, str]]:
    with transaction() as session:
        rows = session.execute(select(OutboxMessage.address, OutboxMessage.body))
        return [(address, body) for address, body in rows]


def test_the_thread_opens_after_ones_own_lock_and_not_before(panel: Panel) -> None:
    assert panel.write("reviewer", panel.first) == 303
    page = panel.as_("reviewer2").get(f"/cham-diem/{panel.second}/trao-doi").text
    assert SECRET not in page
    assert panel.write("reviewer2", panel.second, "Chen vào") == 403
    assert notes() == [SECRET]

    panel.lock_second()

    page = panel.as_("reviewer2").get(f"/cham-diem/{panel.second}/trao-doi").text
    assert SECRET in page
    assert "Ủy viên " in page
    assert panel.world.reviewer.name not in page


def test_a_reopened_sheet_closes_the_thread_again(panel: Panel) -> None:
    panel.write("reviewer", panel.first)
    with transaction() as session:
        sheets = Base.metadata.tables[Sheet.__tablename__]
        session.execute(sheets.update().where(Sheet.id == panel.first)
                        .values(state=SheetState.REOPENED, locked_at=None))  # fmt: skip
    page = panel.as_("reviewer").get(f"/cham-diem/{panel.first}/trao-doi").text
    assert SECRET not in page


def test_names_are_shown_in_an_open_round(world: World, client: FlaskClient) -> None:
    panel = Panel(world, client, blind=BlindMode.OPEN)
    panel.write("reviewer", panel.first)
    panel.lock_second()
    page = panel.as_("reviewer2").get(f"/cham-diem/{panel.second}/trao-doi").text
    assert world.reviewer.name in page


def test_mails_tell_that_not_what_nor_who(panel: Panel) -> None:
    panel.lock_second()
    panel.write("reviewer", panel.first)

    told = [(to, text) for to, text in mails() if "nội dung không có trong thư" in text]

    assert {to for to, _ in told} == {
        panel.world.email("reviewer2"), panel.world.email("secretary")
    }  # fmt: skip
    assert all(SECRET not in text and panel.world.reviewer.name not in text for _, text in told)


@pytest.mark.parametrize("who", ["author", "clerk", "leader", "admin", "reviewer_p9"])
def test_nobody_else_finds_the_thread(panel: Panel, who: str) -> None:
    panel.write("reviewer", panel.first)
    client = panel.as_(who)
    for path in (f"/cham-diem/{panel.first}/trao-doi", panel.office):
        assert client.get(path).status_code in {403, 404}
        assert client.post(path, data={"body": "Chen vào"}).status_code in {403, 404}
    assert notes() == [SECRET]


def test_the_office_reads_and_writes_unless_in_conflict(panel: Panel) -> None:
    panel.write("reviewer", panel.first)
    client = panel.as_("secretary")
    assert SECRET in client.get(panel.office).text
    assert client.post(panel.office, data={"body": "Đã rõ"}).status_code == 303
    with transaction() as session:
        declares(session, session.get_one(Idea, panel.idea_id), panel.world.secretary)
    assert client.get(panel.office).status_code == 403
    assert client.post(panel.office, data={"body": "Nữa"}).status_code == 403
    assert notes() == [SECRET, "Đã rõ"]


def test_an_empty_note_comes_back(panel: Panel) -> None:
    for path, who in ((f"/cham-diem/{panel.first}/trao-doi", "reviewer"),
                      (panel.office, "secretary")):  # fmt: skip
        answer = panel.as_(who).post(path, data={"body": " "})
        assert answer.status_code == 422
        assert "Nhập nội dung" in answer.text
    long = "x" * 2001
    assert panel.write("reviewer", panel.first, long) == 422
    assert notes() == []


def test_a_question_goes_to_the_authors_in_the_councils_words(panel: Panel) -> None:
    key = panel.ask()
    url = f"/ho-so/{panel.idea_id}/hoi-dong-hoi"
    assert "Số liệu" not in panel.as_("author").get(url).text

    assert panel.handle("secretary", key, then="send", text="Đề nghị nêu nguồn số liệu.") == 303
    page = panel.as_("author").get(url).text
    assert "Đề nghị nêu nguồn số liệu." in page
    assert "Số liệu lấy ở đâu?" not in page
    assert panel.world.reviewer2.name not in page

    answer = panel.client.post(f"{url}/{key}", data={f"c{key}-body": "Từ sổ tiếp nhận."})
    assert answer.status_code == 303
    talk = f"/cham-diem/{panel.first}/trao-doi"
    assert "Từ sổ tiếp nhận." not in panel.as_("reviewer").get(talk).text
    assert panel.handle("secretary", key, then="release") == 303
    assert "Từ sổ tiếp nhận." in panel.as_("reviewer").get(talk).text
    assert all("nguồn số liệu" not in text and "sổ tiếp nhận" not in text for _, text in mails())


def test_a_question_is_answered_once_and_by_authors_only(panel: Panel) -> None:
    key = panel.ask()
    url = f"/ho-so/{panel.idea_id}/hoi-dong-hoi"
    panel.handle("secretary", key, then="send", text="Nguồn?")
    for who in ("clerk", "reviewer", "secretary"):
        client = panel.as_(who)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}/{key}", data={f"c{key}-body": "Lạ"}).status_code == 404
    client = panel.as_("author")
    assert client.post(f"{url}/{key}", data={f"c{key}-body": ""}).status_code == 422
    assert client.post(f"{url}/{key}", data={f"c{key}-body": "Một"}).status_code == 303
    assert client.post(f"{url}/{key}", data={f"c{key}-body": "Hai"}).status_code == 409
    with transaction() as session:
        assert session.get_one(AuthorQuestion, key).answer == "Một"


def test_a_refused_question_tells_its_asker_why(panel: Panel) -> None:
    key = panel.ask()
    assert panel.handle("secretary", key, then="refuse", text="") == 422
    assert panel.handle("chair", key, then="refuse", text="Đã có trong phần IV") == 303
    page = panel.as_("reviewer2").get(f"/cham-diem/{panel.second}/trao-doi").text
    assert "Đã có trong phần IV" in page
    assert panel.handle("secretary", key, then="send", text="Nguồn?") == 409
    assert "Nguồn?" not in panel.as_("author").get(f"/ho-so/{panel.idea_id}/hoi-dong-hoi").text


@pytest.mark.parametrize("then", ["send", "refuse", "release"])
def test_a_reviewer_handles_no_question(panel: Panel, then: str) -> None:
    key = panel.ask()
    assert panel.handle("reviewer", key, then=then, text="x") == 403


def test_what_waits_is_on_the_home_page(panel: Panel) -> None:
    key = panel.ask()

    def home(who: str) -> str:
        return panel.as_(who).get("/viec-cho-toi").text

    assert "Chuyển câu hỏi hoặc câu trả lời" in home("secretary")
    assert "Trả lời câu hỏi của Hội đồng" not in home("author")
    panel.handle("secretary", key, then="send", text="Nguồn?")
    assert "Trả lời câu hỏi của Hội đồng" in home("author")
