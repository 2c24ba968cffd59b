"""The registry through HTTP and the command line."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.awards.actions import lock_list
from app.citations import actions, queries
from app.citations.acts import ActDraft
from app.citations.models import LegalBasis
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied, StaleEdit
from tests.awards.builders import make_list, ready_list
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries

PLAN = Path(__file__).with_name("ke_hoach_52.txt")
ACT = {"kind": "Quyết định", "number": "77/2026/QĐ-UBND", "issuer": "Ủy ban nhân dân Quận 3",
       "issued_on": "05/01/2026", "subject": "quy chế sáng kiến", "valid_from": "15/01/2026",
       "certainty": "read", "used_for": "register", "once_key": "k"}  # fmt: skip


def draft(number: str = "77/2026/QĐ-UBND", **changes: object) -> ActDraft:
    return ActDraft(
        **{"kind": "Quyết định", "number": number, "issuer": "Ủy ban nhân dân Quận 3",
           "issued_on": date(2026, 1, 5), "subject": "quy chế sáng kiến",
           "valid_from": date(2026, 1, 15), **changes}  # type: ignore[arg-type]
    )  # fmt: skip


def total() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(LegalBasis)) or 0


def load() -> None:
    with transaction() as session:
        actions.load_acts(session, SYSTEM, NOON)


def test_an_act_is_written_down_once_and_found_without_diacritics(
    world: World, client: FlaskClient
) -> None:
    browser = sign_in(client, world.email("secretary"))

    first = browser.post("/van-ban-can-cu/moi", data=ACT)
    second = browser.post("/van-ban-can-cu/moi", data=ACT)
    same = browser.post("/van-ban-can-cu/moi", data={**ACT, "once_key": "other"})
    found = browser.get("/van-ban-can-cu?q=quy+che+sang+kien").get_data(as_text=True)

    assert (first.status_code, second.location, total()) == (303, first.location, 1)
    assert "đã có trong danh mục" in same.get_data(as_text=True)
    assert "77/2026/QĐ-UBND" in found
    page = browser.get(first.location).get_data(as_text=True)
    assert "Căn cứ Quyết định số 77/2026/QĐ-UBND ngày 05 tháng 01 năm 2026" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"number": ""}, "Nhập số, ký hiệu"), ({"valid_from": "32/01/2026"}, "ngày có thật"),
     ({"last_day": "01/01/2026"}, "Ngày hết hiệu lực"),
     ({"valid_from": "01/01/2026"}, "Ngày ban hành không được sau"),
     ({"subject": "x" * 601}, "không được quá")],
)  # fmt: skip
def test_wrong_input_is_said(
    world: World, client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = sign_in(client, world.email("awards_officer")).post(
        "/van-ban-can-cu/moi", data={**ACT, **changes}
    )

    assert (answer.status_code, total()) == (422, 0)
    assert words in answer.get_data(as_text=True)


@BOTH
def test_a_correction_is_a_new_version_and_the_old_one_stays_cited(
    world: World, app: Flask
) -> None:
    with transaction() as session:
        old = actions.add_act(session, world.secretary, draft(), NOON)
        session.flush()
        actions.cite(session, "nomination_list:4", [old.id], NOON.date())
        new = actions.correct_act(session, world.secretary, old,
                                  draft(last_day=date(2026, 12, 31), replaced_by="1/2027/QĐ-UBND"),
                                  "Có văn bản thay thế", NOON)  # fmt: skip
        session.flush()
        keys = (old.id, new.id)
        with pytest.raises(StaleEdit):
            actions.correct_act(session, world.secretary, old, draft(), "Lần nữa", NOON)
        with pytest.raises(Blocked):
            actions.correct_act(session, world.secretary, new, draft(), "", NOON)

    with transaction() as session:
        assert [one.act_id for one in queries.all_acts(session)] == [keys[1]]
        assert [(one.thing, one.edition) for one in queries.cited_by(session, keys[1])] == [
            ("nomination_list:4", 1)
        ]
        assert [one.edition for one in queries.versions(session, keys[0])] == [2, 1]
        stored = session.get_one(LegalBasis, keys[0])
        assert (stored.valid_to, stored.newest) == (None, False)


@BOTH
def test_loading_the_shipped_acts_twice_adds_nothing(world: World, app: Flask) -> None:
    load()
    first = total()
    load()

    with transaction() as session:
        with pytest.raises(Denied):
            actions.load_acts(session, world.author, NOON)
        numbers = {one.number for one in queries.all_acts(session)}
        expired = {one.number: one.replaced_by for one in queries.all_acts(session)
                   if not one.in_force(date(2026, 11, 30)) and one.valid_to}  # fmt: skip

    assert total() == first == len(numbers)
    assert {"98/2023/NĐ-CP": "152/2025/NĐ-CP", "127/QĐ-TTg": "1671/QĐ-TTg",
            "85/2016/NĐ-CP": "331/2026/NĐ-CP", "13/2023/NĐ-CP": "356/2025/NĐ-CP",
            }.items() <= expired.items()  # fmt: skip
    assert set(expired.values()) - {""} <= numbers


def test_a_text_or_a_word_file_is_checked_and_nothing_is_stored(
    world: World, client: FlaskClient
) -> None:
    load()
    before = total()
    browser = sign_in(client, world.email("clerk"))
    paper = docx.Document()
    for line in PLAN.read_text(encoding="utf-8").split("\n"):
        paper.add_paragraph(line)
    file = io.BytesIO()
    paper.save(file)
    file.seek(0)

    pasted = browser.post("/van-ban-can-cu/soat", data={
        "text": PLAN.read_text(encoding="utf-8"), "day": "26/02/2024"})  # fmt: skip
    sent = browser.post("/van-ban-can-cu/soat", content_type="multipart/form-data",
                        data={"file": (file, "ke-hoach.docx"), "day": "26/02/2024"})  # fmt: skip
    bad = browser.post("/van-ban-can-cu/soat", content_type="multipart/form-data",
                       data={"file": (io.BytesIO(b"PK\x03\x04xx"), "x.docx")})  # fmt: skip
    none = browser.post("/van-ban-can-cu/soat", data={"text": "  "})

    for answer in (pasted, sent):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "1 chỗ cần xem" in page
        assert "6479/KH-UBND" in page
    assert (bad.status_code, none.status_code) == (422, 422)
    assert "Dán văn bản hoặc chọn tệp" in none.get_data(as_text=True)
    assert total() == before
    assert sign_in(client, world.email("author")).get("/van-ban-can-cu/soat").status_code == 403
    assert sign_in(client, world.email("clerk")).get("/van-ban-can-cu/moi").status_code == 403


def test_the_command_finds_the_twin_of_the_plan(world: World, app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    loaded = runner.invoke(args=["citations", "load"])
    found = runner.invoke(args=["citations", "lint", str(PLAN), "--day", "26/02/2024"])
    clean_text = runner.invoke(args=["citations", "lint", "-"], input="Không viện dẫn gì.")
    wrong = runner.invoke(args=["citations", "lint", str(PLAN), "--day", "31/02/2024"])
    missing = runner.invoke(args=["citations", "lint", str(tmp_path / "khong-co")])

    assert loaded.output == "45 văn bản mới\n"
    assert found.exit_code == 1
    assert found.output.count("Hai số gần giống của một văn bản") == 1
    assert "6479/KH-UBND" in found.output
    assert (clean_text.exit_code, wrong.exit_code, missing.exit_code) == (0, 1, 1)


def test_a_locked_list_is_told_of_at_the_acts_it_cites(world: World, app: Flask) -> None:
    with transaction() as session:
        list_ = ready_list(session, world)
        session.flush()
        lock_list(session, world.awards_officer, list_, NOON)
        name = list_.subject

    with transaction() as session:
        cited = [one.number for one in queries.all_acts(session)
                 if queries.cited_by(session, one.act_id)]  # fmt: skip
        law = next(one for one in queries.all_acts(session) if one.number == "06/2022/QH15")
        assert [one.thing for one in queries.cited_by(session, law.act_id)] == [name]
    assert set(cited) == {"06/2022/QH15", "152/2025/NĐ-CP", "13/2012/NĐ-CP", "52/KH-UBND-KT"}


def test_a_draft_list_warns_of_an_act_that_does_not_hold_on_its_day(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        good = make_list(session, world, movement="theo Kế hoạch số 52/KH-UBND-KT")
        old = make_list(session, world, title="Danh sách hai",
                        movement="theo Quyết định số 127/QĐ-TTg ngày 26/01/2021")  # fmt: skip
        session.flush()
        keys = (good.id, old.id)
    browser = sign_in(client, world.email("awards_officer"))

    pages = [browser.get(f"/khen-thuong/{key}").get_data(as_text=True) for key in keys]

    assert ["Viện dẫn cần xem" in page for page in pages] == [False, True]
    assert "1671/QĐ-TTg" in pages[1]


def test_pages_cost_the_same_at_any_size(world: World, client: FlaskClient) -> None:
    browser = sign_in(client, world.email("secretary"))

    def cost() -> int:
        with counted_queries() as counter:
            assert browser.get("/van-ban-can-cu").status_code == 200
        return counter.count

    with transaction() as session:
        actions.add_act(session, SYSTEM, draft(), NOON)
    cost()
    small = cost()
    load()

    assert cost() == small


def test_a_correction_through_the_page_says_why(world: World, client: FlaskClient) -> None:
    browser = sign_in(client, world.email("secretary"))
    there = browser.post("/van-ban-can-cu/moi", data=ACT).location
    change = {**ACT, "last_day": "31/12/2026", "replaced_by": "1/2027/QĐ-UBND"}

    form = browser.get(f"{there}/sua").get_data(as_text=True)
    bare = browser.post(f"{there}/sua", data=change)
    done = browser.post(f"{there}/sua", data={**change, "reason": "Có văn bản thay thế"})
    late = browser.post(f"{there}/sua", data={**change, "reason": "Lần nữa"})
    page = browser.get(done.location).get_data(as_text=True)

    assert "quy chế sáng kiến" in form
    assert (bare.status_code, done.status_code, late.status_code) == (422, 303, 409)
    assert "Nhập lý do sửa" in bare.get_data(as_text=True)
    assert "Có văn bản thay thế" in page
    assert "1/2027/QĐ-UBND" in page
