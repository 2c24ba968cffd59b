"""A sitting of nine over thirty dossiers and one business, played through its pages.

What happens stands in `PLAY` as letters; the count by hand is made from these letters alone and
must be what the minutes say. On the way: quorum lost in the middle of a vote, a chair and a
secretary who must keep away, an absent member's letter, two tellers who first disagree, a tie, an
undone vote, a vote sent twice because the answer was lost.
"""

import io
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.documents.checker import check_docx
from app.extensions import db
from app.sittings.models import Sitting
from tests.people import NOON, World, sign_in
from tests.sittings.builders import SEATS, council_round, items, nine, planned

HERE = (*SEATS, "seat7", "seat8")  # seat9 is away and answers in writing
SAID = {"Y": "yes", "N": "no", "O": "other"}
# For each item: the dossier's unit, how it is voted on, what those in the room say in the order of
# HERE ("-": says nothing, "x": must keep away), and what the letter of the ninth says.
PLAY = (
    *[("P1", "open", "YYYYYYYY", "Y"), ("P1", "open", "YYYYYNNN", "Y"),
      ("P1", "open", "YYYYYNNN", "N"), ("P1", "open", "YYYYNNNO", "Y")],
    ("P1", "open", "YYYYYY--", "N"),  # 4: quorum is lost while they vote
    ("P1", "secret", "YYYYYYNN", "Y"),  # 5: a secret vote takes no letter
    ("P1", "secret", "YYYYYNNN", "Y"),
    ("PNV", "open", "xYYxYYYY", "N"),  # 7: the chair keeps away, the secretary runs
    ("PKT", "open", "YxxYYYYY", "Y"),  # 8: the secretary keeps away, the chair runs
    ("P9", "open", "YYYYYxNN", "Y"),
    ("P1", "paper", "YYYYYYNN", "Y"),  # 10: two tellers disagree, count again and agree
    ("P1", "open", "YYYYYYNN", "N"),  # 11: voted on wrongly first, undone
    ("P1", "open", "YYYYYNNN", "Y"),  # 12: one vote is sent twice
    *[("P1", "open", "YYYYYY" + two, letter)
      for two in ("YY", "YN", "NN", "OO") for letter in "YNO"],
    *[("P1", "open", "YYYY" + four, "Y") for four in ("NNNN", "NNNO", "OOOO", "YNNN", "YONN")],
)  # fmt: skip
TIE = "YYYYNNNN"


@dataclass
class Hand:
    """One line of the count by hand."""

    yes: int
    no: int
    other: int
    written: int
    base: int = 9

    @property
    def passed(self) -> bool:
        """Two thirds of nine are six."""
        return self.yes >= 6

    @property
    def percent(self) -> str:
        share = Decimal(self.yes * 100) / self.base
        text = str(share.quantize(Decimal("0.01"), ROUND_HALF_UP))
        return text.rstrip("0").rstrip(".").replace(".", ",")


def by_hand(how: str, said: str, letter: str) -> Hand:
    answers = said if how == "secret" else said + letter
    yes, no, other = (answers.count(one) for one in "YNO")
    return Hand(yes, no, other, written=0 if how == "secret" else 1)


@dataclass
class Room:
    """Browsers of everybody, and the sitting's address."""

    app: Flask
    world: World
    at: str = ""
    signed_in: dict[str, FlaskClient] = field(default_factory=dict)

    def of(self, name: str) -> FlaskClient:
        if name not in self.signed_in:
            client = self.app.test_client()
            self.signed_in[name] = sign_in(client, self.world.email(name))
        return self.signed_in[name]

    def press(self, name: str, path: str, status: int = 303, /, **typed: object) -> str:
        answer = self.of(name).post(f"{self.at}{path}", data=typed)
        assert answer.status_code == status, (name, path, answer.text[:3000])
        return str(answer.text)

    def key(self, name: str) -> int:
        return self.world.actors[name].user_id or 0

    def come(self, *names: str, here: str = "yes") -> None:
        self.press("secretary", "/co-mat", account=[self.key(one) for one in names], here=here)


@pytest.fixture
def room(app: Flask, client: FlaskClient, world: World) -> Room:
    with transaction() as session:
        nine(session, world)
        council_round(session, world, " ".join(unit for unit, *_rest in PLAY))
        sitting_id = planned(session, world, NOON).id
    return Room(app, world, f"/phien-hop/{sitting_id}")


def agenda_in_order(room: Room) -> list[int]:
    """The chair adds what the secretary may not see; then the order is that of the dossiers."""
    page = room.of("chair").get(f"{room.at}/chuong-trinh").text
    subjects = re.findall(r'name="subject" value="([^"]+)"', page)
    assert len(subjects) == 1
    room.press("chair", "/chuong-trinh", subject=subjects)
    room.press("secretary", "/noi-dung-khac", title="Thông qua quy chế", rule="procedure")
    with transaction() as session:
        sitting = session.get_one(Sitting, int(room.at.rpartition("/")[2]))
        lines = [(one.id, one.title) for one in items(session, sitting)]
    number = {title: int(title.rpartition(" ")[2]) if title[-1].isdigit() else 99
              for _key, title in lines}  # fmt: skip
    return [key for key, title in sorted(lines, key=lambda one: number[one[1]])]


def test_the_minutes_of_thirty_items_agree_with_a_count_by_hand(room: Room) -> None:
    assert len(PLAY) == 30
    keys = agenda_in_order(room)
    room.press("secretary", "/khai-mac")
    send_and_receive_the_letter(room, keys)
    room.come(*HERE)
    room.press("secretary", "/kiem-phieu",
               account=[room.key(one) for one in ("reviewer3", "seat7")])  # fmt: skip

    for place, (key, line) in enumerate(zip(keys, PLAY, strict=False)):
        play(room, place, key, line[1], line[2])
    tie(room, keys[-1])
    room.press("secretary", "/be-mac")

    check_minutes(room)
    check_the_draft(room)


def send_and_receive_the_letter(room: Room, keys: list[int]) -> None:
    away = room.key("seat9")
    due = {"due_at": "17:00 31/12/2040", "account": str(away)}
    room.press("secretary", "/van-ban", **due)
    typed = {f"item-{key}": SAID[letter] for key, (_unit, _how, _said, letter)
             in zip(keys, PLAY, strict=False)}  # fmt: skip
    # The secretary keeps away from one dossier: what is typed there is the chair's to enter.
    room.press("secretary", f"/van-ban/{away}", **typed)
    shown = room.of("chair").get(f"{room.at}/van-ban/{away}").text
    assert shown.count(" selected") == len(PLAY) - 2
    room.press("chair", f"/van-ban/{away}", **typed)
    shown = room.of("secretary").get(f"{room.at}/van-ban/{away}").text
    assert shown.count(" selected") == len(PLAY) - 1


def play(room: Room, place: int, key: int, how: str, said: str) -> None:
    runner = "chair" if said[1] == "x" else "secretary"
    if runner == "chair":
        room.press("secretary", f"/noi-dung/{key}/xet", 403)
    room.press(runner, f"/noi-dung/{key}/xet")
    for name, answer in zip(HERE, said, strict=True):
        if answer == "x":
            assert "Mời Ông/Bà tạm ra ngoài" in room.of(name).get(f"{room.at}/ghe").text
    room.press(runner, f"/noi-dung/{key}/bieu-quyet", kind=how)
    if how == "paper":
        count_paper(room, key, said)
    elif place == 11:
        vote(room, key, "NNNNNNNN")
        room.press("secretary", f"/noi-dung/{key}/ket-thuc")
        room.press("secretary", f"/noi-dung/{key}/lam-lai", reason="Hiểu nhầm nội dung")
        room.press("secretary", f"/noi-dung/{key}/bieu-quyet", kind=how)
        vote(room, key, said)
    else:
        vote(room, key, said)
    if place == 12:
        send_again(room, key)
    if place == 4:
        lose_the_quorum(room, key)
    room.press(runner, f"/noi-dung/{key}/ket-thuc")


def vote(room: Room, key: int, said: str) -> None:
    for name, answer in zip(HERE, said, strict=True):
        if answer in SAID:
            status = 200 if "Bỏ phiếu kín" in room.of(name).get(f"{room.at}/ghe").text else 303
            room.press(name, "/phieu", status, choice=SAID[answer], item=str(key))
        elif answer == "x":
            room.press(name, "/phieu", 403, choice="yes", item=str(key))


def lose_the_quorum(room: Room, key: int) -> None:
    """Three leave, five of nine are left: nothing is written down until one is back."""
    room.come("seat7", "seat8", "chair", here="no")
    refused = room.press("secretary", f"/noi-dung/{key}/ket-thuc", 422)
    assert "có mặt 5 trên 9, cần từ 6" in refused
    assert "(chưa đủ)" in room.of("secretary").get(f"{room.at}/man-hinh").text
    room.come("seat7", "seat8", "chair")


def send_again(room: Room, key: int) -> None:
    """The answer to a vote was lost on the way: the phone asks again, and it counts once."""
    assert "Đã biểu quyết" in room.of("reviewer").get(f"{room.at}/ghe").text
    room.press("reviewer", "/phieu", choice="no", item=str(key))


def count_paper(room: Room, key: int, said: str) -> None:
    yes, no = said.count("Y") + 1, said.count("N")
    right = {"item": key, "yes": yes, "no": no, "other": 0, "void": 0, "written": 1}
    room.press("reviewer", "/so-phieu", 403, **right)
    room.press("reviewer3", "/so-phieu", **right)
    assert "Đã nhập" in room.of("secretary").get(room.at).text
    assert "mới có 1" in room.press("secretary", f"/noi-dung/{key}/ket-thuc", 422)
    room.press("seat7", "/so-phieu", **(right | {"yes": yes - 1, "no": no + 1}))
    assert "Các bản đếm khác nhau" in room.of("secretary").get(room.at).text
    assert "nhập số khác nhau" in room.press("secretary", f"/noi-dung/{key}/ket-thuc", 422)
    room.press("seat7", "/so-phieu", **right)
    assert "Hai bản đếm khớp nhau" in room.of("secretary").get(room.at).text


def tie(room: Room, key: int) -> None:
    """Four of the eight in the room, the chair among them; the letter says nothing of it."""
    room.press("secretary", f"/noi-dung/{key}/xet")
    room.press("secretary", f"/noi-dung/{key}/bieu-quyet", kind="open")
    vote(room, key, TIE)
    room.press("secretary", f"/noi-dung/{key}/ket-thuc")


def check_minutes(room: Room) -> None:
    for paper in ("bien-ban", "kiem-phieu"):
        word = room.of("secretary").get(f"{room.at}/{paper}.docx").data
        assert [str(one.message) for one in check_docx(word)] == []
        document = docx.Document(io.BytesIO(word))
        (table,) = [one for one in document.tables if one.rows[0].cells[0].text == "STT"]
        told = {row.cells[1].text.split(" Giải pháp ")[-1]: [one.text for one in row.cells[2:]]
                for row in table.rows[1:]}  # fmt: skip
        assert len(told) == len(PLAY) + 1
        for number, (_unit, how, said, letter) in enumerate(PLAY, start=1):
            hand = by_hand(how, said, letter)
            cast = hand.yes + hand.no + hand.other
            assert told[f"số {number}"][1:] == [
                str(cast), str(hand.written), str(hand.yes), str(hand.no), str(hand.other), "0",
                f"{hand.yes}/9 ({hand.percent}%)",
                "Thông qua" if hand.passed else "Không thông qua",
            ], number  # fmt: skip
        assert told["Thông qua quy chế"][-2:] == ["4/8 (50%)", "Thông qua"]
    check_words(room)


def check_words(room: Room) -> None:
    word = room.of("secretary").get(f"{room.at}/bien-ban.docx").data
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(word)).paragraphs)
    passed = sum(by_hand(*line[1:]).passed for line in PLAY) + 1
    assert "Có mặt 8/9 thành viên (88,89%)" in words
    assert "Chu Thị Chín: gửi " in words
    assert len(re.findall(r"Trong đó có 0?1 \(một\) ý kiến bằng văn bản", words)) == len(PLAY) - 2
    assert "Lần biểu quyết thứ 1 không tính: Hiểu nhầm nội dung" in words
    assert "Kiểm phiếu: Đỗ Hữu Ước, Lương Thế Bảy" in words
    assert "4/8 đồng ý (50%)" in words
    assert "Thông qua theo bên có Chủ tịch" in words
    assert f"thông qua {passed}, không thông qua {len(PLAY) + 1 - passed}." in words
    assert words.count("Hoàng Anh Đạt cùng đơn vị, không dự phần này") == 1
    assert words.count("Nguyễn Thị Ếch cùng đơn vị, không dự phần này") == 1
    came = next(one for one in words.splitlines() if one.startswith("- Hoàng Anh Đạt"))
    assert came.count("từ ") == 2
    db.session.rollback()
    assert len(set(re.findall(r"mã [0-9a-f]{16}", words))) == 1


def check_the_draft(room: Room) -> None:
    """What the council agreed to, as a draft: blank number, no dossier recognised by it."""
    page = room.of("secretary").get(room.at).text
    assert "Dự thảo quyết định (Word)" in page
    word = room.of("secretary").get(f"{room.at}/du-thao-quyet-dinh.docx").data
    assert [str(one.message) for one in check_docx(word)] == []
    document = docx.Document(io.BytesIO(word))
    (table,) = [one for one in document.tables if one.rows[0].cells[0].text == "STT"]
    passed = [number for number, line in enumerate(PLAY, start=1) if by_hand(*line[1:]).passed]
    listed = {row.cells[2].text for row in table.rows[1:]}
    assert listed == {f"Giải pháp số {number}" for number in passed}
    assert room.of("secretary").get(f"{room.at}/du-thao-quyet-dinh.pdf").data[:4] == b"%PDF"
    assert room.of("seat7").get(f"{room.at}/du-thao-quyet-dinh.docx").status_code == 403
