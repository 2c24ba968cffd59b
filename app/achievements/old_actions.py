"""Keep an uploaded list of earlier years, answer its questions, store, drop or undo it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.admin_models import UnitAlias, UnitFormerName
from app.accounts.models import Account, Unit
from app.accounts.unit_names import spelled
from app.achievements import policy, rules
from app.achievements.actions import rate, record_award, record_standing
from app.achievements.initiatives import codes_in, uses_in
from app.achievements.models import (
    Achievement,
    AchievementImport,
    AchievementUse,
    Standing,
    YearlyRating,
)
from app.achievements.old_judging import OldLine, Outcome, judge
from app.achievements.old_lists import OldSheet, cell_in, sheet_of
from app.achievements.old_ratings import Draft, mark_of
from app.achievements.old_rows import Against, Question, Remark
from app.achievements.queries import ideas_by_code
from app.achievements.rules import AwardDraft, RatingDraft
from app.achievements.states import IMPORT_LIFECYCLE, RATING_TITLES, ImportState, Source
from app.audit.actions import move, record
from app.database.transaction import Turn, one_at_a_time
from app.imports.problems import Level as Weight
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


def sheets_in(batch: AchievementImport) -> list[OldSheet]:
    """The sheets of the uploaded file; [] once it has been stored or dropped."""
    return [sheet_of(one) for one in json.loads(batch.content or "[]")]


def judged(
    session: Session, batch: AchievementImport, sheets: Sequence[OldSheet], now: datetime
) -> tuple[list[OldLine], list[Question]]:
    """What the list (`sheets_in(batch)`) would write at this moment; few queries, whatever its
    size.
    """
    answers = {key: int(value) for key, value in json.loads(batch.answers or "{}").items()}
    against = _against(session, sheets, answers, now)
    lines, questions = judge(sheets, against, {})
    marks = [mark_of(line.draft) for line in lines]
    stored, rated = _stored(session, marks), _kept(session, lines)
    return [
        _compared(line, mark in stored, rated.get(mark))
        for line, mark in zip(lines, marks, strict=True)
    ], questions


def _compared(line: OldLine, awarded: bool, kept: Any) -> OldLine:
    """The same is left as it is; another rating of that year is corrected in the ledger."""
    if line.outcome is not Outcome.NEW or not (awarded or kept):
        return line
    if isinstance(line.draft, RatingDraft) and kept.rating != line.draft.rating:
        told = T("Sổ đã ghi “%(level)s” cho năm này; sửa dòng đã ghi ở sổ",
                 level=RATING_TITLES[kept.rating])  # fmt: skip
        wrong = Remark(line.place, Weight.ERROR, told)
        return replace(line, outcome=Outcome.WRONG, remarks=(*line.remarks, wrong))
    return replace(line, outcome=Outcome.SAME)


def _kept(session: Session, lines: Sequence[OldLine]) -> dict[str, Any]:
    """Ratings and standings of these subjects that the ledger has, by their marks."""
    others = [line for line in lines if not isinstance(line.draft, AwardDraft)]
    keys = sorted({rules.subject_key(line.draft.about) for line in others})
    found: dict[str, Any] = {}
    for start in range(0, len(keys), IN_ONE_QUERY):
        chunk = keys[start : start + IN_ONE_QUERY]
        for row in session.scalars(
            select(YearlyRating).where(YearlyRating.newest, YearlyRating.subject_key.in_(chunk))
        ):
            found[f"rating:{row.subject_key}:{row.year}"] = row
        for one in session.scalars(
            select(Standing).where(Standing.newest, Standing.subject_key.in_(chunk))
        ):
            found[f"standing:{one.subject_key}:{one.kind}:{one.from_on}"] = one
    return found


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
    one_at_a_time(session, Turn.LEDGER_IMPORT)  # the same list may lie here twice
    lines, _questions = judged(session, batch, sheets_in(batch), now)
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
        mark = mark_of(line.draft)
        if line.outcome is Outcome.NEW and mark not in done:
            done.add(mark)
            _write(session, actor, line.draft, f"import:{batch.id}", now)
    batch.summary = str(T("Ghi mới %(new)s, đã có %(same)s, để lại %(left)s dòng",
                          new=len(done), same=counts[Outcome.SAME], left=open_))  # fmt: skip
    _decide(session, actor, batch, "store", now, rows=len(done))
    return counts


def _write(session: Session, actor: Actor, draft: Draft, ref: str, now: datetime) -> None:
    if isinstance(draft, AwardDraft):
        found = replace(draft, source=Source.IMPORT, source_ref=ref)
        record_award(session, actor, found, now)
    elif isinstance(draft, RatingDraft):
        rate(session, actor, draft, now).source_ref = ref
    else:
        record_standing(session, actor, draft, now).source_ref = ref


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
    others = [
        _take_back(session, table, f"import:{batch.id}") for table in (YearlyRating, Standing)
    ]
    gone = len(ids) + sum(taken for taken, _left in others)
    left = len(kept) - len(ids) + sum(left for _taken, left in others)
    batch.summary = str(T("Đã lấy lại %(n)s dòng; giữ %(left)s dòng đã sửa sau khi nhập",
                          n=gone, left=left))  # fmt: skip
    _decide(session, actor, batch, "undo", now, rows=gone)
    return gone


def _take_back(session: Session, table: type[YearlyRating | Standing], ref: str) -> tuple[int, int]:
    """How many rows went, and how many stay because they were corrected since."""
    rows = session.execute(select(table.id, table.line).where(table.source_ref == ref)).all()
    corrected = set(
        session.scalars(select(table.line).where(table.line.in_([line for _, line in rows]),
                                                 table.number > 1))
    )  # fmt: skip
    ids = [key for key, line in rows if line not in corrected]
    for start in range(0, len(ids), IN_ONE_QUERY):
        session.execute(delete(table).where(table.id.in_(ids[start : start + IN_ONE_QUERY])))
    return len(ids), len(rows) - len(ids)


def _decide(
    session: Session, actor: Actor, batch: AchievementImport, name: str, now: datetime, rows: int
) -> None:
    move(session, actor, batch, IMPORT_LIFECYCLE, name, now, rows=rows)
    batch.decided_at = now
    batch.content = batch.answers = ""
