"""Bring a list of dossiers in: upload, map, answer, store, take back. The worker does long ones."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.audit.actions import move, record
from app.database.transaction import Turn, one_at_a_time
from app.files.actions import keep_upload
from app.files.reasons import EMPTY
from app.files.rules import FileFacts, judge
from app.ideas.models import Idea
from app.ideas.rules import blockers_of_window
from app.ideas.states import IdeaState
from app.imports import policy, storing
from app.imports.checking import check_some
from app.imports.columns import TITLES
from app.imports.csv_reading import decode
from app.imports.models import DossierImport, DossierMapping, DossierQuestion, DossierRow
from app.imports.reading import read_some
from app.imports.states import IMPORT_LIFECYCLE, ImportState, Outcome, Verdict
from app.imports.workbook_reading import Damaged
from app.jobs.actions import ask
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.rounds.models import Round

JOB = "imports.work"
AT_ONCE, STORED_AT_ONCE = 600, 60
"""Up to so many rows are done while the person waits; more by the worker."""
S = ImportState
STEPS = {S.READING: read_some, S.CHECKING: check_some, S.STORING: storing.store_some,
         S.UNDOING: storing.undo_some}  # fmt: skip
_KINDS = T("Chọn tệp .xlsx, .csv hoặc .json; tệp .xls mở bằng Excel rồi lưu lại ở dạng .xlsx")


def take_in(
    session: Session, actor: Actor, stream: BinaryIO, name: str, round_: Round,
    unit_id: int | None, now: datetime,
) -> DossierImport:  # fmt: skip
    """Keep the file and begin to read it; nothing becomes a dossier yet.

    `unit_id`: the unit of rows that name none (a clerk's own unit; a secretary may leave it out).
    """
    require(policy.bring(actor))
    allowed = policy.units(actor)
    if allowed is not None and unit_id not in allowed:
        raise Blocked([Blocker("unit_id", T("Chọn đơn vị mà bạn làm đầu mối"))])
    require_ready(blockers_of_window(round_, IdeaState.DRAFT, now))
    file = keep_upload(session, actor, stream, name, purpose="import", owner_id=None, now=now,
                       accept=_accept)  # fmt: skip
    batch = DossierImport(
        account_id=actor.user_id, unit_id=unit_id, round_id=round_.id, file_id=file.id,
        file_name=file.name, sha256=file.sha256, state=S.READING, uploaded_at=now,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    file.owner_id = batch.id
    record(session, actor, "dossier_import:upload", batch, now, sha256=file.sha256)
    if read_some(session, actor, batch, now):
        _to_worker(session, actor, batch, now)
    return batch


def _accept(stream: BinaryIO, name: str, size: int) -> FileFacts | Blocker:
    suffix = PurePath(name).suffix.lower()
    if suffix in {".csv", ".json"}:
        if not size:
            return Blocker("file", EMPTY)
        content = stream.read()
        stream.seek(0)
        try:
            text, _eight_bit = decode(content)
        except Damaged:
            return Blocker("file", _KINDS)
        binary = content.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")) or "\x00" in text
        return Blocker("file", _KINDS) if binary else FileFacts("text/plain")
    return judge(stream, name, size) if suffix == ".xlsx" else Blocker("file", _KINDS)


def _to_worker(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> None:
    job = ask(session, actor, JOB, {"import": batch.id}, now)
    session.flush()
    batch.job_id = job.id


def _go_on(
    session: Session, actor: Actor, batch: DossierImport, now: datetime, *, short: bool
) -> None:
    """Do the step at once when it is short, else ask the worker."""
    if not short:
        _to_worker(session, actor, batch, now)
        return
    while STEPS[batch.state](session, actor, batch, now):
        session.flush()


def map_columns(
    session: Session, actor: Actor, batch: DossierImport,
    mapping: Mapping[int, Mapping[int, str]], now: datetime,
) -> None:  # fmt: skip
    """Say what each column of each wanted sheet holds; then every row is judged."""
    require(policy.handle(actor, batch.account_id))
    require_ready(_mapping_blockers(mapping))
    batch.mapping = json.dumps(
        {str(sheet): {"columns": {str(place): key for place, key in columns.items()}}
         for sheet, columns in mapping.items()}
    )  # fmt: skip
    _remember(session, batch, mapping, now)
    move(session, actor, batch, IMPORT_LIFECYCLE, "map", now, sheets=len(mapping))
    session.execute(delete(DossierQuestion).where(DossierQuestion.import_id == batch.id))
    _check_anew(session, actor, batch, now)


def _mapping_blockers(mapping: Mapping[int, Mapping[int, str]]) -> list[Blocker]:
    if not mapping:
        return [Blocker("", T("Chọn ít nhất một trang tính để nhập"))]
    found = []
    for columns in mapping.values():
        keys = [key for key in columns.values() if key]
        for key in ("title", "authors"):
            if key not in keys:
                found.append(Blocker("", T("Chọn cột chứa “%(what)s”", what=TITLES[key])))
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            found.append(Blocker("", T("Hai cột cùng được ghép với “%(what)s”",
                                       what=TITLES.get(key, key))))  # fmt: skip
        if any(key not in TITLES for key in keys):
            found.append(Blocker("", T("Chọn một mục trong danh sách")))
    return found


def mark_of(signature: str) -> str:
    """What remembered headings are stored under."""
    return hashlib.sha256(signature.encode()).hexdigest()


def _remember(
    session: Session, batch: DossierImport, mapping: Mapping[int, Mapping[int, str]],
    now: datetime,
) -> None:  # fmt: skip
    from app.imports.columns import signature  # noqa: PLC0415

    if batch.unit_id is None:
        return
    sheets = json.loads(batch.structure)["sheets"]
    for number, columns in mapping.items():
        shown = sheets[number]["columns"]
        mark = mark_of(signature([shown[place]["heading"] for place in shown]))
        known = session.scalar(
            select(DossierMapping).where(
                DossierMapping.unit_id == batch.unit_id, DossierMapping.signature == mark
            )
        )
        if known is None:
            known = DossierMapping(unit_id=batch.unit_id, signature=mark, columns="", saved_at=now)
            session.add(known)
        known.columns, known.saved_at = json.dumps({str(p): k for p, k in columns.items()}), now
        session.flush()


def answer(
    session: Session, actor: Actor, batch: DossierImport, answers: Mapping[int, str], now: datetime
) -> None:
    """Confirm or refuse guesses; the rows are judged anew with the answers."""
    require(policy.handle(actor, batch.account_id))
    questions = session.scalars(
        select(DossierQuestion).where(DossierQuestion.import_id == batch.id)
    ).all()
    for question in questions:
        given = answers.get(question.id)
        offered = {value for value, _title in json.loads(question.options)}
        if given is not None and (not given or given in offered):
            question.answer = given
        question.rows = 0
    move(session, actor, batch, IMPORT_LIFECYCLE, "map", now, sheets=0)
    _check_anew(session, actor, batch, now)
    session.execute(
        delete(DossierQuestion).where(
            DossierQuestion.import_id == batch.id, DossierQuestion.rows == 0,
            DossierQuestion.answer == "",
        )
    )  # fmt: skip


def _check_anew(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> None:
    run = json.loads(batch.counts).get("run", 0) + 1
    batch.counts = json.dumps({"run": run})
    session.execute(
        update(DossierRow).where(DossierRow.import_id == batch.id).values(key="", verdict="")
    )
    _go_on(session, actor, batch, now, short=batch.rows <= AT_ONCE)


def store(
    session: Session, actor: Actor, batch: DossierImport, now: datetime, *,
    only_good: bool, update_stored: bool, submit: bool,
) -> None:  # fmt: skip
    """Make the dossiers: all or none, or the rows without errors (`only_good`).

    Short lists are stored in this transaction; long ones by the worker, which takes everything
    back when a row fails and all were wanted. `submit`: send whole dossiers to the unit at once.
    """
    require(policy.handle(actor, batch.account_id))
    batch.only_good, batch.update, batch.submit = only_good, update_stored, submit
    IMPORT_LIFECYCLE.after(batch.state, "store")
    one_at_a_time(session, Turn.DOSSIER_IMPORT)
    number = _number(session, batch, storing.wanted(batch))
    require_ready(_store_blockers(session, batch, number))
    move(session, actor, batch, IMPORT_LIFECYCLE, "store", now, rows=number)
    try:
        _go_on(session, actor, batch, now, short=number <= STORED_AT_ONCE)
    except storing.Stopped as stopped:
        raise Blocked([Blocker("", stopped.args[0])]) from stopped


def _store_blockers(session: Session, batch: DossierImport, number: int) -> list[Blocker]:
    if not batch.only_good:
        wrong = _number(session, batch, (Verdict.WRONG,))
        asked = _number(session, batch, (Verdict.ASK,))
        if wrong or asked:
            return [Blocker("", T(
                "Còn %(wrong)s dòng có lỗi và %(asked)s dòng cần xác nhận. Xử lý hết, hoặc chọn "
                "“Chỉ nhập các dòng không có lỗi”", wrong=wrong, asked=asked))]  # fmt: skip
    if not number:
        return [Blocker("", T("Không có dòng nào để nhập"))]
    if told := _stored_meanwhile(session, batch):
        return [Blocker("", T(
            "Sau lần kiểm tra này, bảng “%(file)s” đã được nhập và có %(n)s hồ sơ giống bảng này. "
            "Ghép cột lại để so với những hồ sơ đó", file=told[0], n=told[1]))]  # fmt: skip
    return []


def _stored_meanwhile(session: Session, batch: DossierImport) -> tuple[str, int] | None:
    """Another list that brought dossiers this one still calls new; its name and how many."""
    mine, theirs = aliased(DossierRow), aliased(DossierRow)
    there = and_(Idea.state != IdeaState.WITHDRAWN, Idea.title == theirs.title)
    found = session.execute(
        select(DossierImport.file_name, func.count())
        .select_from(mine)
        .join(theirs, and_(theirs.key == mine.key, theirs.import_id != mine.import_id))
        .join(DossierImport, DossierImport.id == theirs.import_id)
        .outerjoin(Idea, Idea.id == theirs.idea_id)
        .where(
            mine.import_id == batch.id, mine.key != "", mine.verdict == Verdict.NEW,
            DossierImport.round_id == batch.round_id,
            or_(
                and_(DossierImport.state == ImportState.STORED, there),
                and_(DossierImport.state == ImportState.STORING,
                     theirs.verdict == Verdict.NEW, or_(Idea.id.is_(None), there)),
            ),
        )
        .group_by(DossierImport.id, DossierImport.file_name)
        .order_by(DossierImport.id)
        .limit(1)
    ).first()  # fmt: skip
    return None if found is None else (found[0], found[1])


def _number(session: Session, batch: DossierImport, verdicts: tuple[str, ...]) -> int:
    return session.scalar(
        select(func.count())
        .select_from(DossierRow)
        .where(DossierRow.import_id == batch.id, DossierRow.verdict.in_(verdicts),
               DossierRow.outcome == Outcome.NONE)
    ) or 0  # fmt: skip


def undo(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> None:
    """Take back what the import made, as far as nobody has touched it since."""
    require(policy.handle(actor, batch.account_id))
    IMPORT_LIFECYCLE.after(batch.state, "undo")
    if not batch.rows:
        raise Blocked([Blocker("", T("Danh sách này đã hết thời hạn lưu giữ nên không hoàn tác "
                                     "được nữa"))])  # fmt: skip
    move(session, actor, batch, IMPORT_LIFECYCLE, "undo", now)
    stored = json.loads(batch.counts).get("stored", 0)
    _go_on(session, actor, batch, now, short=stored <= STORED_AT_ONCE)


def drop(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> None:
    """Throw the list away; its rows are personal data and go at once."""
    require(policy.handle(actor, batch.account_id))
    move(session, actor, batch, IMPORT_LIFECYCLE, "drop", now)
    batch.decided_at = now
    batch.structure = "{}"
    for table in (DossierRow, DossierQuestion):
        session.execute(delete(table).where(table.import_id == batch.id))


def work_on(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> bool:
    """One step of the worker; False when nothing is left to do. Goes on where it stood."""
    require(policy.handle(actor, batch.account_id))
    step = STEPS.get(batch.state)
    if step is None:
        return False
    try:
        return step(session, actor, batch, now)
    except storing.Stopped as stopped:
        # All or none: what was stored already is taken back, step by step.
        batch.note, batch.only_good = str(stopped.args[0])[:500], True
        counts: dict[str, Any] = json.loads(batch.counts)
        batch.counts = json.dumps({**counts, "stopped": True})
        return True
