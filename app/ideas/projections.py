"""What others receive of a dossier: `BlindIdea` for blind scoring, `OpenIdea` with names."""

import json
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.files.states import FILE_TITLES, FileState
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaVersion
from app.ideas.states import EDITABLE, IdeaState
from app.kernel.numbers import decimal_text
from app.kernel.text import T, Text
from app.rounds.models import Category

KINDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
}


@dataclass(frozen=True, slots=True)
class BlindFile:
    """An evidence file without its name: people put names into file names."""

    file_id: int
    number: int
    kind: str
    size: int

    @property
    def label(self) -> Text:
        """ "Tệp 1 (PDF, 1,9 MB)"."""
        return T("Tệp %(n)s (%(kind)s, %(size)s)", n=self.number, kind=self.kind,
                 size=size_text(self.size))  # fmt: skip

    @property
    def download_name(self) -> str:
        """A neutral name for the download."""
        return f"tep-{self.number}.{self.kind.lower()}"


@dataclass(frozen=True, slots=True)
class BlindIdea:
    """What a blind reviewer may know of a dossier: no author, unit, owner, source or file name."""

    idea_id: int
    code: str
    round_id: int
    category_id: int | None
    category: str
    title: str
    sector: str
    first_applied_on: date | None
    saved_vnd: int | None
    ai_kind: str
    ai_product: str
    data_location: str
    personal_data: str
    human_check: str
    risk_level: str
    risk_reason: str
    summary: str
    problem: str
    solution: str
    novelty: str
    conditions: str
    application: str
    effect: str
    confidential: str
    files: tuple[BlindFile, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An evidence file as its owner named it."""

    evidence_id: int
    file_id: int
    name: str
    kind: str
    size: int
    note: str
    added_at: datetime
    state: FileState = FileState.UNCHECKED

    @property
    def warning(self) -> Text | None:
        """What keeps this file from being opened, if anything does."""
        shut = self.state in {FileState.PENDING, FileState.INFECTED}
        return FILE_TITLES[self.state] if shut else None


@dataclass(frozen=True, slots=True)
class OpenAuthor:
    """One author with the share in per cent."""

    position: int
    account_id: int | None
    full_name: str
    workplace: str
    job_title: str
    email: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class OpenIdea:
    """A dossier with everything in it, for those who may know its authors."""

    blind: BlindIdea
    state: IdeaState
    unit_id: int
    unit_name: str
    owner_id: int
    authors: tuple[OpenAuthor, ...]
    files: tuple[OpenFile, ...]
    submitted_at: datetime | None
    endorsed_at: datetime | None
    accepted_at: datetime | None
    content_hash: str
    receipt_key: str | None
    version: int


def size_text(size: int) -> str:
    """1,9 MB · 340 KB."""
    if size >= 1 << 20:
        return f"{decimal_text(Decimal(size) / (1 << 20), 1)} MB"
    return f"{max(1, round(size / 1024))} KB"


_BLIND_COLUMNS = [
    getattr(Idea, field.name)
    for field in fields(BlindIdea)
    if field.name not in {"idea_id", "category", "files"}
]


def blind_idea(session: Session, idea_id: int) -> BlindIdea | None:
    """The blind projection; None when there is no such dossier. The caller asks who may read."""
    row = session.execute(
        select(Idea.id, Category.name, *_BLIND_COLUMNS)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.id == idea_id)
    ).one_or_none()
    if row is None:
        return None
    key, category, *values = row
    texts = {column.key: value for column, value in zip(_BLIND_COLUMNS, values, strict=True)}
    texts["code"] = texts["code"] or ""
    blind_files = tuple(
        BlindFile(file.file_id, number, file.kind, file.size)
        for number, file in enumerate(files_of(session, idea_id), start=1)
    )
    return BlindIdea(idea_id=key, category=category or "", files=blind_files, **texts)


def files_of(session: Session, idea_id: int) -> tuple[OpenFile, ...]:
    """The evidence that has not been removed, in the order it was added."""
    rows = session.execute(
        select(Evidence.id, StoredFile.id, StoredFile.name, StoredFile.media_type,
               StoredFile.size, Evidence.note, Evidence.added_at, StoredFile.state)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.idea_id == idea_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )  # fmt: skip
    return tuple(
        OpenFile(key, file_id, name, KINDS.get(kind, "?"), size, note, added, state)
        for key, file_id, name, kind, size, note, added, state in rows
    )


def authors_of(session: Session, idea_id: int) -> tuple[OpenAuthor, ...]:
    """The authors in their order."""
    rows = session.execute(
        select(IdeaAuthor.position, IdeaAuthor.account_id, IdeaAuthor.full_name,
               IdeaAuthor.workplace, IdeaAuthor.job_title, IdeaAuthor.email, IdeaAuthor.share)
        .where(IdeaAuthor.idea_id == idea_id)
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    )  # fmt: skip
    return tuple(OpenAuthor(*row) for row in rows)


def open_idea(session: Session, idea_id: int) -> OpenIdea | None:
    """The whole dossier; None when there is none. The caller asks who may read."""
    blind = blind_idea(session, idea_id)
    if blind is None:
        return None
    row = session.execute(
        select(Idea.state, Idea.unit_id, Idea.unit_name, Idea.owner_id, Idea.submitted_at,
               Idea.endorsed_at, Idea.accepted_at, Idea.content_hash, Idea.receipt_key,
               Idea.version)
        .where(Idea.id == idea_id)
    ).one()  # fmt: skip
    return OpenIdea(
        blind=blind,
        authors=authors_of(session, idea_id),
        files=files_of(session, idea_id),
        **row._asdict(),
    )


def submitted_idea(session: Session, idea_id: int) -> OpenIdea | None:
    """The dossier as it was last submitted, for unit and office.

    While the authors are rewriting it (returned, supplement asked) their unfinished text is
    nobody else's to read; otherwise the same as `open_idea`.
    """
    whole = open_idea(session, idea_id)
    if whole is None or whole.state not in EDITABLE:
        return whole
    frozen = session.scalar(
        select(IdeaVersion.content)
        .where(IdeaVersion.idea_id == idea_id)
        .order_by(IdeaVersion.number.desc())
        .limit(1)
    )
    return whole if frozen is None else as_frozen(whole, json.loads(frozen))


def as_frozen(whole: OpenIdea, content: dict[str, Any]) -> OpenIdea:
    """The same dossier with the content of a frozen version."""
    values = dict(content["fields"])
    first = values["first_applied_on"]
    values["first_applied_on"] = date.fromisoformat(first) if first else None
    authors = tuple(
        OpenAuthor(**{**line, "share": Decimal(line["share"])}) for line in content["authors"]
    )
    frozen_files = tuple(
        OpenFile(f["evidence_id"], f["file_id"], f["name"], KINDS.get(f["media_type"], "?"),
                 f["size"], f["note"], datetime.fromisoformat(f["added_at"]))
        for f in content["files"]
    )  # fmt: skip
    blind_files = tuple(
        BlindFile(f.file_id, number, f.kind, f.size) for number, f in enumerate(frozen_files, 1)
    )
    blind = replace(whole.blind, files=blind_files, **values)
    return replace(whole, blind=blind, authors=authors, files=frozen_files)
