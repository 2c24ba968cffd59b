"""Signs of life: when the parts that nobody looks at last did their work."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base


class Pulse(Base):
    """The last time a part (worker, backup, drill) did its work."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")
