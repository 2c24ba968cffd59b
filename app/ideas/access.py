"""Who may download evidence: whoever reads the dossier, and whom later rooms let in."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.ideas import policy
from app.ideas.answer_queries import hidden_fields
from app.ideas.models import Evidence, Idea, IdeaVersion
from app.ideas.projections import BLIND
from app.ideas.queries import standing_of
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial

MoreReader = Callable[[Session, Actor, Idea], bool]
more_readers: list[MoreReader] = []
"""Later rooms append a check here (review: an assigned reviewer of a round that is not blind)."""


def read_evidence(session: Session, actor: Actor, idea: Idea) -> Denial | None:
    """Readers of the dossier, and whom a later room lets in."""
    if policy.read(actor, standing_of(session, idea)) is None:
        return None
    allowed = any(reader(session, actor, idea) for reader in more_readers)
    return None if allowed else NOT_FOUND


def read_evidence_file(session: Session, actor: Actor | None, file: StoredFile) -> Denial | None:
    """The reader of the files room for the purpose "evidence"; `owner_id` is the dossier."""
    if actor is None:
        return NOT_FOUND
    row = session.execute(
        select(Idea, Evidence)
        .join(Evidence, Evidence.idea_id == Idea.id)
        .where(Idea.id == file.owner_id, Evidence.file_id == file.id)
    ).one_or_none()
    if row is None:
        return NOT_FOUND
    idea, evidence = row
    if standing_of(session, idea).is_author(actor):
        return None
    if not _was_submitted(session, evidence):
        return NOT_FOUND
    if policy.read(actor, standing_of(session, idea)) is None:
        return None
    hidden = hidden_fields(session, idea.round_id, BLIND)
    return NOT_FOUND if evidence.field_id in hidden else read_evidence(session, actor, idea)


def _was_submitted(session: Session, evidence: Evidence) -> bool:
    """Whether a frozen version holds this file: what is not submitted yet is the authors' own."""
    frozen = select(IdeaVersion.id).where(
        IdeaVersion.idea_id == evidence.idea_id, IdeaVersion.submitted_at >= evidence.added_at
    )
    if evidence.removed_at is not None:
        frozen = frozen.where(IdeaVersion.submitted_at < evidence.removed_at)
    return session.scalar(frozen.limit(1)) is not None
