"""Forwarding through HTTP: make, download, upload, receive, answer, take the answer back."""

import html
import io
import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.forwarding.models import Forwarding, ReceivedBundle, ReceivedLine
from app.forwarding.queries import received_list
from app.forwarding.states import LineAnswer, ReceivedState
from tests.forwarding.builders import made, upward_list
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries


def upload(client: FlaskClient, path: str, content: bytes) -> tuple[int, str, str]:
    answer = client.post(path, data={"file": (io.BytesIO(content), "goi.zip")},
                         content_type="multipart/form-data")  # fmt: skip
    return answer.status_code, answer.location or "", answer.get_data(as_text=True)


def count(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_whole_way_from_the_list_to_its_answer(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        list_id = upward_list(session, world).id
    browser = sign_in(client, world.email("awards_officer"))

    index = browser.get("/chuyen-cap-tren").get_data(as_text=True)
    sent = browser.post(f"/chuyen-cap-tren/lap-goi/{list_id}", data={"evidence": "1"})
    again = browser.post(f"/chuyen-cap-tren/lap-goi/{list_id}", data={"evidence": "1"})
    file = browser.get(f"{sent.location}/goi.zip")
    status, there, _page = upload(browser, "/chuyen-cap-tren/nhan", file.data)
    wrong = browser.post(f"{there}/tiep-nhan", data={"letter_code": "abc"})
    code = db.session.scalars(select(Forwarding.digest)).one()[:12]
    right = browser.post(f"{there}/tiep-nhan", data={"letter_code": code})
    first, second = db.session.scalars(
        select(ReceivedLine.id).order_by(ReceivedLine.position)
    ).all()
    bare = browser.post(f"{there}/dong/{first}", data={"answer": "refused"})
    none = browser.post(f"{there}/dong/{first}", data={})
    early = browser.post(f"{there}/chot")
    done = [
        browser.post(f"{there}/dong/{first}", data={"answer": "refused", "reason": "Trùng"}),
        browser.post(f"{there}/dong/{second}", data={
            "answer": "agreed", "decision_number": "9/QĐ-UBND", "decided_on": "01/09/2026"}),
        browser.post(f"{there}/chot"),
    ]  # fmt: skip
    answer = browser.get(f"{there}/tra-loi.zip")
    taken, back, _page = upload(browser, f"{sent.location}/tra-loi", answer.data)
    page = browser.get(back).get_data(as_text=True)

    assert "Lập gói chuyển" in index
    assert (sent.status_code, again.status_code, count(Forwarding)) == (303, 303, 1)
    assert (status, wrong.status_code, right.status_code) == (303, 422, 303)
    assert (bare.status_code, none.status_code, early.status_code) == (422, 422, 422)
    assert [one.status_code for one in done] == [303, 303, 303]
    assert taken == 303
    for words in ("Đồng ý", "Không đồng ý", "9/QĐ-UBND, 01/09/2026", "Trùng"):
        assert words in page
    exports = db.session.scalars(
        select(AuditEntry.subject).where(AuditEntry.verb == "personal_data:export")
    ).all()
    assert exports == ["forwarding:1", "received_bundle:1"]


def test_one_answer_leads_to_the_next_line_with_the_same_decision(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        _row, content = made(session, world, evidence=False)
    browser = sign_in(client, world.email("awards_officer"))
    _status, there, _page = upload(browser, "/chuyen-cap-tren/nhan", content)
    browser.post(f"{there}/tiep-nhan", data={"letter_code": _digest()})
    decision = {"decision_number": "9/QĐ-UBND", "decided_on": "01/09/2026"}

    first = browser.post(f"{there}/dong/2", data={"answer": "agreed", **decision})
    page = browser.get(first.location).get_data(as_text=True)
    last = browser.post(first.location, data={"answer": "refused", "reason": "Trùng", **decision})
    again = browser.post(f"{there}/dong/2", data={"answer": "agreed", **decision})

    assert (first.location, last.location, again.location) == (f"{there}/dong/1", there, there)
    assert 'value="9/QĐ-UBND"' in page
    assert 'value="01/09/2026"' in page
    assert "2 trên 2 dòng" in browser.get(there).get_data(as_text=True)


def test_two_who_answer_the_same_line_see_both_answers(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        _row, content = made(session, world, evidence=False)
    browser = sign_in(client, world.email("awards_officer"))
    _status, there, _page = upload(browser, "/chuyen-cap-tren/nhan", content)
    browser.post(f"{there}/tiep-nhan", data={"letter_code": _digest()})
    line = f"{there}/dong/1"
    read = _version(browser.get(line).get_data(as_text=True))
    agreed = {"answer": "agreed", "decision_number": "9/QĐ-UBND", "decided_on": "01/09/2026",
              "version": read}  # fmt: skip
    refused = {"answer": "refused", "reason": "Trùng", "version": read}

    first = browser.post(line, data=agreed)
    same = browser.post(line, data=agreed)
    other = browser.post(line, data=refused)
    page = html.unescape(other.get_data(as_text=True))
    kept = _stored(1)
    chosen = browser.post(line, data={**refused, "version": _version(page)})

    assert [one.status_code for one in (first, same, other, chosen)] == [303, 303, 409, 303]
    assert kept == (LineAnswer.AGREED, "9/QĐ-UBND")
    assert 'name="answer" value="refused" checked' in page
    for words in ("Không đồng ý", "Đồng ý", "9/QĐ-UBND", "01/09/2026", "Trùng"):
        assert f'<span class="version-text">{words}</span>' in page
    assert _stored(1) == (LineAnswer.REFUSED, "")


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def _stored(line_id: int) -> tuple[LineAnswer | None, str]:
    db.session.rollback()
    line = db.session.get_one(ReceivedLine, line_id)
    return line.answer, line.decision_number


def test_who_is_no_reader_sees_nothing_and_readers_do_not_act(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        row, content = made(session, world)
        list_id, key = row.list_id, row.id
    officer = sign_in(client, world.email("awards_officer"))
    _status, there, _page = upload(officer, "/chuyen-cap-tren/nhan", content)
    page = officer.get(there).get_data(as_text=True)
    assert _digest() not in page  # it is typed from the letter, not from the page
    file = page.split('href="/tep/')[1].split('"')[0]

    assert officer.get(f"/tep/{file}").status_code == 200
    leader = sign_in(client, world.email("leader"))
    assert leader.get(there).status_code == 200
    assert leader.get(f"/chuyen-cap-tren/da-gui/{key}/goi.zip").status_code == 403
    assert leader.post(f"/chuyen-cap-tren/lap-goi/{list_id}").status_code == 403
    author = sign_in(client, world.email("author"))
    for path in ("/chuyen-cap-tren", there, f"/chuyen-cap-tren/da-gui/{key}"):
        assert author.get(path).status_code == 403
    assert author.get(f"/tep/{file}").status_code == 404


def _digest() -> str:
    db.session.rollback()
    return db.session.scalars(select(Forwarding.digest)).one()[:12]


def test_a_wrong_file_is_refused_in_words(world: World, client: FlaskClient) -> None:
    browser = sign_in(client, world.email("awards_officer"))

    for content, words in ((b"khong phai goi", "Không đọc được gói"), (b"", "Chọn tệp gói .zip")):
        data = {"file": (io.BytesIO(content), "goi.zip" if content else "")}
        answer = browser.post("/chuyen-cap-tren/nhan", data=data,
                              content_type="multipart/form-data")  # fmt: skip
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)

    assert count(ReceivedBundle) == 0
    assert browser.get("/chuyen-cap-tren/da-nhan/99").status_code == 404
    assert browser.get("/chuyen-cap-tren/da-gui/99").status_code == 404


def test_the_index_costs_the_same_at_any_size(world: World, client: FlaskClient) -> None:
    browser = sign_in(client, world.email("awards_officer"))

    def cost() -> int:
        with counted_queries() as counter:
            assert browser.get("/chuyen-cap-tren").status_code == 200
        return counter.count

    with transaction() as session:
        made(session, world, evidence=False)
    cost()
    small = cost()
    with transaction() as session:
        row = session.scalars(select(Forwarding)).one()
        for number in range(5):
            session.add(Forwarding(list_id=row.list_id, key=f"{number:032d}", digest="a" * 64,
                                   content_hash=f"{number:064d}", file_id=row.file_id,
                                   made_at=row.made_at))  # fmt: skip

    assert cost() == small


def test_what_waits_for_us_stands_before_what_is_done(world: World, session: Session) -> None:
    states = [ReceivedState.RECEIVED, ReceivedState.ANSWERED, ReceivedState.WAITING,
              ReceivedState.DROPPED]  # fmt: skip
    for number, state in enumerate(states):
        session.add(ReceivedBundle(key=f"{number:032d}", digest="a" * 64, origin="Phường 1",
                                   title=str(state), made_on=NOON.date(), state=state,
                                   uploaded_at=NOON))  # fmt: skip
        session.flush()

    found = received_list(session, most=3)

    assert [one.state for one in found] == [
        ReceivedState.WAITING, ReceivedState.RECEIVED, ReceivedState.DROPPED,
    ]  # fmt: skip


def test_a_bundle_is_called_back_or_not_received(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        row, content = made(session, world, evidence=False)
        key = row.id
    browser = sign_in(client, world.email("awards_officer"))
    _status, there, _page = upload(browser, "/chuyen-cap-tren/nhan", content)

    bare = browser.post(f"/chuyen-cap-tren/da-gui/{key}/rut", data={"reason": ""})
    gone = browser.post(f"/chuyen-cap-tren/da-gui/{key}/rut", data={"reason": "Gửi nhầm"})
    dropped = browser.post(f"{there}/khong-tiep-nhan")
    late = browser.post(f"{there}/tiep-nhan", data={"letter_code": _digest()})

    assert (bare.status_code, gone.status_code) == (422, 303)
    assert (dropped.status_code, late.status_code) == (303, 409)
    assert "Gửi nhầm" in browser.get(f"/chuyen-cap-tren/da-gui/{key}").get_data(as_text=True)
