"""Who says whether a dossier is eligible, where a round asks several people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, stored_enum
from app.ideas.qualifying_rules import Verdict


class Qualification(Base):
    """One person's answer about one dossier.

    `edition`: the number of the submitted version that was judged. When the authors send another
    version, the answer lapses and is asked for again. A reason without a verdict is a draft.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        UniqueConstraint("idea_id", "qualifier_id"),
        CheckConstraint(
            "(verdict IS NULL) = (given_at IS NULL) AND (verdict IS NULL) = (edition IS NULL)",
            name="given_whole",
        ),
        CheckConstraint("verdict IS NULL OR reason <> ''", name="given_with_reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    qualifier_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    verdict: Mapped[Verdict | None] = mapped_column(stored_enum(Verdict))
    reason: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[int | None]
    given_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    """When the person stepped back for a conflict; the answer then counts for nothing."""
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
