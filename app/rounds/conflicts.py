"""Two people edited the same round: nothing is overwritten, both texts are shown."""

from sqlalchemy.orm import Session

from app.audit.edits import stale_edit
from app.rounds.models import Round
from app.web.forms import WebForm
from app.web.stale import differences


def refuse_stale(
    session: Session, found: Round, version: int | None, mine: WebForm, stored: WebForm
) -> None:
    """Raise `StaleEdit` when the form was opened on an older version than the stored one.

    `stored` is the same form, filled with what is in the database now.
    """
    if version is None or version == found.version:
        return
    raise stale_edit(session, found, differences(mine, stored))
