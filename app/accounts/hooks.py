"""What higher rooms do when something happens to a person; `create_app` connects them.

Accounts cannot know the rooms of signing in and of councils. Each hook runs inside the
transaction of the act.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.kernel.actor import Actor

Step = Callable[[Session, Actor, Account, datetime], object]


@dataclass(frozen=True, slots=True)
class CouncilChoice:
    """A council as offered in a list."""

    council_id: int
    name: str


def _nothing(_session: Session, _actor: Actor, _account: Account, _now: datetime) -> None:
    return None


def _no_councils(_session: Session) -> list[CouncilChoice]:
    return []


@dataclass(slots=True)
class Hooks:
    """`invite`: mail a link to choose a password. `shut_out`: end every sign-in and link.

    `new_address`: links to the old address are void. `councils`: all of them, newest first.
    """

    invite: Step = _nothing
    shut_out: Step = _nothing
    new_address: Step = _nothing
    councils: Callable[[Session], list[CouncilChoice]] = field(default=_no_councils)


hooks = Hooks()
