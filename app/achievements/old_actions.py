"""Keep an uploaded list of earlier years, answer its questions, store, drop or undo it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.admin_models import UnitAlias, UnitFormerName
from app.accounts.models import Account, Unit
from app.achievements import policy, rules
from app.achievements.actions import record_award
from app.achievements.initiatives import codes_in, uses_in
from app.achievements.models import Achievement, AchievementImport, AchievementUse
from app.achievements.old_judging import Against, OldLine, Outcome, Question, judge
from app.achievements.old_lists import OldSheet, cell_in, sheet_of
from app.achievements.queries import ideas_by_code
from app.achievements.states import IMPORT_LIFECYCLE, ImportState, Source
from app.audit.actions import move, record
from app.imports.unit_names import spelled
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

IN_ONE_QUERY = 500


def keep(
    session: Session, actor: Actor, name: str, content: bytes, sheets: Sequence[OldSheet],
    now: datetime,
) -> AchievementImport:  # fmt: skip
    """Store the rows as they were read; the ledger is not touched."""
    require(policy.keep(actor, None))
    batch = AchievementImport(
        file_name=clean_line(name)[:200], sha256=hashlib.sha256(content).hexdigest(),
        state=ImportState.WAITING, uploaded_by=actor.user_id, uploaded_at=now,
        content=json.dumps([sheet.stored() for sheet in sheets], ensure_ascii=False),
    )  # fmt: skip
    session.add(batch)
    session.flush()
    rows = sum(len(sheet.rows) for sheet in sheets)
    record(session, actor, "achievement_import:upload", batch, now, sha256=batch.sha256, rows=rows)
    return batch


def judged(
    session: Session, batch: AchievementImport, now: datetime
) -> tuple[list[OldLine], list[Question]]:
    """What the list would write at this moment; few queries, whatever its size."""
    sheets = [sheet_of(one) for one in json.loads(batch.content or "[]")]
    answers = {key: int(value) for key, value in json.loads(batch.answers or "{}").items()}
    against = _against(session, sheets, answers, now)
    lines, questions = judge(sheets, against, {})
    marks = [rules.fingerprint(line.draft) for line in lines]
    stored = _stored(session, marks)
    return [
        replace(line, outcome=Outcome.SAME)
        if mark in stored and line.outcome is Outcome.NEW else line
        for line, mark in zip(lines, marks, strict=True)
    ], questions  # fmt: skip


def _stored(session: Session, marks: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(marks), IN_ONE_QUERY):
        chunk = marks[start : start + IN_ONE_QUERY]
        found |= set(
            session.scalars(
                select(Achievement.fingerprint).where(
                    Achievement.newest, Achievement.fingerprint.in_(chunk)
                )
            )
        )
    return found


def _against(
    session: Session, sheets: Sequence[OldSheet], answers: Mapping[str, int], now: datetime
) -> Against:
    """Units under every name they ever had, accounts by name, dossiers by the codes named."""
    names: dict[int, str] = {}
    units: dict[str, list[int]] = {}
    for key, code, name, short in session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.short_name).order_by(Unit.id)
    ):
        names[key] = name
        for text in (code, name, short):
            _put(units, text, key)
    for key, text in session.execute(
        select(UnitAlias.unit_id, UnitAlias.name).union_all(
            select(UnitFormerName.unit_id, UnitFormerName.name),
            select(UnitFormerName.unit_id, UnitFormerName.short_name),
        )
    ):
        _put(units, text, key)
    accounts: dict[str, list[tuple[int, int]]] = {}
    for key, name, unit_id in session.execute(
        select(Account.id, Account.full_name, Account.unit_id).order_by(Account.id)
    ):
        accounts.setdefault(rules.name_mark(name), []).append((key, unit_id))
    texts = [cell_in(row, "uses").text for sheet in sheets for row in sheet.rows]
    codes = codes_in([use for text in texts if text for use in uses_in(text)])
    return Against(units, names, accounts, ideas_by_code(session, codes), local_date(now), answers)


def _put(units: dict[str, list[int]], text: str, key: int) -> None:
    places = units.setdefault(spelled(text), [])
    if text.strip() and key not in places:
        places.append(key)


def answer(
    session: Session, actor: Actor, batch: AchievementImport, answers: Mapping[str, int],
    now: datetime,
) -> None:  # fmt: skip
    """Remember which unit each near name means (0: none of them)."""
    require(policy.keep(actor, None))
    IMPORT_LIFECYCLE.after(batch.state, "store")
    named = {key for key in answers.values() if key}
    if set(session.scalars(select(Unit.id).where(Unit.id.in_(named)))) != named:
        raise Blocked([Blocker("unit", T("Chọn đơn vị trong danh mục"))])
    known = json.loads(batch.answers or "{}") | dict(answers)
    batch.answers = json.dumps(known, ensure_ascii=False)
    record(session, actor, "achievement_import:answer", batch, now, count=len(answers))


def store(
    session: Session, actor: Actor, batch: AchievementImport, now: datetime, *, good_only: bool
) -> Counter[Outcome]:
    """Write the awards: all of the list, or (`good_only`) the lines without a fault.

    What is in the ledger already is left as it is, so the same list twice is the same as once.
    """
    require(policy.keep(actor, None))
    IMPORT_LIFECYCLE.after(batch.state, "store")
    lines, _questions = judged(session, batch, now)
    counts = Counter(line.outcome for line in lines)
    open_ = counts[Outcome.WRONG] + counts[Outcome.ASK]
    found = []
    if open_ and not good_only:
        found = [Blocker("", T("Còn %(n)s dòng có lỗi hoặc chưa trả lời", n=open_))]
    elif not counts[Outcome.NEW]:
        found = [Blocker("", T("Không có dòng nào để ghi"))]
    require_ready(found)
    done: set[str] = set()
    for line in lines:
        mark = rules.fingerprint(line.draft)
        if line.outcome is Outcome.NEW and mark not in done:
            done.add(mark)
            draft = replace(line.draft, source=Source.IMPORT, source_ref=f"import:{batch.id}")
            record_award(session, actor, draft, now)
    batch.summary = str(T("Ghi mới %(new)s, đã có %(same)s, để lại %(left)s dòng",
                          new=len(done), same=counts[Outcome.SAME], left=open_))  # fmt: skip
    _decide(session, actor, batch, "store", now, rows=len(done))
    return counts


def drop(session: Session, actor: Actor, batch: AchievementImport, now: datetime) -> None:
    """Throw the list away."""
    require(policy.keep(actor, None))
    _decide(session, actor, batch, "drop", now, rows=0)


def undo(session: Session, actor: Actor, batch: AchievementImport, now: datetime) -> int:
    """Take back what the list wrote; rows corrected or revoked since then stay."""
    require(policy.keep(actor, None))
    IMPORT_LIFECYCLE.after(batch.state, "undo")
    mine = Achievement.source_ref == f"import:{batch.id}"
    touched = select(Achievement.line).where(mine, Achievement.number > 1)
    ids = list(
        session.scalars(select(Achievement.id).where(mine, Achievement.line.not_in(touched)))
    )
    kept = session.scalars(select(Achievement.id).where(mine, Achievement.newest)).all()
    for start in range(0, len(ids), IN_ONE_QUERY):
        chunk = ids[start : start + IN_ONE_QUERY]
        session.execute(delete(AchievementUse).where(AchievementUse.achievement_id.in_(chunk)))
        session.execute(delete(Achievement).where(Achievement.id.in_(chunk)))
    left = len(kept) - len(ids)
    batch.summary = str(T("Đã lấy lại %(n)s dòng; giữ %(left)s dòng đã sửa sau khi nhập",
                          n=len(ids), left=left))  # fmt: skip
    _decide(session, actor, batch, "undo", now, rows=len(ids))
    return len(ids)


def _decide(
    session: Session, actor: Actor, batch: AchievementImport, name: str, now: datetime, rows: int
) -> None:
    move(session, actor, batch, IMPORT_LIFECYCLE, name, now, rows=rows)
    batch.decided_at = now
    batch.content = batch.answers = ""
