"""Make a bundle of a locked list, withdraw it, take the answer back."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.awards.compiled import CompiledList, content_hash, from_json
from app.awards.exports import list_xlsx, submission_docx, submission_pdf
from app.awards.models import NominationList
from app.awards.queries import snapshot_code
from app.awards.states import ROLE_TITLES, ListState, SubjectKind
from app.awards.verification import lookups
from app.files.actions import keep_upload, storage
from app.files.models import StoredFile
from app.files.rules import FileFacts
from app.files.states import FileState
from app.forwarding import policy
from app.forwarding.bundles import LIST_FORMAT, canonical, write_bundle
from app.forwarding.models import Forwarding, ForwardingAnswer
from app.forwarding.reading import AnswerBundle, read_answer, read_list
from app.forwarding.states import REASON_LIMIT, SENT_LIFECYCLE, SentState
from app.ideas.models import Evidence, Idea
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.numbers import decimal_text
from app.kernel.refusals import AlreadyDone, Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

PURPOSE = "forwarding"
USABLE = (FileState.CLEAN, FileState.UNCHECKED)


def make_bundle(
    session: Session, actor: Actor, list_: NominationList, now: datetime, *, evidence: bool
) -> Forwarding:
    """One file with the locked list, its papers and (`evidence`) the files of its solutions.

    A locked version is sent once: making it again leads to the bundle that is there.
    """
    require(policy.send(actor))
    require_ready(_blockers(list_))
    mark = content_hash(list_.snapshot)
    stored = session.scalars(
        select(Forwarding).where(
            Forwarding.list_id == list_.id, Forwarding.content_hash == mark,
            Forwarding.state != SentState.WITHDRAWN,
        )
    ).one_or_none()  # fmt: skip
    if stored is not None:
        raise AlreadyDone(T("Bản chốt này đã được lập gói"), "forwarding.sent",
                          forwarding_id=stored.id)  # fmt: skip
    compiled, key = from_json(list_.snapshot), secrets.token_hex(16)
    codes = snapshot_code(list_), lookups(session, list_).get("list", "")
    files, about = _files(session, compiled, codes, evidence=evidence)
    head = {"format": LIST_FORMAT, "key": key, "origin": compiled.heading.agency,
            "made_on": local_date(now).isoformat()}  # fmt: skip
    content = canonical(_list(compiled, mark, about))
    packed, digest = write_bundle(head, [("list.json", content), *files])
    file = _keep(session, actor, packed, f"chuyen-danh-sach-{list_.number:02d}-{list_.year}.zip",
                 list_.id, now)  # fmt: skip
    row = Forwarding(list_id=list_.id, key=key, digest=digest, content_hash=mark, file_id=file.id,
                     made_by=actor.user_id, made_at=now)  # fmt: skip
    session.add(row)
    record(session, actor, "forwarding:make", row, now, list=list_.id, sha256=digest,
           lines=len(compiled.lines), files=len(files))  # fmt: skip
    return row


def _blockers(list_: NominationList) -> list[Blocker]:
    if list_.state is ListState.DRAFT:
        return [Blocker("", T("Chốt danh sách trước khi chuyển cấp trên"))]
    if not list_.upward:
        return [Blocker("", T("Danh sách này do cơ quan quyết định, không chuyển cấp trên"))]
    return []


def _list(compiled: CompiledList, mark: str, about: list[dict[str, str]]) -> dict[str, object]:
    head = compiled.heading
    return {
        "title": head.title, "movement": head.movement, "content_hash": mark,
        "label": f"{head.number:02d}/{head.year}", "files": about,
        "lines": [
            {"line": line.nomination_id, "individual": line.subject_kind is SubjectKind.INDIVIDUAL,
             "name": line.name, "job_title": line.job_title, "unit_name": line.unit_name,
             "award_name": line.award_name, "achievement": line.achievement,
             "codes": " ".join(one.code for one in line.solutions),
             "solutions": "; ".join(
                 f"{one.title} ({ROLE_TITLES[one.role]}"
                 + (f", {decimal_text(one.share)}%)" if one.share is not None else ")")
                 for one in line.solutions)[:4000]}
            for line in compiled.lines
        ],
    }  # fmt: skip


def _files(
    session: Session, compiled: CompiledList, printed: tuple[str, str], *, evidence: bool
) -> tuple[list[tuple[str, bytes]], list[dict[str, str]]]:
    files = [("giay-to/to-trinh.docx", submission_docx(compiled, *printed)),
             ("giay-to/to-trinh.pdf", submission_pdf(compiled, *printed)),
             ("giay-to/danh-sach.xlsx", list_xlsx(compiled))]  # fmt: skip
    about = [{"path": path, "name": path.partition("/")[2], "about": ""} for path, _ in files]
    if evidence:
        codes = {one.code for line in compiled.lines for one in line.solutions}
        for number, (idea_code, row) in enumerate(_evidence(session, codes), start=1):
            path = f"ho-so/{number:04d}{PurePath(row.name).suffix.lower()}"
            with storage().open(row.sha256) as stream:
                files.append((path, stream.read()))
            about.append({"path": path, "name": row.name, "about": idea_code})
    return files, about


def _evidence(session: Session, codes: Iterable[str]) -> list[tuple[str, StoredFile]]:
    """Evidence of the dossiers that is not an answer to a question and is not held back."""
    rows = session.execute(
        select(Idea.code, StoredFile)
        .join(Evidence, Evidence.idea_id == Idea.id)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Idea.code.in_(list(codes)), Evidence.removed_at.is_(None),
               Evidence.field_id.is_(None), StoredFile.state.in_(USABLE))
        .order_by(Idea.code, Evidence.id)
    )  # fmt: skip
    return [(code or "", row) for code, row in rows]


def _keep(
    session: Session, actor: Actor, packed: bytes, name: str, list_id: int, now: datetime
) -> StoredFile:
    def as_zip(_stream: BinaryIO, _name: str, _size: int) -> FileFacts:
        return FileFacts("application/zip")

    return keep_upload(session, actor, BytesIO(packed), name, purpose=PURPOSE, owner_id=list_id,
                       now=now, accept=as_zip)  # fmt: skip


def withdraw(session: Session, actor: Actor, row: Forwarding, reason: str, now: datetime) -> None:
    """The bundle was not sent, or is called back; the list may be sent again."""
    require(policy.send(actor))
    SENT_LIFECYCLE.after(row.state, "withdraw")
    text = clean_line(reason)
    if not text or len(text) > REASON_LIMIT:
        raise Blocked([Blocker("reason", T("Nhập lý do, tối đa %(n)s ký tự", n=REASON_LIMIT))])
    row.reason = text
    move(session, actor, row, SENT_LIFECYCLE, "withdraw", now, reason=text)


def take_answer(
    session: Session, actor: Actor, row: Forwarding, content: bytes, now: datetime
) -> Forwarding:
    """The answer of the higher level, line by line. The same answer twice is taken once."""
    require(policy.send(actor))
    answer = read_answer(content)
    require_ready(_not_ours(row, answer))
    if row.state is SentState.ANSWERED:
        raise AlreadyDone(T("Trả lời của gói này đã được nhập"), "forwarding.sent",
                          forwarding_id=row.id)  # fmt: skip
    SENT_LIFECYCLE.after(row.state, "answer")
    lines = _sent_lines(session, row)
    given = {line.origin_line: line for line in answer.lines}
    if len(given) != len(answer.lines) or set(given) != set(lines):
        raise Blocked([Blocker("file", T("Gói trả lời không khớp các dòng của danh sách đã gửi"))])
    session.add_all(
        ForwardingAnswer(
            forwarding_id=row.id, nomination_id=key, name=name, award_name=award,
            answer=given[key].answer, reason=given[key].reason,
            decision_number=given[key].decision_number, decided_on=given[key].decided_on,
        )
        for key, (name, award) in lines.items()
    )  # fmt: skip
    row.answered_at, row.answered_by_name = now, answer.by
    counts = {str(kind): sum(1 for one in answer.lines if one.answer is kind)
              for kind in dict.fromkeys(one.answer for one in answer.lines)}  # fmt: skip
    move(session, actor, row, SENT_LIFECYCLE, "answer", now, by=answer.by, counts=counts)
    return row


def _not_ours(row: Forwarding, answer: AnswerBundle) -> list[Blocker]:
    if answer.key == row.key and answer.of_digest == row.digest:
        return []
    return [Blocker("file", T("Đây là trả lời của một gói khác"))]


def _sent_lines(session: Session, row: Forwarding) -> dict[int, tuple[str, str]]:
    """The lines as they were sent: read from the bundle itself, whatever became of the list."""
    file = session.get_one(StoredFile, row.file_id)
    with storage().open(file.sha256) as stream:
        sent = read_list(stream.read())
    return {line.origin_line: (line.name, line.award_name) for line in sent.lines}
