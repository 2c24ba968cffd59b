"""When a switch was turned on, by whom and why, and when it was turned off."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import stored_enum
from app.switches.states import SwitchName

REASON_LIMIT = 500


class SwitchedOn(Base):
    """One time that a switch was on. `until` is what people are told; nothing ends by itself."""

    __tablename__ = "switched_on"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= since", name="ends_after_start"),
        Index(
            "uq_switched_on_one_at_a_time", "name", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[SwitchName] = mapped_column(stored_enum(SwitchName))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT))
    message: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    started_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
