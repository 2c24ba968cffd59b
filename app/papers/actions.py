"""Upload a version of a Word template, put it to use, retire it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import BinaryIO

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.files.reasons import EMBEDDED, MACRO, REMOTE
from app.files.rules import judge
from app.files.states import FileState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.papers import policy
from app.papers.kinds import PaperKind
from app.papers.models import PaperTemplate
from app.papers.queries import SERVED
from app.papers.states import TEMPLATE_LIFECYCLE

PURPOSE = "paper_template"
"""The purpose of the stored files of this room; `owner_id` is the version."""
MOST_MB = 10
_DOCX = Blocker("file", T("Chọn tệp Word (.docx)"))
# What our own look names one by one, with the place.
_NAMED_BY_US = frozenset({MACRO, REMOTE, EMBEDDED})


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """What the office says about a version."""

    legal_basis: str
    valid_from: date
    note: str = ""


def upload_template(
    session: Session, actor: Actor, kind: PaperKind, stream: BinaryIO, name: str,
    draft: TemplateDraft, now: datetime,
) -> PaperTemplate:  # fmt: skip
    """Keep a new version, not yet in use; Blocked with everything that is wrong with the file."""
    require(policy.keep(actor))
    require_ready(_wrong_with(stream, name, kind))
    file = keep_upload(session, actor, stream, name, purpose=PURPOSE, owner_id=None, now=now)
    last = session.scalar(
        select(func.max(PaperTemplate.number)).where(PaperTemplate.kind == kind.code)
    )
    made = PaperTemplate(
        kind=kind.code, number=(last or 0) + 1, file_id=file.id, uploaded_by=actor.user_id,
        legal_basis=clean_line(draft.legal_basis), valid_from=draft.valid_from,
        note=clean(draft.note), uploaded_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    file.owner_id = made.id
    record(session, actor, "paper_template:upload", made, now, kind=kind.code, number=made.number,
           sha256=file.sha256)  # fmt: skip
    return made


def activate_template(session: Session, actor: Actor, found: PaperTemplate, now: datetime) -> None:
    """Papers of the days from its first day are made from it, once its file is known clean."""
    require(policy.keep(actor))
    TEMPLATE_LIFECYCLE.after(found.state, "activate")
    state = session.get_one(StoredFile, found.file_id).state
    require_ready(_unserved(state))
    found.was_used = True
    move(session, actor, found, TEMPLATE_LIFECYCLE, "activate", now, kind=found.kind,
         number=found.number)  # fmt: skip


def retire_template(session: Session, actor: Actor, found: PaperTemplate, now: datetime) -> None:
    """From today papers are made from the version before it, or from our own layout."""
    require(policy.keep(actor))
    TEMPLATE_LIFECYCLE.after(found.state, "retire")
    found.retired_on = local_date(now)
    move(session, actor, found, TEMPLATE_LIFECYCLE, "retire", now, kind=found.kind,
         number=found.number)  # fmt: skip


def _unserved(state: FileState) -> Sequence[Blocker]:
    if state in SERVED:
        return ()
    if state is FileState.PENDING:
        return [Blocker("file", T("Tệp đang được kiểm tra mã độc; thử lại sau ít phút"))]
    return [Blocker("file", T("Tệp có mã độc nên không dùng được"))]


def _wrong_with(stream: BinaryIO, name: str, kind: PaperKind) -> list[Blocker]:
    from app.papers.inspecting import problems  # noqa: PLC0415 - Word, only where one is read

    most = min(MOST_MB, current_app.config["MAX_UPLOAD_MB"])
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > most << 20:
        return [Blocker("file", T("Tệp phải nhỏ hơn %(n)s MB", n=most))]
    if PurePath(name).suffix.lower() != ".docx":
        return [_DOCX]
    judged = judge(stream, name, size)
    if isinstance(judged, Blocker) and judged.message not in _NAMED_BY_US:
        return [judged]
    found = problems(stream.read(), kind)
    stream.seek(0)
    return found or ([judged] if isinstance(judged, Blocker) else [])
