"""The set made by the worker: asked for, frozen, killed, downloaded, recorded."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.accounts.models import RoleGrant
from app.audit.models import AuditEntry
from app.awards.actions import issue_list, lock_list, remove_nomination, submit_list
from app.awards.dossier_fillings import COVERED
from app.awards.dossier_index import MANIFEST, PAGE
from app.awards.dossier_queries import dossier_of, read_dossier
from app.awards.models import Nomination, NominationList
from app.awards.verification import HONOUR
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.jobs.models import Job, JobPart
from app.jobs.states import JobState
from app.jobs.work import work
from app.kernel.clock import now
from app.papers.catalogue import COMMENDATION
from app.papers.codes import codes_of
from app.papers.models import PaperTemplate
from app.papers.stocks import NUMBERS, save_stock, stock_on
from app.worker import find_actor
from tests.awards.builders import make_list, make_solution, nominate, ready_list
from tests.awards.dossiers import opened, work_off
from tests.conftest import BOTH
from tests.documents.reading import page_texts, word_text
from tests.papers.versions import stored
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

ROOT = Path(__file__).parents[2]


def ready(world: World, *, locked: bool = True) -> int:
    """A list with two people and a unit."""
    with transaction() as session:
        list_ = ready_list(session, world)
        if locked:
            lock_list(session, world.awards_officer, list_, NOON)
        return list_.id


def asked(client: FlaskClient, list_id: int) -> int:
    """Press the button; the job it leads to."""
    answer = client.post(f"/khen-thuong/{list_id}/bo-ho-so")
    assert answer.status_code == 303
    return int(answer.headers["Location"].rpartition("/")[2])


def result(job_id: int) -> bytes:
    db.session.remove()
    parts = select(JobPart.content).where(JobPart.job_id == job_id).order_by(JobPart.number)
    return b"".join(db.session.scalars(parts))


def officer(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("awards_officer"))


@BOTH
def test_one_click_makes_the_set_and_the_owner_takes_it(
    app: Flask, client: FlaskClient, world: World
) -> None:
    list_id = ready(world)
    browser = officer(client, world)

    job_id = asked(browser, list_id)
    assert browser.get(f"/cong-viec/{job_id}/tep").status_code == 404
    work_off()
    facts = browser.get(f"/cong-viec/{job_id}", headers={"Accept": "application/json"}).get_json()
    answer = browser.get(f"/cong-viec/{job_id}/tep")

    assert facts == {"open": False, "percent": 100, "done": 11, "total": 11, "state": "Đã xong"}
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=bo-ho-so-danh-sach-01-2026.zip"
    )
    files = opened(answer.data)
    assert len(files) == 10 * 2 - 1 + 2
    listed = json.loads(files[MANIFEST])
    assert {one["deviations"] for one in listed["files"]} == {0, None}
    assert listed["code"]
    written = list(db.session.execute(
        select(AuditEntry.verb, AuditEntry.subject)
        .where(AuditEntry.verb == "personal_data:export")
    ))  # fmt: skip
    assert written == [("personal_data:export", f"nomination_list:{list_id}")]


def test_pressed_twice_while_it_runs_it_is_made_once(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    browser = officer(client, world)

    keys = {asked(browser, list_id), asked(browser, list_id)}
    work_off()

    assert len(keys) == 1
    assert asked(browser, list_id) not in keys


@pytest.mark.parametrize("who", ["author", "clerk", "secretary", "reviewer", "admin"])
def test_others_do_not_get_it(client: FlaskClient, world: World, who: str) -> None:
    list_id = ready(world)
    sign_in(client, world.email(who))

    assert client.post(f"/khen-thuong/{list_id}/bo-ho-so").status_code == 403
    assert db.session.scalar(select(func.count(Job.id))) == 0


def test_the_right_that_ended_ends_the_set(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    job_id = asked(officer(client, world), list_id)
    with transaction() as session:
        grants = select(RoleGrant).where(RoleGrant.account_id == world.awards_officer.user_id)
        for grant in session.scalars(grants):
            session.delete(grant)

    work_off()

    db.session.remove()
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.parts) == (JobState.FAILED, 0)


def test_a_locked_list_gives_what_was_locked(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    browser = officer(client, world)
    first = asked(browser, list_id)
    work_off()
    with transaction() as session:
        for idea in session.scalars(select(Idea)):
            idea.summary = idea.effect = "Sửa sau khi chốt"

    second = asked(browser, list_id)
    work_off()

    assert result(first) == result(second)


def test_a_draft_that_changes_meanwhile_gives_no_mixed_set(
    client: FlaskClient, world: World
) -> None:
    list_id = ready(world, locked=False)
    job_id = asked(officer(client, world), list_id)
    db.session.remove()
    freeze_only(job_id)
    with transaction() as session:
        row = session.scalars(select(Nomination).order_by(Nomination.id)).first()
        assert row is not None
        remove_nomination(session, world.awards_officer, row, "Nhầm", NOON)

    work_off()

    names = [name for name in opened(result(job_id)) if name.startswith("04. ")]
    assert len(names) == 6


def freeze_only(job_id: int) -> None:
    """The first step alone, as the worker does it."""
    from app.awards import dossier_jobs  # noqa: PLC0415 - only here

    job = db.session.get_one(Job, job_id)
    actor = find_actor(db.session(), job.asked_by, NOON)
    assert actor is not None
    made = dossier_jobs.step(db.session(), actor, json.loads(job.args), "", NOON)
    with transaction() as session:
        row = to_change(session, Job, job_id)
        row.cursor, row.done, row.total = made.cursor, made.done, made.total


def test_once_issued_the_decision_is_in_the_papers(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    with transaction() as session:
        list_ = to_change(session, NominationList, list_id)
        submit_list(session, world.awards_officer, list_, NOON)
        issue_list(session, world.awards_officer, list_, "512/QĐ-UBND", NOON.date(), NOON)
    job_id = asked(officer(client, world), list_id)

    work_off()

    files = opened(result(job_id))
    text = " ".join(page_texts(files["07. Dự thảo Quyết định khen thưởng.pdf"]))
    assert "Số: 512/QĐ-UBND" in text
    assert json.loads(files[MANIFEST])["decision"] == "512/QĐ-UBND"


def test_a_line_that_was_refused_is_in_no_decision_and_on_no_sheet(
    client: FlaskClient, world: World
) -> None:
    list_id = ready(world)
    with transaction() as session:
        list_ = to_change(session, NominationList, list_id)
        submit_list(session, world.awards_officer, list_, NOON)
        refused = session.scalars(
            select(Nomination.id).where(Nomination.name == "Phạm Đình Ân")
        ).one()
        issue_list(session, world.awards_officer, list_, "512/QĐ-UBND", NOON.date(), NOON,
                   refused={refused: "Thiếu xác nhận của đơn vị"})  # fmt: skip
        code = codes_of(session, HONOUR, [refused])[refused]
    job_id = asked(officer(client, world), list_id)

    work_off()

    files = opened(result(job_id))
    sheets = page_texts(files["08. Giấy khen.pdf"])
    decision = " ".join(page_texts(files["07. Dự thảo Quyết định khen thưởng.pdf"]))
    assert "Phạm Đình Ân" not in decision + "".join(sheets)
    assert "01 (một) tập thể và 01 (một) cá nhân" in decision
    assert len(sheets) == 2
    assert all("Quyết định số: 512/QĐ-UBND" in sheet for sheet in sheets)
    assert all("Mã tra cứu: " in sheet and code not in sheet for sheet in sheets)
    assert "đã thu hồi: Phạm Đình Ân." in files[PAGE].decode()
    # the submission and the reports show what was locked
    assert "Phạm Đình Ân" in " ".join(page_texts(files["01. Tờ trình và danh sách.pdf"]))


@BOTH
def test_killed_again_and_again_there_is_one_whole_set(
    app: Flask, client: FlaskClient, world: World, tmp_path: Path
) -> None:
    list_id = ready(world)
    browser = officer(client, world)
    whole = asked(browser, list_id)
    work_off()
    expected = result(whole)
    job_id = asked(browser, list_id)
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.remove()

    done = subprocess.run(
        [sys.executable, "-m", "tests.awards.nursery", url, str(tmp_path), "4", "7"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for minutes in range(30, 60, 2):
        work(now() + timedelta(minutes=minutes), find_actor)

    assert int(done.stdout.split()[-1]) > 0
    db.session.remove()
    assert db.session.get_one(Job, job_id).state is JobState.DONE
    assert result(job_id) == expected
    opened(expected)


def test_reading_costs_the_same_for_many_lines(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        ideas = [make_solution(session, world, round_, title=f"Trợ lý {n}") for n in range(4)]
        small, large = make_list(session, world), make_list(session, world)
        nominate(session, world, small, ideas[0])
        for idea, who, award in ((ideas[1], "author", "GK-CN"), (ideas[2], "P9", "GK-TT")):
            nominate(session, world, large, idea, who=who, award=award)
        keys = [small.id, large.id]
    counts = [queries_of(key) for key in keys]

    assert counts[0] == counts[1] < 12


def queries_of(list_id: int) -> int:
    """How many statements the reading of everything takes."""
    db.session.remove()
    list_ = db.session.get_one(NominationList, list_id)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        read_dossier(db.session(), list_)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_list_locked_before_this_was_kept_is_read_anew(app: Flask, world: World) -> None:
    list_id = ready(world)

    def older(session: Session) -> NominationList:
        list_ = to_change(session, NominationList, list_id)
        kept = json.loads(list_.snapshot)
        del kept["dossier"]
        list_.snapshot = json.dumps(kept)
        return list_

    with transaction() as session:
        list_ = older(session)
        assert dossier_of(session, list_) == read_dossier(session, list_)


def test_a_locked_list_is_printed_by_the_template_of_its_day(
    client: FlaskClient, world: World
) -> None:
    list_id = ready(world)
    with transaction() as session:
        day = session.get_one(NominationList, list_id).judged_on
    stored(world.awards_officer, "Theo mẫu: {{so_doi_tuong}}, {{tong_tien}}", day, code="to_trinh")
    stored(world.awards_officer, "Mẫu về sau", day + timedelta(days=1), code="to_trinh")
    browser = officer(client, world)

    jobs = []
    for _again in range(2):
        jobs.append(asked(browser, list_id))
        work_off()

    files = opened(result(jobs[0]))
    (name,) = [one for one in files if one.startswith("01.")]
    words = word_text(files[name])
    assert "Theo mẫu: 01 (một) tập thể và 02 (hai) cá nhân" in words
    assert "Mẫu về sau" not in words
    for row in json.loads(to_json_of(list_id))["lines"]:
        assert row["name"] in words
    index = files[PAGE].decode()
    assert "Tờ trình và danh sách (mẫu số 1)" in index
    assert "không kèm bản PDF" in index
    assert "không còn điền được" not in index
    numbers = {one["path"]: one["template"] for one in json.loads(files[MANIFEST])["files"]}
    assert {path for path, number in numbers.items() if number} == {name}
    assert result(jobs[1]) == result(jobs[0]), "the same data, the same bytes"


def test_a_draft_is_printed_in_our_own_layout_which_says_that_it_is_one(
    client: FlaskClient, world: World
) -> None:
    list_id = ready(world, locked=False)
    with transaction() as session:
        day = session.get_one(NominationList, list_id).judged_on
    stored(world.awards_officer, "Theo mẫu", day, code="to_trinh")

    job = asked(officer(client, world), list_id)
    work_off()

    files = opened(result(job))
    (name,) = [one for one in files if one.startswith("01.") and one.endswith(".docx")]
    assert "Theo mẫu" not in word_text(files[name])
    assert "DỰ THẢO" in word_text(files[name])


def to_json_of(list_id: int) -> str:
    with transaction() as session:
        return str(session.get_one(NominationList, list_id).snapshot)


def test_every_kind_of_the_set_follows_its_template(client: FlaskClient, world: World) -> None:
    """List, summary, minutes, count and Giấy khen too; and Giấy khen on the office's stock."""
    list_id = ready(world)
    with transaction() as session:
        day = session.get_one(NominationList, list_id).judged_on
        stock = stock_on(session, "giay_khen", day).stock
        places = {f"ten-{name}": str(getattr(stock.places["ten"], name)).replace(".", ",")
                  for name in NUMBERS}  # fmt: skip
        typed = {**places, "width": "297", "height": "210", "shift_x": "0", "shift_y": "0"}
        save_stock(session, world.awards_officer, COMMENDATION, "Phôi 2026", day, typed, now())
    for code in COVERED:
        stored(world.awards_officer, f"Theo mẫu {code}", day, code=code)
    with transaction() as session:
        kept = session.scalars(select(PaperTemplate)).all()
        assert {one.kind for one in kept} == COVERED

    job = asked(officer(client, world), list_id)
    work_off()

    files = opened(result(job))
    numbers = {one["path"]: one["template"] for one in json.loads(files[MANIFEST])["files"]}
    made = {name: word_text(content) for name, content in files.items() if name.endswith(".docx")}
    assert {name for name, number in numbers.items() if number} == set(made)
    for code, start in (("danh_sach", "01.1."), ("tom_tat", "03."), ("bien_ban", "05."),
                        ("bien_ban_kiem_phieu", "06."), ("giay_khen", "08.")):  # fmt: skip
        (name,) = [one for one in made if one.startswith(start)]
        assert f"Theo mẫu {code}" in made[name], name
        for row in json.loads(to_json_of(list_id))["lines"]:
            assert row["name"] in made[name] or row["name"].upper() in made[name], name
    pdfs = [name for name in files if name.endswith(".pdf")]
    assert pdfs == [name for name in pdfs if name.endswith(", in trên phôi.pdf")] != []
    (text,) = [" ".join(page_texts(files[name])) for name in pdfs]
    for row in json.loads(to_json_of(list_id))["lines"]:
        assert row["name"] in " ".join(text.split())
