"""Freeze what was submitted: canonical JSON, its SHA-256, and the searchable words."""

import hashlib
import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.ideas.answers import frozen_answer
from app.ideas.fields import DOSSIER_FIELDS, OFFICE_NAMES
from app.ideas.models import Evidence, Idea, IdeaVersion
from app.ideas.projections import open_idea
from app.ideas.searching import index_idea
from app.kernel.actor import Actor
from app.rounds.fields import Visibility
from app.rounds.models import Round

PUBLIC = Visibility.PUBLIC
FROZEN_FIELDS = ("category", *(field.name for field in DOSSIER_FIELDS))


def freeze(session: Session, actor: Actor, idea: Idea, now: datetime) -> IdeaVersion:
    """Keep the dossier as it is now as its next version and put its hash on the dossier."""
    session.flush()
    last = session.scalar(
        select(func.max(IdeaVersion.number)).where(IdeaVersion.idea_id == idea.id)
    )
    number = (last or 0) + 1
    content = canonical(content_of(session, idea, number, now))
    version = IdeaVersion(
        idea_id=idea.id,
        number=number,
        content=content,
        content_hash=hashlib.sha256(content.encode()).hexdigest(),
        submitted_at=now,
        submitted_by=actor.user_id,
    )
    session.add(version)
    idea.content_hash = version.content_hash
    return version


def canonical(content: dict[str, Any]) -> str:
    """One text for one content: sorted keys, no blanks, days and decimals as plain text."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def content_of(session: Session, idea: Idea, number: int, now: datetime) -> dict[str, Any]:
    """Everything that was submitted, files by their own hashes."""
    whole = open_idea(session, idea.id)
    if whole is None:
        raise ValueError("a dossier that is not stored cannot be frozen")
    round_code = session.scalar(select(Round.code).where(Round.id == idea.round_id))
    given = {field.name: getattr(whole.blind, field.name) for field in fields(whole.blind)}
    given |= {name: getattr(whole, name) for name in OFFICE_NAMES}
    return {
        "code": idea.code,
        "number": number,
        "round": round_code,
        "unit": idea.unit_name,
        "submitted_at": now.astimezone(UTC).isoformat(),
        "fields": {name: given[name] for name in FROZEN_FIELDS},
        "authors": [{**asdict(author), "share": str(author.share)} for author in whole.authors],
        "participants": [asdict(one) for one in whole.participants],
        "answers": [frozen_answer(answer) for answer in whole.answers],
        "eligibility": list(whole.eligibility),
        "files": _frozen_files(session, idea.id),
    }


def _frozen_files(session: Session, idea_id: int) -> list[dict[str, Any]]:
    files = session.execute(
        select(Evidence.id, StoredFile.id, StoredFile.name, StoredFile.media_type,
               StoredFile.size, StoredFile.sha256, Evidence.note, Evidence.added_at,
               Evidence.field_id)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.idea_id == idea_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )  # fmt: skip
    return [
        {"evidence_id": key, "file_id": file_id, "name": name, "media_type": kind, "size": size,
         "sha256": digest, "note": note, "added_at": added.isoformat(), "field_id": field_id}
        for key, file_id, name, kind, size, digest, note, added, field_id in files
    ]  # fmt: skip


def index_words(session: Session, idea: Idea) -> None:
    """Put what was just frozen into the search; who finds what is decided by parts."""
    index_idea(session, idea.id)
