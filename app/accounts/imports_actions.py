"""Keep an uploaded list, then apply it as a whole or drop it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.actions import unit_by_code
from app.accounts.admin_models import ImportBatch, ImportRow
from app.accounts.imports_judging import NEW_UNIT, Judged, Verdict, judge
from app.accounts.imports_reading import UNITS, Read
from app.accounts.models import Account, Unit
from app.accounts.people_actions import add_person, change_person
from app.accounts.roles_actions import give_role
from app.accounts.roles_rules import RoleDraft
from app.accounts.states import BATCH_LIFECYCLE, BatchState
from app.accounts.units_actions import add_unit, change_unit
from app.audit.actions import move, record
from app.database.transaction import to_change
from app.kernel.actor import SYSTEM, Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line


def keep(
    session: Session, actor: Actor, file_name: str, rows: Sequence[Read], now: datetime
) -> ImportBatch:
    """Store the rows as they were read; nothing else changes."""
    require(policy.manage_accounts(actor))
    batch = ImportBatch(
        account_id=actor.user_id, file_name=clean_line(file_name)[:200], state=BatchState.WAITING,
        uploaded_at=now,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    session.add_all(
        ImportRow(batch_id=batch.id, sheet=row.sheet, number=row.number,
                  cells=json.dumps(row.cells, ensure_ascii=False))
        for row in rows
    )  # fmt: skip
    record(session, actor, "import:uploaded", batch, now, rows=len(rows))
    return batch


def rows_of(session: Session, batch_id: int) -> list[Read]:
    """The stored rows, units first."""
    rows = session.scalars(
        select(ImportRow)
        .where(ImportRow.batch_id == batch_id)
        .order_by(ImportRow.sheet.desc(), ImportRow.number)
    )
    return [Read(row.sheet, row.number, json.loads(row.cells)) for row in rows]


def apply(session: Session, actor: Actor, batch: ImportBatch, now: datetime) -> Counter[Verdict]:
    """Do what the list says, all of it or nothing; the rows are judged anew first.

    An import gives no administration, takes no role and disables nobody, so it cannot shut the
    last administrator out. The rows are deleted afterwards: they are personal data.
    """
    require(policy.manage_accounts(actor))
    BATCH_LIFECYCLE.after(batch.state, "apply")
    judged = judge(session, rows_of(session, batch.id), local_date(now))
    counts = Counter(row.verdict for row in judged)
    wrong = counts[Verdict.WRONG]
    require_ready([Blocker("", T("Còn %(n)s dòng có lỗi. Sửa tệp rồi tải lên lại", n=wrong))]
                  if wrong else [])  # fmt: skip
    for row in judged:
        if row.verdict is not Verdict.SAME:
            (_apply_unit if row.sheet == UNITS else _apply_person)(session, actor, row, now)
    batch.summary = str(T("Thêm mới %(new)s dòng, thay đổi %(changed)s dòng, không đổi %(same)s "
                          "dòng", new=counts[Verdict.NEW], changed=counts[Verdict.CHANGED],
                          same=counts[Verdict.SAME]))  # fmt: skip
    _decide(session, actor, batch, "apply", now, counts)
    return counts


def drop(session: Session, actor: Actor, batch: ImportBatch, now: datetime) -> None:
    """Throw the list away."""
    require(policy.manage_accounts(actor))
    _decide(session, actor, batch, "drop", now, Counter())


def drop_forgotten(session: Session, instant: datetime, now: datetime) -> int:
    """Throw away lists that were uploaded before this instant and that nobody decided on."""
    waiting = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.state == BatchState.WAITING, ImportBatch.uploaded_at < instant)
        .order_by(ImportBatch.id)
    ).all()
    for batch in waiting:
        _decide(session, SYSTEM, batch, "drop", now, Counter())
    return len(waiting)


def _decide(
    session: Session, actor: Actor, batch: ImportBatch, name: str, now: datetime,
    counts: Counter[Verdict],
) -> None:  # fmt: skip
    figures: dict[str, Any] = {verdict.name.lower(): counts[verdict] for verdict in Verdict}
    move(session, actor, batch, BATCH_LIFECYCLE, name, now, **figures)
    batch.decided_at = now
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def _apply_unit(session: Session, actor: Actor, row: Judged, now: datetime) -> None:
    if row.unit is None:
        raise RuntimeError("a row of units without a unit")
    if row.target_id is None:
        add_unit(session, actor, row.unit, now)
    else:
        change_unit(session, actor, to_change(session, Unit, row.target_id), row.unit, now)


def _apply_person(session: Session, actor: Actor, row: Judged, now: datetime) -> None:
    draft = row.person
    if draft is None:
        raise RuntimeError("a row of people without a person")
    if draft.unit_id == NEW_UNIT:
        draft = replace(draft, unit_id=unit_by_code(session, row.unit_code).id)
    if row.target_id is None:
        account = add_person(session, actor, draft, now)
    else:
        account = to_change(session, Account, row.target_id)
        change_person(session, actor, account, draft, now)
    today = local_date(now)
    for role in row.roles:
        give_role(session, actor, account, RoleDraft(role, today, unit_id=account.unit_id), now)
