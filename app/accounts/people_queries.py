"""Reads for the administrator's list of people and one person's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.passwords import NO_PASSWORD
from app.kernel.actor import Role
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.vietnamese import search_tokens


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list was asked for. `active`: None shows everybody; `invited`: only whoever has
    chosen no password: invited and never came, or signing in through the agency's provider.
    """

    query: str = ""
    unit_id: int | None = None
    role: Role | None = None
    active: bool | None = None
    invited: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the list, with the roles in force."""

    account_id: int
    name: str
    email: str
    unit_name: str
    position: str
    active: bool
    roles: tuple[Role, ...] = ()


def _asked(asked: PeopleFilter, day: date) -> Select[Any]:
    statement = select(Account.id)
    for word in search_tokens(asked.query)[:8]:
        statement = statement.where(Account.searched.contains(word, autoescape=True))
    if asked.unit_id is not None:
        statement = statement.where(Account.unit_id == asked.unit_id)
    if asked.active is not None:
        statement = statement.where(Account.active.is_(asked.active))
    if asked.invited:
        statement = statement.where(Account.password_hash == NO_PASSWORD)
    if asked.role is not None:
        holds = select(RoleGrant.account_id).where(RoleGrant.role == asked.role, *_on(day))
        statement = statement.where(Account.id.in_(holds))
    return statement


def _on(day: date) -> tuple[Any, ...]:
    return (RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day))  # fmt: skip


def people(
    session: Session, asked: PeopleFilter, day: date, *, limit: int, offset: int
) -> list[PersonLine]:
    """One page of people by given name: two queries, however many there are."""
    rows = session.execute(
        _asked(asked, day)
        .join(Unit, Unit.id == Account.unit_id)
        .with_only_columns(Account.id, Account.full_name, Account.email, Unit.name,
                           Account.position, Account.active)
        .order_by(Account.name_key, Account.id)
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    roles = roles_on(session, [row[0] for row in rows], day)
    return [PersonLine(*row, roles=roles.get(row[0], ())) for row in rows]


def people_count(session: Session, asked: PeopleFilter, day: date) -> int:
    """How many people fit."""
    return session.scalar(select(func.count()).select_from(_asked(asked, day).subquery())) or 0


def roles_on(
    session: Session, account_ids: Iterable[int], day: date
) -> dict[int, tuple[Role, ...]]:
    """The roles each person holds on a day, each once, in the order of `Role`."""
    held: dict[int, set[Role]] = {}
    for key, role in session.execute(
        select(RoleGrant.account_id, RoleGrant.role).where(
            RoleGrant.account_id.in_(list(account_ids)), *_on(day)
        )
    ):
        held.setdefault(key, set()).add(role)
    order = list(Role)
    return {key: tuple(sorted(roles, key=order.index)) for key, roles in held.items()}


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One role of a person, with where and from when to when."""

    grant_id: int
    role: Role
    unit_name: str
    council_id: int | None
    valid_from: date
    valid_to: date | None

    def stand(self, day: date) -> str:
        """now, later or over."""
        if self.valid_to is not None and self.valid_to <= max(day, self.valid_from):
            return "over"
        return "later" if self.valid_from > day else "now"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with everything the administrator may see about the account."""

    account_id: int
    name: str
    email: str
    unit_id: int
    unit_name: str
    position: str
    active: bool
    has_password: bool
    created_at: datetime
    version: int
    grants: tuple[GrantLine, ...]


def person(session: Session, account_id: int) -> PersonCard:
    """One person; 404 when there is none."""
    row = session.execute(
        select(Account.id, Account.full_name, Account.email, Account.unit_id, Unit.name,
               Account.position, Account.active, Account.password_hash != "", Account.created_at,
               Account.version)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.id == account_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise Denied(NOT_FOUND)
    grants = session.execute(
        select(RoleGrant.id, RoleGrant.role, func.coalesce(Unit.name, ""), RoleGrant.council_id,
               RoleGrant.valid_from, RoleGrant.valid_to)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
    )  # fmt: skip
    lines = tuple(GrantLine(*grant) for grant in grants)
    values: tuple[Any, ...] = (*row, lines)
    return PersonCard(*values)


def grant_of(card: PersonCard, grant_id: int) -> GrantLine:
    """One of the person's roles; 404 for somebody else's."""
    for grant in card.grants:
        if grant.grant_id == grant_id:
            return grant
    raise Denied(NOT_FOUND)


def account_by_email(session: Session, email: str) -> int | None:
    """The id behind an address, for the command line."""
    return session.scalar(select(Account.id).where(Account.email == email))
