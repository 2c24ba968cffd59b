"""One slip of paper for several items: counted whole, confirmed by another, written down once."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.documents.docx_writer import to_docx
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, Blocked, Denied
from app.sittings import (
    closing,
    joint,
    joint_queries,
    papers,
    running,
    screen_showing,
    seat_showing,
    seating,
)
from app.sittings.joint_rules import Line, LineCount, Slips, blockers_of_lines
from app.sittings.models import JointPaper, Sitting
from app.sittings.states import ItemState
from tests.documents.reading import page_texts, word_text
from tests.people import NOON, World, sign_in
from tests.sittings.builders import council_round, items, nine, opened

LATER = NOON + timedelta(minutes=30)
# P9's reviewer keeps away from the first line, so it is struck out on one of eight slips.
COUNTS = (LineCount(6, 1), LineCount(5, 1, 1, 1), LineCount(8, 0))


def room(session: Session, world: World) -> tuple[Sitting, list[Actor]]:
    """Eight of nine are there, two of them count; three items wait."""
    seats = nine(session, world)
    council_round(session, world, "P9 P1 P1")
    sitting = opened(session, world, seats[:8])
    tellers = [world.reviewer2, world.reviewer3]
    keys = [one.user_id or 0 for one in tellers]
    seating.name_tellers(session, world.secretary, sitting, keys, NOON)
    session.flush()
    return sitting, tellers


def handed_out(session: Session, world: World, sitting: Sitting) -> JointPaper:
    keys = [one.id for one in items(session, sitting)]
    slip = joint.hand_out(session, world.secretary, sitting, keys, NOON)
    session.flush()
    return slip


def by_ballot(session: Session, slip: JointPaper) -> dict[int, LineCount]:
    lines = joint_queries.lines(session, slip.sitting_id, slip)
    return {line.ballot_id: count for line, count in zip(lines, COUNTS, strict=True)}


def test_a_whole_slip_is_counted_confirmed_and_written_down(world: World, session: Session) -> None:
    sitting, (first, second) = room(session, world)
    slip = handed_out(session, world, sitting)
    counts = by_ballot(session, slip)
    assert [one.away for one in joint_queries.lines(session, sitting.id, slip)] == [1, 0, 0]
    assert seat_showing.seat(session, first, sitting).counts_joint
    assert not seat_showing.seat(session, world.reviewer, sitting).counts_joint
    assert screen_showing.screen(session, world.secretary, sitting).joint == 3

    joint.enter(session, first, sitting, slip, Slips(8, 8), counts, NOON)
    session.flush()
    with pytest.raises(Blocked, match="thứ hai"):
        joint.write_result(session, world.secretary, sitting, slip, LATER)
    with pytest.raises(Blocked, match="không tự xác nhận"):
        joint.confirm(session, first, sitting, slip, slip.version, NOON)
    with pytest.raises(Denied):
        joint.confirm(session, world.reviewer, sitting, slip, slip.version, NOON)
    seen = slip.version
    joint.enter(session, first, sitting, slip, Slips(8, 8), counts, LATER)
    session.flush()
    with pytest.raises(Blocked, match="vừa được nhập lại"):
        joint.confirm(session, second, sitting, slip, seen, NOON)
    joint.confirm(session, second, sitting, slip, slip.version, NOON)
    session.flush()
    joint.write_result(session, world.secretary, sitting, slip, LATER)
    session.flush()

    agenda = items(session, sitting)
    assert [(one.state, one.passed, one.yes, one.base, one.needed) for one in agenda] == [
        (ItemState.DECIDED, True, 6, 9, 6),
        (ItemState.DECIDED, False, 5, 9, 6),
        (ItemState.DECIDED, True, 8, 9, 6),
    ]
    with pytest.raises(AlreadyDone):
        joint.enter(session, first, sitting, slip, Slips(8, 8), counts, LATER)


def test_the_minutes_and_the_record_follow_the_slip(world: World, session: Session) -> None:
    sitting, (first, second) = room(session, world)
    slip = handed_out(session, world, sitting)
    joint.enter(session, first, sitting, slip, Slips(8, 8), by_ballot(session, slip), NOON)
    session.flush()
    joint.confirm(session, second, sitting, slip, slip.version, NOON)
    session.flush()
    joint.write_result(session, world.secretary, sitting, slip, LATER)
    session.flush()

    content = closing.content_of(session, sitting) | {"closed_at": LATER.isoformat()}

    names = {one["name"] for one in content["members"]}
    (kept,) = content["joints"]
    assert (kept["counts"], kept["items"], set(kept["tellers"]) <= names) == ([8, 8, 0], 3, True)
    minutes, count = (word_text(to_docx(make(content)))
                      for make in (papers.minutes, papers.count_record))  # fmt: skip
    for text in (minutes, count):
        assert "Phiếu chung số 1, một phiếu cho 03 (ba) nội dung" in text or (
            "Phiếu chung số 1, một phiếu cho 3 (ba) nội dung" in text
        )
        assert "phát ra 8, thu về 8, không thu về 0" in text
        assert "Phiếu trắng" in text
    assert "không bỏ phiếu nội dung này trên phiếu chung số 1" in minutes
    assert "của Chủ tịch Ủy ban nhân dân Quận 3, có 9 thành viên" in minutes
    assert "TỔ KIỂM PHIẾU" in count


def test_a_slip_taken_back_counts_for_nothing(world: World, session: Session) -> None:
    sitting, (first, _second) = room(session, world)
    slip = handed_out(session, world, sitting)
    joint.enter(session, first, sitting, slip, Slips(8, 8), by_ballot(session, slip), NOON)
    session.flush()
    with pytest.raises(Blocked, match="Đang xét"):
        closing.close_sitting(session, world.secretary, sitting, LATER)

    joint.take_back(session, world.secretary, sitting, slip, "In thiếu một dòng.", LATER)
    session.flush()

    agenda = items(session, sitting)
    assert [(one.state, one.passed) for one in agenda] == [(ItemState.WAITING, None)] * 3
    again = handed_out(session, world, sitting)
    assert again.number == 2


def test_a_slip_that_would_be_void_is_not_handed_out(world: World, session: Session) -> None:
    sitting, _tellers = room(session, world)
    keys = [one.id for one in items(session, sitting)]

    with pytest.raises(Blocked, match="ít nhất 2 nội dung"):
        joint.hand_out(session, world.secretary, sitting, keys[:1], NOON)
    seating.name_tellers(
        session,
        world.secretary,
        sitting,
        [world.reviewer2.user_id or 0, world.reviewer_p9.user_id or 0],
        NOON,
    )
    session.flush()
    with pytest.raises(Blocked, match="hiện có 1"):  # the second must keep away from a line
        joint.hand_out(session, world.secretary, sitting, keys, NOON)
    gone = [world.chair.user_id or 0, world.reviewer.user_id or 0, world.reviewer3.user_id or 0]
    running.note_presence(session, world.secretary, sitting, gone, NOON, here=False)
    session.flush()
    with pytest.raises(Blocked, match="Không đủ số thành viên"):
        joint.hand_out(session, world.secretary, sitting, keys[1:], NOON)


def test_a_discussed_item_waits_for_the_slip_and_its_members_come_back(
    world: World, session: Session
) -> None:
    sitting, _tellers = room(session, world)
    first = items(session, sitting)[0]
    running.call_item(session, world.secretary, sitting, first, NOON)
    session.flush()
    assert seat_showing.seat(session, world.reviewer_p9, sitting).away

    joint.set_aside(session, world.secretary, sitting, first, LATER)
    session.flush()

    assert not seat_showing.seat(session, world.reviewer_p9, sitting).away
    assert handed_out(session, world, sitting).number == 1


@pytest.mark.parametrize(
    ("slips", "change", "message"),
    [
        (Slips(9, 8), {}, "Phát ra 9 phiếu"),
        (Slips(7, 8), {}, "nhiều hơn 7 phiếu phát ra"),
        (Slips(8, 0), {}, "Chưa thu được phiếu nào"),
        (Slips(8, 8, 1), {}, "0 thành viên vắng mặt"),
        (Slips(8, 8), {0: LineCount(7, 1)}, "Dòng 1 .* cộng được 8 phiếu, phải là 7"),
        (Slips(8, 8), {2: LineCount(7, 0)}, "Dòng 3 .* cộng được 7 phiếu, phải là 8"),
    ],
)
def test_a_count_that_does_not_add_up_is_refused(
    world: World, session: Session, slips: Slips, change: dict[int, LineCount], message: str
) -> None:
    sitting, (first, _second) = room(session, world)
    slip = handed_out(session, world, sitting)
    counts = by_ballot(session, slip)
    for place, count in change.items():
        counts[list(counts)[place]] = count

    with pytest.raises(Blocked, match=message):
        joint.enter(session, first, sitting, slip, slips, counts, NOON)


@given(st.integers(1, 30), st.integers(0, 5), st.data())
def test_every_true_count_of_slips_is_accepted(out: int, struck: int, data: st.DataObject) -> None:
    """Slips as people mark them, some not given back, some with the line struck out."""
    struck = min(struck, out)
    marks = [data.draw(st.sampled_from(["yes", "no", "blank", "void"])) for _ in range(out)]
    marks[:struck] = ["struck"] * struck
    back = data.draw(st.lists(st.booleans(), min_size=out, max_size=out))
    kept = [mark for mark, came in zip(marks, back, strict=True) if came]
    count = LineCount(*(kept.count(name) for name in ("yes", "no", "blank", "void")))

    line = Line(1, "SK-1", struck)
    assert blockers_of_lines(Slips(out, len(kept)), [line], {1: count}) == []
    more = LineCount(count.yes + struck + 1, count.no, count.blank, count.void)
    assert len(blockers_of_lines(Slips(out, len(kept)), [line], {1: more})) == (
        1 if more.total > line.fits(Slips(out, len(kept)))[1] else 0
    )


def test_the_whole_slip_over_the_pages(app: Flask, world: World, client: FlaskClient) -> None:
    with transaction() as session:
        sitting, _tellers = room(session, world)
        sitting_id, keys = sitting.id, [one.id for one in items(session, sitting)]
    page = f"/phien-hop/{sitting_id}/phieu-chung"
    sign_in(client, world.email("secretary"))
    assert "Chọn các nội dung" in client.get(page).get_data(as_text=True)
    assert client.post(page, data={"item": keys[:1]}).status_code == 422
    on_table = f"/phien-hop/{sitting_id}/noi-dung/{keys[1]}"
    assert client.post(f"{on_table}/xet").status_code == 303
    assert client.post(f"{on_table}/cho-phieu-chung").status_code == 303
    assert client.post(page, data={"item": keys}).status_code == 303
    printed = client.get(f"{page}/1/phieu.pdf")
    words = " ".join(" ".join(page_texts(printed.data)).split())
    assert "PHIẾU BIỂU QUYẾT SỐ 1" in words
    assert all(f"Giải pháp số {n}" in words for n in (1, 2, 3))
    assert not any(one in words for one in ("Lê Minh Khuê", "Ngô Thị Yến"))
    assert client.get(f"{page}/2/phieu.pdf").status_code == 404

    sign_in(client, world.email("reviewer2"))
    with app.app_context():
        slip = joint_queries.numbered(db.session(), sitting_id, 1)
        counts = by_ballot(db.session(), slip)
    boxes = {f"{key}-{name}": str(getattr(one, name)) for key, one in counts.items()
             for name in ("yes", "no", "blank", "void")}  # fmt: skip
    wrong = client.post(f"{page}/1/kiem", data={**boxes, next(iter(boxes)): "x", "handed_out": "8",
                                                "collected": "8"})  # fmt: skip
    assert wrong.status_code == 422
    assert "Dòng 1: nhập số nguyên" in wrong.get_data(as_text=True)
    assert 'value="x"' in wrong.get_data(as_text=True)
    typed = {**boxes, "handed_out": "8", "collected": "8"}
    assert client.post(f"{page}/1/kiem", data=typed).status_code == 303

    sign_in(client, world.email("reviewer"))
    assert client.get(page).status_code == 303  # neither counts nor runs: back to the own seat
    sign_in(client, world.email("reviewer3"))
    shown = client.get(page).get_data(as_text=True)
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert client.post(f"{page}/1/xac-nhan", data={"seen": seen}).status_code == 303
    sign_in(client, world.email("secretary"))
    assert "Ghi kết quả 3 nội dung" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/1/ghi").status_code == 303
    assert "Thông qua" in client.get(f"/phien-hop/{sitting_id}").get_data(as_text=True)
