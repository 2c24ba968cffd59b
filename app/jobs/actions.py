"""Ask for a long job, cancel it, ask again; forget old results."""

import json
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.jobs import policy
from app.jobs.kinds import Args, kind_of
from app.jobs.models import DailyRun, Job, JobPart
from app.jobs.states import JOB_LIFECYCLE, JobState
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denied, require

KEPT_FOR = timedelta(days=7)


def ask(session: Session, actor: Actor, kind: str, args: Args, now: datetime) -> Job:
    """Put one job into the queue, in the caller's transaction; the worker begins within seconds.

    `args` are small plain values. What is asked for is checked now and again at every step.
    """
    require(kind_of(kind).may(actor, args))
    if actor.user_id is None:
        raise Denied(NOT_FOUND)
    job = Job(kind=kind, args=json.dumps(args, sort_keys=True), asked_by=actor.user_id,
              asked_at=now, due_at=now)  # fmt: skip
    session.add(job)
    record(session, actor, "job:ask", job, now, kind=kind, args=args)
    return job


def cancel(session: Session, actor: Actor, job: Job, now: datetime) -> None:
    """Stop a job; a step that runs just now is undone."""
    require(policy.see(actor, job.asked_by))
    move(session, actor, job, JOB_LIFECYCLE, "cancel", now)
    job.claim = job.claimed_until = None
    job.ended_at = now
    _forget_parts(session, job)


def retry(session: Session, actor: Actor, job: Job, now: datetime) -> None:
    """Do a job again from its beginning."""
    require(policy.see(actor, job.asked_by))
    require(kind_of(job.kind).may(actor, json.loads(job.args)))
    move(session, actor, job, JOB_LIFECYCLE, "retry", now)
    _forget_parts(session, job)
    job.cursor, job.error, job.attempts = "", "", 0
    job.done = job.total = job.parts = 0
    job.due_at, job.ended_at = now, None


def _forget_parts(session: Session, job: Job) -> None:
    session.execute(delete(JobPart).where(JobPart.job_id == job.id))


def forget_old(session: Session, now: datetime) -> None:
    """Drop results a week after their job ended, and old notes of daily duties."""
    ended = select(Job.id).where(Job.state == JobState.DONE, Job.ended_at < now - KEPT_FOR)
    session.execute(delete(JobPart).where(JobPart.job_id.in_(ended)))
    session.execute(delete(DailyRun).where(DailyRun.at < now - timedelta(days=400)))
