"""Evidence for reviewers: readable when assigned, and without its name where scoring is blind."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.cleaning import clean_copy_of
from app.files.models import StoredFile
from app.ideas.blinding import redactors
from app.ideas.models import Idea
from app.ideas.queries import blind_idea
from app.kernel.actor import Actor, Role
from app.review import policy, qualifying_policy
from app.review.models import Sheet
from app.review.qualifying_queries import is_asked, standing
from app.review.queries import standing_of_sheet
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.states import BlindMode


def assigned_reviewer(session: Session, actor: Actor, idea: Idea) -> bool:
    """Whether the actor reads this dossier's files as its reviewer."""
    sheet = _sheet(session, actor, idea.id)
    if sheet is not None:
        return policy.read_sheet(actor, standing_of_sheet(session, actor, sheet)) is None
    asked = is_asked(session, actor, idea.id)
    return (
        asked is not None and qualifying_policy.read(actor, standing(session, actor, asked)) is None
    )


def evidence_name(session: Session, actor: Actor | None, file: StoredFile) -> str | None:
    """ "tep-1.pdf" for a reviewer of a blind round: people put their names into file names."""
    if file.owner_id is None or not _reads_blind(session, actor, file.owner_id):
        return None
    blind = blind_idea(session, file.owner_id)
    names = {f.file_id: f.download_name for f in blind.files} if blind else {}
    return names.get(file.id, "tep")


def evidence_stand_in(session: Session, actor: Actor | None, file: StoredFile) -> StoredFile | None:
    """A reviewer of a blind round receives the copy without metadata, unless it is held back."""
    if file.owner_id is None or not _reads_blind(session, actor, file.owner_id):
        return file
    if not redactors(session, [file.owner_id])[file.owner_id].sends(file.id):
        return None
    return clean_copy_of(session, file.id)


def _reads_blind(session: Session, actor: Actor | None, idea_id: int) -> bool:
    if actor is None or not _reads_as_judge(session, actor, idea_id):
        return False
    mode = session.scalar(
        select(Round.blind).join(Idea, Idea.round_id == Round.id).where(Idea.id == idea_id)
    )
    return mode is not BlindMode.OPEN


def _reads_as_judge(session: Session, actor: Actor, idea_id: int) -> bool:
    """By a sheet, or as a qualifier who is no secretary: the office knows the authors anyway."""
    if _sheet(session, actor, idea_id) is not None:
        return True
    return not actor.has(Role.SECRETARY) and is_asked(session, actor, idea_id) is not None


def _sheet(session: Session, actor: Actor, idea_id: int) -> Sheet | None:
    return session.scalar(
        select(Sheet).where(
            Sheet.idea_id == idea_id,
            Sheet.reviewer_id == actor.user_id,
            Sheet.state != SheetState.DECLINED,
        )
    )
