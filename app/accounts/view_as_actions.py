"""An administrator looks at the pages as another role does. Start and end are recorded."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.admin_models import RoleView
from app.accounts.view_as_rules import LASTS, look_as
from app.audit.actions import record
from app.kernel.actor import Actor, Grant, Role
from app.kernel.refusals import NOT_FOUND, Denied, require


def start(session: Session, actor: Actor, role: Role, now: datetime) -> RoleView:
    """Begin to look as this role, in the administrator's own unit, for `LASTS`."""
    require(look_as(actor, role))
    view = RoleView(account_id=actor.user_id, role=role, started_at=now, ends_at=now + LASTS)
    session.add(view)
    record(session, actor, "view_as:started", view, now, role=str(role), unit_id=actor.unit_id)
    return view


def stop(session: Session, actor: Actor, view_id: int, now: datetime) -> None:
    """End it; the administrator is the administrator again. Ending twice changes nothing."""
    view = session.get(RoleView, view_id, with_for_update=True)
    if view is None or view.account_id != actor.user_id:
        raise Denied(NOT_FOUND)
    if view.ended_at is None:
        view.ended_at = min(now, view.ends_at)
        record(session, actor, "view_as:ended", view, now, role=str(view.role))


def looking_as(session: Session, actor: Actor, view_id: int, now: datetime) -> RoleView | None:
    """The view that is going on; None when it is over, or the rights for it are."""
    view = session.scalar(
        select(RoleView).where(
            RoleView.id == view_id, RoleView.account_id == actor.user_id,
            RoleView.ended_at.is_(None), RoleView.ends_at > now,
        )
    )  # fmt: skip
    return view if view is not None and look_as(actor, view.role) is None else None


def seen_as(actor: Actor, role: Role) -> Actor:
    """The same person with one other role: every conflict of interest of the person remains."""
    return replace(actor, grants=(Grant(role, unit_id=actor.unit_id),))
