"""People, units and how units succeed each other, dated roles, the agency itself."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.base import Base
from app.database.types import stored_enum
from app.kernel.actor import Role
from app.kernel.vietnamese import search_text

NAME_LIMIT = 200


class Agency(Base):
    """The authority that runs this installation, as it is called in a period."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    short_name: Mapped[str] = mapped_column(String(60))
    superior_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    place: Mapped[str] = mapped_column(String(80))
    symbol: Mapped[str] = mapped_column(String(40))
    head_title: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Unit(Base):
    """A department, ward, school, firm or association. Never deleted: it ends on a day."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    short_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(30))
    official_order: Mapped[int]
    address: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class UnitSuccession(Base):
    """From a day on, (part of) one unit is carried on by another. Many to many."""

    __tablename__ = "unit_succession"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    effective_on: Mapped[date]
    share: Mapped[str] = mapped_column(String(20), default="whole")
    note: Mapped[str] = mapped_column(String(300), default="")


class Account(Base):
    """A person. `name_key` sorts Vietnamese names by given name."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    name_key: Mapped[str] = mapped_column(String(600), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    searched: Mapped[str] = mapped_column(String(1000), default="")

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _keep_searched(_mapper: object, _connection: object, account: Account) -> None:
    """The folded words that the list of people is searched by."""
    account.searched = search_text(f"{account.full_name} {account.email}")[:1000]


class FormerAddress(Base):
    """An address that was a person's until it changed: it still says who is meant by it.

    Nobody signs in or is given rights by it (a mailbox may have passed to somebody else); it only
    keeps an author and a judge from being two people because one of them changed an address.
    """

    __tablename__ = "former_address"
    __table_args__ = (UniqueConstraint("account_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    until: Mapped[datetime]


class RoleGrant(Base):
    """A role from a day to a day (exclusive), in a unit or a council."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_council", "council_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Holiday(Base):
    """A day off, or a Saturday worked instead; set each year by the authority."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
