"""Take a bundle of another authority in, answer line by line, give the answer back as a bundle."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import agency_on
from app.audit.actions import move, record
from app.database.transaction import to_change
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.forwarding import policy
from app.forwarding.bundles import ANSWER_FORMAT, canonical, write_bundle
from app.forwarding.models import ReceivedBundle, ReceivedFile, ReceivedLine
from app.forwarding.reading import ListBundle, read_list, text_in
from app.forwarding.states import (
    ANSWER_LABELS,
    ANSWER_TITLES,
    NUMBER_LIMIT,
    REASON_LIMIT,
    RECEIVED_LIFECYCLE,
    LineAnswer,
    ReceivedState,
)
from app.kernel.actor import SYSTEM, Actor
from app.kernel.dates import day_text, instant_text, local_date
from app.kernel.refusals import (
    NOT_FOUND,
    AlreadyDone,
    Blocked,
    Blocker,
    Denial,
    Difference,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

PURPOSE = "forwarded"
CODE_LENGTH = 12
"""How many signs of the digest the letter carries."""


def take_in(session: Session, actor: Actor, content: bytes, now: datetime) -> ReceivedBundle:
    """Verify a bundle and keep it for a look; the same bundle twice leads to the first.

    Nothing counts before `accept`. One file that is no paper or picture refuses the whole.
    """
    require(policy.send(actor))
    read = read_list(content)
    stored = session.scalars(
        select(ReceivedBundle).where(ReceivedBundle.key == read.key)
    ).one_or_none()
    if stored is not None:
        if stored.digest != read.digest:
            raise Blocked([Blocker("file", T("Đã nhận một gói cùng mã nhưng khác nội dung; hỏi lại "
                                             "nơi gửi"))])  # fmt: skip
        raise AlreadyDone(T("Gói này đã được tải lên"), "forwarding.received",
                          bundle_id=stored.id)  # fmt: skip
    row = ReceivedBundle(
        key=read.key, digest=read.digest, origin=read.origin, title=read.title,
        movement=read.movement, list_label=read.list_label, made_on=read.made_on,
        uploaded_by=actor.user_id, uploaded_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        ReceivedLine(
            bundle_id=row.id, origin_line=line.origin_line, position=place,
            individual=line.individual, name=line.name, job_title=line.job_title,
            unit_name=line.unit_name, award_name=line.award_name, achievement=line.achievement,
            solutions=line.solutions, codes=line.codes,
        )
        for place, line in enumerate(read.lines, start=1)
    )  # fmt: skip
    count = _keep_files(session, actor, row, read, now)
    record(session, actor, "received_bundle:take_in", row, now, origin=row.origin,
           sha256=row.digest, lines=len(read.lines), files=count)  # fmt: skip
    return row


def _keep_files(
    session: Session, actor: Actor, row: ReceivedBundle, read: ListBundle, now: datetime
) -> int:
    listed = read.bundle.json_of("list.json").get("files")
    known = {str(one.get("path")): one for one in listed if isinstance(one, dict)} if isinstance(
        listed, list) else {}  # fmt: skip
    count = 0
    for path, content in read.bundle.files.items():
        if path == "list.json":
            continue
        told = known.get(path, {})
        name = text_in(told, "name", 255) or PurePath(path).name
        if PurePath(name).suffix.lower() != PurePath(path).suffix.lower():
            name = PurePath(path).name
        try:
            file = keep_upload(session, actor, BytesIO(content), name, purpose=PURPOSE,
                               owner_id=row.id, now=now)  # fmt: skip
        except Blocked as refused:
            raise Blocked([Blocker("file", T("Tệp “%(name)s” trong gói không được nhận: %(why)s",
                                             name=name, why=str(one.message)))
                           for one in refused.blockers]) from None  # fmt: skip
        session.add(ReceivedFile(bundle_id=row.id, file_id=file.id, path=path,
                                 about=text_in(told, "about", 60)))  # fmt: skip
        count += 1
    return count


def accept(
    session: Session, actor: Actor, row: ReceivedBundle, letter_code: str, now: datetime
) -> None:
    """Receive it. The first signs of its digest stand in the letter: typed, they must agree."""
    require(policy.send(actor))
    RECEIVED_LIFECYCLE.after(row.state, "accept")
    typed = "".join(clean_line(letter_code).lower().split())
    if len(typed) < CODE_LENGTH or not row.digest.startswith(typed):
        raise Blocked([Blocker("letter_code", T("Mã gói không khớp mã ghi trong công văn"))])
    move(session, actor, row, RECEIVED_LIFECYCLE, "accept", now)


def drop(session: Session, actor: Actor, row: ReceivedBundle, now: datetime) -> None:
    """It is not for us."""
    require(policy.send(actor))
    move(session, actor, row, RECEIVED_LIFECYCLE, "drop", now)


def answer_line(
    session: Session, actor: Actor, line: ReceivedLine, answer: LineAnswer, *, reason: str,
    number: str, decided_on: date | None, version: int, now: datetime,
) -> None:  # fmt: skip
    """What this authority says of one line; a no and a return have a reason, a yes its decision.

    Raises `StaleEdit` when a colleague has answered the line otherwise since `version`.
    """
    require(policy.send(actor))
    row = to_change(session, ReceivedBundle, line.bundle_id)
    require_ready(_blockers(row, answer, reason, number, decided_on, local_date(now)))
    before = str(line.answer or "")
    agreed = answer is LineAnswer.AGREED
    given = {
        "answer": answer, "decision_number": clean_line(number) if agreed else "",
        "decided_on": decided_on if agreed else None, "reason": clean_line(reason),
    }  # fmt: skip
    if line.answer is not None and line.version != version:
        differences = _differences(line, given)
        if not differences:
            return
        who = session.get(Account, line.answered_by) if line.answered_by else None
        when = instant_text(line.answered_at) if line.answered_at else ""
        raise StaleEdit(who.full_name if who else SYSTEM.name, when, differences, line.version)
    for name, value in given.items():
        setattr(line, name, value)
    line.answered_by, line.answered_at = actor.user_id, now
    record(session, actor, "received_line:answer", line, now, before=before, after=str(answer),
           reason=line.reason)  # fmt: skip


def _differences(line: ReceivedLine, given: Mapping[str, Any]) -> list[Difference]:
    """What a colleague wrote and what was to be written, box by box."""
    found = []
    for name, label in ANSWER_LABELS.items():
        mine, theirs = given[name], getattr(line, name)
        if mine != theirs:
            found.append(Difference(name, label, _typed(mine), _typed(theirs),
                                    (_shown(mine), _shown(theirs))))  # fmt: skip
    return found


def _typed(value: date | str | None) -> str:
    return day_text(value) if isinstance(value, date) else str(value or "")


def _shown(value: date | str | None) -> str:
    return str(ANSWER_TITLES[value]) if isinstance(value, LineAnswer) else _typed(value)


def _blockers(
    row: ReceivedBundle, answer: LineAnswer, reason: str, number: str, decided_on: date | None,
    today: date,
) -> list[Blocker]:  # fmt: skip
    found = []
    if row.state is not ReceivedState.RECEIVED:
        found.append(Blocker("answer", T("Gói chưa được tiếp nhận hoặc đã chốt trả lời")))
    if answer is not LineAnswer.AGREED and not clean_line(reason):
        found.append(Blocker("reason", T("Nhập lý do")))
    if len(reason) > REASON_LIMIT or len(number) > NUMBER_LIMIT:
        found.append(Blocker("reason", T("Nội dung dài quá")))
    if answer is LineAnswer.AGREED and (not clean_line(number) or decided_on is None):
        found.append(Blocker("decision_number", T("Nhập số và ngày quyết định")))
    if decided_on is not None and decided_on > today:
        found.append(Blocker("decided_on", T("Ngày quyết định không được sau hôm nay")))
    return found


def finish(session: Session, actor: Actor, row: ReceivedBundle, now: datetime) -> None:
    """Close the answer: every line has one; from now on it can be given back."""
    require(policy.send(actor))
    RECEIVED_LIFECYCLE.after(row.state, "finish")
    open_ = session.scalars(
        select(ReceivedLine.id).where(ReceivedLine.bundle_id == row.id,
                                      ReceivedLine.answer.is_(None))
    ).all()  # fmt: skip
    if open_:
        raise Blocked([Blocker("", T("Còn %(n)s dòng chưa có trả lời", n=len(open_)))])
    row.finished_at = now
    move(session, actor, row, RECEIVED_LIFECYCLE, "finish", now)


def answer_bundle(session: Session, row: ReceivedBundle) -> tuple[bytes, int]:
    """The answer as a file for the authority that asked; the same answer gives the same bytes."""
    if row.state is not ReceivedState.ANSWERED or row.finished_at is None:
        raise Blocked([Blocker("", T("Chốt trả lời trước khi xuất"))])
    day = local_date(row.finished_at)
    agency = agency_on(session, day)
    lines = session.scalars(
        select(ReceivedLine).where(ReceivedLine.bundle_id == row.id)
        .order_by(ReceivedLine.position)
    ).all()  # fmt: skip
    body = {"of_digest": row.digest, "lines": [
        {"line": line.origin_line, "answer": str(line.answer), "reason": line.reason,
         "decision_number": line.decision_number,
         "decided_on": line.decided_on.isoformat() if line.decided_on else ""}
        for line in lines]}  # fmt: skip
    head = {"format": ANSWER_FORMAT, "key": row.key, "origin": agency.name if agency else "–",
            "made_on": day.isoformat()}  # fmt: skip
    packed, _digest = write_bundle(head, [("answer.json", canonical(body))])
    return packed, len(lines)


def may_read(_session: Session, actor: Actor | None, _file: StoredFile) -> Denial | None:
    """Files of bundles: who reads bundles reads them."""
    return NOT_FOUND if actor is None or policy.see(actor) is not None else None
