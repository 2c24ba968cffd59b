"""The secretary's progress board: remind, replace a silent reviewer, type in a paper sheet."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.outbox.models import OutboxMessage
from app.review.models import Result, Sheet
from app.review.queries import draft_of
from app.review.states import SheetState
from tests.people import World, sign_in
from tests.review.builders import (
    criterion_keys,
    declares,
    locked,
    scored,
    scoring_idea,
    scoring_round,
    sheet_of,
)


class Board:
    """Two dossiers of `reviewer`: one begun, one not; the second is locked by `reviewer2`."""

    def __init__(self, world: World, client: FlaskClient) -> None:
        self.world, self.client = world, client
        with transaction() as session:
            round_ = scoring_round(session, world)
            begun = scoring_idea(session, world, round_, "reviewer")
            silent = scoring_idea(session, world, round_, "reviewer", "reviewer2")
            scored(session, round_, begun, world.reviewer, "18", None, None, None)
            locked(session, round_, silent, world.reviewer2)
            self.round_id, self.keys = round_.id, criterion_keys(session, round_.id)
            self.begun = sheet_of(session, begun, world.reviewer).id
            self.silent = sheet_of(session, silent, world.reviewer).id
            self.begun_idea, self.silent_idea = begun.id, silent.id
        self.url = f"/phan-cong/{self.round_id}"
        self.reviewer = world.reviewer.user_id or 0
        self.other = world.reviewer2.user_id or 0

    def as_(self, who: str) -> FlaskClient:
        return sign_in(self.client, self.world.email(who))

    def replace(self, who: str, sheet: int, successor: int, reason: str = "Không trả lời") -> int:
        data = {"sheet": str(sheet), "successor": str(successor), "reason": reason}
        return self.as_(who).post(f"{self.url}/thay-nguoi-cham?nguoi={self.reviewer}",
                                  data=data).status_code  # fmt: skip

    def paper(self, who: str, sheet: int, *points: str) -> tuple[int, str]:
        boxes = {f"points_{k}": p for k, p in zip(self.keys, points, strict=True)}
        remarks = {f"remark_{k}": "Đủ căn cứ." for k in self.keys}
        with transaction() as session:
            version = session.get_one(Sheet, sheet).version
        answer = self.as_(who).post(f"{self.url}/phieu-giay/{sheet}",
                                    data={**boxes, **remarks, "version": str(version)})  # fmt: skip
        return answer.status_code, answer.text

    def sheet(self, key: int) -> Sheet:
        with transaction() as session:
            found = session.get_one(Sheet, key)
            session.expunge(found)
            return found

    def conflict(self, idea_id: int) -> None:
        with transaction() as session:
            declares(session, session.get_one(Idea, idea_id), self.world.secretary)


@pytest.fixture
def board(world: World, client: FlaskClient) -> Board:
    return Board(world, client)


def mails(kind: str) -> list[str]:
    with transaction() as session:
        found = select(OutboxMessage.address).where(OutboxMessage.kind == kind)
        return list(session.scalars(found))


def test_the_board_counts_and_shows_no_score(board: Board) -> None:
    page = board.as_("secretary").get(f"{board.url}/tien-do?nguoi={board.reviewer}").text

    assert board.world.reviewer.name in page
    assert "0/2" in page
    assert "1/1" in page
    assert "Nhập phiếu giấy" in page
    assert ">18<" not in page


def test_a_reminder_counts_and_names_no_dossier(board: Board) -> None:
    answer = board.as_("secretary").post(f"{board.url}/nhac/{board.reviewer}")

    assert answer.status_code == 303
    assert mails("review_reminder") == [board.world.email("reviewer")]
    assert board.client.post(f"{board.url}/nhac/{board.other}").status_code == 422
    assert len(mails("review_reminder")) == 1


def test_a_silent_reviewer_is_replaced_and_the_draft_kept_hidden(board: Board) -> None:
    assert board.replace("secretary", board.begun, board.other) == 303

    old = board.sheet(board.begun)
    assert (old.state, old.replaced_by) == (SheetState.DECLINED, board.world.secretary.user_id)
    with transaction() as session:
        assert draft_of(session, session.get_one(Sheet, board.begun)).marks[0].points == 18
        theirs = Sheet.idea_id == board.begun_idea, Sheet.reviewer_id == board.other
        new = session.scalars(select(Sheet).where(*theirs)).one()
        assert new.state is SheetState.NOT_STARTED
    assert board.as_("reviewer").get(f"/cham-diem/{board.begun}").status_code == 403
    assert mails("review_replaced") == [board.world.email("reviewer")]


def test_a_successor_in_conflict_changes_nothing(board: Board) -> None:
    author_like = board.world.reviewer_p9.user_id or 0
    assert board.replace("secretary", board.begun, author_like) == 422
    assert board.replace("secretary", board.begun, board.other, reason=" ") == 422
    assert board.replace("secretary", board.begun, 999_999) == 422
    assert board.sheet(board.begun).state is SheetState.DRAFT
    assert mails("review_replaced") == []


def test_a_paper_sheet_is_locked_marked_and_told(board: Board) -> None:
    status, _text = board.paper("secretary", board.silent, "20", "18", "24", "15")

    sheet = board.sheet(board.silent)
    assert status == 303
    assert (sheet.state, sheet.total) == (SheetState.LOCKED, Decimal(77))
    assert sheet.entered_by == board.world.secretary.user_id
    assert mails("review_paper") == [board.world.email("reviewer")]
    with transaction() as session:
        assert session.get_one(Result, board.silent_idea).sheets_done == 2
    detail = f"/quyet-dinh/{board.round_id}/ho-so/{board.silent_idea}"
    assert "phiếu giấy, thư ký nhập" in board.as_("secretary").get(detail).text
    own = board.as_("reviewer").get(f"/cham-diem/{board.silent}").text
    assert "Phiếu giấy do thư ký Hội đồng nhập" in own


def test_paper_never_covers_what_the_reviewer_typed(board: Board) -> None:
    status, text = board.paper("secretary", board.begun, "20", "18", "24", "15")
    assert status == 422
    assert "đã bắt đầu chấm trên hệ thống" in text
    assert board.sheet(board.begun).state is SheetState.DRAFT


def test_an_incomplete_paper_sheet_comes_back_with_its_text(board: Board) -> None:
    status, text = board.paper("secretary", board.silent, "20", "", "99", "15")
    assert status == 422
    assert 'value="99"' in text
    assert board.sheet(board.silent).state is SheetState.NOT_STARTED


@pytest.mark.parametrize("who", ["chair", "reviewer", "author", "admin", "leader"])
def test_only_the_secretary_acts(board: Board, who: str) -> None:
    assert board.as_(who).post(f"{board.url}/nhac/{board.reviewer}").status_code in {403, 404}
    assert board.replace(who, board.begun, board.other) in {403, 404}
    assert board.paper(who, board.silent, "1", "1", "1", "1")[0] in {403, 404}
    assert board.sheet(board.begun).state is SheetState.DRAFT
    assert board.sheet(board.silent).state is SheetState.NOT_STARTED


def test_a_secretary_in_conflict_is_shut_out_of_that_dossier(board: Board) -> None:
    board.conflict(board.silent_idea)
    board.conflict(board.begun_idea)
    page = board.as_("secretary").get(f"{board.url}/tien-do?nguoi={board.reviewer}").text
    assert "Nhập phiếu giấy" not in page
    assert board.replace("secretary", board.begun, board.other) == 403
    assert board.paper("secretary", board.silent, "1", "1", "1", "1")[0] == 403
