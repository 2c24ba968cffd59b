"""Two people edited the same round: nothing is overwritten, both texts are shown."""

from sqlalchemy.orm import Session

from app.kernel.dates import instant_text
from app.kernel.refusals import StaleEdit
from app.rounds.models import Round
from app.rounds.queries import last_act
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
    who, when = last_act(session, found.subject)
    raise StaleEdit(who, instant_text(when), differences(mine, stored), found.version)
