"""A job and what it made belong to the person who asked for it."""

from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial


def see(actor: Actor, asked_by: int) -> Denial | None:
    """Read, cancel, repeat, download: the one who asked; to others it does not exist."""
    return None if actor.user_id is not None and actor.user_id == asked_by else NOT_FOUND
