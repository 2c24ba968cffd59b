"""Which switches are on, and when they were."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.kernel.text import Text
from app.signin.models import SignIn
from app.switches.models import SwitchedOn
from app.switches.states import REFUSALS, SWITCH_TITLES, SwitchName


@dataclass(frozen=True, slots=True)
class OnSwitch:
    """A switch that is on: since when, what people are told, until when (as far as known)."""

    name: SwitchName
    since: datetime
    until: datetime | None
    reason: str
    message: str

    @property
    def title(self) -> Text:
        """Its name in words."""
        return SWITCH_TITLES[self.name]

    @property
    def sentence(self) -> Text:
        """What stops, in one sentence."""
        return REFUSALS[self.name]

    @property
    def told(self) -> str:
        """What everybody may read: the message, else the reason."""
        return self.message or self.reason


@cache
def on_statement() -> Select[SwitchName, datetime, datetime | None, str, str]:
    """The switches that are on: asked for every page and before every write."""
    row = SwitchedOn
    return (
        select(row.name, row.since, row.until, row.reason, row.message)
        .where(row.ended_at.is_(None))
        .order_by(row.since, row.id)
    )


def switches_on(session: Session) -> tuple[OnSwitch, ...]:
    """The switches that are on now, the first first."""
    return tuple(OnSwitch(*row) for row in rows_of(session, on_statement()))


def is_on(session: Session, name: SwitchName) -> bool:
    """Whether this switch is on now."""
    return any(switch.name is name for switch in switches_on(session))


@dataclass(frozen=True, slots=True)
class PastSwitch:
    """One time that a switch was on, for the history."""

    name: SwitchName
    since: datetime
    ended_at: datetime | None
    reason: str

    @property
    def title(self) -> Text:
        """Its name in words."""
        return SWITCH_TITLES[self.name]


def past_switches(session: Session, limit: int = 50) -> list[PastSwitch]:
    """The last times that switches were on, the latest first."""
    row = SwitchedOn
    rows = session.execute(
        select(row.name, row.since, row.ended_at, row.reason)
        .order_by(row.since.desc(), row.id.desc())
        .limit(limit)
    )
    return [PastSwitch(*values) for values in rows]


def live_sign_ins(session: Session, now: datetime) -> int:
    """How many sign-ins are open: what "kết thúc mọi phiên" would end."""
    return (
        session.scalar(
            select(func.count(SignIn.id)).where(SignIn.ended_at.is_(None), SignIn.ends_at > now)
        )
        or 0
    )
