"""Long jobs: done once whatever happens to the worker, by the rights of the one who asked."""

import contextlib
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.audit.models import AuditDailyHead
from app.audit.queries import history_of
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.jobs import actions, kinds
from app.jobs.daily import DUTIES, run_daily, seal_the_day
from app.jobs.models import DailyRun, Job, JobPart
from app.jobs.states import JobState
from app.jobs.work import CLAIM, DEATHS, TRIES, WAIT, work
from app.kernel.refusals import Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.worker import find_actor
from tests.conftest import BOTH
from tests.jobs.counting import COUNTING, expected
from tests.people import NOON, World, sign_in

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented kind, only here."""
    monkeypatch.setitem(kinds._KINDS, COUNTING.name, COUNTING)


def ask(world: World, upto: int, **more: int) -> int:
    with transaction() as session:
        job = actions.ask(session, world.inspector, COUNTING.name, {"upto": upto, **more}, NOON)
        session.flush()
        return job.id


def stored(job_id: int) -> Job:
    db.session.remove()
    return db.session.get_one(Job, job_id)


def result(job_id: int) -> bytes:
    parts = select(JobPart.content).where(JobPart.job_id == job_id).order_by(JobPart.number)
    return b"".join(db.session.scalars(parts))


def verbs(job_id: int) -> list[str]:
    return [line.verb for line in history_of(db.session(), f"job:{job_id}")]


@BOTH
def test_a_job_is_done_step_by_step_and_its_result_is_whole(app: Flask, world: World) -> None:
    key = ask(world, 95)

    assert work(NOON, find_actor) == 9  # and the tenth, which ends it
    assert work(NOON, find_actor) == 0

    job = stored(key)
    assert (job.state, job.done, job.total, job.parts) == (JobState.DONE, 95, 95, 10)
    assert (job.result_name, job.claim) == ("dem.txt", None)
    assert result(key) == expected(95)
    assert verbs(key) == ["job:ask", "job:start", "job:finish"]


@BOTH
def test_killed_again_and_again_a_job_ends_once_with_the_same_result(
    app: Flask, world: World, tmp_path: Path
) -> None:
    keys = [ask(world, upto) for upto in (4000, 1500)]
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.remove()

    done = subprocess.run(
        [sys.executable, "-m", "tests.jobs.nursery", url, str(tmp_path), "2", "9", "5"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed = int(done.stdout.split()[-1])
    reached = [stored(key).done for key in keys]
    for minutes in range(30, 45):
        work(NOON + timedelta(minutes=minutes), find_actor)

    sys.stdout.write(f"\nworkers killed {killed}, reached by then {reached} of 4000 and 1500\n")
    assert killed > 0
    assert sum(reached) > 0  # killed in the middle, not before
    for key, upto in zip(keys, (4000, 1500), strict=True):
        assert stored(key).state is JobState.DONE
        assert result(key) == expected(upto)
        assert verbs(key) == ["job:ask", "job:start", "job:finish"]


def test_rights_that_ended_end_the_job(app: Flask, world: World) -> None:
    key = ask(world, 50)
    with transaction() as session:
        grants = select(RoleGrant).where(RoleGrant.account_id == world.inspector.user_id)
        for grant in session.scalars(grants):
            session.delete(grant)

    work(NOON, find_actor)

    job = stored(key)
    assert (job.state, job.error, job.parts) == (JobState.FAILED, "Không được đếm.", 0)


def test_a_disabled_account_gets_nothing_done(app: Flask, world: World) -> None:
    key = ask(world, 50)
    with transaction() as session:
        to_change(session, Account, world.inspector.user_id).active = False

    work(NOON, find_actor)

    assert stored(key).state is JobState.FAILED


def test_whoever_may_not_do_it_may_not_ask_for_it(app: Flask, world: World) -> None:
    def ask_as_author() -> None:
        with transaction() as session:
            actions.ask(session, world.author, COUNTING.name, {"upto": 3}, NOON)

    with pytest.raises(Denied):
        ask_as_author()
    assert db.session.scalar(select(func.count(Job.id))) == 0


def test_a_fault_is_tried_again_and_then_shown(app: Flask, world: World) -> None:
    key, instant = ask(world, 50, fail_at=25), NOON

    for attempt in range(1, TRIES + 1):
        assert stored(key).state in {JobState.WAITING, JobState.RUNNING}
        work(instant, find_actor)
        assert stored(key).done == 20  # the whole steps before the fault stay
        # Due so long after the fault; the steps before it took their time on the clock as well.
        instant += WAIT * attempt + timedelta(minutes=1)

    job = stored(key)
    assert (job.state, job.error) == (JobState.FAILED, "ValueError")


def test_a_job_that_kills_its_worker_each_time_does_not_go_on_for_ever(
    app: Flask, world: World
) -> None:
    key = ask(world, 50)
    with transaction() as session:
        job = to_change(session, Job, key)
        job.attempts, job.claim, job.claimed_until = DEATHS, "dead", NOON

    work(NOON + CLAIM, find_actor)

    assert stored(key).state is JobState.FAILED


def test_a_cancelled_job_stops_and_can_be_done_again(app: Flask, world: World) -> None:
    key = ask(world, 50)
    with transaction() as session:
        actions.cancel(session, world.inspector, to_change(session, Job, key), NOON)
    assert work(NOON, find_actor) == 0
    with transaction() as session:
        actions.retry(session, world.inspector, to_change(session, Job, key), NOON)

    work(NOON, find_actor)

    assert stored(key).state is JobState.DONE
    assert result(key) == expected(50)

    def cancel_late() -> None:
        with transaction() as session:
            actions.cancel(session, world.inspector, to_change(session, Job, key), NOON)

    with pytest.raises(IllegalMove):
        cancel_late()


def test_results_are_forgotten_after_a_week(app: Flask, world: World) -> None:
    key = ask(world, 20)
    work(NOON, find_actor)
    for days, kept in ((6, 2), (8, 0)):
        with transaction() as session:
            actions.forget_old(session, NOON + timedelta(days=days))
        assert len(list(db.session.scalars(select(JobPart.number)))) == kept
    assert stored(key).state is JobState.DONE


# --- duties of every day --------------------------------------------------------------------------


@BOTH
def test_a_duty_is_done_once_a_day(app: Flask, world: World) -> None:
    done: list[int] = []
    duties = {"count": lambda _session, _now: done.append(1)}

    assert [run_daily(duties, NOON + timedelta(hours=h)) for h in (0, 1, 23, 24)] == [1, 0, 1, 0]
    assert len(done) == 2


def test_a_duty_that_fails_is_left_undone_and_stops_no_other(app: Flask, world: World) -> None:
    def fail(_session: object, _now: object) -> None:
        raise ValueError("no")

    assert run_daily({"bad": fail, **DUTIES}, NOON) == len(DUTIES)
    assert db.session.get(DailyRun, ("bad", NOON.date())) is None


@BOTH
def test_the_seal_of_the_day_is_kept_and_mailed(app: Flask, world: World) -> None:
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "audit_head_to", ("thanh-tra@quan3.example",))
    try:
        run_daily({"seal": seal_the_day}, NOON)
    finally:
        object.__setattr__(settings, "audit_head_to", ())

    head = db.session.scalars(select(AuditDailyHead)).one()
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert letter.address == head.sent_to == "thanh-tra@quan3.example"
    assert f"flask audit verify --head {head.last_id}:{head.hash}" in letter.body


# --- pages ----------------------------------------------------------------------------------------


def test_the_owner_sees_progress_and_takes_the_result(
    app: Flask, world: World, client: FlaskClient
) -> None:
    key = ask(world, 25)
    inspector = sign_in(client, world.email("inspector"))

    waiting = inspector.get(f"/cong-viec/{key}").get_data(as_text=True)
    assert "Chờ thực hiện" in waiting
    assert inspector.get(f"/cong-viec/{key}/tep").status_code == 404
    work(NOON, find_actor)
    facts = inspector.get(f"/cong-viec/{key}", headers={"Accept": "application/json"}).get_json()
    assert facts == {"open": False, "percent": 100, "done": 25, "total": 25, "state": "Đã xong"}
    answer = inspector.get(f"/cong-viec/{key}/tep")
    assert answer.data == expected(25)
    assert answer.headers["Content-Disposition"] == "attachment; filename=dem.txt"
    assert "Đếm" in inspector.get("/cong-viec").get_data(as_text=True)


def test_to_others_a_job_does_not_exist(app: Flask, world: World, client: FlaskClient) -> None:
    key = ask(world, 25)
    admin = sign_in(client, world.email("admin"))

    for path in (f"/cong-viec/{key}", f"/cong-viec/{key}/tep"):
        assert admin.get(path).status_code == 404
    for act in ("huy", "lam-lai"):
        assert admin.post(f"/cong-viec/{key}/{act}").status_code == 404
    assert stored(key).state is JobState.WAITING


def test_cancel_and_again_through_the_page(app: Flask, world: World, client: FlaskClient) -> None:
    key = ask(world, 25)
    inspector = sign_in(client, world.email("inspector"))

    assert inspector.post(f"/cong-viec/{key}/huy").status_code == 303
    assert inspector.post(f"/cong-viec/{key}/huy").status_code == 409
    assert inspector.post(f"/cong-viec/{key}/lam-lai").status_code == 303
    assert stored(key).state is JobState.WAITING


# --- steps made aside -----------------------------------------------------------------------------


def test_a_step_made_aside_keeps_nobody_from_writing(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a second writer would wait, and fail, while a transaction is open."""
    written: list[int] = []
    ended: list[str] = []

    def step(*asked: Any) -> kinds.Step:
        with contextlib.closing(sqlite3.connect(db.engine.url.database or "", timeout=0)) as other:
            other.execute("UPDATE holiday SET name = name")
            other.commit()
            written.append(1)
        return COUNTING.step(*asked)

    aside = replace(COUNTING, step=step, aside=True, at_end=lambda *_: ended.append("end"))
    monkeypatch.setitem(kinds._KINDS, COUNTING.name, aside)
    key = ask(world, 25)

    work(NOON, find_actor)

    assert (len(written), ended, result(key)) == (3, ["end"], expected(25))
