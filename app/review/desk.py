"""What all pages of this room share: the blueprint, the round they are about, what was posted."""

from collections.abc import Callable

from flask import Blueprint, request
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.review import policy
from app.rounds.models import Round
from app.rounds.states import RoundState
from app.web.forms import WebForm

bp = Blueprint("review", __name__, template_folder="templates")


def round_at_work(session: Session, actor: Actor, round_id: int) -> Round:
    """A round of the actor's own council, to read; 404 for drafts and for anybody else's."""
    found = session.get(Round, round_id)
    if found is None or found.state is RoundState.DRAFT:
        raise Denied(NOT_FOUND)
    if policy.work_in(actor, found.council_id) is not None:
        raise Denied(NOT_FOUND)
    return found


def posted_version() -> int:
    """The version the page showed; 0, which is never right, when none or nonsense came."""
    return key_in(request.form.get("version")) or 0


def posted_pairs(name: str) -> list[tuple[int, int]]:
    """Pairs of dossier and reviewer posted as "12-5"; anything else is not taken."""
    found: list[tuple[int, int]] = []
    for text in request.form.getlist(name):
        idea, dash, reviewer = text.partition("-")
        if dash and _is_key(idea) and _is_key(reviewer):
            found.append((int(idea), int(reviewer)))
    return found


def posted_keys(name: str) -> list[int]:
    """Ids posted under one name, each once, in their order; anything else is not taken."""
    texts = request.form.getlist(name)
    return list(dict.fromkeys(int(text) for text in texts if _is_key(text)))


def _is_key(text: str) -> bool:
    return key_in(text) is not None


def acted_on(form: WebForm, idea_id: int, work: Callable[[Session, Idea], object]) -> bool:
    """Validate, then act on the dossier in one transaction; False: the form says why not."""
    if not form.validate():
        return False
    try:
        with transaction() as session:
            work(session, to_change(session, Idea, idea_id))
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return False
    return True
