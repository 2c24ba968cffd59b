"""The worker's turn: copies without metadata of the files that blind reviewers will receive.

From the moment a dossier is submitted in a blind round: when it is assigned, the copies are there.
"""

import logging
from datetime import datetime

from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db
from app.files.cleaning import READY, cleaned, content_of, limits, make_clean_copy
from app.files.models import CleanCopy, StoredFile
from app.files.storage import StorageProblem
from app.ideas.models import Evidence, Idea
from app.ideas.states import IdeaState
from app.rounds.models import Round
from app.rounds.states import BlindMode
from app.switches.gate import nothing_may_change

BATCH = 5
EARLIER = (IdeaState.DRAFT, IdeaState.WITHDRAWN)

log = logging.getLogger(__name__)


def clean_due(now: datetime) -> int:
    """Make the copies of some files; how many were looked at. No transaction is open while a file
    is read, and each file is looked at once: what cannot be cleaned stays held back."""
    session = db.session()
    if nothing_may_change(session):
        return 0
    waiting = _waiting()
    db.session.rollback()
    for file_id, sha256, media_type in waiting:
        try:
            made = cleaned(content_of(sha256), media_type, limits())
        except (StorageProblem, OSError) as problem:
            log.warning("file %s could not be opened: %s", file_id, problem)
            continue
        with transaction() as changing:
            known = changing.scalar(select(CleanCopy.file_id).where(CleanCopy.file_id == file_id))
            if known is None and changing.get(StoredFile, file_id) is not None:
                make_clean_copy(changing, file_id, made, now)
    return len(waiting)


def _waiting() -> list[tuple[int, str, str]]:
    rows = db.session().execute(
        select(StoredFile.id, StoredFile.sha256, StoredFile.media_type)
        .join(Evidence, Evidence.file_id == StoredFile.id)
        .join(Idea, Idea.id == Evidence.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(CleanCopy, CleanCopy.file_id == StoredFile.id)
        .where(
            CleanCopy.file_id.is_(None), StoredFile.state.in_(READY),
            Evidence.removed_at.is_(None), Idea.state.not_in(EARLIER),
            Round.blind != BlindMode.OPEN,
        )
        .order_by(StoredFile.id)
        .limit(BATCH)
    )  # fmt: skip
    return [(key, sha256, media_type) for key, sha256, media_type in rows]
