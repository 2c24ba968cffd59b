"""Long exports by the worker: the list as it was asked for, written piece by piece."""

import base64
import json
import zlib
from array import array
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.exports import EXPORT
from app.ideas import exports
from app.ideas.export_columns import columns_of, rows_of
from app.ideas.exports import Form
from app.ideas.lists import Filters, office_ids
from app.ideas.models import Idea
from app.ideas.queries import at_office_for
from app.ideas.states import IdeaState
from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

READERS = (Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
STEP_ROWS = 500


def args_of(filters: Filters, form: Form, keys: list[str]) -> Args:
    """What the job has to know: small plain values."""
    return {
        "form": str(form), "columns": keys, "state": str(filters.state or ""), "q": filters.q,
        "unit": filters.unit_id, "category": filters.category_id, "round": filters.round_id,
        "waiting": filters.waiting, "order": filters.order,
        "overdue": filters.overdue_at.isoformat() if filters.overdue_at else None,
    }  # fmt: skip


def _filters(args: Args) -> Filters:
    return Filters(
        state=IdeaState(args["state"]) if args["state"] else None, unit_id=args["unit"],
        category_id=args["category"], round_id=args["round"], q=args["q"],
        waiting=args["waiting"], order=args["order"],
        overdue_at=datetime.fromisoformat(args["overdue"]) if args["overdue"] else None,
    )  # fmt: skip


def _may(actor: Actor, _args: Args) -> Denial | None:
    if actor.has(*READERS):
        return None
    return Denial("not_office", T("Chỉ người được đọc danh sách tiếp nhận mới xuất được."))


def _step(session: Session, actor: Actor, args: Args, cursor: str, now: datetime) -> Step:
    """The set is fixed by the first step; what the person may no longer read is left out."""
    form = Form(args["form"])
    columns = columns_of(session, args["columns"], args["round"])
    if cursor:
        kept: dict[str, Any] = json.loads(cursor)
        ids, part = _unpacked(kept["ids"]), b""
    else:
        ids = office_ids(session, actor, _filters(args))
        part, state = exports.begin(form, columns)
        kept = {"ids": _packed(ids), "at": 0, "rows": 0, "state": state}
    chunk = ids[kept["at"] : kept["at"] + STEP_ROWS]
    seen = set(session.scalars(
        select(Idea.id).where(Idea.id.in_(chunk), at_office_for(actor))
    ))  # fmt: skip
    rows = rows_of(session, [key for key in chunk if key in seen], columns, args["round"])
    part += exports.more(form, columns, rows, kept["state"])
    kept["at"] += len(chunk)
    kept["rows"] += len(rows)
    finished = kept["at"] >= len(ids)
    if finished:
        part += exports.end(form, columns, kept["state"])
        record(session, actor, EXPORT, "idea:all", now, what=f"intake.{form}", rows=kept["rows"])
    return Step(json.dumps(kept), kept["at"], len(ids), part, finished)


def _packed(ids: list[int]) -> str:
    return base64.b64encode(zlib.compress(array("Q", ids).tobytes())).decode()


def _unpacked(text: str) -> list[int]:
    found = array("Q")
    found.frombytes(zlib.decompress(base64.b64decode(text)))
    return list(found)


def _name(args: Args) -> str:
    return f"ho-so-tiep-nhan.{args['form']}"


LIST_EXPORT = Kind("ideas.export", T("Xuất danh sách hồ sơ"), "application/octet-stream", _name,
                   _may, _step)  # fmt: skip
