"""Freeze what was submitted: canonical JSON, its SHA-256, and the searchable words."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.schema import IDEA_SEARCH
from app.files.models import StoredFile
from app.ideas.models import Evidence, Idea, IdeaVersion
from app.ideas.projections import authors_of, blind_idea
from app.kernel.actor import Actor
from app.rounds.models import Round

FROZEN_FIELDS = (
    "title", "category_id", "category", "sector", "first_applied_on", "saved_vnd", "ai_kind",
    "ai_product", "data_location", "personal_data", "human_check", "risk_level", "risk_reason",
    "summary", "problem", "solution", "novelty", "conditions", "application", "effect",
    "confidential",
)  # fmt: skip


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
    blind = blind_idea(session, idea.id)
    round_code = session.scalar(select(Round.code).where(Round.id == idea.round_id))
    files = session.execute(
        select(Evidence.id, StoredFile.id, StoredFile.name, StoredFile.media_type,
               StoredFile.size, StoredFile.sha256, Evidence.note, Evidence.added_at)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.idea_id == idea.id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )  # fmt: skip
    return {
        "code": idea.code,
        "number": number,
        "round": round_code,
        "unit": idea.unit_name,
        "submitted_at": now.astimezone(UTC).isoformat(),
        "fields": {name: getattr(blind, name) for name in FROZEN_FIELDS},
        "authors": [
            {"position": author.position, "account_id": author.account_id,
             "full_name": author.full_name, "workplace": author.workplace,
             "job_title": author.job_title, "email": author.email, "share": str(author.share)}
            for author in authors_of(session, idea.id)
        ],
        "files": [
            {"evidence_id": key, "file_id": file_id, "name": name, "media_type": kind,
             "size": size, "sha256": digest, "note": note, "added_at": added.isoformat()}
            for key, file_id, name, kind, size, digest, note, added in files
        ],
    }  # fmt: skip


def index_words(session: Session, idea: Idea) -> None:
    """Put the dossier's own words into the search: never a person's or a unit's name.

    The same index answers people who must not learn the authors.
    """
    blind = blind_idea(session, idea.id)
    if blind is not None:
        IDEA_SEARCH.put(session, idea.id, blind.code, blind.title, blind.sector, blind.summary,
                        blind.problem, blind.solution, blind.novelty, blind.effect)  # fmt: skip
