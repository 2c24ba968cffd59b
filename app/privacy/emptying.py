"""Take the contents out of a dossier whose period is over; what is counted or awarded stays."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, Enum, String, Table, Text, delete, select, update
from sqlalchemy.orm import Session

from app.database.base import Base
from app.database.schema import IDEA_SEARCH
from app.files.models import CleanCopy, StoredFile
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.vietnamese import name_sort_key
from app.review.models import (
    CertificateEnd,
    Conflict,
    InitiativeCertificate,
    Mark,
    Recognition,
    Result,
    Sheet,
)
from app.review.past_stage_queries import marks_without_remarks
from app.review.revocation_models import RecognitionRevocation
from app.review.stage_models import StageResult, StageSheet

EMPTY_TITLE = "Hồ sơ đã hết thời hạn lưu giữ"
NO_NAME = "Tác giả đã ẩn danh"
NO_REASON = "Đã ẩn danh"
KEPT_TABLES = frozenset({
    "achievement_use", "adoption", "conflict", "disposed", "idea_author", "initiative_certificate",
    "judging_inquiry", "nomination_basis", "published_solution", "recognition", "result", "sheet",
    "stage_result", "stage_sheet",
})  # fmt: skip
"""What hangs on a dossier and stays: it is counted, awarded, decided, or says who did what.
Every other table that refers to a dossier loses its rows."""
KEPT_COLUMNS = frozenset({"code", "title", "unit_name", "sector", "content_hash", "receipt_key"})
"""Texts of the dossier that stay: they are how it is counted and proven."""


def empty(session: Session, ids: Sequence[int], *, names: bool) -> None:
    """Empty these dossiers; `names`: also their title and their authors' names."""
    for table in _children():
        _delete_rows(session, table, ids)
    _clear_texts(session, ids, names=names)
    _clear_authors(session, ids, names=names)
    _clear_remarks(session, ids)
    for key, title in session.execute(select(Idea.id, Idea.title).where(Idea.id.in_(ids))).all():
        IDEA_SEARCH.put(session, key, *([] if names else [title]))


def _children() -> list[Table]:
    """The tables that refer to a dossier and do not stay, those that are referred to last."""
    return [
        table
        for table in reversed(Base.metadata.sorted_tables)
        if table.name not in KEPT_TABLES and _to(table, "idea") is not None
    ]


def _to(table: Table, other: str) -> Column[Any] | None:
    for column in table.columns:
        if any(key.target_fullname == f"{other}.id" for key in column.foreign_keys):
            return column
    return None


def _delete_rows(session: Session, table: Table, ids: Collection[int]) -> None:
    idea, file = _to(table, "idea"), _to(table, "stored_file")
    if idea is None:
        return
    files: Sequence[int] = ()
    if file is not None:
        files = session.scalars(select(file).where(idea.in_(ids), file.is_not(None))).all()
    session.execute(delete(table).where(idea.in_(ids)))
    if files:  # the contents themselves are swept the next day
        copies = session.scalars(
            select(CleanCopy.copy_id).where(CleanCopy.file_id.in_(files))
        ).all()
        session.execute(delete(CleanCopy).where(CleanCopy.file_id.in_(files)))
        gone = [*files, *(key for key in copies if key)]
        session.execute(delete(StoredFile).where(StoredFile.id.in_(gone)))


def _clear_texts(session: Session, ids: Collection[int], *, names: bool) -> None:
    values: dict[str, object] = {
        column.name: _blank(column)
        for column in Base.metadata.tables["idea"].columns
        if isinstance(column.type, String | Text) and not isinstance(column.type, Enum)
        and column.name not in KEPT_COLUMNS
    }  # fmt: skip
    values |= {"title": EMPTY_TITLE} if names else {}
    _update(session, update(Idea).where(Idea.id.in_(ids)).values(**values))


def _blank(column: Column[Any]) -> object:
    if column.nullable:
        return None
    return getattr(column.default, "arg", "")


def _clear_authors(session: Session, ids: Collection[int], *, names: bool) -> None:
    values: dict[str, object] = {
        column.name: _blank(column)
        for column in Base.metadata.tables["idea_author"].columns
        if isinstance(column.type, String) and column.name not in {"full_name", "name_key"}
    }
    if names:
        values |= {"full_name": NO_NAME, "name_key": name_sort_key(NO_NAME), "account_id": None}
    _update(session, update(IdeaAuthor).where(IdeaAuthor.idea_id.in_(ids)).values(**values))
    if names:
        _clear_certificates(session, ids)


def _clear_certificates(session: Session, ids: Collection[int]) -> None:
    """The corrected name, and why a paper was replaced or revoked."""
    theirs = (
        select(InitiativeCertificate.id)
        .join(Recognition, Recognition.id == InitiativeCertificate.recognition_id)
        .where(Recognition.idea_id.in_(ids))
    )
    own = InitiativeCertificate.id.in_(theirs)
    _update(session, update(InitiativeCertificate).where(own).values(printed_name=""))
    ended = CertificateEnd.certificate_id.in_(theirs)
    _update(session, update(CertificateEnd).where(ended).values(reason=NO_REASON))
    decisions = select(Recognition.id).where(Recognition.idea_id.in_(ids))
    annulled = RecognitionRevocation.recognition_id.in_(decisions)
    _update(session, update(RecognitionRevocation).where(annulled).values(reason=NO_REASON))


def _clear_remarks(session: Session, ids: Collection[int]) -> None:
    """What was written about the dossier; the points and who gave them are counted."""
    sheets = select(Sheet.id).where(Sheet.idea_id.in_(ids))
    for change in (
        update(Mark).where(Mark.sheet_id.in_(sheets)).values(remark=""),
        update(Sheet).where(Sheet.idea_id.in_(ids)).values(remark=""),
        update(Conflict).where(Conflict.idea_id.in_(ids)).values(note=""),
        update(Result).where(Result.idea_id.in_(ids)).values(proposal_reason=""),
    ):
        _update(session, change)
    _update(session, update(StageResult).where(StageResult.idea_id.in_(ids)).values(reason=""))
    for sheet in session.scalars(select(StageSheet).where(StageSheet.idea_id.in_(ids))):
        sheet.remark, sheet.marks = "", marks_without_remarks(sheet.marks)


def _update(session: Session, change: Any) -> None:
    session.execute(change.execution_options(synchronize_session=False))
