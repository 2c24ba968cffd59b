"""My data, the office's pages, and that every export leaves a record; over HTTP."""

import io
import json
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.states import IdeaState
from app.outbox.actions import queue
from app.privacy import actions
from app.privacy.models import Anonymised, Consent, DataRequest, RetentionPeriod
from app.privacy.states import RequestKind
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.review.builders import locked, scoring_idea
from tests.rounds.builders import make_round

MINE = "/tai-khoan/du-lieu-cua-toi"
OFFICE = "/quan-tri/du-lieu-ca-nhan"


def exports() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(AuditEntry.subject, AuditEntry.detail)
        .where(AuditEntry.verb == "personal_data:export")
        .order_by(AuditEntry.id)
    )
    return [(subject, json.loads(detail)["what"]) for subject, detail in rows]


def taken(client: FlaskClient) -> tuple[dict[str, list[list[str]]], str]:
    answer = client.post(f"{MINE}/tai-ve")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        facts = json.loads(file.read("du-lieu-cua-toi.json"))
        page = file.read("du-lieu-cua-toi.html").decode()
    return {part["title"]: part["rows"] for part in facts["parts"]}, page


def test_my_export_holds_mine_and_nothing_of_others(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", coauthors=("author2",),
                            title="Trợ lý <b>đọc đơn</b>")  # fmt: skip
        locked(session, round_, idea, world.reviewer, "17", "18", "20", "13")

    parts, page = taken(sign_in(client, world.email("author")))

    assert parts["Tài khoản"][0][:2] == ["Trần Ngọc Ánh", world.author.email]
    assert [row[1] for row in parts["Hồ sơ tôi viết"]] == ["Trợ lý <b>đọc đơn</b>"]
    assert len(parts["Tôi là tác giả"]) == 1
    assert parts["Phiếu chấm của tôi"] == []
    assert "Trợ lý &lt;b&gt;đọc đơn" in page
    everything = json.dumps(parts, ensure_ascii=False) + page
    for hidden in ("Phạm Đình Ân", "Lê Minh Khuê", "Đủ căn cứ.", "argon2"):
        assert hidden not in everything
    assert exports() == [(f"account:{world.author.user_id}", "own_data.zip")]


def test_a_reviewers_export_holds_their_own_sheets(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
        locked(session, round_, idea, world.reviewer)
        locked(session, round_, idea, world.reviewer2, "11", "12", "13", "14")

    parts, _page = taken(sign_in(client, world.email("reviewer")))

    assert len(parts["Phiếu chấm của tôi"]) == 1
    assert [row[2] for row in parts["Điểm tôi chấm"]] == ["18", "18", "20", "14"]


def test_asking_twice_with_one_form_asks_once(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    form = {"kind": "correct", "text": "Sửa tên đệm.", "once_key": "k" * 32}

    answers = [client.post(f"{MINE}/yeu-cau", data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    db.session.rollback()
    assert db.session.scalars(select(DataRequest.text)).all() == ["Sửa tên đệm."]
    page = client.get(MINE).text
    assert "Sửa tên đệm." in page
    assert "Chờ trả lời" in page


def test_a_wrong_request_comes_back_with_what_was_typed(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    long = "Sai tên. " + "a" * 4001

    empty = client.post(f"{MINE}/yeu-cau", data={"kind": "correct", "text": ""})
    answer = client.post(f"{MINE}/yeu-cau", data={"kind": "erase", "text": long})
    nonsense = client.post(f"{MINE}/yeu-cau", data={"kind": "x", "text": "Có"})

    assert [a.status_code for a in (empty, answer, nonsense)] == [422, 422, 422]
    assert "Sai tên. aaa" in answer.text
    assert db.session.scalars(select(DataRequest.id)).all() == []


def test_consent_is_given_by_a_mark_and_taken_back_by_a_button(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))
    assert 'name="agree" type="checkbox" checked' not in client.get(MINE).text

    unmarked = client.post(f"{MINE}/dong-y/gallery_name", data={"wording": "1"})
    given = client.post(f"{MINE}/dong-y/gallery_name", data={"wording": "1", "agree": "y"})
    withdrawn = client.post(f"{MINE}/rut-dong-y/gallery_name")
    unknown = client.post(f"{MINE}/dong-y/newsletter", data={"wording": "1", "agree": "y"})

    codes = [a.status_code for a in (unmarked, given, withdrawn, unknown)]
    assert codes == [422, 303, 303, 404]
    db.session.rollback()
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.account_id, consent.version) == (world.author.user_id, 1)
    assert consent.withdrawn_at is not None


def test_the_office_answers_a_request(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        key = actions.ask(session, world.author, RequestKind.CORRECT, "Sai tên.", NOON).id
    sign_in(client, world.email("admin"))

    assert "Trần Ngọc Ánh" in client.get(OFFICE).text
    assert f"DL-{key}" in client.get("/viec-cho-toi").text
    unchosen = client.post(f"{OFFICE}/yeu-cau/{key}/tra-loi", data={"answer": "Đã sửa."})
    done = client.post(f"{OFFICE}/yeu-cau/{key}/tra-loi",
                       data={"outcome": "accept", "answer": "Đã sửa."})  # fmt: skip
    again = client.post(f"{OFFICE}/yeu-cau/{key}/tra-loi",
                        data={"outcome": "refuse", "answer": "Không."})  # fmt: skip

    assert [a.status_code for a in (unchosen, done, again)] == [422, 303, 409]
    assert "Đã sửa." in unchosen.text
    assert "Đã thực hiện" in client.get(f"{OFFICE}/yeu-cau/{key}").text
    assert f"DL-{key}" not in client.get("/viec-cho-toi").text


def test_the_office_sets_a_period_and_a_wording(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))

    bad = client.post(f"{OFFICE}/thoi-han/mail", data={"mail-months": "0", "mail-basis": "QĐ 1"})
    good = client.post(f"{OFFICE}/thoi-han/mail", data={"mail-months": "6", "mail-basis": "QĐ 1"})
    none = client.post(f"{OFFICE}/thoi-han/khac", data={"khac-months": "6", "khac-basis": "QĐ 1"})
    words = client.post(f"{OFFICE}/loi-van/gallery_name", data={"text": "Lời văn mới."})

    assert [a.status_code for a in (bad, good, none, words)] == [422, 303, 404, 303]
    db.session.rollback()
    assert db.session.scalars(select(RetentionPeriod.months)).all() == [6]
    assert "Lời văn mới." in client.get("/du-lieu-ca-nhan").text
    assert client.get(f"{OFFICE}/thoi-han").status_code == 200


def test_anonymising_is_shown_first_and_refused_while_tied(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("admin"))
    path = f"{OFFICE}/an-danh/{world.author.user_id}"

    shown = client.get(path)
    refused = client.post(path, data={"reason": "Thử"})

    assert "Kết thúc vai trò trước: Tác giả." in shown.text
    assert refused.status_code == 422
    db.session.rollback()
    assert db.session.scalars(select(Anonymised.account_id)).all() == []
    assert client.get(f"{OFFICE}/an-danh/999").status_code == 404


READS = ("", "/yeu-cau/1", "/thoi-han", "/loi-van/gallery_name", "/an-danh/1")
WRITES = ("/yeu-cau/1/tra-loi", "/thoi-han/mail", "/loi-van/gallery_name", "/an-danh/1")


@pytest.mark.parametrize("name", ["author", "secretary", "leader", "inspector"])
def test_the_office_pages_are_the_administrators(
    client: FlaskClient, world: World, name: str
) -> None:
    with transaction() as session:
        actions.ask(session, world.author2, RequestKind.ERASE, "Riêng tư.", NOON)
    sign_in(client, world.email(name))

    form = {"outcome": "accept", "answer": "x", "text": "x", "reason": "x", "mail-months": "1",
            "mail-basis": "x"}  # fmt: skip
    codes = {client.get(OFFICE + path).status_code for path in READS}
    codes |= {client.post(OFFICE + path, data=form).status_code for path in WRITES}

    assert codes == {403}
    assert "Riêng tư." not in client.get(MINE).text
    db.session.rollback()
    assert db.session.scalars(select(DataRequest.state)).one() == "open"


def test_visitors_read_the_notice_and_nothing_else(client: FlaskClient, world: World) -> None:
    notice = client.get("/du-lieu-ca-nhan")

    assert notice.status_code == 200
    assert "91/2025/QH15" in notice.text
    assert client.get(MINE).status_code == 302
    assert client.get(OFFICE).status_code == 302


def test_office_downloads_are_recorded(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        make_idea(session, world, round_, IdeaState.SUBMITTED)
        round_id = round_.id
    sign_in(client, world.email("secretary"))

    files = ("/tiep-nhan/danh-sach.xlsx", f"/quyet-dinh/{round_id}/bang-quyet-dinh.xlsx")
    assert [client.get(path).status_code for path in files] == [200, 200]

    assert exports() == [("idea:all", "intake.xlsx"), (f"round:{round_id}", "decision_table.xlsx")]


def test_the_command_line_previews_and_lists(app: Flask, world: World) -> None:
    with transaction() as session:
        queue(session, kind="note", address="x@y.example", title="Thư", body="Thư", now=NOON)
        session.get_one(Account, world.author.user_id).position = "Chuyên viên"
    run = app.test_cli_runner().invoke

    due = run(args=["privacy", "due"])
    preview = run(args=["privacy", "anonymise", "--account", str(world.author.user_id)])
    done = run(args=["privacy", "anonymise", "--account", str(world.author.user_id), "--yes",
                     "--reason", "Thử"])  # fmt: skip
    missing = run(args=["privacy", "anonymise", "--account", "999", "--yes"])

    assert (due.exit_code, "Thư đã gửi" in due.output) == (0, True)
    assert (preview.exit_code, done.exit_code, missing.exit_code) == (1, 1, 1)
    assert "Kết thúc vai trò trước" in done.output
