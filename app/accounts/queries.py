"""Reads about people, units and the agency."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Agency, Holiday, RoleGrant, Unit
from app.database.reading import rows_of
from app.kernel.actor import Actor, Grant, Role
from app.kernel.working_days import Calendar


def _in_force(day: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleGrant.valid_from <= day,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day),
    )


@cache
def _grants() -> Select[Role, int | None, int | None]:
    """Asked at every request, as is the agency below: put together once."""
    day = bindparam("day", type_=Date())
    return (
        select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.council_id)
        .where(RoleGrant.account_id == bindparam("person"), *_in_force(day))
        .order_by(RoleGrant.id)
    )


def grants_in_force(session: Session, account_id: int, day: date) -> tuple[Grant, ...]:
    """The roles a person holds on a day."""
    rows = rows_of(session, _grants(), {"person": account_id, "day": day})
    return tuple(Grant(*row) for row in rows)


def in_force(role: Role, day: date) -> tuple[ColumnElement[bool], ...]:
    """A grant of this role holds on that day: for queries that join `RoleGrant`."""
    return (RoleGrant.role == role, *_in_force(day))


def actor_of(session: Session, account: Account, day: date) -> Actor:
    """A person as an actor, without a sign-in (command line, demo, tests)."""
    unit = session.get(Unit, account.unit_id)
    return Actor(
        account.id,
        account.full_name,
        account.email,
        account.unit_id,
        unit.name if unit else "",
        grants_in_force(session, account.id, day),
    )


@cache
def _agency() -> Select[Agency]:
    day = bindparam("day", type_=Date())
    return (
        select(Agency)
        .where(Agency.valid_from <= day, or_(Agency.valid_to.is_(None), Agency.valid_to > day))
        .order_by(Agency.valid_from.desc())
        .limit(1)
    )


def agency_on(session: Session, day: date) -> Agency | None:
    """The authority as it was called on a day."""
    return session.scalar(_agency(), {"day": day})


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit as offered in a list."""

    unit_id: int
    code: str
    name: str
    kind: str


def units_on(session: Session, day: date, *kinds: str) -> list[UnitChoice]:
    """The units that exist on a day, in the official order."""
    statement = (
        select(Unit.id, Unit.code, Unit.name, Unit.kind)
        .where(Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day))
        .order_by(Unit.official_order, Unit.id)
    )
    if kinds:
        statement = statement.where(Unit.kind.in_(kinds))
    return [UnitChoice(*row) for row in session.execute(statement)]


def calendar(session: Session) -> Calendar:
    """The authority's working days."""
    rows = rows_of(session, _holidays())
    return Calendar(
        off=frozenset(day for day, works in rows if not works),
        make_up=frozenset(day for day, works in rows if works),
    )


@cache
def _holidays() -> Select[date, bool]:
    return select(Holiday.day, Holiday.works)


@dataclass(frozen=True, slots=True)
class Member:
    """A person who holds a role in a council or a unit."""

    account_id: int
    name: str
    email: str
    unit_id: int
    unit_name: str


def holders(
    session: Session,
    day: date,
    *roles: Role,
    council_id: int | None = None,
    unit_id: int | None = None,
) -> list[Member]:
    """Active people who hold one of these roles on a day, sorted by given name."""
    statement = (
        select(Account.id, Account.full_name, Account.email, Account.unit_id, Unit.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(RoleGrant.role.in_(roles), Account.active, *_in_force(day))
        .group_by(Account.id, Unit.name)
        .order_by(Account.name_key, Account.id)
    )
    if council_id is not None:
        statement = statement.where(RoleGrant.council_id == council_id)
    if unit_id is not None:
        statement = statement.where(RoleGrant.unit_id == unit_id)
    return [Member(*row) for row in session.execute(statement)]


def account_count(session: Session) -> int:
    """How many people there are."""
    return session.scalar(select(func.count()).select_from(Account)) or 0


def email_of(session: Session, account_id: int) -> str:
    """The address at which this person gets mail."""
    return session.scalars(select(Account.email).where(Account.id == account_id)).one()
