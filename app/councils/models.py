"""Councils. Members hold dated roles (`RoleGrant.council_id`) and dated offices."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.councils.states import Office
from app.database.base import Base
from app.database.types import BigId, stored_enum


class CouncilKind(StrEnum):
    """Two kinds that must not be mixed: they have different rules and thresholds."""

    INITIATIVE = "initiative"
    EMULATION = "emulation"


class Council(Base):
    """A council set up by a decision, with a term.

    `decided_by`: who issued that decision, as called on its day ("Chủ tịch Ủy ban nhân dân Quận
    3"); an authority that is renamed later does not change it. "" where nobody noted it.
    """

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CouncilKind] = mapped_column(stored_enum(CouncilKind))
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    term_from: Mapped[date]
    term_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    decision_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))


class CouncilOffice(Base):
    """What one member is in the council from a day to a day (exclusive), by which decision.

    Without a row somebody is what the role says. An alternate (dự khuyết) is no member until
    standing in for one at a sitting.
    """

    __tablename__ = "council_office"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        Index("ix_council_office_council", "council_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    office: Mapped[Office] = mapped_column(stored_enum(Office))
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
