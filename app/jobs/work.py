"""Do jobs step by step: the worker's half.

A step and its note of progress are one transaction, fenced by the claim: killed at any moment,
a job goes on after its last whole step, and no step counts twice.
"""

import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.jobs.kinds import Step, kind_of
from app.jobs.models import Job, JobPart
from app.jobs.states import JOB_LIFECYCLE, JobState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import NOT_FOUND, Denied, require

CLAIM = timedelta(minutes=1)
TURN = timedelta(seconds=10)  # then mails and other jobs get their turn
TRIES = 3  # of a step that fails
DEATHS = 10  # of workers, one after another without one step in between
WAIT = timedelta(minutes=1)

FindActor = Callable[[Session, int, datetime], Actor | None]


def work(now: datetime, find_actor: FindActor) -> int:
    """Do one turn of one due job; how many steps were done (0: nothing to do).

    `find_actor` gives the asker with the roles of this moment: rights that ended end the job.
    """
    claimed = _claim(now)
    if claimed is None:
        return 0
    started, steps = time.monotonic(), 0

    def instant() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    try:
        while _step(*claimed, instant(), find_actor):
            steps += 1
            if instant() - now > TURN:
                _put_back(*claimed, instant())
                break
    except Denied as refusal:
        _fail(*claimed, str(refusal), instant(), at_once=True)
    except Exception as fault:
        current_app.logger.exception("job %s", claimed[0])
        _fail(*claimed, type(fault).__name__, instant(), at_once=False)
    return max(steps, 1)


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    return and_(Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.due_at <= now, free)


def _claim(now: datetime) -> tuple[int, str] | None:
    due = select(Job).where(_due(now)).order_by(Job.due_at, Job.id).limit(1)
    reading = db.session()
    nothing = reading.scalar(due.with_only_columns(Job.id)) is None
    reading.rollback()
    if nothing:
        return None
    with transaction() as session:
        job = session.scalars(due.with_for_update(skip_locked=True)).first()
        if job is None:
            return None
        if job.attempts >= DEATHS:  # perhaps the job kills them: do not go on for ever
            _end_failed(session, job, "worker stopped", now)
            return None
        if job.state is JobState.WAITING:
            move(session, SYSTEM, job, JOB_LIFECYCLE, "start", now)
        job.claim, job.claimed_until = secrets.token_hex(16), now + CLAIM
        job.attempts += 1
        return job.id, job.claim


def _ours(session: Session, key: int, claim: str) -> Job | None:
    job = to_change(session, Job, key)
    return job if job.claim == claim and job.state is JobState.RUNNING else None


def _step(key: int, claim: str, now: datetime, find_actor: FindActor) -> bool:
    """One step with its note; False when the job has ended or is not ours any more."""
    begun = _made_aside(key, now, find_actor)
    with transaction() as session:
        job = _ours(session, key, claim)
        if job is None:
            return False
        kind, args = kind_of(job.kind), json.loads(job.args)
        actor = _allowed(session, job, now, find_actor)
        if begun is None:
            made = kind.step(session, actor, args, job.cursor, now)
        elif begun[0] == job.cursor:
            made = begun[1]
        else:  # done again from the beginning meanwhile
            return True
        if made.part:
            session.add(JobPart(job_id=job.id, number=job.parts, content=made.part))
            job.parts += 1
        job.cursor, job.done, job.total = made.cursor, made.done, made.total
        job.attempts, job.claimed_until = 0, now + CLAIM
        if made.finished:
            move(session, SYSTEM, job, JOB_LIFECYCLE, "finish", now)
            job.result_name, job.ended_at = kind.result_name(args)[:200], now
            job.claim = job.claimed_until = None
            if kind.at_end is not None:
                kind.at_end(session, actor, args, now)
        return not made.finished


def _allowed(session: Session, job: Job, now: datetime, find_actor: FindActor) -> Actor:
    """The asker with the rights of this moment; Denied when they ended."""
    actor = find_actor(session, job.asked_by, now)
    if actor is None:
        raise Denied(NOT_FOUND)
    require(kind_of(job.kind).may(actor, json.loads(job.args)))
    return actor


def _made_aside(key: int, now: datetime, find_actor: FindActor) -> tuple[str, Step] | None:
    """A step that only reads, made without the lock, with the cursor it began at; else None."""
    session = db.session()
    job = session.get(Job, key, populate_existing=True)
    try:
        if job is None or not kind_of(job.kind).aside:
            return None
        cursor, args = job.cursor, json.loads(job.args)
        actor = _allowed(session, job, now, find_actor)
        return cursor, kind_of(job.kind).step(session, actor, args, cursor, now)
    finally:
        session.rollback()


def _put_back(key: int, claim: str, now: datetime) -> None:
    with transaction() as session:
        job = _ours(session, key, claim)
        if job is not None:
            job.claim, job.claimed_until, job.due_at = None, None, now


def _fail(key: int, claim: str, error: str, now: datetime, *, at_once: bool) -> None:
    with transaction() as session:
        job = _ours(session, key, claim)
        if job is None:
            return
        job.attempts = max(job.attempts, 1)  # steps before the fault had set it back
        if at_once or job.attempts >= TRIES:
            _end_failed(session, job, error, now)
        else:
            job.claim, job.claimed_until = None, None
            job.error, job.due_at = error, now + WAIT * job.attempts


def _end_failed(session: Session, job: Job, error: str, now: datetime) -> None:
    move(session, SYSTEM, job, JOB_LIFECYCLE, "fail", now, error=error)
    job.claim = job.claimed_until = None
    job.error, job.ended_at = error[:500], now
