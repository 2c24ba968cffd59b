"""Reads of jobs: one, one's own list, the pieces of a result."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.jobs.kinds import Args
from app.jobs.models import Job, JobPart
from app.jobs.states import OPEN, JobState


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as its owner sees it."""

    job_id: int
    kind: str
    args: Args
    state: JobState
    asked_by: int
    asked_at: datetime
    ended_at: datetime | None
    done: int
    total: int
    parts: int
    result_name: str
    error: str

    @property
    def percent(self) -> int:
        """Whole percent done, 0 while the size is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0


def job(session: Session, job_id: int) -> JobLine | None:
    """One job; `parts` counts the pieces that are still kept."""
    row = session.get(Job, job_id)
    if row is None:
        return None
    kept = select(func.count()).select_from(JobPart).where(JobPart.job_id == job_id)
    return _line(row, session.scalar(kept) or 0)


def own_jobs(session: Session, account_id: int, offset: int, limit: int) -> list[JobLine]:
    """One's own jobs, newest first."""
    rows = select(Job).where(Job.asked_by == account_id).order_by(Job.id.desc())
    return [_line(row, row.parts) for row in session.scalars(rows.offset(offset).limit(limit))]


def own_total(session: Session, account_id: int) -> int:
    """How many jobs one asked for."""
    return session.scalar(select(func.count(Job.id)).where(Job.asked_by == account_id)) or 0


def open_job(session: Session, account_id: int, kind: str, args: Args) -> int | None:
    """One's own job of this kind and these arguments that waits or runs; None: there is none."""
    return session.scalar(
        select(Job.id)
        .where(
            Job.asked_by == account_id, Job.kind == kind, Job.state.in_(OPEN),
            Job.args == json.dumps(args, sort_keys=True),
        )
        .limit(1)
    )  # fmt: skip


def part_keys(session: Session, job_id: int) -> list[int]:
    """The numbers of the pieces of a result, in order."""
    rows = select(JobPart.number).where(JobPart.job_id == job_id).order_by(JobPart.number)
    return list(session.scalars(rows))


def contents(session: Session, job_id: int, numbers: list[int]) -> Iterator[bytes]:
    """The result, piece by piece: never whole in memory."""
    for number in numbers:
        rows = select(JobPart.content).where(JobPart.job_id == job_id, JobPart.number == number)
        yield session.scalar(rows) or b""


def _line(row: Job, parts: int) -> JobLine:
    return JobLine(
        row.id, row.kind, json.loads(row.args), row.state, row.asked_by, row.asked_at,
        row.ended_at, row.done, row.total, parts, row.result_name, row.error,
    )  # fmt: skip
