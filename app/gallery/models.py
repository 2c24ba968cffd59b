"""What the public may read of a solution: its own texts, written for publication."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId


class PublishedSolution(Base):
    """One gallery entry. Texts are copied and edited for the public; nothing else is shown.

    `applied_in` is a snapshot of the confirmed units' names, one a line, refreshed when adoptions
    change. `author_names` stays empty unless the authors may be named.
    """

    __tablename__ = "published_solution"
    __table_args__ = (
        Index("ix_published_solution_order", "published_at", "id"),
        Index("ix_published_solution_sector", "sector", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text, default="")
    ai_note: Mapped[str] = mapped_column(Text, default="")
    sector: Mapped[str] = mapped_column(String(80), default="")
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(200))
    author_names: Mapped[str] = mapped_column(String(1000), default="")
    show_authors: Mapped[bool] = mapped_column(default=False)
    decision_text: Mapped[str] = mapped_column(String(200), default="")
    adoption_count: Mapped[int] = mapped_column(default=0)
    applied_in: Mapped[str] = mapped_column(Text, default="")
    demo: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(400), default="")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
