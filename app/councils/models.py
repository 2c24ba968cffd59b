"""Councils. Members hold dated roles (`RoleGrant.council_id`)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import stored_enum


class CouncilKind(StrEnum):
    """Two kinds that must not be mixed: they have different rules and thresholds."""

    INITIATIVE = "initiative"
    EMULATION = "emulation"


class Council(Base):
    """A council set up by a decision, with a term."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CouncilKind] = mapped_column(stored_enum(CouncilKind))
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    term_from: Mapped[date]
    term_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
