"""Two people edit one thing: who saved first, for the page that shows both texts."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from app.audit.queries import history_of
from app.kernel.dates import instant_text
from app.kernel.refusals import Difference, StaleEdit


class Versioned(Protocol):
    """A row whose acts are recorded and whose edits are counted."""

    version: int

    @property
    def subject(self) -> str:
        """What the record calls it."""


def stale_edit(session: Session, row: Versioned, differences: Sequence[Difference]) -> StaleEdit:
    """Somebody saved `row` since it was shown: the last who did, when, and what differs."""
    last = history_of(session, row.subject, limit=1)
    who, when = (last[0].actor_name, instant_text(last[0].at)) if last else ("", "")
    return StaleEdit(who, when, differences, row.version)
