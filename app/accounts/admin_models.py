"""What the administration of people and units keeps beside them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import NAME_LIMIT
from app.accounts.states import BatchState
from app.database.base import Base, HasLifecycle
from app.database.types import stored_enum
from app.kernel.actor import Role


class UnitFormerName(Base):
    """What a unit was called until a day (exclusive); since the last one it has its own name."""

    __tablename__ = "unit_former_name"
    __table_args__ = (UniqueConstraint("unit_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    short_name: Mapped[str] = mapped_column(String(80))
    until: Mapped[date]


class UnitAlias(Base):
    """Another way people write a unit's name; `folded` is how it is looked up, once only."""

    __tablename__ = "unit_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    folded: Mapped[str] = mapped_column(String(600), unique=True)


class ImportBatch(Base, HasLifecycle):
    """One uploaded list of units and people, with what it would do; nothing until it is applied."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[BatchState] = mapped_column(stored_enum(BatchState))
    uploaded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(String(300), default="")


class ImportRow(Base):
    """One row of the list as it was read: the texts of its cells, by column."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_batch", "batch_id", "sheet", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    sheet: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    cells: Mapped[str] = mapped_column(Text)


class RoleView(Base):
    """An administrator looks at the pages as another role does, reading only, for a while."""

    __tablename__ = "role_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
