"""Turn switches on and off, end all sign-ins. Each act has a reason and is recorded."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, require, require_ready
from app.kernel.text import T
from app.signin.models import SignIn
from app.signin.tokens import token_hash
from app.switches import policy, rules
from app.switches.models import SwitchedOn
from app.switches.states import SWITCH_TITLES, SwitchName


@dataclass(frozen=True, slots=True)
class Notice:
    """Why a switch is turned on, what everybody is told, and until when (as far as known)."""

    reason: str
    message: str = ""
    until: datetime | None = None


def turn_on(
    session: Session, actor: Actor, name: SwitchName, notice: Notice, now: datetime
) -> SwitchedOn:
    """Turn a switch on: whoever commits after this is refused. Raises `AlreadyDone`.

    Waits for the transactions that asked the gate before (see `gate`).
    """
    require(policy.turn(actor))
    require_ready(rules.blockers_to_turn(notice.reason, notice.message, until=notice.until,
                                         now=now))  # fmt: skip
    _lock(session)
    if _running(session, name) is not None:
        raise AlreadyDone(T("“%(name)s” đang bật.", name=SWITCH_TITLES[name]), "switches.index")
    row = SwitchedOn(
        name=name, since=now, until=notice.until, reason=notice.reason, message=notice.message,
        started_by=actor.user_id,
    )  # fmt: skip
    session.add(row)
    record(session, actor, "switch:on", row, now, after="on", reason=notice.reason, name=str(name),
           until=notice.until)  # fmt: skip
    return row


def turn_off(session: Session, actor: Actor, name: SwitchName, reason: str, now: datetime) -> None:
    """Turn a switch off; work goes on from here. Raises `AlreadyDone`."""
    require(policy.turn(actor))
    require_ready(rules.blockers_to_turn(reason))
    _lock(session)
    row = _running(session, name)
    if row is None:
        raise AlreadyDone(T("“%(name)s” đang tắt.", name=SWITCH_TITLES[name]), "switches.index")
    row.ended_at, row.ended_by = max(now, row.since), actor.user_id
    record(session, actor, "switch:off", row, now, before="on", after="off", reason=reason,
           name=str(name))  # fmt: skip


def end_sign_ins(
    session: Session, actor: Actor, reason: str, now: datetime, *, kept_token: str = ""
) -> int:
    """End every sign-in but the one of `kept_token`; returns how many. They count at once."""
    require(policy.turn(actor))
    require_ready(rules.blockers_to_turn(reason))
    ended = session.scalars(
        update(SignIn)
        .where(SignIn.ended_at.is_(None), SignIn.token_hash != token_hash(kept_token))
        .values(ended_at=now)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    ).all()
    record(session, actor, "switch:end_sign_ins", "sign_in:all", now, reason=reason,
           count=len(ended))  # fmt: skip
    return len(ended)


def _running(session: Session, name: SwitchName) -> SwitchedOn | None:
    return session.scalar(
        select(SwitchedOn).where(SwitchedOn.name == name, SwitchedOn.ended_at.is_(None))
    )


def _lock(session: Session) -> None:
    """Wait for everybody who has asked the gate and not yet committed; later askers wait for us."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE switched_on IN EXCLUSIVE MODE"))
