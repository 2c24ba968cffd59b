"""What others receive of a dossier: `BlindIdea` for blind scoring, `OpenIdea` with names."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.files.models import StoredFile
from app.files.states import FILE_TITLES, FileState
from app.ideas.answer_queries import Place, answers_shown, asked_at
from app.ideas.answer_rules import Asked
from app.ideas.answers import Answer, thawed_answer
from app.ideas.fields import DOSSIER_FIELDS, FLAGS_OF, OFFICE_NAMES, Flag
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaParticipant, IdeaVersion
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

BLIND = tuple(kind for kind, flags in FLAGS_OF.items() if Flag.BLIND_SAFE in flags)
"""The visibilities of questions whose answers reviewers receive."""


@dataclass(frozen=True, slots=True)
class BlindFile:
    """An evidence file without its name: people put names into file names."""

    file_id: int
    number: int
    kind: str
    size: int
    field_id: int | None = None
    held: bool = False
    """Kept from blind reviewers: no copy without metadata yet, or the secretary held it back."""

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
    """What a blind reviewer may know of a dossier: no author, unit, owner, source or file name.

    Its fields are the blind-safe ones of `app.ideas.fields`; of the round's questions those whose
    flag lets reviewers read.
    """

    idea_id: int
    code: str
    round_id: int
    category_id: int | None
    category: str
    title: str
    sector: str
    first_applied_on: date | None
    applied_stage: str
    saved_vnd: int | None
    uses_ai: str
    ai_kind: str
    ai_product: str
    data_location: str
    personal_data: str
    state_secret: str
    decision_role: str
    human_check: str
    ai_label: str
    risk_level: str
    risk_reason: str
    risk_line: str
    test_results: str
    stop_plan: str
    summary: str
    problem: str
    solution: str
    novelty: str
    conditions: str
    application: str
    effect: str
    confidential: str
    files: tuple[BlindFile, ...] = ()
    answers: tuple[Answer, ...] = ()


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
    field_id: int | None = None

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
    born: str = ""
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class OpenParticipant:
    """Somebody who helped to apply the solution first."""

    position: int
    full_name: str
    born: str
    workplace: str
    job_title: str
    qualification: str
    support: str


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
    investor: str = ""
    effect_by_others: str = ""
    classification_no: str = ""
    dpia_no: str = ""
    participants: tuple[OpenParticipant, ...] = ()
    answers: tuple[Answer, ...] = ()
    eligibility: tuple[dict[str, Any], ...] = ()


def size_text(size: int) -> str:
    """1,9 MB · 340 KB."""
    if size >= 1 << 20:
        return f"{decimal_text(Decimal(size) / (1 << 20), 1)} MB"
    return f"{max(1, round(size / 1024))} KB"


_BLIND_NAMES = tuple(f.name for f in fields(BlindIdea) if f.name not in {"files", "answers"})
_BLIND_COLUMNS = [getattr(Idea, n) for n in _BLIND_NAMES if n not in {"idea_id", "category"}]


def blind_idea(session: Session, idea_id: int) -> BlindIdea | None:
    """The blind projection; None when there is no such dossier. The caller asks who may read."""
    found = rows_of(session, _blind_row(), {"of_idea": idea_id})
    if not found:
        return None
    texts = found[0]._asdict()
    place, files = _place(texts), files_of(session, idea_id)
    del texts["submitted_at"], texts["endorsed_at"], texts["accepted_at"]
    return _blind(texts, files, asked_at(session, place, files))


@cache
def _blind_row() -> Select[*tuple[Any, ...]]:
    """The dossier's own row, with what `_place` needs; put together once, as are those below."""
    return (
        select(
            Idea.id.label("idea_id"), func.coalesce(Category.name, "").label("category"),
            *_BLIND_COLUMNS, Idea.submitted_at, Idea.endorsed_at, Idea.accepted_at,
        )
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.id == bindparam("of_idea"))
    )  # fmt: skip


def _place(row: Mapping[str, Any]) -> Place:
    return Place(**{field.name: row[field.name] for field in fields(Place)})


def _blind(row: Mapping[str, Any], files: Iterable["OpenFile"], asked: Asked) -> BlindIdea:
    seen = blind_files(files, asked.hidden_from(BLIND))
    answers = answers_shown(asked, seen, BLIND)
    return BlindIdea(**{**row, "code": row["code"] or ""}, files=seen, answers=answers)


def blind_files(files: Iterable["OpenFile"], hidden: Collection[int]) -> tuple[BlindFile, ...]:
    """The files reviewers receive, numbered; not those that answer a confidential question."""
    safe = [file for file in files if file.field_id not in hidden]
    return tuple(
        BlindFile(file.file_id, number, file.kind, file.size, file.field_id)
        for number, file in enumerate(safe, start=1)
    )


def files_of(session: Session, idea_id: int) -> tuple[OpenFile, ...]:
    """The evidence that has not been removed, in the order it was added."""
    return tuple(
        OpenFile(key, file_id, name, KINDS.get(kind, "?"), size, note, added, state, field_id)
        for key, file_id, name, kind, size, note, added, state, field_id in rows_of(
            session, _files(), {"of_idea": idea_id}
        )
    )


@cache
def _files() -> Select[*tuple[Any, ...]]:
    return (
        select(Evidence.id, StoredFile.id, StoredFile.name, StoredFile.media_type,
               StoredFile.size, Evidence.note, Evidence.added_at, StoredFile.state,
               Evidence.field_id)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.idea_id == bindparam("of_idea"), Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )  # fmt: skip


def authors_of(session: Session, idea_id: int) -> tuple[OpenAuthor, ...]:
    """The authors in their order."""
    return tuple(OpenAuthor(*row) for row in rows_of(session, _authors(), {"of_idea": idea_id}))


@cache
def _authors() -> Select[*tuple[Any, ...]]:
    return (
        select(IdeaAuthor.position, IdeaAuthor.account_id, IdeaAuthor.full_name,
               IdeaAuthor.workplace, IdeaAuthor.job_title, IdeaAuthor.email, IdeaAuthor.share,
               IdeaAuthor.born, IdeaAuthor.qualification)
        .where(IdeaAuthor.idea_id == bindparam("of_idea"))
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    )  # fmt: skip


def participants_of(session: Session, idea_id: int) -> tuple[OpenParticipant, ...]:
    """Those who helped to apply first, in their order."""
    rows = rows_of(session, _participants(), {"of_idea": idea_id})
    return tuple(OpenParticipant(*row) for row in rows)


@cache
def _participants() -> Select[*tuple[Any, ...]]:
    return (
        select(*[getattr(IdeaParticipant, field.name) for field in fields(OpenParticipant)])
        .where(IdeaParticipant.idea_id == bindparam("of_idea"))
        .order_by(IdeaParticipant.position, IdeaParticipant.id)
    )


def open_idea(session: Session, idea_id: int) -> OpenIdea | None:
    """The whole dossier; None when there is none. The caller asks who may read."""
    found = rows_of(session, _open_row(), {"of_idea": idea_id})
    if not found:
        return None
    row = found[0]._asdict()
    place, files = _place(row), files_of(session, idea_id)
    asked = asked_at(session, place, files)
    seen = {name: row.pop(name) for name in _BLIND_NAMES}
    return OpenIdea(
        blind=_blind(seen, files, asked),
        authors=authors_of(session, idea_id),
        files=files,
        participants=participants_of(session, idea_id),
        answers=answers_shown(asked, files),
        eligibility=tuple(json.loads(row.pop("eligibility") or "[]")),
        **row,
    )


@cache
def _open_row() -> Select[*tuple[Any, ...]]:
    return _blind_row().add_columns(
        Idea.state, Idea.unit_id, Idea.unit_name, Idea.owner_id, Idea.content_hash,
        Idea.receipt_key, Idea.version, Idea.eligibility,
        *[getattr(Idea, name) for name in OFFICE_NAMES],
    )  # fmt: skip


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
    """The same dossier with the content of a frozen version; older versions had fewer fields."""
    values = {field.name: content["fields"].get(field.name, "") for field in DOSSIER_FIELDS}
    values["category"] = content["fields"]["category"]
    values["saved_vnd"] = content["fields"]["saved_vnd"]
    first = values["first_applied_on"]
    values["first_applied_on"] = date.fromisoformat(first) if first else None
    office = {name: values.pop(name) for name in OFFICE_NAMES}
    frozen_files = tuple(_frozen_file(kept) for kept in content["files"])
    answers = tuple(_with_files(thawed_answer(one), frozen_files)
                    for one in content.get("answers", ()))  # fmt: skip
    hidden = {a.field_id for a in answers if a.visibility not in BLIND}
    seen = blind_files(frozen_files, hidden)
    shown = tuple(_with_files(a, seen) for a in answers if a.visibility in BLIND)
    return replace(
        whole,
        blind=replace(whole.blind, files=seen, answers=shown, **values),
        authors=tuple(
            OpenAuthor(**{**line, "share": Decimal(line["share"])}) for line in content["authors"]
        ),
        files=frozen_files,
        participants=tuple(OpenParticipant(**one) for one in content.get("participants", ())),
        answers=answers,
        eligibility=tuple(content.get("eligibility", ())),
        **office,
    )


def _frozen_file(kept: dict[str, Any]) -> OpenFile:
    return OpenFile(
        kept["evidence_id"], kept["file_id"], kept["name"], KINDS.get(kept["media_type"], "?"),
        kept["size"], kept["note"], datetime.fromisoformat(kept["added_at"]),
        field_id=kept.get("field_id"),
    )  # fmt: skip


def _with_files(answer: Answer, files: Iterable[Any]) -> Answer:
    return replace(answer, files=tuple(f for f in files if f.field_id == answer.field_id))
