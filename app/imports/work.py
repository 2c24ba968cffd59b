"""The worker's part: one kind of job for every long step of an import."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from app.database.transaction import to_change
from app.imports import policy
from app.imports.actions import JOB, work_on
from app.imports.models import DossierImport
from app.imports.states import ImportState
from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor
from app.kernel.refusals import Denial
from app.kernel.text import T


def _may(actor: Actor, _args: Args) -> Denial | None:
    return policy.bring(actor)


def _step(session: Session, actor: Actor, args: Args, _cursor: str, now: datetime) -> Step:
    """Where the list stands is kept with the list, so a job begun anew goes on as well."""
    batch = to_change(session, DossierImport, int(args["import"]))
    more = work_on(session, actor, batch, now)
    done, total = progress(batch)
    return Step(f"{batch.state}:{done}", done, total, finished=not more)


def progress(batch: DossierImport) -> tuple[int, int]:
    """Rows done in the present step, of how many (0: not known yet)."""
    counts = json.loads(batch.counts)
    if batch.state is ImportState.READING:
        return batch.rows, 0
    if batch.state is ImportState.CHECKING:
        return counts.get("done", 0), batch.rows
    verdicts = counts.get("verdicts", {})
    wanted = verdicts.get("moi", 0) + (verdicts.get("thay-doi", 0) if batch.update else 0)
    return counts.get("stored", 0), wanted


IMPORT = Kind(JOB, T("Nhập danh sách hồ sơ"), "text/plain", lambda _args: "", _may, _step)
